"""What each kind of change does to calls that are up: the table of apply/README.md, row by row."""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from appliance.apply.impact import ON_CHANGE, Impact, Target
from appliance.apply.plan import plan
from appliance.asterisk.queries import ChannelSeen
from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Comment, emit, parse
from appliance.core.commands import Command, Put, RemoveExtension, TakeOut, edit
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.people import Extension, Language, SipPhone, pin_from
from appliance.core.roles import CallsDiffer, DayDiffers, Rights
from appliance.core.rooms import ParkingLot
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Codec, Password, Registration, SipTrunk
from appliance.flows.dropped_calls import dropped
from drivers.virtual.dsp.goertzel import judge
from tests.integration.asterisk.calls_up import (
    ACCOUNT,
    ACCOUNTS,
    LINE,
    LINES,
    MENU,
    NAME,
    QUEUE,
    ROOM,
    STAFF,
    CallsUp,
)
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.machines.offices import named, number, sip
from tests.machines.parts import mailbox, numbers, person, role

_CONCISE = 13  # signs between the fields of `core show channels concise`


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
        if verb.target is Target.CONSOLE:  # an Asterisk alone has nothing else
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


def _hear_each_other(calls: CallsUp, first: str = "301", second: str = "302") -> bool:
    one, two = calls.at[first], calls.at[second]
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


_LIMITED = replace(LINES, calls_at_once=1, longest_minutes=1, minutes_a_day=1, dear_calls_a_day=1)
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
    "limits of lines": Put(_LIMITED),
    "no limits of lines": Put(replace(LINES, calls_at_once=0)),
    "limits of a role": role("staff", "Staff", Rights(calls_at_once=1, minutes_a_day=1)),
    "limits of a person": person("312", "Somebody", CallsDiffer(1), DayDiffers(1), role="staff"),
    "a room's rules": Put(replace(ROOM, most=1, tones=False, leaders=(number("315"),), ends=True)),
    "a room's PIN": Put(replace(ROOM, members=(), pin=pin_from("2580", "0" * 16))),
    "another number of a room": Put(replace(ROOM, number=number("641"))),
    "one more room": Put(replace(ROOM, key=Key("other"), number=number("641"))),
    "no room": TakeOut(ROOM),
    "a parking lot": Put(ParkingLot(Key("lot"), NAME, number("700"), number("701"))),
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
    assert _hear_each_other(busy, "313", "314")


CITY = "84957654321"


def _refused(busy: CallsUp, account: str, dialled: str) -> bool:
    phone = busy.office.another(account)
    phone.dial(dialled)
    return phone.refused().status >= 400


@contextmanager
def _rings_outside(busy: CallsUp, account: str) -> Iterator[None]:
    """One more call of `account` rings at the other end of the line."""
    phone, far = busy.office.another(account), busy.office.another(account)
    phone.dial(CITY)
    far.take_over(busy.at["outside"])
    yield
    phone.cancel()
    far.hung_up()


@contextmanager
def _changed(busy: CallsUp, command: Command) -> Iterator[None]:
    before, after = _files(STAFF), _files(edit(STAFF, command))
    _change(busy, before, after)
    yield
    _change(busy, after, before)
    assert busy.dropped() == set()


def test_the_next_call_meets_a_limit_that_lines_have_now(busy: CallsUp) -> None:
    """The call that is up, which they counted already, goes on."""
    with _changed(busy, Put(replace(LINES, calls_at_once=1))):
        assert _refused(busy, "310", CITY)
        assert busy.dropped() == set()
    with _rings_outside(busy, "310"):
        assert busy.dropped() == set()


def test_what_began_without_a_limit_is_not_counted_for_one(busy: CallsUp) -> None:
    one = Rights(calls_at_once=1)
    with _changed(busy, role("staff", "Staff", one)), _rings_outside(busy, "312"):
        assert _refused(busy, "312", CITY)


def _in_the_room(busy: CallsUp) -> set[str]:
    told = busy.office.asterisk.console(f"confbridge list {ROOM.key}")
    return set(re.findall(r"^PJSIP/(\d+)-", told, re.MULTILINE))


def test_nobody_comes_into_a_room_that_is_gone(busy: CallsUp) -> None:
    """Who sits in it goes on talking, and is found there when it is back."""
    late = busy.office.another("315")
    with _changed(busy, TakeOut(ROOM)):
        assert _refused(busy, "315", "640")
        assert _hear_each_other(busy, "313", "314")
    late.dial("640")
    late.answered()
    wait_for(lambda: _in_the_room(busy) == {"313", "314", "315"}, 15)
    late.hang_up()


def _up(asterisk: RealAsterisk) -> Iterator[ChannelSeen]:
    """Every channel, as the supervisor would see it."""
    for line in asterisk.console("core show channels concise").splitlines():
        if line.count("!") == _CONCISE:
            name, context, exten, _, state, *_, bridge, unique = line.split("!")
            yield ChannelSeen(
                name, unique, unique, state, "", "", "", "", exten, context, bridge, 0
            )


def test_who_is_in_a_menu_that_is_taken_out_is_let_go(busy: CallsUp) -> None:
    """At his next key: the only call that a change of the dialplan ends, and counts beforehand."""
    before, after = _files(STAFF), _files(edit(STAFF, TakeOut(MENU)))
    assert dropped(plan(before, after), _up(busy.office.asterisk), STAFF) == 1
    _change(busy, before, after)
    assert busy.dropped() == set()
    busy.at["307"].press("1")
    busy.at["307"].hung_up()
