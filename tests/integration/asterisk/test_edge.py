"""What strangers and guessers learn and reach: nothing."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.bans import kept
from appliance.compiler import firewall
from appliance.compiler.compile import compile_config
from appliance.core.bans import MOST_GUESSES, UNBAN
from appliance.core.config import Config
from tests.integration.asterisk.conftest import people
from tests.integration.asterisk.guesser import Guesser, bans
from tests.integration.asterisk.mutants import Mutants
from tests.integration.asterisk.neighbour import BOX, Neighbours, neighbours
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import SECRET, RealAsterisk, wait_for
from tests.integration.asterisk.sip_message import Message
from tests.integration.asterisk.sip_phone import Phone
from tests.unit.compiler.test_sip import ACCOUNT, with_lines

_HERE, _STRANGER = "192.168.77.2", "192.168.77.66"
_KNOWN, _UNKNOWN = "301", "999"
_METHODS = ("REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE", "MESSAGE")


@pytest.fixture(scope="module")
def beside(office: Office) -> Iterator[Neighbours]:
    """Machines beside the office's Asterisk, behind the box's firewall."""
    with neighbours(office.asterisk) as made:
        made.live_at(_HERE)
        made.live_at(_STRANGER)
        yield made


def _shape(answer: Message) -> tuple[str, list[tuple[str, str]], str]:
    """All of an answer but for what differs from one to the next: tags, numbers, nonces."""
    changing = {"via", "from", "to", "call-id", "cseq", "date"}
    headers = [
        (name, re.sub(r'(nonce|opaque)="[^"]*"', "", value))
        for name, value in answer.headers
        if name not in changing
    ]
    return answer.first, headers, answer.body


@pytest.mark.parametrize("method", _METHODS)
def test_who_is_known_and_who_is_not_are_answered_alike(beside: Neighbours, method: str) -> None:
    with Guesser(beside, _HERE) as guesser:
        known, unknown = (guesser.ask(method, each) for each in (_KNOWN, _UNKNOWN))
        wrong = [guesser.guess(each, "wrong", method) for each in (_KNOWN, _UNKNOWN)]
    assert known.status == 401
    assert _shape(known) == _shape(unknown)
    assert _shape(wrong[0]) == _shape(wrong[1])


def test_a_password_is_worth_nothing_outside_the_office(root: Path, tmp_path: Path) -> None:
    """Where an operator is known by its name alone, strangers are heard as far as here."""
    config = replace(people(), trunk_groups=with_lines(ACCOUNT).trunk_groups)
    asterisk = RealAsterisk(root, tmp_path / "asterisk", compile_config(config))
    with closing(Office(asterisk, config, tmp_path)) as office:
        secret = office.secrets()[_KNOWN]
    with asterisk, neighbours(asterisk) as beside, Guesser(beside, _fill(beside, config)) as far:
        for method in _METHODS:
            asked = [far.ask(method, each) for each in (_KNOWN, _UNKNOWN)]
            told = [far.guess(_KNOWN, secret, method), far.guess(_UNKNOWN, "wrong", method)]
            assert _shape(asked[0]) == _shape(asked[1])
            assert told[0].status == 401
            assert _shape(told[0]) == _shape(told[1])


def _fill(beside: Neighbours, config: Config) -> str:
    """Let in whom this configuration lets in; the address of a stranger on the Internet."""
    for line in firewall.render(config).splitlines():
        if line.startswith("operators "):
            beside.rule(f"add element inet lineman operators {{ {line.split()[1]} }}")
    return beside.far_away("198.51.100.7")


def test_no_answer_names_a_version(beside: Neighbours) -> None:
    with Guesser(beside, _HERE) as guesser:
        answers = [guesser.ask(method, _UNKNOWN) for method in (*_METHODS, "PUBLISH", "FOO")]
    for answer in answers:
        said = "\n".join((answer.first, *(f"{n}: {v}" for n, v in answer.headers), answer.body))
        said = re.sub(r"(\d+\.){3}\d+", "", said)  # addresses
        assert not re.search(r"(?i)asterisk|pjsip|pjproject|\d+\.\d+\.\d+", said), said
        assert {v for n, v in answer.headers if n in {"server", "user-agent"}} <= {"Lineman"}


def test_a_call_without_a_name_reaches_nobody(office: Office, beside: Neighbours) -> None:
    with Guesser(beside, _HERE) as guesser:
        for account in ("anonymous", "s", "carrier"):
            assert guesser.ask("INVITE", account).status == 401
    assert "0 active channels" in office.asterisk.console("core show channels")


def test_who_guesses_is_banned_and_let_in_again(
    office: Office, beside: Neighbours, tmp_path: Path
) -> None:
    desk = Phone(lambda: beside.socket(_HERE), "301", office.secrets()["301"], (BOX, 5060))
    desk.register()
    with bans(office.asterisk, tmp_path) as place, Guesser(beside, _STRANGER) as guesser:
        for _ in range(MOST_GUESSES):
            assert guesser.guess("301", "wrong").status == 401
        wait_for(lambda: _STRANGER in beside.banned(), 1)
        with pytest.raises(TimeoutError):
            guesser.ask("REGISTER", "301")
        assert [ban.address for ban in kept.read(place)] == [_STRANGER]
        desk.dial("*34")
        desk.answered()
        wait_for(lambda: kept.read(place) == (), 5)
        assert _STRANGER not in beside.banned()
        assert guesser.ask("REGISTER", "301").status == 401
        desk.hung_up()
    desk.close()
    office.calls(1)


def _ask(office: Office, event: str) -> None:
    """An event as the supervisor makes it."""
    words = f"Action: Login\r\nUsername: lineman\r\nSecret: {SECRET}\r\n\r\n"
    words += f"Action: UserEvent\r\n{event}\r\n\r\nAction: Logoff\r\n\r\n"
    with office.asterisk.network(), socket.create_connection(("127.0.0.1", 5038), 10) as asked:
        asked.sendall(words.encode())
        while asked.recv(4096):
            pass


def test_a_ban_outlives_who_made_it(office: Office, beside: Neighbours, tmp_path: Path) -> None:
    with Guesser(beside, _STRANGER) as guesser:
        with bans(office.asterisk, tmp_path):
            for _ in range(MOST_GUESSES):
                guesser.guess(_UNKNOWN, "wrong")
            wait_for(lambda: _STRANGER in beside.banned(), 1)
        with pytest.raises(TimeoutError):
            guesser.ask("REGISTER", "301")
        with bans(office.asterisk, tmp_path) as place:
            assert [ban.address for ban in kept.read(place)] == [_STRANGER]
            assert _STRANGER in beside.banned()
            _ask(office, f"UserEvent: {UNBAN}\r\nAddress: {_STRANGER}")
            wait_for(lambda: kept.read(place) == (), 5)
        assert guesser.ask("REGISTER", "301").status == 401


def _spray(stranger: socket.socket, port: int, first: int) -> None:
    """Ten packets of A-law in order, as a telephone would send them."""
    for number in range(first, first + 10):
        head = b"\x80\x08" + number.to_bytes(2, "big") + (number * 160).to_bytes(4, "big")
        stranger.sendto(head + b"LIEF" + b"\xd5" * 160, (BOX, port))


@pytest.mark.parametrize("first", ["the stranger", "the telephone"])
def test_a_strangers_sound_gets_no_byte_back(
    office: Office, beside: Neighbours, first: str
) -> None:
    desk = Phone(lambda: beside.socket(_HERE), "302", office.secrets()["302"], (BOX, 5060))
    desk.register()
    desk.dial("*43")
    port = desk.answered(speak=first == "the telephone").media[1]
    with beside.socket(_STRANGER) as stranger:
        if first == "the telephone":
            assert len(desk.sound.hear(0.2)) == 1600
        for turn in range(5):
            _spray(stranger, port, turn * 10)
            _spray(stranger, port + 1, turn * 10)
        if first == "the stranger":
            desk.sound.start((BOX, port))
        stranger.settimeout(1.5)
        with suppress(TimeoutError):
            pytest.fail(f"{len(stranger.recv(2000))} bytes came back")
    desk.hang_up()
    desk.close()
    office.calls(1)


def test_rubbish_is_refused_or_unheard_and_asterisk_goes_on(root: Path, tmp_path: Path) -> None:
    """An Asterisk of its own: it complains of these, also when they are long past."""
    asterisk = RealAsterisk(root, tmp_path / "asterisk", compile_config(people()))
    with asterisk, neighbours(asterisk) as beside:
        before = asterisk.pid
        mutants = Mutants(beside, seed=1)
        mutants.send(300)
        mutants.close()
        assert mutants.unanswered == 0
        assert asterisk.pid == before
        assert "0 active channels" in asterisk.console("core show channels")
