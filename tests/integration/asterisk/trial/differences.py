"""What the real Asterisk did otherwise than the simulator says, in words."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from appliance.core.live_state import BY_CALLS
from appliance.core.scenario import LiveValue
from appliance.core.test_calls import Ending
from appliance.whatif.story import Story
from tests.integration.asterisk.trial.second import Case, takes, until_taken
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.trial.trace import Done

SERVING = frozenset({"Echo", "Milliwatt", "VoiceMailMain", "VoiceMail", "ConfBridge", "Park"})
LISTENING = "ChanSpy"
_RINGING_DIFFERS = 1.6  # seconds
# What Asterisk names by itself: calls, its channels, its address, and how long until a file is due.
_OWN = re.compile(
    r"\d{9,}-\d{9,}\.\d+|\d{9,}\.\d+|PJSIP/[\w-]+-[0-9a-f]{8}|@[\w.]+>|(?<=RetryTime: )\d+"
)
_MOMENT = re.compile(r"\b1\d{9}\b")  # seconds since the epoch
_PRESENT = 60  # seconds from now


@dataclass
class Made:
    """The real call: its steps, how it ended, whether it is recorded and what it changed."""

    steps: list[Done] = field(default_factory=list)
    ending: tuple[str, str | int] = ("nothing", "")
    recorded: bool = False
    live: set[LiveValue] = field(default_factory=set)


def differences(stage: Stage, case: Case, story: Story, made: Made) -> Iterator[str]:
    """All of them."""
    by = takes(stage.config, case, story)
    ours = [_masked(each) for each in until_taken(story, by)]
    theirs = [_masked(str(each)) for each in made.steps]
    if ours != theirs:
        yield _first_other(ours, theirs)
    expected = ended_as(by, ours[-1]) if by else _ending(story)
    if expected != made.ending:
        yield f"ends as {made.ending}, not {expected}"
    if not case.first:
        yield from _ringing(stage, story)
    sent = {(s.group, s.number) for s in story.outcome.sent}
    really = {(n, rung.number) for n, each in stage.carriers.items() for rung in each.rung}
    if sent != really:
        yield f"sent {sorted(really)}, not {sorted(sent)}"
    if story.outcome.ending is Ending.ANSWERED and story.outcome.recorded is not made.recorded:
        yield f"recorded: {made.recorded}"
    if (live := _kept(_live(story))) != (kept := _kept(made.live)):
        yield f"live state {kept}, not {live}"


def ended_as(application: str, step: str) -> tuple[str, str]:
    """The step that a call stays in, by its first argument."""
    arguments = step.partition(f" {application}(")[2].removesuffix(")")
    return application, _masked(arguments.partition("@")[0])


def _masked(text: str) -> str:
    """Moments of the present are told apart by no clock that both have."""

    def moment(found: re.Match[str]) -> str:
        now = abs(int(found[0]) - time.time()) < _PRESENT
        return "now" if now else found[0]

    return _MOMENT.sub(moment, _OWN.sub("…", text))


def _first_other(ours: Sequence[str], theirs: Sequence[str]) -> str:
    place = next(
        (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
        min(len(ours), len(theirs)),
    )
    said, done = (steps[place] if place < len(steps) else "nothing" for steps in (ours, theirs))
    before = theirs[place - 1] if place else "the begin"
    return f"after {before}: {done}, not {said}"


def _ending(story: Story) -> tuple[str, str | int]:
    outcome = story.outcome
    last = story.steps[-1] if story.steps else None
    if outcome.ending is Ending.ANSWERED:
        return "answered", outcome.by
    if last is not None and last.application in {*SERVING, LISTENING}:
        return ended_as(last.application, str(last))
    return "released", outcome.cause or 16


def _ringing(stage: Stage, story: Story) -> Iterator[str]:
    """Each telephone's seconds; carriers' are compared by what is sent to them.

    Those that hear an announcement are called by files, of which the story has no seconds.
    """
    expected = {each.who: each.seconds for each in story.outcome.rang}
    real: dict[str, float] = {}
    for account, called in stage.telephones.items():
        now = time.monotonic()
        spans = [(rung.ended or now) - rung.begun for rung in called.rung]
        busy = called.refuses
        if spans and not busy:
            who = stage.owner(account)
            real[who] = max(real.get(who, 0.0), sum(spans))
    inside = {who: seconds for who, seconds in expected.items() if who in stage.numbers}
    announced = {h.about[0] for h in story.happenings if h.what == "hears the announcement"}
    if announced and real.keys() != announced:
        yield f"announced to {sorted(real)}, not {sorted(announced)}"
    for who in sorted({*inside, *real} - announced):
        if abs(inside.get(who, -9) - real.get(who, -9)) > _RINGING_DIFFERS:
            yield f"{who} rings {real.get(who)}, not {inside.get(who)}"


def _live(story: Story) -> set[LiveValue]:
    now = {(each.family, each.key): each for each in story.scenario.live}
    now |= {(each.family, each.key): each for each in story.outcome.changed}
    return {each for each in now.values() if each.value and each.family not in BY_CALLS}


def _kept(values: set[LiveValue]) -> list[str]:
    return sorted(_masked(f"{each.family}/{each.key}={each.value}") for each in values)
