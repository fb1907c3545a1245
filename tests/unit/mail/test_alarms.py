"""What is wrong with the box is mailed once it lasts, and not again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from appliance.core.errors import Fault
from appliance.core.issues import Issue, Severity
from appliance.core.people import Email, Language
from appliance.mail import emergency, sending
from appliance.mail.alarms import APART, LASTS, Alarms
from appliance.mail.letters import Desk
from tests.fakes.smtp import Got

RED = Issue("span-in-alarm", "E1 1", "Line 1 is down.", "Look at the cable.", Severity.ERROR)
FULL = Issue("disk-full", "data", "The disk is nearly full.", "Make room.")
NOTICE = Issue("later", "x", "A change waits.", "", Severity.NOTICE)
OWN = Issue(sending.KIND, "mail", "Mail is not taken.", "")
HELP = Issue(emergency.KIND, "301", "301 called 112.", "")


@dataclass
class Box:
    now: float = 1000.0
    issues: list[Issue] = field(default_factory=list)
    told: list[tuple[Issue, ...]] = field(default_factory=list)
    fails: bool = False
    alarms: Alarms = field(init=False)

    def __post_init__(self) -> None:
        self.alarms = Alarms(lambda: self.issues, self.write, lambda: self.now)

    async def write(self, issues: Sequence[Issue]) -> None:
        if self.fails:
            raise Fault("The disk is full.")
        self.told.append(tuple(issues))

    async def after(self, seconds: float, *issues: Issue) -> list[tuple[Issue, ...]]:
        self.now += seconds
        self.issues = list(issues)
        await self.alarms.look()
        return self.told


async def test_what_lasts_is_told_once_in_one_letter() -> None:
    box = Box()
    assert await box.after(0, RED) == []
    assert await box.after(LASTS / 2, RED, FULL) == []
    assert await box.after(LASTS * 2, RED, FULL) == [(RED, FULL)]
    assert len(await box.after(APART * 5, RED, FULL)) == 1, "it is still the same"


async def test_what_comes_and_goes_is_told_once_an_hour() -> None:
    box = Box()
    await box.after(0, RED)
    await box.after(LASTS, RED)
    for _ in range(3):
        await box.after(1, *())
        await box.after(1, RED)
        await box.after(LASTS, RED)
    assert len(box.told) == 1
    await box.after(1, *())
    await box.after(APART, *())
    await box.after(1, RED)
    assert len(await box.after(LASTS, RED)) == 2


async def test_what_is_over_soon_and_what_has_letters_of_its_own_is_not() -> None:
    box = Box()
    await box.after(0, RED, NOTICE, OWN, HELP)
    await box.after(LASTS - 1, NOTICE, OWN, HELP)
    assert await box.after(LASTS, NOTICE, OWN, HELP) == []


async def test_what_could_not_be_written_down_is_tried_again() -> None:
    box = Box(fails=True)
    await box.after(0, RED)
    await box.after(LASTS, RED)
    box.fails = False
    assert await box.after(1, RED) == [(RED,)]


def test_the_letter_says_what_is_wrong_and_what_to_do() -> None:
    desk = Desk("office", Email("box@example.com"), datetime(2026, 12, 1, tzinfo=UTC), Language.EN)
    content = desk.alarm(Email("anna@example.com"), [RED, FULL]).content
    got = Got("", [], content, "", encrypted=False)
    assert got.letter["subject"] == "office: Line 1 is down. (+1)"
    assert "Line 1 is down.\nLook at the cable." in got.text
    assert "The disk is nearly full.\nMake room." in got.text
