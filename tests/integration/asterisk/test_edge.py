"""What strangers and guessers learn and reach: nothing."""

from __future__ import annotations

import re
import socket
import struct
import time
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.bans import kept
from appliance.compiler import firewall
from appliance.compiler.compile import compile_config
from appliance.core.bans import UNBAN
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import SipPhone
from drivers.virtual.dsp.g711 import Law
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import BLOCK, sine
from tests.integration.asterisk.conftest import people
from tests.integration.asterisk.guesser import Guesser, bans
from tests.integration.asterisk.mutants import Mutants
from tests.integration.asterisk.neighbour import BOX, Neighbours, neighbours
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import SECRET, RealAsterisk, wait_for
from tests.integration.asterisk.sip_message import Message
from tests.integration.asterisk.sip_phone import Phone
from tests.unit.compiler.test_sip import ACCOUNT, with_lines

_HERE, _STRANGER = "192.168.77.2", "192.168.77.66"
_ROUTER, _BEHIND = "192.168.77.3", "10.20.30.40"
_A_LAW = 8  # RTP payload type
_SAID, _LIES = 450, 1700  # Hz: of the telephone, and of the stranger
_KNOWN, _UNKNOWN = "301", "999"
_METHODS = ("REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE", "MESSAGE")


@pytest.fixture(scope="module")
def beside(office: Office) -> Iterator[Neighbours]:
    """Machines beside the office's Asterisk, behind the box's firewall."""
    with neighbours(office.asterisk) as made:
        made.live_at(_HERE)
        made.live_at(_STRANGER)
        made.trust(_HERE)  # what asks there asks faster than any telephone
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


def test_who_is_not_known_is_answered_before_that_is_told(
    office: Office, beside: Neighbours
) -> None:
    """To tell takes time, by which an unknown account would be known from the others."""
    asterisk, told = office.asterisk, office.asterisk.folder / "var/log/asterisk/order"
    asterisk.console("logger add channel order verbose,notice,security")
    asterisk.console("pjsip set logger on")
    try:
        with Guesser(beside, _HERE) as guesser:
            for method in _METHODS:
                assert guesser.ask(method, _UNKNOWN).status == 401
        wait_for(lambda: told.read_text().count('"InvalidAccountID"') == len(_METHODS), 5)
    finally:
        asterisk.console("pjsip set logger off")
        asterisk.console("logger remove channel order")
    words = "<--- (Transmitting SIP response)|(No matching endpoint)"
    order = [match[1] or match[2] for match in re.finditer(words, told.read_text())]
    # The next question may come before that is told of the one before, but no answer after it.
    answered = [n for n, word in enumerate(order) if word == "Transmitting SIP response"]
    noted = [n for n, word in enumerate(order) if word == "No matching endpoint"]
    assert len(answered) == len(noted) == len(_METHODS)
    assert all(answer < note for answer, note in zip(answered, noted, strict=True))


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
    far = beside.far_away("198.51.100.7")
    beside.trust(far)  # it asks faster than any telephone
    return far


def test_no_answer_names_a_version(beside: Neighbours) -> None:
    with Guesser(beside, _HERE) as guesser:
        answers = [guesser.ask(method, _UNKNOWN) for method in (*_METHODS, "PUBLISH", "FOO")]
    for answer in answers:
        said = "\n".join((answer.first, *(f"{n}: {v}" for n, v in answer.headers), answer.body))
        said = re.sub(r"(\d+\.){3}\d+", "", said)  # addresses
        assert not re.search(r"(?i)asterisk|pjsip|pjproject|\d+\.\d+\.\d+", said), said
        assert {v for n, v in answer.headers if n in {"server", "user-agent"}} <= {"Lineman"}


@pytest.mark.parametrize("hidden", ["%0A", "%0d", "%00", "%1f", "%7F"])
def test_an_address_hides_no_line_end(beside: Neighbours, hidden: str) -> None:
    """Its number would begin a line of the call spool, or an event of the manager's."""
    with Guesser(beside, _HERE) as guesser:
        for account in (f"1{hidden}x", f"1,{hidden}x"):
            assert guesser.ask("INVITE", account).status == 400
            shown = {"P-Asserted-Identity": f"<sip:{account}@192.0.2.1>"}
            assert guesser.ask("INVITE", _KNOWN, shown).status == 400
        assert guesser.ask("INVITE", "1%2Bx%20y").status == 401


def test_what_other_lines_bring_stays_in_one_line_of_the_spool(office: Office) -> None:
    one = office.phone("301")
    one.dial("7990")
    one.answered()
    one.hung_up()
    call = office.call()
    assert call.caller_name == "a SPOOL_START,1,x b"
    assert "\nSPOOL_START,1,x" not in office.asterisk.spool.read_text()


def test_a_call_without_a_name_reaches_nobody(office: Office, beside: Neighbours) -> None:
    with Guesser(beside, _HERE) as guesser:
        for account in ("anonymous", "s", "carrier"):
            assert guesser.ask("INVITE", account).status == 401
    assert "0 active channels" in office.asterisk.console("core show channels")


def _guesses(beside: Neighbours, guesser: Guesser, account: str) -> int:
    """Wrong passwords as fast as they are answered, until a ban; how many were."""
    made = 0
    until = time.monotonic() + 15
    while _STRANGER not in beside.banned() and time.monotonic() < until:
        with suppress(TimeoutError):  # slowed, and asks again
            assert guesser.guess(account, "wrong").status == 401
            made += 1
    assert _STRANGER in beside.banned()
    return made


@pytest.mark.quiet
def test_who_guesses_is_banned_and_let_in_again(
    office: Office, beside: Neighbours, tmp_path: Path
) -> None:
    desk = Phone(lambda: beside.socket(_HERE), "301", office.secrets()["301"], (BOX, 5060))
    desk.register()
    with (
        bans(office.asterisk, tmp_path) as place,
        Guesser(beside, _STRANGER, patience=0.3) as guesser,
    ):
        assert _guesses(beside, guesser, "301") <= 10
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


@pytest.mark.quiet
def test_a_ban_outlives_who_made_it(office: Office, beside: Neighbours, tmp_path: Path) -> None:
    with Guesser(beside, _STRANGER, patience=0.3) as guesser:
        with bans(office.asterisk, tmp_path) as place:
            assert _guesses(beside, guesser, _UNKNOWN) <= 10
            wait_for(lambda: bool(kept.read(place)), 15)
        with pytest.raises(TimeoutError):
            guesser.ask("REGISTER", "301")
        with bans(office.asterisk, tmp_path) as place:
            assert [ban.address for ban in kept.read(place)] == [_STRANGER]
            assert _STRANGER in beside.banned()
            _ask(office, f"UserEvent: {UNBAN}\r\nAddress: {_STRANGER}")
            wait_for(lambda: kept.read(place) == (), 5)
        assert guesser.ask("REGISTER", "301").status == 401


class Stranger:
    """Speaks in a tone to a call's port and the next, as telephones do; counts what comes."""

    def __init__(self, made: socket.socket, port: int) -> None:
        self._socket, self._ports = made, (port, port + 1)
        self._socket.setblocking(False)
        self._speech = Law.A.encode(sine((_LIES,), -10, BLOCK))
        self._sent = 0
        self.came = 0  # bytes

    def speak(self, seconds: float) -> None:
        """For so long, a packet each 20 ms."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._sent += 1
            count = self._sent & 0xFFFF
            head = struct.pack("!BBHI", 0x80, _A_LAW, count, self._sent * BLOCK) + b"LIEF"
            for port in self._ports:
                self._socket.sendto(head + self._speech, (BOX, port))
            time.sleep(0.02)
            with suppress(BlockingIOError):
                while True:
                    self.came += len(self._socket.recv(2000))


@contextmanager
def _let_in(beside: Neighbours) -> Iterator[None]:
    """Sound comes from anywhere, as once there is a SIP line: Asterisk is the wall."""
    beside.rule("add element inet lineman speakers { 0.0.0.0/0 }")
    try:
        yield
    finally:
        beside.rule("flush set inet lineman speakers")


def _echo(beside: Neighbours, office: Office, account: str, address: str) -> Phone:
    """A telephone that speaks to the echo from there, and says nothing as yet."""
    phone = Phone(lambda: beside.socket(address), account, office.secrets()[account], (BOX, 5060))
    phone.register()
    phone.sound.say(_SAID)
    phone.dial("*43")
    return phone


@pytest.mark.parametrize("wall", ["the firewall", "Asterisk"])
@pytest.mark.parametrize("first", ["the stranger", "the telephone"])
def test_a_stranger_gets_no_sound_and_puts_none_in(
    office: Office, beside: Neighbours, first: str, wall: str
) -> None:
    """The exchange gives back all it hears, from a second on. Either wall holds by itself.

    Behind the firewall alone he is not heard even while the telephone is silent.
    """
    with (
        closing(_echo(beside, office, "302", _HERE)) as desk,
        beside.socket(_STRANGER) as made,
        _let_in(beside) if wall == "Asterisk" else nullcontext(),
    ):
        port = desk.answered(speak=first == "the telephone").media[1]
        stranger = Stranger(made, port)
        stranger.speak(2.5)
        if first == "the stranger" and wall == "the firewall":
            assert _lies(desk) < 0.02, "he was heard while the telephone was silent"
        desk.sound.start((BOX, port))
        stranger.speak(1.0)
        begin = len(desk.sound.heard)
        stranger.speak(1.0)
        own = desk.sound.heard[begin:]
        desk.hang_up()
    assert stranger.came == 0
    assert share(own, _SAID) > 0.9, "the telephone is heard"
    assert share(own, _LIES) < 0.02, "and nobody else"
    office.calls(1)


def _lies(desk: Phone) -> float:
    """How much of what has come to a telephone that does not listen yet is the stranger's."""
    heard = array("h")
    desk.sound.media.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            packet = desk.sound.media.recv(2000)
            if packet[1] & 0x7F == _A_LAW:
                heard.extend(Law.A.decode(packet[12:]))
    desk.sound.media.settimeout(0.05)
    return share(heard, _LIES)


def test_a_telephone_behind_a_router_is_heard_and_hears_once_that_is_said(
    root: Path, tmp_path: Path
) -> None:
    """303 is behind a router and said to be; 302 is too, and nobody has said it."""
    config = people()
    far = config.extension(ExtensionNumber("303"))
    (device,) = far.devices
    assert isinstance(device, SipPhone)
    said = replace(far, devices=(replace(device, behind_nat=True),))
    others = (each for each in config.extensions if each.number != far.number)
    config = replace(config, extensions=(*others, said))
    asterisk = RealAsterisk(root, tmp_path / "asterisk", unwatched(compile_config(config)))
    with (
        asterisk,
        closing(Office(asterisk, config, tmp_path)) as office,
        neighbours(asterisk) as beside,
        beside.socket(beside.live_at(_STRANGER)) as made,
    ):
        beside.behind_router(_BEHIND, _ROUTER)
        for account, hears in (("303", True), ("302", False)):
            with closing(_echo(beside, office, account, _BEHIND)) as phone:
                stranger = Stranger(made, phone.answered().media[1])
                stranger.speak(1.5)
                begin = len(phone.sound.heard)
                stranger.speak(1.0)
                own = phone.sound.heard[begin:]
                assert (share(own, _SAID) > 0.9) is hears, account
                assert share(own, _LIES) < 0.02
                assert stranger.came == 0
                phone.hang_up()
        office.calls(2)


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
