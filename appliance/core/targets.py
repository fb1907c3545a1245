"""Where a call can be sent to."""

from dataclasses import dataclass

from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber


@dataclass(frozen=True, slots=True)
class ToExtension:
    number: ExtensionNumber


@dataclass(frozen=True, slots=True)
class ToHuntGroup:
    key: Key


@dataclass(frozen=True, slots=True)
class ToQueue:
    key: Key


@dataclass(frozen=True, slots=True)
class ToMenu:
    key: Key


@dataclass(frozen=True, slots=True)
class ToMailbox:
    number: ExtensionNumber


@dataclass(frozen=True, slots=True)
class ToPrompt:
    """The caller hears it, and the call ends."""

    key: Key


@dataclass(frozen=True, slots=True)
class ToConference:
    key: Key


@dataclass(frozen=True, slots=True)
class ToFax:
    key: Key


@dataclass(frozen=True, slots=True)
class ToNobody:
    """The call is refused."""


@dataclass(frozen=True, slots=True)
class ToDirectory:
    """The caller spells a name."""


@dataclass(frozen=True, slots=True)
class ToDialIn:
    """The caller gives a number of ours and its PIN, and calls on by its owner's rights."""


Target = (
    ToExtension
    | ToHuntGroup
    | ToQueue
    | ToMenu
    | ToMailbox
    | ToPrompt
    | ToConference
    | ToFax
    | ToDirectory
    | ToDialIn
    | ToNobody
)


@dataclass(frozen=True, slots=True)
class Hours:
    """While `schedule` is closed, a call goes to `closed` instead."""

    schedule: Key
    closed: Target
