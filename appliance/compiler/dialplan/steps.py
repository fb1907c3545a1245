"""Dialplan values. Only the applications and functions listed here exist for the compiler."""

import re
from dataclasses import dataclass

from appliance.compiler.conf import Line, Option, Section
from appliance.core.errors import Invalid
from appliance.core.noted import APPLICATION, Fact, Noted

APPLICATIONS = frozenset(
    {
        "Answer",
        "BackGround",
        "Busy",
        "ChanIsAvail",
        "ChanSpy",
        "ConfBridge",
        "Congestion",
        "Dial",
        "Echo",
        "ExecIf",
        "Gosub",
        "GosubIf",
        "Goto",
        "GotoIf",
        "GotoIfTime",
        "Hangup",
        "Milliwatt",
        "MixMonitor",
        "NoOp",
        "Park",
        "ParkedCall",
        "PauseQueueMember",
        "Pickup",
        "PickupChan",
        "Playback",
        "Queue",
        "Read",
        "ReceiveFAX",
        "Return",
        "SayDigits",
        "SayNumber",
        "SayUnixTime",
        "StopMixMonitor",
        "Set",
        "UnpauseQueueMember",
        "VoiceMail",
        "VoiceMailMain",
        "Wait",
        "WaitExten",
    }
)
FUNCTIONS = frozenset(
    {
        "CALLERID",
        "CHANNEL",
        "CONNECTEDLINE",
        "DB",
        "DB_DELETE",
        "DB_KEYS",
        "DEVICE_STATE",
        "DIALPLAN_EXISTS",
        "EXTENSION_STATE",
        "FAXOPT",
        "FILE",
        "FILTER",
        "GROUP",
        "GROUP_COUNT",
        "HASH",
        "IF",
        "LEN",
        "PJSIP_HEADER",
        "PJSIP_PARSE_URI_FROM",
        "QUEUE_WAITING_COUNT",
        "REALTIME_FIELD",
        "REALTIME_HASH",
        "SHA1",
        "SHIFT",
        "STAT",
        "STRFTIME",
        "STRPTIME",
        "TIMEOUT",
        "VM_INFO",
    }
)
"""Read as `${NAME(…)}` or written by `Set(NAME(…)=…)`."""

# What is set is never read again: Asterisk answers these names itself (pbx_variables.c).
_ASTERISKS_OWN = frozenset(
    {
        "CHANNEL",
        "CONTEXT",
        "EPOCH",
        "EXTEN",
        "HANGUPCAUSE",
        "HINT",
        "HINTNAME",
        "PRIORITY",
        "UNIQUEID",
    }
)
_SET = re.compile(r"_{0,2}([A-Z]+)=")
_FUNCTION = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\(")
_WRITTEN = re.compile(r"_{0,2}([A-Z][A-Z0-9_]*)\(")
# Of an open pattern EXTEN holds whatever a SIP telephone or a carrier sent.
_UNFILTERED = re.compile(r"(?<!FILTER\(0-9\*#,)\$\{EXTEN\b")
_PATTERN = re.compile(r"_?[0-9A-Za-z*#+.!\[\]-]{1,79}", re.ASCII)


def dialled(first: int = 0) -> str:
    """What was dialled, from its sign `first` on; a negative one counts from the end.

    But for digits, `*` and `#` its signs would be further arguments of the application (Asterisk,
    Dialplan Security Best Practices).
    """
    exten = f"${{EXTEN:{first}}}" if first else "${EXTEN}"
    return f"${{FILTER(0-9*#,{exten})}}"


@dataclass(frozen=True, slots=True)
class Note:
    """What a step means to a person; it stands in no file, `whatif/` says it in words.

    `what` is a key of whatif's words; `about` are what the words speak of, in which variables are
    filled in as the simulated call has them.
    """

    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One application with its arguments, which hold only what the compiler itself wrote."""

    application: str
    arguments: str = ""
    label: str = ""
    note: Note | None = None

    def __post_init__(self) -> None:
        if self.application not in APPLICATIONS:
            raise Invalid("dialplan", f"{self.application} is not one of our applications")
        for function in functions_of(self.application, self.arguments):
            if function not in FUNCTIONS:
                raise Invalid("dialplan", f"{function} is not one of our functions")
        name = _SET.match(self.arguments) if self.application == "Set" else None
        if name is not None and name[1] in _ASTERISKS_OWN:
            raise Invalid("dialplan", f"{name[1]} is Asterisk's own variable")

    def __str__(self) -> str:
        return f"{self.application}({self.arguments})"


def functions_of(application: str, arguments: str) -> list[str]:
    """Every function that a step reads or writes."""
    found = _FUNCTION.findall(arguments) if "${" in arguments else []
    written = _WRITTEN.match(arguments) if application == "Set" else None
    return [*found, written[1]] if written else found


@dataclass(frozen=True, slots=True)
class Exten:
    """What is done for a number or pattern; `hint` names the devices that light its lamp."""

    pattern: str
    steps: tuple[Step, ...]
    hint: str = ""

    def __post_init__(self) -> None:
        if not _PATTERN.fullmatch(self.pattern):
            raise Invalid("dialplan", f"{self.pattern!r} is no number and no pattern")
        if self.pattern.endswith((".", "!")):
            for step in self.steps:
                if _UNFILTERED.search(step.arguments):
                    raise Invalid("dialplan", f"{self.pattern}: {step} takes any sign from outside")


@dataclass(frozen=True, slots=True)
class Context:
    """`includes` are searched in order, after the context's own numbers."""

    name: str
    extens: tuple[Exten, ...] = ()
    includes: tuple[str, ...] = ()


def section(context: Context) -> Section:
    """The context as extensions.conf spells it."""
    lines: list[Line] = [Option("include", name, arrow=True) for name in context.includes]
    for exten in context.extens:
        lines += _exten_lines(exten)
    return Section(context.name, tuple(lines))


def _exten_lines(exten: Exten) -> list[Option]:
    lines = []
    if exten.hint:
        lines.append(Option("exten", f"{exten.pattern},hint,{exten.hint}", arrow=True))
    for number, step in enumerate(exten.steps):
        label = f"({step.label})" if step.label else ""
        if number == 0:
            lines.append(Option("exten", f"{exten.pattern},1{label},{step}", arrow=True))
        else:
            lines.append(Option("same", f"n{label},{step}", arrow=True))
    return lines


def written(fact: Fact, about: str, note: Note | None = None) -> Step:
    """Goes into the record of the call."""
    return Step(APPLICATION, str(Noted(fact, about)), note=note)


# Tells the caller how the attempt ended: see `internal.call_end`.
END_OF_CALL = Step("Goto", "call-end,${DIALSTATUS},1")
