"""One call simulated and made: what the real Asterisk did otherwise than the simulator says."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from appliance.core.scenario import moment_of
from appliance.whatif.call import Keys
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.trial.caller import Caller
from tests.integration.asterisk.trial.chance import prompts
from tests.integration.asterisk.trial.differences import (
    LISTENING,
    SERVING,
    Made,
    differences,
    ended_as,
)
from tests.integration.asterisk.trial.second import Case, takes
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.trial.trace import Done, cause_of

_PATIENCE = 12.0  # seconds beyond what the simulator says, to whom prompts take none
_PROMPT = 5.0  # seconds
_LOGGED = 0.4  # seconds until the last step stands in the log
_TALK = 0.5  # seconds, so that a recording holds something
_LISTENS = 1.0  # seconds; where nobody talks the call goes on at once
_TONE, _HEARD = 450, 0.3  # Hz of who takes a call, and seconds of it
_TONES = {"Busy": 17, "Congestion": 34}
_AFTER = "CHANNEL(hangup_handler_push)="
_ASKING = {"BackGround", "WaitExten", "Read"}


@dataclass
class _Going:
    """A call that is being made; `first` is somebody else's, which it takes by step `by`.

    Who `announces` speaks once he is through, whoever has answered before.
    """

    stage: Stage
    caller: Caller
    keys: Keys
    first: Caller | None
    by: str
    announces: bool
    made: Made = field(default_factory=Made)
    stepped: float = 0.0  # when the last step was seen


def disagreements(stage: Stage, exchange: Exchange, case: Case) -> tuple[list[str], Sequence[Done]]:
    """All that differs, in words, and the steps that the call went."""
    with stage.arrange(case.scenario) as held:
        first = stage.begin_first(held, case.first) if case.first else None
        scenario = replace(case.scenario, moment=moment_of(datetime.now(UTC)))
        story = simulate(exchange, scenario)
        before = stage.recordings()
        by = takes(stage.config, case, story)
        keys = Keys(deque(scenario.presses))
        announces = any(each.what == "announces" for each in story.happenings)
        going = _Going(stage, stage.calling(scenario), keys, first, by, announces)
        made = _made(going, story)
        after = stage.recordings()
        made.recorded = any(size for path, size in after.items() if path not in before)
        return list(differences(stage, case, story, made)), made.steps


def _made(going: _Going, story: Story) -> Made:
    caller, made = going.caller, going.made
    seconds = story.happenings[-1].second + prompts(story) * _PROMPT + _PATIENCE
    until = time.monotonic() + seconds
    if going.by:
        caller.sound.say(_TONE)
    try:
        while made.ending[0] == "nothing" and time.monotonic() < until:
            caller.look(0.1)
            if going.first is not None:
                going.first.look(0.02)
            _follow(going)
        caller.look(_LOGGED)
        made.steps += _steps(going)
        if made.ending == ("released", 0):
            made.ending = ("released", cause_of(made.steps))
        made.live = going.stage.live()
    finally:
        caller.leave()
    return made


def _follow(going: _Going) -> None:
    """Go on where the call is: press what is asked for, see whether it has ended."""
    caller, made = going.caller, going.made
    fresh = _steps(going)
    made.steps += fresh
    for step in fresh:
        _press(caller, step, going.keys)
        going.stepped = time.monotonic()
    by = None if going.announces else _answered(going.stage)
    if by is not None and caller.up:
        caller.look(_TALK)
        made.ending = ("answered", by)
    elif caller.cause is not None:
        made.ending = ("released", caller.cause)
    elif made.steps and caller.up:
        _stays(going, made.steps[-1])


def _stays(going: _Going, last: Done) -> None:
    """Whether the call stays in its last step for good."""
    application = last.application
    if application in _TONES:
        going.made.ending = ("released", _TONES[application])
    elif (
        application in SERVING
        or (application == LISTENING and time.monotonic() > going.stepped + _LISTENS)
        or (going.by == application and _hears(going.first))
    ):
        going.made.ending = ended_as(application, str(last))


def _hears(first: Caller | None) -> bool:
    """Whether who was taken over hears who took him."""
    return first is not None and first.up and share(first.sound.hear(_HEARD), _TONE) > 0.1


def _steps(going: _Going) -> list[Done]:
    """Fresh ones of the caller's own channel, which is the first that goes any.

    What is done once the channel has ended is no part of the call.
    """
    fresh = going.stage.steps()
    done = (*going.made.steps, *fresh)
    channel = next((each.channel for each in done), "")
    after = {each.arguments.removeprefix(_AFTER).partition(",")[0] for each in done
             if each.arguments.startswith(_AFTER)}  # fmt: skip
    return [each for each in fresh if each.channel == channel and each.context not in after]


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
