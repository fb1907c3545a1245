"""Voice messages: leaving them and hearing them."""

from appliance.compiler.dialplan import guesses
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.guesses import LONGEST_OF_MAILBOX, WHO
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.mailboxes import VOICEMAIL, mailbox
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber


def leave(config: Config) -> Context:
    """Each mailbox under its number: its greeting, the tone, the message."""
    return Context(
        VOICEMAIL,
        tuple(Exten(box.number.digits, _leave(box.number)) for box in config.mailboxes),
    )


def _leave(number: ExtensionNumber) -> tuple[Step, ...]:
    """`u`: the greeting that its owner recorded, or else that nobody is there."""
    note = Note("mailbox", (number.digits,))
    return (Step("VoiceMail", f"{mailbox(number.digits)},u", note=note), Step("Hangup"))


def hear_own(number: str) -> tuple[Step, ...]:
    """The mailbox of the telephone itself asks for no PIN; `number` may be a variable."""
    return (Step("Answer"), *_inside(number))


def hear_other(config: Config) -> tuple[Step, ...]:
    """Any mailbox: its number and PIN are asked for, three times at most."""
    return (
        Step("Answer"),
        Step("Wait", "1"),
        *guesses.asked(longest=LONGEST_OF_MAILBOX),
        *guesses.judged_by_mailbox(config),
        *_inside(WHO),
    )


def hear(config: Config, number: str, by_right: str) -> tuple[Step, ...]:
    """The mailbox of `number`: without its PIN where the condition `by_right` holds."""
    return (
        Step("Answer"),
        Step("Wait", "1"),
        Step("GotoIf", f"$[{by_right}]?mine"),
        *guesses.asked(number, LONGEST_OF_MAILBOX),
        *guesses.judged_by_mailbox(config),
        *_inside(number, "mine"),
    )


def _inside(number: str, label: str = "") -> tuple[Step, ...]:
    """Of a mailbox that is not there VoiceMailMain would ask for another by itself, counting none
    of the wrong PINs (app_voicemail.c, vm_execmain).
    """
    none = f"$[${{DIALPLAN_EXISTS({VOICEMAIL},{number},1)}}=0]?{REFUSED},{dialled()},1"
    return (
        Step("GotoIf", none, label),
        Step("VoiceMailMain", f"{mailbox(number)},s", note=Note("hears mailbox", (number,))),
        Step("Hangup"),
    )
