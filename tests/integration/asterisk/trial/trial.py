"""One call simulated and made: what the real Asterisk did otherwise than the simulator says."""

import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from appliance.core.scenario import LiveValue, Scenario, moment_of
from appliance.core.test_calls import Ending
from appliance.whatif.call import Keys
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.integration.asterisk.trial.caller import Caller
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.trial.trace import Done, cause_of

LONGEST = 30  # seconds of a call that is worth the wait
_PATIENCE = 12.0  # seconds beyond what the simulator says
_LOGGED = 0.4  # seconds until the last step stands in the log
_TALK = 0.5  # seconds, so that a recording holds something
_RINGING_DIFFERS = 1.6  # seconds
_SERVING = {"Echo", "Milliwatt", "VoiceMailMain", "VoiceMail", "ConfBridge"}
_TONES = {"Busy": 17, "Congestion": 34}
_ASKING = {"BackGround", "WaitExten", "Read"}
# What Asterisk names by itself: calls in recordings' names, its channels, its address; and the day
# of a recording, which an Asterisk without the box's clock tells by UTC.
_OWN = re.compile(
    r"\d{9,}\.\d+\.raw|\d{9,}-\d{9,}\.\d+|PJSIP/[\w-]+-[0-9a-f]{8}|@[\w.]+>"
    r"|(?<=/recordings/)\d{4}/\d\d/\d\d"
)


@dataclass
class Made:
    """The real call: its steps, how it ended, whether it is recorded and what it changed."""

    steps: list[Done] = field(default_factory=list)
    ending: tuple[str, str | int] = ("nothing", "")
    recorded: bool = False
    live: set[LiveValue] = field(default_factory=set)


def disagreements(stage: Stage, exchange: Exchange, scenario: Scenario) -> tuple[list[str], int]:
    """All that differs, in words, and how many steps the call went."""
    with stage.arrange(scenario):
        scenario = replace(scenario, moment=moment_of(datetime.now(UTC)))
        story = simulate(exchange, scenario)
        recorded = stage.recordings()
        made = _made(stage, story)
        made.recorded = stage.recordings() > recorded
        return list(_differences(stage, story, made)), len(made.steps)


def _made(stage: Stage, story: Story) -> Made:
    caller = stage.calling(story.scenario)
    made = Made()
    keys = Keys(deque(story.scenario.presses))
    until = time.monotonic() + story.happenings[-1].second + _PATIENCE
    try:
        while made.ending[0] == "nothing" and time.monotonic() < until:
            caller.look(0.1)
            _follow(stage, caller, made, keys)
        caller.look(_LOGGED)
        made.steps += stage_steps(stage, made)
        if made.ending == ("released", 0):
            made.ending = ("released", cause_of(made.steps))
        made.live = stage.live()
    finally:
        caller.leave()
    return made


def _follow(stage: Stage, caller: Caller, made: Made, keys: Keys) -> None:
    """Go on where the call is: press what is asked for, see whether it has ended."""
    fresh = _of_the_call(stage, made)
    for step in fresh:
        _press(caller, step, keys)
    last = made.steps[-1] if made.steps else None
    if (by := _answered(stage)) is not None and caller.up:
        caller.look(_TALK)
        made.ending = ("answered", by)
    elif caller.cause is not None:
        made.ending = ("released", caller.cause)
    elif last is not None and caller.up and last.application in _TONES:
        made.ending = ("released", _TONES[last.application])
    elif last is not None and caller.up and last.application in _SERVING:
        made.ending = (last.application, last.arguments.partition("@")[0])


def _of_the_call(stage: Stage, made: Made) -> list[Done]:
    fresh = stage_steps(stage, made)
    made.steps += fresh
    return fresh


def stage_steps(stage: Stage, made: Made) -> list[Done]:
    """Steps of the caller's own channel, which is the first that goes any."""
    fresh = stage.steps()
    channel = next((each.channel for each in (*made.steps, *fresh)), "")
    return [each for each in fresh if each.channel == channel]


def _press(caller: Caller, step: Done, keys: Keys) -> None:
    """As the simulator takes keys: once for each time that the caller is asked."""
    if step.application not in _ASKING:
        keys.asked = keys.asked and step.application == "GotoIf"
        return
    keys.ask()
    keys.asked = step.application == "BackGround"
    pressed = ""
    while key := keys.take():
        pressed += key
    if pressed:
        while not caller.up and caller.cause is None:
            caller.look(0.1)
        caller.press(pressed)


def _answered(stage: Stage) -> str | None:
    """Who has answered: an internal number, or the number that a carrier was sent."""
    for account, called in stage.telephones.items():
        if any(rung.answered for rung in called.rung):
            return stage.owner(account)
    sent = (rung.number for each in stage.carriers.values() for rung in each.rung if rung.answered)
    return next(sent, None)


def _differences(stage: Stage, story: Story, made: Made) -> Iterator[str]:
    ours, theirs = [_masked(str(s)) for s in story.steps], [_masked(str(s)) for s in made.steps]
    if ours != theirs:
        yield _first_other(ours, theirs)
    expected = _ending(story)
    if expected != made.ending:
        yield f"ends as {made.ending}, not {expected}"
    yield from _ringing(stage, story)
    sent = {(s.group, s.number) for s in story.outcome.sent}
    really = {(n, rung.number) for n, each in stage.carriers.items() for rung in each.rung}
    if sent != really:
        yield f"sent {sorted(really)}, not {sorted(sent)}"
    if story.outcome.ending is Ending.ANSWERED and story.outcome.recorded is not made.recorded:
        yield f"recorded: {made.recorded}"
    if (live := _live(story)) != made.live:
        yield f"live state {sorted(made.live)}, not {sorted(live)}"


def _masked(step: str) -> str:
    return _OWN.sub("…", step)


def _first_other(ours: list[str], theirs: list[str]) -> str:
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
    if last is not None and last.application in _SERVING:
        return last.application, last.arguments.partition("@")[0]
    return "released", outcome.cause or 16


def _ringing(stage: Stage, story: Story) -> Iterator[str]:
    """Each telephone's seconds; carriers' are compared by what is sent to them."""
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
    for who in sorted({*inside, *real}):
        if abs(inside.get(who, -9) - real.get(who, -9)) > _RINGING_DIFFERS:
            yield f"{who} rings {real.get(who)}, not {inside.get(who)}"


def _live(story: Story) -> set[LiveValue]:
    now = {(each.family, each.key): each for each in story.scenario.live}
    now |= {(each.family, each.key): each for each in story.outcome.changed}
    return {each for each in now.values() if each.value}
