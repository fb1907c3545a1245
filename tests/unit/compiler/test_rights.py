"""Who may dial what, gone through step by step without an Asterisk."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.dialplan import people_table, terms
from appliance.compiler.mailboxes import VOICEMAIL
from appliance.core.commands import AdoptCard, Command
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode
from appliance.core.parts import parts
from appliance.core.people import Extension, Person
from appliance.core.roles import (
    EVERY_DIRECTION,
    USUAL_FUNCTIONS,
    DayDiffers,
    Difference,
    DirectionDiffers,
    GroupDiffers,
    HoursDiffer,
    LimitDiffers,
    MailboxDiffers,
    OutOfHoursDiffers,
    PinDiffers,
    PriorityDiffers,
    Reach,
    RecordingDiffers,
    Rights,
)
from appliance.core.scenario import FromTelephone, LinesAre, LiveValue, Moment, Scenario
from appliance.core.test_calls import Ending, Outcome
from appliance.core.trunks import Recording
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, TE122, after, number, sip
from tests.machines.parts import mailbox, person, role, schedule, weekdays

WORKDAY, NIGHT = Moment("2026-03-03T12:00:00+03:00"), Moment("2026-03-03T23:00:00+03:00")
_NOW = 1772528400  # WORKDAY in seconds since the epoch
CITY, MOBILE, ABROAD = "7000100", "89161234567", "8104930123456"
PIN = "4826"


def _somebody(digits: str, *differences: Difference, key: str = "staff", pin: str = "") -> Command:
    return person(digits, f"Person {digits}", *differences, role=key, pin=pin)


@cache
def office() -> Config:
    """The E1 is group 1, two city lines group 2; 310 is nobody's, 320 has a mailbox."""
    night = Rights(EVERY_DIRECTION, hours=Key("office"), out_of_hours=(Direction.CITY,))
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        *(sip(str(digits), f"Telephone {digits}") for digits in range(300, 321)),
        schedule("office", "Офис", weekdays(9, 18), code=3),
        schedule("evening", "Вечер", weekdays(18, 24)),
        mailbox("320", "Ящик"),
        role("staff", "Сотрудник", Rights()),
        role("chief", "Начальник", Rights(EVERY_DIRECTION, priority=True)),
        role("guest", "Гость", Rights(())),
        role("night", "Сторож", night),
        role("hears", "Секретарь", Rights(mailboxes=(number("320"),))),
        _somebody("300"),
        _somebody("301", key="chief"),
        _somebody("302", key="guest"),
        _somebody("303", key="night"),
        _somebody("304", PinDiffers(Direction.MOBILE, asked=True), pin=PIN),
        _somebody("305", PinDiffers(Direction.MOBILE, asked=True)),
        _somebody("306", GroupDiffers(1, allowed=False)),
        _somebody("307", LimitDiffers(5)),
        _somebody("308", DirectionDiffers(Direction.CITY, allowed=False), key="night"),
        _somebody("309", RecordingDiffers(Recording.OUTSIDE)),
        _somebody("311", DayDiffers(2)),
        _somebody("312", HoursDiffer(None), key="night"),
        _somebody("313", HoursDiffer(Key("evening")), key="night"),
        _somebody("314", OutOfHoursDiffers(Direction.MOBILE, allowed=True), key="night"),
        _somebody("315", OutOfHoursDiffers(Direction.CITY, allowed=False), key="night"),
        _somebody("316", HoursDiffer(Key("office"))),
        _somebody("317", MailboxDiffers(number("320"), allowed=True)),
        _somebody("318", key="hears"),
        _somebody("319", MailboxDiffers(number("320"), allowed=False), key="hears"),
        _somebody("320"),
    )
    return replace(config, area=AreaCode("495"))


@cache
def exchange(config: Config) -> Exchange:
    return Exchange(config)


def dialled(
    who: str,
    digits: str,
    *presses: str,
    moment: Moment = WORKDAY,
    lines: tuple[LinesAre, ...] = (),
    config: Config | None = None,
) -> Outcome:
    scenario = Scenario(moment, FromTelephone(number(who), digits), presses, (), lines)
    return simulate(exchange(config or office()), scenario).outcome


@pytest.mark.parametrize(
    ("who", "digits", "allowed"),
    [
        ("300", CITY, True),
        ("300", MOBILE, True),
        ("300", ABROAD, False),
        ("301", ABROAD, True),
        ("302", CITY, False),
        ("302", "301", True),
        ("302", "112", True),
        ("310", MOBILE, True),
        ("310", ABROAD, False),
        ("300", f"#2{CITY}", True),
        ("302", f"#2{CITY}", False),
        ("302", "#2112", True),
    ],
)
def test_a_direction_is_open_or_not(who: str, digits: str, allowed: bool) -> None:
    outcome = dialled(who, digits)
    assert outcome.ending is (Ending.ANSWERED if allowed else Ending.REFUSED)
    assert outcome.cause == (0 if allowed else 21)


@pytest.mark.parametrize(
    ("who", "digits", "moment", "switch", "allowed"),
    [
        ("303", MOBILE, WORKDAY, "", True),
        ("303", MOBILE, NIGHT, "", False),
        ("303", MOBILE, NIGHT, "DAY", True),
        ("303", MOBILE, WORKDAY, "NIGHT", False),
        ("303", CITY, NIGHT, "", True),
        ("308", CITY, NIGHT, "", False),  # what is not the person's is not at night either
        ("308", CITY, WORKDAY, "", False),
        ("303", "01", NIGHT, "", True),
        ("312", MOBILE, NIGHT, "", True),  # has no limit by time
        ("313", MOBILE, NIGHT, "", True),  # other hours
        ("313", MOBILE, WORKDAY, "", False),
        ("313", MOBILE, WORKDAY, "DAY", False),  # the switch is of the role's hours
        ("313", CITY, WORKDAY, "", True),  # out of hours as the role says
        ("314", MOBILE, NIGHT, "", True),  # more is open out of hours
        ("314", ABROAD, NIGHT, "", False),
        ("314", CITY, NIGHT, "", True),
        ("315", CITY, NIGHT, "", False),  # and less
        ("315", CITY, WORKDAY, "", True),
        ("316", MOBILE, WORKDAY, "", True),  # hours where the role has none
        ("316", MOBILE, NIGHT, "", False),
        ("316", MOBILE, NIGHT, "DAY", True),
        ("316", "112", NIGHT, "", True),
    ],
)
def test_hours(who: str, digits: str, moment: Moment, switch: str, allowed: bool) -> None:
    live = (LiveValue(Family.DAY_NIGHT, "3", switch),)
    scenario = Scenario(moment, FromTelephone(number(who), digits), live=live)
    outcome = simulate(exchange(office()), scenario).outcome
    assert (outcome.ending is Ending.ANSWERED) is allowed


@pytest.mark.parametrize(
    ("who", "by_right"), [("300", False), ("317", True), ("318", True), ("319", False)]
)
def test_a_mailbox_of_somebody_else(who: str, by_right: bool) -> None:
    scenario = Scenario(WORKDAY, FromTelephone(number(who), "*98320"))
    steps = simulate(exchange(office()), scenario).steps
    heard = [each.arguments for each in steps if each.application == "VoiceMailMain"]
    assert heard == (["320@default,s"] if by_right else [])
    assert any(each.arguments.startswith("PIN,vm-password") for each in steps) is not by_right


@pytest.mark.parametrize(("who", "heard"), [("320", ["320@default,s"]), ("300", [])])
def test_who_has_no_mailbox_hears_none(who: str, heard: list[str]) -> None:
    """Of one that is not there Asterisk asks for any other, and counts no wrong PIN."""
    steps = simulate(exchange(office()), Scenario(WORKDAY, FromTelephone(number(who), "*97"))).steps
    assert [each.arguments for each in steps if each.application == "VoiceMailMain"] == heard


def test_every_mailbox_that_is_opened_is_known_to_be_there() -> None:
    opened = [
        (before, step)
        for context in contexts(office())
        for exten in context.extens
        for before, step in pairwise(exten.steps)
        if step.application == "VoiceMailMain"
    ]
    assert opened
    for before, step in opened:
        box = step.arguments.removesuffix("@default,s")
        assert before.arguments.startswith(f"$[${{DIALPLAN_EXISTS({VOICEMAIL},{box},1)}}=0]?")


@pytest.mark.parametrize(
    ("who", "presses", "allowed"),
    [
        ("304", (PIN,), True),
        ("304", (f"{PIN}#",), True),
        ("304", ("1", PIN), True),
        ("304", ("1", "", PIN), True),
        ("304", ("1", "2", "3", PIN), False),
        ("304", (), False),
        ("304", (f"*{PIN}",), True),
        ("305", (PIN,), False),  # has none
        ("305", ("",), False),  # SHA1 of nothing is nothing, as is the digest
        ("305", ("#", "#", "#"), False),
    ],
)
def test_a_pin_is_asked_three_times(who: str, presses: tuple[str, ...], allowed: bool) -> None:
    outcome = dialled(who, MOBILE, *presses)
    assert (outcome.ending is Ending.ANSWERED) is allowed
    assert bool(outcome.sent) is allowed
    assert dialled(who, CITY).ending is Ending.ANSWERED


def test_wrong_pins_are_counted_slow_the_caller_down_and_lock_the_number() -> None:
    def called(*presses: str, live: tuple[LiveValue, ...] = ()) -> Story:
        origin = FromTelephone(number("304"), MOBILE)
        scenario = Scenario(WORKDAY, origin, presses=presses, live=live)
        return simulate(exchange(office()), scenario)

    story = called("1111#", "2222#", "3333#")
    said = [step.arguments for step in story.steps]
    counted = [each for each in said if each.startswith(f"DB({Family.WRONG_PINS}/304)=")]
    assert [each.partition("=")[2].partition("+")[0] for each in counted] == list("123")
    assert [step.arguments for step in story.steps if step.application == "Wait"] == list("246")
    assert "wrong pin,304" in said
    assert story.outcome.ending is Ending.REFUSED
    locked = LiveValue(Family.WRONG_PINS, "304", f"5+{_NOW - 1700}")
    assert called(*[f"{PIN}#"] * 3, live=(locked,)).outcome.ending is Ending.REFUSED
    over = LiveValue(Family.WRONG_PINS, "304", f"5+{_NOW - 1800}")
    assert called(f"{PIN}#", live=(over,)).outcome.ending is Ending.ANSWERED


def test_a_group_that_is_not_ones_own_is_passed_over() -> None:
    assert [each.group for each in dialled("300", CITY).sent] == [1]
    assert [each.group for each in dialled("306", CITY).sent] == [2]
    assert dialled("306", f"#1{CITY}").ending is Ending.REFUSED
    assert dialled("306", CITY, lines=(LinesAre(2, in_use=2),)).sent == ()
    assert [each.group for each in dialled("306", "112", lines=(LinesAre(2, in_use=2),)).sent] == [
        1
    ]


def _with_reserve(lines: int) -> Config:
    config = office()
    groups = (replace(config.trunk_groups[0], reserve=lines), *config.trunk_groups[1:])
    return replace(config, trunk_groups=groups)


@pytest.mark.parametrize(
    ("who", "in_use", "group"),
    [("300", 27, 1), ("300", 28, 2), ("301", 28, 1), ("301", 29, 1), ("301", 30, 2)],
)
def test_the_last_lines_are_for_those_with_priority(who: str, in_use: int, group: int) -> None:
    outcome = dialled(who, CITY, lines=(LinesAre(1, in_use),), config=_with_reserve(2))
    assert [each.group for each in outcome.sent] == [group]


def test_priority_is_the_persons_too() -> None:
    config = _with_reserve(2)
    somebody = next(each for each in parts(config, Person) if each.number == number("300"))
    with_priority = replace(somebody, differences=(PriorityDiffers(priority=True),))
    people = tuple(with_priority if each is somebody else each for each in config.people)
    lines = (LinesAre(1, 28),)
    outcome = dialled("300", CITY, lines=lines, config=replace(config, people=people))
    assert [each.group for each in outcome.sent] == [1]


def _steps(config: Config, context: str, exten: str) -> list[str]:
    found = next(each for each in contexts(config) if each.name == context)
    return [str(step) for each in found.extens if each.pattern == exten for step in each.steps]


def _row(who: str) -> dict[str, str]:
    """What the table says of the number."""
    rows = {row[0]: row for row in people_table.render(office()).rows}
    return dict(zip(people_table.COLUMNS, rows[who], strict=True))


def test_a_limit_is_told_to_dial_with_a_tone_before_the_end() -> None:
    assert _row("307")["longest"] == "L(300000:60000)"
    assert not _row("300")["longest"]
    assert "Set(_LIMIT=${HASH(me,longest)})" in _steps(office(), "rights", "y-city")
    assert "Set(_LIMIT=)" in _steps(office(), "rights", "usual-city")
    dial = next(s for s in _steps(office(), "trunk-1", "_[0-9*#]!") if s.startswith("Dial("))
    assert ",90,i${LIMIT}" in dial
    assert "b(trunk-1^leg^1)" in dial


def test_where_nobodys_rights_speak_of_it_no_call_is_told() -> None:
    config = after(AdoptCard(TE122), sip("301", "x"))
    assert _steps(config, "rights", "usual-city") == ["Return()"]
    assert "LIMIT" not in str(_steps(config, "trunk-1", "_[0-9*#]!"))
    assert "^leg^" not in str(_steps(config, "trunk-1", "_[0-9*#]!"))
    assert "sub-limits" not in {context.name for context in contexts(config)}


def test_who_is_recorded() -> None:
    assert dialled("309", CITY).recorded
    assert not dialled("300", CITY).recorded
    assert not dialled("309", "300").recorded
    everybody = replace(office(), recording=Recording.ALL)
    assert dialled("300", "301", config=everybody).recorded
    assert not dialled("309", "309", config=replace(office(), recording=Recording.NONE)).recorded


def test_a_row_says_what_may_be_dialled_and_nothing_that_is_decided_elsewhere() -> None:
    for other in (Rights(recordings=Reach.ALL), Rights(recording=Recording.ALL)):
        assert terms.columns(other) == terms.columns(Rights())
    assert terms.columns(Rights()) != terms.columns(Rights(priority=True))


def test_every_answer_is_there_for_every_direction_and_function() -> None:
    slugs = [f"{each.value}".replace(" ", "-") for each in EVERY_DIRECTION]
    for name in (*terms.LETTERS, terms.USUAL):
        assert all(_steps(office(), "rights", f"{name}-{what}") for what in slugs)
    functions = [f"{each.value}".replace(" ", "-") for each in USUAL_FUNCTIONS]
    for name in (terms.YES, terms.NO, terms.USUAL):
        assert all(_steps(office(), "rights", f"{name}-{what}") for what in functions)


def test_a_telephone_of_nobody_has_a_row_and_the_usual_rights() -> None:
    usual = dict(zip(terms.COLUMNS, terms.columns(Rights()), strict=True))
    assert usual.items() <= _row("310").items()
    assert any(ext.number == number("310") for ext in parts(office(), Extension))


@pytest.mark.parametrize(
    ("digits", "spent", "allowed"),
    [
        (MOBILE, "", True),
        (MOBILE, "20260303119", True),
        (MOBILE, "20260303120", False),
        (MOBILE, "202603039999", False),
        (MOBILE, "202603029999", True),  # yesterday
        ("301", "20260303120", True),
        ("112", "20260303120", True),
        ("01", "20260303120", True),
    ],
)
def test_who_used_up_the_days_minutes_calls_within_the_office_and_help(
    digits: str, spent: str, allowed: bool
) -> None:
    live = (LiveValue(Family.SPENT, "311", spent),) if spent else ()
    scenario = Scenario(WORKDAY, FromTelephone(number("311"), digits), live=live)
    story = simulate(exchange(office()), scenario)
    assert (story.outcome.ending is Ending.ANSWERED) is allowed
