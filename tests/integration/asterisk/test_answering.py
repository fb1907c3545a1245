"""Menus, groups, queues, mailboxes, hours and callers in the real Asterisk."""

import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.compiler.compile import compile_config
from appliance.core.calendar import is_open
from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue
from appliance.core.commands import Command, Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.roles import Rights
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.targets import (
    Hours,
    Target,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.text import DisplayName
from appliance.core.trunks import (
    Admits,
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    DidRoute,
    Recording,
    TrunkGroup,
)
from appliance.core.zones import Zone
from drivers.virtual.dsp.goertzel import judge
from tests.integration.asterisk.office import Office, running, unwatched
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import mailbox, menu, numbers, person, prompt, role, schedule, to

ALWAYS = WeekRange((1, 2, 3, 4, 5, 6, 7), 0, 1440)
_BYTES = 16_000  # of a second in a mailbox
NEVER_HEARD = "does not exist in any format"  # of the menu's greeting, which nobody recorded


def _answering() -> tuple[Command, ...]:
    name = DisplayName("x")
    in_turn = HuntGroup(
        Key("turn"),
        name,
        None,
        numbers(301, 302),
        HuntStrategy.IN_TURN,
        5,
        ToMailbox(number("303")),
    )
    queue = Queue(Key("line"), name, number("610"), numbers(301, 302), ring_seconds=5)
    return (
        role("loud", "Recorded", Rights(recording=Recording.ALL)),
        person("302", "Recorded", role="loud"),
        schedule("office", "Office", ALWAYS, code=1),
        mailbox("303", "Mailbox"),
        prompt("hello", "Hello"),
        prompt("closed", "Closed"),
        Put(HuntGroup(Key("all"), name, number("600"), numbers(301, 302))),
        Put(in_turn),
        Put(replace(queue, longest_wait=10, announce_position=0, otherwise=to("303"))),
        menu(
            "main",
            "Main",
            "hello",
            {"1": to("301"), "2": ToQueue(Key("line")), "3": ToHuntGroup(Key("turn"))},
            otherwise=to("303"),
        ),
    )


def _schedules() -> dict[str, Schedule]:
    """By their DIDs: open or closed now, each for another reason, none for the next minutes."""
    now = datetime.now(UTC)
    found: dict[str, Schedule] = {}
    for zone in ("Europe/Moscow", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"):
        local = now.astimezone(ZoneInfo(zone))
        today, minute = Day(local.year, local.month, local.day), local.hour * 60 + local.minute
        other = tuple(day for day in ALWAYS.days if day != local.isoweekday())
        around = (max(0, minute - 5), min(1440, minute + 15))
        for week, ranges in (
            ((WeekRange((local.isoweekday(),), *around),), ()),
            ((WeekRange(other, 0, 1440),), ()),
            ((ALWAYS,), (DayRange(today, today),)),
            ((), (DayRange(today, today, *around), DayRange(today, today))),
        ):
            key = Key(f"s{len(found)}")
            found[f"11{len(found):02}"] = Schedule(
                key, DisplayName("x"), week, Zone(zone), holidays=False, ranges=ranges
            )
    return found


def _office() -> Config:
    staff = (sip(digits, f"Person {digits}") for digits in ("301", "302", "303"))
    targets: dict[str, Target] = {
        "1000": ToMenu(Key("main")),
        "1001": ToHuntGroup(Key("all")),
        "1002": ToQueue(Key("line")),
        "1003": ToMailbox(number("303")),
        "1004": ToPrompt(Key("closed")),
        "1005": ToNobody(),
        "1006": ToHuntGroup(Key("turn")),
    }
    routes = (Put(DidRoute(Did(did), target)) for did, target in targets.items())
    hours = Put(DidRoute(Did("1007"), to("301"), Hours(Key("office"), to("303"))))
    by_hour = (
        command
        for did, each in _schedules().items()
        for command in (
            Put(each),
            Put(DidRoute(Did(did), to("301"), Hours(each.key, to("303")))),
        )
    )
    config = after(*staff, *_answering(), *routes, hours, *by_hour)
    inbound = replace(
        config.inbound,
        callers=(
            CallerRoute("7916", to("302"), prefix=True),
            CallerRoute("79161234567", to("303")),
        ),
        blocked=(BlockedCaller("79161111111"), BlockedCaller("7499", prefix=True)),
        allowed=(AllowedCaller("74991234567"),),
    )
    carrier = TrunkGroup(1, DisplayName("Carrier"))  # its line is the expert's own
    return replace(config, inbound=inbound, trunk_groups=(carrier,))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("answering")
    with running(root, folder, _office(), NEVER_HEARD, "hello", "closed") as office:
        yield office


@pytest.fixture
def caller(office: Office) -> Iterator[Phone]:
    """A carrier's line, free again at the end."""
    for account in ("301", "302", "303"):
        office.phone(account)
    yield office.phone("carrier")
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    office.take()


def _taken(caller: Phone, called: Phone) -> None:
    """`called` rings, answers and is left again."""
    called.ringing()
    called.answer()
    caller.answered()
    time.sleep(0.2)
    caller.hang_up()
    called.hung_up()


def _taken_after_answer(caller: Phone, called: Phone) -> None:
    """The same where the exchange has answered before."""
    called.ringing()
    called.answer()
    time.sleep(0.2)
    caller.hang_up()
    called.hung_up()


@pytest.mark.parametrize(
    ("keys", "account"), [("1", "301"), ("999", "303"), ("303", "303"), ("302", "302")]
)
def test_a_menu_takes_keys_while_its_greeting_is_missing(
    office: Office, caller: Phone, keys: str, account: str
) -> None:
    caller.dial("1000")
    caller.answered()
    time.sleep(1.5)
    caller.press(keys)
    _taken_after_answer(caller, office.phone(account))


def test_a_group_rings_all_but_those_who_rest(office: Office, caller: Phone) -> None:
    one, two = office.phones("301", "302")
    caller.dial("1001")
    one.ringing()
    two.ringing()
    caller.cancel()
    one.hung_up()
    two.hung_up()
    office.asterisk.console("database put DND 301 YES")
    caller.dial("1001")
    _taken(caller, two)
    office.asterisk.console("database del DND 301")


@pytest.mark.parametrize(("did", "answered_before"), [("1001", False), ("1002", True)])
def test_who_answers_for_others_is_recorded_by_his_own_rule(
    office: Office, caller: Phone, did: str, answered_before: bool
) -> None:
    office.asterisk.console("database put DND 301 YES")
    caller.dial(did)
    if answered_before:
        caller.answered()
    two = office.phone("302")
    two.ringing()
    two.answer()
    if not answered_before:
        caller.answered()
    caller.sound.say(450)
    two.sound.say(1000)
    time.sleep(1.5)
    caller.hang_up()
    two.hung_up()
    (recorded,) = office.call().recordings
    stereo = array("h", (office.asterisk.folder / recorded.removeprefix("/")).read_bytes())
    for side, tone in ((stereo[0::2], 1000), (stereo[1::2], 450)):
        part, _ = judge(side[4000:8000], tone)
        assert part > 0.95, (tone, part)
    office.asterisk.console("database del DND 301")


def test_a_group_in_turn_ends_in_the_mailbox(office: Office, caller: Phone) -> None:
    one, two = office.phones("301", "302")
    caller.dial("1006")
    one.ringing()
    one.refuse()
    two.ringing()
    two.hung_up()  # after its five seconds
    caller.answered()
    caller.sound.say(1000)
    box = office.asterisk.folder / "var/spool/asterisk/voicemail/default/303"

    def recorded() -> bool:
        """After the greeting, for longer than a message has to be."""
        return any(file.stat().st_size > 3 * _BYTES for file in box.glob("tmp/*.wav"))

    wait_for(recorded, 30)
    caller.hang_up()
    wait_for((box / "INBOX/msg0000.wav").exists, 10)


def test_a_queue_rings_a_member_who_is_free(office: Office, caller: Phone) -> None:
    office.asterisk.console("database put DND 302 YES")
    caller.dial("1002")
    caller.answered()
    _taken_after_answer(caller, office.phone("301"))
    members = office.asterisk.console("queue show line")
    assert members.count("Not in use") == 2
    assert "Invalid" not in members
    office.asterisk.console("database del DND 302")


def test_a_queue_gives_the_call_on_after_the_longest_wait(office: Office, caller: Phone) -> None:
    for account in ("301", "302"):
        office.asterisk.console(f"database put DND {account} YES")
    caller.dial("1002")
    caller.answered()
    _taken_after_answer(caller, office.phone("303"))
    for account in ("301", "302"):
        office.asterisk.console(f"database del DND {account}")


def test_a_prompt_and_nobody_end_the_call(caller: Phone) -> None:
    caller.dial("1004")
    caller.answered()
    caller.hung_up()
    caller.dial("1005")
    assert caller.refused().status >= 400


def test_the_switch_by_hand_sends_calls_elsewhere(office: Office, caller: Phone) -> None:
    caller.dial("1007")
    _taken(caller, office.phone("301"))
    office.asterisk.console("database put DAYNIGHT 1 NIGHT")
    caller.dial("1007")
    _taken(caller, office.phone("303"))
    office.asterisk.console("database del DAYNIGHT 1")


def test_schedules_agree_with_the_calendar_now(office: Office, caller: Phone) -> None:
    schedules = [each for each in office.config.schedules if each.zone is not None]
    assert len(schedules) == 16
    for did, asked in _schedules().items():
        local = datetime.now(ZoneInfo(str(asked.zone)))
        opened = is_open(asked, office.config.country, local)
        assert opened is (int(did) % 4 in {0, 3})  # as `_schedules` orders them
        caller.dial(did)
        _taken(caller, office.phone("301" if opened else "303"))


def test_a_day_of_its_own_stands_before_holidays_and_these_before_the_week(office: Office) -> None:
    def first(day: str) -> str:
        shown = office.asterisk.console(f"dialplan show {day}@schedule-office")
        return next(line for line in shown.splitlines() if "1. " in line)

    assert "GotoIfTime(00:00-22:59,*,*,*,Europe/Moscow?s,open)" in first("20251101")
    assert "Return(closed)" in first("20250501")
    assert "_XXXXXXXX" in first("20250506")


@pytest.mark.parametrize(
    ("shown", "account"),
    [
        ("89161234567", "303"),
        ("+79161234567", "303"),
        ("89169999999", "302"),
        ("89031234567", "301"),
    ],
)
def test_callers_go_their_own_way(office: Office, caller: Phone, shown: str, account: str) -> None:
    caller.dial("1007", shown)
    _taken(caller, office.phone(account))


@pytest.mark.parametrize("shown", ["89161111111", "84997654321"])
def test_a_blocked_caller_is_refused(caller: Phone, shown: str) -> None:
    caller.dial("1007", shown)
    assert caller.refused().status == 403


def test_who_is_on_the_white_list_is_taken_though_his_city_is_blocked(
    office: Office, caller: Phone
) -> None:
    caller.dial("1007", "84991234567")
    _taken(caller, office.phone("301"))


@pytest.fixture
def admitting(office: Office) -> Iterator[Callable[[Admits], None]]:
    """Says whose calls are taken of callers on no list; at the end everybody's again."""

    def admit(admits: Admits) -> None:
        inbound = replace(office.config.inbound, admits=admits)
        office.asterisk.write(unwatched(compile_config(replace(office.config, inbound=inbound))))
        office.asterisk.console("dialplan reload")

    yield admit
    admit(Admits.EVERYBODY)


_HIDDEN = {"Privacy": "id"}  # RFC 3323: the number is for the exchange alone


def test_callers_on_no_list_are_taken_as_the_office_wants(
    office: Office, caller: Phone, admitting: Callable[[Admits], None]
) -> None:
    caller.dial("1007")  # its name is no number
    _taken(caller, office.phone("301"))
    admitting(Admits.SHOWN)
    caller.dial("1007")
    assert caller.refused().status == 403
    caller.dial("1007", "89031234567", _HIDDEN)
    assert caller.refused().status == 403
    caller.dial("1007", "84991234567", _HIDDEN)
    _taken(caller, office.phone("301"))
    caller.dial("1007", "89031234567")
    _taken(caller, office.phone("301"))
    admitting(Admits.LISTED)
    caller.dial("1007", "89031234567")
    assert caller.refused().status == 403
    caller.dial("1007", "84991234567")
    _taken(caller, office.phone("301"))
    caller.dial("1007", "89169999999")
    _taken(caller, office.phone("302"))
