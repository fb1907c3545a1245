"""Extensions and the devices they ring."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cards import Socket
from appliance.core.errors import Invalid
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.secret import Secret
from appliance.core.text import DisplayName, Token


class Language(StrEnum):
    """Languages we have prompts in."""

    RU = "ru"
    EN = "en"


@dataclass(frozen=True, slots=True)
class DeskPhone:
    """An analogue telephone in an FXS socket."""

    socket: Socket


@dataclass(frozen=True, slots=True)
class SipPhone:
    """A telephone that registers over the office network under `account`."""

    account: Token
    secret: Secret


Device = DeskPhone | SipPhone


@dataclass(frozen=True, slots=True)
class Extension:
    """An internal number, whose it is, and every device that rings for it."""

    number: ExtensionNumber
    name: DisplayName
    devices: tuple[Device, ...] = ()
    language: Language = Language.RU
    ring_seconds: int = 25

    def __post_init__(self) -> None:
        check_between("ring time", self.ring_seconds, 5, 300)
        check_between("devices", len(self.devices), 0, 8)
        if len(set(self.devices)) != len(self.devices):
            raise Invalid("devices", "one device is named twice")
