"""What callers hear is recorded and heard at a telephone, by a code and that of the prompt.

Asterisk cannot move a file. So each recording is one of its own, and is heard from the moment on in
which AstDB names it: whole, or not at all. The supervisor puts it in the prompt's place later on
(`flows/prompt_sounds.py`), also for music, of which Asterisk knows the file alone.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.codes import ANSWER, journal, may, own
from appliance.compiler.dialplan.prompts import TAKES, spoken, take
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family
from appliance.core.roles import Function

_CONTEXT = "record-prompt"
_KEY = "${PROMPT}"
_TAKE = "${TAKE}"
_LONGEST = 300  # seconds
_SECONDS = 10  # for the answer
_KEEP, _HEAR, _AGAIN = "1", "2", "3"  # as vm-review says
_IS_IT_GOOD = Note("is it good")


def record(config: Config, code: str) -> Iterator[Exten]:
    """One for each prompt that has a code."""
    for prompt in config.prompts:
        if prompt.code is not None:
            exten = f"{code}{prompt.code}"
            steps = (
                *may(Function.PROMPTS, exten),
                Step("Set", f"PROMPT={prompt.key}", note=Note("records", (prompt.name.text,))),
                *ANSWER,
                Step("Goto", f"{_CONTEXT},s,1"),
            )
            yield Exten(exten, steps)


def hear(config: Config, code: str) -> Iterator[Exten]:
    """What callers hear now; an error tone where nothing is recorded."""
    for prompt in config.prompts:
        if prompt.code is not None:
            exten = f"{code}{prompt.code}"
            plays = Step(
                "Playback", spoken(config, prompt.key), note=Note("plays", (prompt.name.text,))
            )
            nothing = '$["${PLAYBACKSTATUS}"="FAILED"]?none'
            steps = (
                own(exten),
                *ANSWER,
                plays,
                Step("GotoIf", nothing),
                Step("Hangup"),
                Step("Playback", "beeperr", "none"),
                Step("Hangup"),
            )
            yield Exten(exten, steps)


def contexts(config: Config) -> tuple[Context, ...]:
    """How any prompt is recorded. Whoever hangs up before he has kept it changes nothing."""
    coded = any(prompt.code is not None for prompt in config.prompts)
    if not coded or not config.code(Feature.RECORD_PROMPT):
        return ()
    return (Context(_CONTEXT, (Exten("s", (*_recorded(), *_kept())),)),)


def _recorded() -> tuple[Step, ...]:
    """Any key ends it. The file is whole once the recorder has stopped (app_mixmonitor.c)."""
    answers = {_KEEP: "keep", _HEAR: "hear", _AGAIN: "again"}
    return (
        Step("Set", f"TAKE={take(_KEY)}"),
        Step("Playback", "beep", "again"),
        Step("MixMonitor", f",r({TAKES}/{_TAKE}.wav)"),
        Step("Read", f"KEY,,1,,1,{_LONGEST}"),
        Step("StopMixMonitor"),
        Step("Read", f"KEY,{TAKES}/{_TAKE}&vm-review,1,,1,{_SECONDS}", "hear", _IS_IT_GOOD),
        *(Step("GotoIf", f'$["${{KEY}}"="{key}"]?{label}') for key, label in answers.items()),
        Step("Playback", "cancelled"),
        Step("Hangup"),
    )


def _kept() -> tuple[Step, ...]:
    return (
        Step("Set", f"DB({Family.PROMPT}/{_KEY})={_TAKE}", "keep", Note("keeps the words")),
        journal(Family.PROMPT, _KEY, _TAKE),
        Step("Playback", "vm-msgsaved"),
        Step("Hangup"),
    )
