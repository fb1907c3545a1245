"""Calls that meet one of somebody else's: it rings at a telephone, or waits in parking.

The simulator knows one call alone, so it tells the way up to the step that takes the other one;
whether that is open to who takes it is told by the relations themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from appliance.core.config import Config
from appliance.core.may import edge
from appliance.core.numbers import ExtensionNumber
from appliance.core.relations import Opening
from appliance.core.scenario import Does, FromTelephone, Scenario, TelephoneIs, moment_of
from appliance.whatif.story import Story
from tests.integration.asterisk.trial.calls import TELEPHONES, open_pairs
from tests.integration.asterisk.trial.offices import LOT, SPACE
from tests.integration.asterisk.trial.people import key

TAKING = frozenset({"ParkedCall", "Pickup", "PickupChan"})


@dataclass(frozen=True, slots=True)
class Case:
    """A call; `first` is what somebody else has dialled before, and nobody has answered yet."""

    scenario: Scenario
    first: str = ""


def second(random: Random, config: Config, now: datetime) -> Case:
    """One that tries to take another call; nobody answers but who takes it."""
    who, whom = _pair(random, config)
    first, dialled = random.choice(
        (
            (LOT.digits, SPACE.digits),
            (whom.digits, f"**{whom}"),
            (whom.digits, f"**{whom}"),
            (whom.digits, "*8"),
            (whom.digits, "*8"),
        )
    )
    telephones = tuple(TelephoneIs(each, Does.NO_ANSWER) for each in TELEPHONES)
    return Case(Scenario(moment_of(now), FromTelephone(who, dialled), telephones=telephones), first)


def _pair(random: Random, config: Config) -> tuple[ExtensionNumber, ExtensionNumber]:
    """Mostly such as may; the first takes, the other one is rung."""
    found = open_pairs(config, Opening.PICK_UP)
    if found and random.random() < 0.7:
        return random.choice(found)
    who, whom = random.sample(TELEPHONES, k=2)
    return who, whom


def takes(config: Config, case: Case, story: Story) -> str:
    """The application by which the call takes the first one; empty: it does not."""
    origin = case.scenario.origin
    reached = next((s.application for s in story.steps if s.application in TAKING), "")
    if not case.first or not isinstance(origin, FromTelephone):
        return ""
    if reached == "ParkedCall":
        return reached
    whom = key(ExtensionNumber(case.first))
    may = edge(config, key(origin.number), Opening.PICK_UP, whom) is not None
    return reached if may else ""


def until_taken(story: Story, by: str) -> list[str]:
    """The steps up to the one that takes the other call, in words; all if none does."""
    words = []
    for step in story.steps:
        words.append(str(step))
        if step.application == by:
            break
    return words
