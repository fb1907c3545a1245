"""Recorded words. A prompt is a file named by its key; there may be none yet."""

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.config import Config
from appliance.core.keys import Key

SOUNDS = "/var/lib/asterisk/sounds"


def sound(prompt: Key) -> str:
    """As applications name it: a file below `SOUNDS`, in whichever format it was recorded."""
    return f"custom/{prompt}"


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
