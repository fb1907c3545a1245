"""What each kind of change does to calls that are up: the table of apply/README.md, row by row."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from appliance.apply.impact import FILL_FIREWALL, ON_CHANGE, Impact, Target
from appliance.apply.plan import plan
from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Comment, emit, parse
from appliance.core.commands import Command, Put, RemoveExtension, TakeOut, edit
from appliance.core.config import Config
from appliance.core.people import Extension, Language, SipPhone
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Codec, Password, Registration, SipTrunk
from drivers.virtual.dsp.goertzel import judge
from tests.integration.asterisk.calls_up import (
    ACCOUNT,
    ACCOUNTS,
    LINE,
    LINES,
    MENU,
    QUEUE,
    STAFF,
    CallsUp,
)
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.machines.offices import named, number, sip
from tests.machines.parts import mailbox, numbers


@cache
def _files(config: Config) -> dict[str, str]:
    return unwatched(compile_config(config))


@contextmanager
def _busy_office(root: Path, folder: Path) -> Iterator[CallsUp]:
    asterisk = RealAsterisk(root, folder, _files(STAFF))
    prepare(asterisk)
    with (
        asterisk,
        closing(Office(asterisk, STAFF, folder)) as office,
        closing(CallsUp(office)) as calls,
    ):
        calls.begin()
        assert calls.dropped() == set()
        yield calls


@pytest.fixture(scope="module")
def busy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallsUp]:
    """One office for all that no call may feel."""
    with _busy_office(root, tmp_path_factory.mktemp("impact")) as calls:
        yield calls


def _change(calls: CallsUp, before: Mapping[str, str], after: Mapping[str, str]) -> Impact:
    asterisk = calls.office.asterisk
    asterisk.write(after)
    steps = plan(before, after)
    for verb in steps.verbs:
        if verb != FILL_FIREWALL:  # an Asterisk alone has none
            assert verb.target is Target.CONSOLE
            asterisk.console(verb.text)
    return steps.impact


RELOADED = [
    path
    for path, verb in ON_CHANGE.items()
    if verb is not None and verb.target is Target.CONSOLE and "dahdi" not in path
]


@pytest.mark.parametrize("path", RELOADED)
def test_no_call_feels_that_a_file_is_read_anew(busy: CallsUp, path: str) -> None:
    files = _files(STAFF)
    conf = parse(files[path])
    touched = emit(replace(conf, head=(*conf.head, Comment("Read anew."))))
    assert _change(busy, files, {**files, path: touched}) is Impact.RELOAD
    assert busy.dropped() == set()
    assert _change(busy, {**files, path: touched}, files) is Impact.RELOAD
    assert busy.dropped() == set()
    assert _hear_each_other(busy)


def _hear_each_other(calls: CallsUp) -> bool:
    one, two = calls.at["301"], calls.at["302"]
    one.sound.say(450)
    two.sound.say(1000)
    return all(
        any(judge(phone.sound.hear(0.4), tone)[0] > 0.9 for _ in range(5))
        for phone, tone in ((one, 1000), (two, 450))
    )


def _telephone(digits: str, secret: bytes, language: Language = Language.RU) -> Command:
    phone = SipPhone(Token(digits), secret_from(secret.ljust(15, b".")))
    return Put(Extension(number(digits), DisplayName(digits), (phone,), language))


def _lines(*lines: SipTrunk) -> Command:
    return Put(replace(LINES, lines=lines))


def _account(user: str) -> Command:
    changed = replace(ACCOUNT, registration=Registration(user, Password("other")))
    return Put(replace(ACCOUNTS, lines=(changed,)))


CHANGES: dict[str, Command] = {
    "a name": named("301", "Юлия"),
    "one more telephone": sip("320", "New"),
    "another password": _telephone("301", b"other"),
    "another language": _telephone("301", b"301", Language.EN),
    "its mailbox": mailbox("301", "Mailbox"),
    "no telephone": RemoveExtension(number("301")),
    "a line's codecs": _lines(replace(LINE, codecs=(Codec.ALAW,))),
    "one more line": _lines(LINE, replace(LINE, name=Token("site-3"), host="127.0.0.3")),
    "no line": _lines(),
    "an account's password": _account("4951234567"),
    "another account": _account("4957654321"),
    "no account": Put(replace(ACCOUNTS, lines=())),
    "a queue's rules": Put(replace(QUEUE, ring_seconds=10, weight=5)),
    "a queue's members": Put(replace(QUEUE, members=numbers(301, 302))),
    "no queue": TakeOut(QUEUE),
    "a menu's patience": Put(replace(MENU, wait_seconds=50)),
}
"""Changes of what people are at, and back."""


@pytest.mark.parametrize("name", CHANGES)
def test_no_call_feels_a_change(busy: CallsUp, name: str) -> None:
    before, after = _files(STAFF), _files(edit(STAFF, CHANGES[name]))
    assert before != after
    for old, new in ((before, after), (after, before)):
        assert _change(busy, old, new) is Impact.RELOAD
        assert busy.dropped() == set()
    assert _hear_each_other(busy)


def test_who_is_in_a_menu_that_is_taken_out_is_let_go(busy: CallsUp) -> None:
    """At his next key: the only call that a change of the dialplan ends."""
    _change(busy, _files(STAFF), _files(edit(STAFF, TakeOut(MENU))))
    assert busy.dropped() == set()
    busy.at["307"].press("1")
    busy.at["307"].hung_up()
