"""Wake-up calls: what the code sets, what is refused, and what Asterisk's spool is given."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.dialplan.call_files import SPOOL
from appliance.core.commands import AdoptCard
from appliance.core.config import Config
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.live_rules import next_at
from appliance.core.live_state import BOX, LOST, Family
from appliance.core.people import Language
from appliance.core.scenario import FromTelephone, LiveValue, Moment, Scenario
from appliance.core.test_calls import Ending
from appliance.core.zones import Zone
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.machines.offices import TDM800P, after, number, sip

NOON = Moment("2026-03-03T12:00:00+03:00")
CLOCKLESS = LiveValue(Family.CLOCK, BOX, LOST)


@cache
def office() -> Config:
    config = after(AdoptCard(TDM800P), sip("301", "x"), sip("302", "y"))
    english = replace(config.extension(number("302")), language=Language.EN)
    return replace(config, extensions=(*config.extensions[:-1], english))


def dials(code: str, *live: LiveValue, config: Config | None = None) -> Story:
    scenario = Scenario(NOON, FromTelephone(number("301"), code), live=live)
    return simulate(Exchange(config or office()), scenario)


def steps(context: str, exten: str) -> list[str]:
    found = next(each for each in contexts(office()) if each.name == context)
    return [str(step) for each in found.extens if each.pattern == exten for step in each.steps]


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("1201", "2026-03-03T12:01:00+03:00"),
        ("2359", "2026-03-03T23:59:00+03:00"),
        ("1200", "2026-03-04T12:00:00+03:00"),
        ("0630", "2026-03-04T06:30:00+03:00"),
    ],
)
def test_it_rings_when_the_clock_shows_that_next(clock: str, moment: str) -> None:
    due = int(Moment(moment).time.timestamp())
    story = dials(f"*56{clock}")
    assert story.outcome.changed == (LiveValue(Family.WAKE_UP, "301", str(due)),)
    written = [step.arguments for step in story.steps if step.arguments.startswith("FILE(")]
    left = due - int(NOON.time.timestamp())
    assert len(written) == 1
    assert written[0].startswith(f"FILE({SPOOL}/wake-up-301-{due})=Channel: Local/301@")
    assert f"\nMaxRetries: 1\nRetryTime: {left}\n" in written[0]
    assert written[0].endswith(f"\nSetvar: __DUE={due}\n")


@pytest.mark.parametrize(
    ("now", "clock", "moment"),
    [
        # Berlin puts its clock back at 3:00 on the 25th of October, and forward at 2:00 in March.
        ("2026-10-24T23:30:00+02:00", "0230", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T00:10:00+02:00", "0005", "2026-10-26T00:05:00+01:00"),
        ("2026-10-25T02:10:00+02:00", "0230", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:40:00+02:00", "0230", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T02:40:00+01:00", "0230", "2026-10-26T02:30:00+01:00"),
        ("2026-10-25T02:10:00+01:00", "0230", "2026-10-25T02:30:00+01:00"),
        ("2026-10-24T22:00:00+02:00", "0700", "2026-10-25T07:00:00+01:00"),
        ("2026-03-28T23:30:00+01:00", "0230", "2026-03-29T03:00:00+02:00"),
        ("2026-03-29T01:50:00+01:00", "0230", "2026-03-29T03:00:00+02:00"),
        ("2026-03-29T03:10:00+02:00", "0230", "2026-03-30T02:30:00+02:00"),
        ("2026-03-28T23:30:00+01:00", "2300", "2026-03-29T23:00:00+02:00"),
        ("2026-03-28T22:00:00+01:00", "0700", "2026-03-29T07:00:00+02:00"),
    ],
)
def test_the_day_that_is_longer_or_shorter(now: str, clock: str, moment: str) -> None:
    """By the telephone, and by whoever sets it elsewhere."""
    config = replace(office(), zone=Zone("Europe/Berlin"))
    told = Scenario(Moment(now), FromTelephone(number("301"), f"*56{clock}"))
    due = int(Moment(moment).time.timestamp())
    changed = simulate(Exchange(config), told).outcome.changed
    assert changed == (LiveValue(Family.WAKE_UP, "301", str(due)),)
    at = datetime.fromisoformat(now).astimezone(ZoneInfo("Europe/Berlin"))
    assert next_at(f"{clock[:2]}:{clock[2:]}", at).timestamp() == due


@pytest.mark.parametrize("clock", ["2400", "0760", "9999"])
def test_no_such_time_is_refused_in_words(clock: str) -> None:
    story = dials(f"*56{clock}")
    assert (story.outcome.changed, story.outcome.ending) == ((), Ending.SERVED)
    assert "Playback(invalid)" in [f"{s.application}({s.arguments})" for s in story.steps]


def test_a_box_that_does_not_know_the_time_wakes_nobody() -> None:
    story = dials("*560700", CLOCKLESS)
    assert story.outcome.changed == ()
    assert story.steps[-2].arguments == "feature-not-avail-line"


def test_it_is_taken_back() -> None:
    kept = LiveValue(Family.WAKE_UP, "301", "1772600000")
    assert dials("*57", kept).outcome.changed == (LiveValue(Family.WAKE_UP, "301"),)


def test_without_the_code_nothing_of_it_is_there() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.WAKE_UP_ON, ""),))
    assert dials("*560700", config=config).outcome.ending is Ending.REFUSED
    assert not [each.name for each in contexts(config) if each.name.startswith("wake-up")]


def test_who_rests_or_forwards_is_rung_all_the_same_and_in_his_language() -> None:
    assert steps("wake-up-bell", "302") == ["Gosub(wake-up-ring,302,1(PJSIP/302))"]
    ring = steps("wake-up-ring", "_X!")
    assert "Dial(${WHERE},45,i)" in ring
    assert not [step for step in ring if "DND" in step or "DB(CF" in step]
    assert steps("wake-up-said", "302") == ["Gosub(wake-up-speak,302,1(en))"]
    assert steps("wake-up-said", "301") == ["Gosub(wake-up-speak,301,1(ru))"]
