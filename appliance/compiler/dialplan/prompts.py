"""Recorded words. A prompt is a file named by its key; there may be none yet."""

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.keys import Key
from appliance.core.live_state import Family, read

SOUNDS = "/var/lib/asterisk/sounds/custom"
"""Where recorded prompts are; what the image brings along lies elsewhere and is never written."""
TAKES = f"{SOUNDS}/takes"
"""Where Asterisk records one: whole there, it is what AstDB names, and the supervisor places it."""


def sound(prompt: Key) -> str:
    """As applications name it: the file without the ending that tells its format."""
    return f"{SOUNDS}/{prompt}"


def spoken(config: Config, prompt: Key) -> str:
    """As `sound`, but what somebody recorded by telephone just now, if that is not placed yet."""
    known = next((each for each in config.prompts if each.key == prompt), None)
    if known is None or known.code is None or not config.code(Feature.RECORD_PROMPT):
        return sound(prompt)
    take = f"{TAKES}/{read(Family.PROMPT, prompt.text)}"
    return f"${{IF($[${{STAT(e,{take}.wav)}}=1]?{take}:{sound(prompt)})}}"


def take(prompt: str) -> str:
    """What a call records of that prompt; no key has a dot in it."""
    return f"{prompt}.${{UNIQUEID}}"


def placed(file: str) -> str:
    """Where what is played lies for good; of files that are no takes just their names."""
    if not file.startswith(f"{TAKES}/"):
        return file
    return f"{SOUNDS}/{file.removeprefix(f'{TAKES}/').partition('.')[0]}"


def music(prompt: Key | None) -> str:
    """The class of music that plays it over and over; None: what everybody on hold hears."""
    return "default" if prompt is None else f"prompt-{prompt}"


def announcements(config: Config) -> tuple[Context, ...]:
    """One for each prompt that a call can be sent to: it is heard, and the call ends.

    Without its file Playback goes on at once, so that the call ends there too.
    """
    return tuple(
        Context(
            f"announcement-{prompt.key}",
            (
                Exten(
                    "s",
                    (
                        Step("Answer"),
                        Step("Wait", "1"),
                        Step(
                            "Playback",
                            spoken(config, prompt.key),
                            note=Note("plays", (prompt.name.text,)),
                        ),
                        Step("Hangup"),
                    ),
                ),
            ),
        )
        for prompt in config.prompts
    )
