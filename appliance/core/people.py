"""People, their departments and groups, extensions and the devices that ring for them."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.cards import Socket
from appliance.core.encryption import Encryption
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber, PhoneNumber, check_between
from appliance.core.roles import Difference, subject
from appliance.core.secret import Secret
from appliance.core.text import DisplayName, Token


class Language(StrEnum):
    """Languages we have prompts in."""

    RU = "ru"
    EN = "en"


@dataclass(frozen=True, slots=True)
class DeskPhone:
    """An analogue telephone in an FXS socket.

    Into the calls of a `fax_machine` nothing is put that would spoil a page, and over lines with
    T.38 they go as data.
    """

    socket: Socket
    fax_machine: bool = False


@dataclass(frozen=True, slots=True)
class SipPhone:
    """A telephone that registers over the office network under `account`.

    One that is `behind_nat` stands behind a router that puts its own address in place of the
    telephone's: its calls name an address that nobody reaches, so it is sent sound where its own
    comes from. Of any other that would hand the sound to whoever speaks to the call's port first.
    """

    account: Token
    secret: Secret
    behind_nat: bool = False
    encryption: Encryption = Encryption.ORDINARY


Device = DeskPhone | SipPhone


@dataclass(frozen=True, slots=True)
class Extension:
    """An internal number and every device that rings for it.

    `name` is the telephone's own; while a person has the number, the person's name is shown.
    """

    number: ExtensionNumber
    name: DisplayName
    devices: tuple[Device, ...] = ()
    language: Language = Language.RU
    ring_seconds: int = 25

    def __post_init__(self) -> None:
        check_between("ring time", self.ring_seconds, 5, 300)
        check_between("devices", len(self.devices), 0, 8)
        if len(set(self.devices)) != len(self.devices):
            raise Invalid("devices", "one device is named twice; name it once")

    @property
    def fax_machine(self) -> bool:
        """Whether one rings for it."""
        return any(isinstance(each, DeskPhone) and each.fax_machine for each in self.devices)


class PersonKind(StrEnum):
    STAFF = "staff"
    CLIENT = "client"
    PARTNER = "partner"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Email:
    text: str

    def __post_init__(self) -> None:
        # RFC 5321 allows more; what stands here also stands in a mail program's argument.
        if len(self.text) > 254 or not re.fullmatch(
            r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", self.text, re.ASCII
        ):
            raise Invalid("e-mail", f"{self.text!r} is not an address such as name@example.com")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Pin:
    """A PIN as it is kept: `digest` is SHA-1 of `salt` and the digits, in small hexadecimal.

    Asterisk compares it by itself (func_sha1.c), so it can be no slower hash; the files that hold
    it are readable by Asterisk and the supervisor alone.
    """

    salt: str
    digest: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9a-f]{16}", self.salt, re.ASCII) or not re.fullmatch(
            r"[0-9a-f]{40}", self.digest, re.ASCII
        ):
            raise Invalid(
                "PIN",
                "is not one that was kept here; leave it as it was exported, or set a new one",
            )

    def __repr__(self) -> str:
        return "Pin(…)"


def pin_from(digits: str, salt: str) -> Pin:
    """Keep `digits`, 4 to 8 of them; `salt` is 16 random hexadecimal digits of the caller's."""
    if not re.fullmatch(r"[0-9]{4,8}", digits, re.ASCII):
        raise Invalid("PIN", "is 4 to 8 digits")
    if len(set(digits)) == 1 or digits in "0123456789" or digits in "9876543210":
        raise Invalid("PIN", "is too easy to guess; choose other digits")
    return Pin(salt, hashlib.sha1((salt + digits).encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the exchange knows; `number` is the internal number, if there is one.

    `outside` are numbers by which a caller is known, the mobile telephone first. Staff have a role;
    clients, partners and guests may have one.
    """

    key: Key
    name: DisplayName
    kind: PersonKind = PersonKind.STAFF
    number: ExtensionNumber | None = None
    department: Key | None = None
    role: Key | None = None
    differences: tuple[Difference, ...] = ()
    email: Email | None = None
    outside: tuple[PhoneNumber, ...] = ()
    pin: Pin | None = None

    def __post_init__(self) -> None:
        if len(set(self.outside)) != len(self.outside):
            raise Invalid("outside numbers", "one number is named twice; name it once")
        if len(set(map(subject, self.differences))) != len(self.differences):
            raise Invalid("differences", "one right is said twice; leave one of both")


@dataclass(frozen=True, slots=True)
class Department:
    """`head` leads it; `parent` is the department it belongs to."""

    key: Key
    name: DisplayName
    head: Key | None = None
    parent: Key | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People who belong together across departments, for rights and relations."""

    key: Key
    name: DisplayName
    members: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.members)) != len(self.members):
            raise Invalid("members", "one person is named twice; name him once")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Voice messages under an internal number; its PIN and greeting are live state.

    Those of a `mailed` one also go to the e-mail address of whoever has the number.
    """

    number: ExtensionNumber
    name: DisplayName
    mailed: bool = False
