"""Recorded words. A prompt is a file named by its key; there may be none yet."""

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.config import Config
from appliance.core.keys import Key

SOUNDS = "/var/lib/asterisk/sounds/custom"
"""Where recorded prompts are; what the image brings along lies elsewhere and is never written."""


def sound(prompt: Key) -> str:
    """As applications name it: the file without the ending that tells its format."""
    return f"{SOUNDS}/{prompt}"


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
                            "Playback", sound(prompt.key), note=Note("plays", (prompt.name.text,))
                        ),
                        Step("Hangup"),
                    ),
                ),
            ),
        )
        for prompt in config.prompts
    )
