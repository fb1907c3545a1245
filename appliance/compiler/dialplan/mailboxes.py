"""Voice messages: leaving them and hearing them."""

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.mailboxes import mailbox
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber


def leave(config: Config) -> Context:
    """Each mailbox under its number: its greeting, the tone, the message."""
    return Context(
        "ext-voicemail",
        tuple(Exten(box.number.digits, _leave(box.number)) for box in config.mailboxes),
    )


def _leave(number: ExtensionNumber) -> tuple[Step, ...]:
    """`u`: the greeting that its owner recorded, or else that nobody is there."""
    note = Note("mailbox", (number.digits,))
    return (Step("VoiceMail", f"{mailbox(number.digits)},u", note=note), Step("Hangup"))


def hear_own(number: str) -> tuple[Step, ...]:
    """The mailbox of the telephone itself asks for no PIN; `number` may be a variable."""
    note = Note("hears mailbox", (number,))
    return (
        Step("Answer"),
        Step("VoiceMailMain", f"{mailbox(number)},s", note=note),
        Step("Hangup"),
    )


def hear_other() -> tuple[Step, ...]:
    """Any mailbox: its number and PIN are asked for, three times at most."""
    note = Note("hears a mailbox")
    return (
        Step("Answer"),
        Step("VoiceMailMain", mailbox(""), note=note),
        Step("Hangup"),
    )


def hear(number: str, by_right: str) -> tuple[Step, ...]:
    """The mailbox of `number`: without its PIN where the condition `by_right` holds."""
    note = Note("hears mailbox", (number,))
    return (
        Step("Answer"),
        Step("GotoIf", f"$[{by_right}]?right"),
        Step("VoiceMailMain", mailbox(number), note=note),
        Step("Hangup"),
        Step("VoiceMailMain", f"{mailbox(number)},s", "right", note),
        Step("Hangup"),
    )
