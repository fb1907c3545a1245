"""Numbers that people dial."""

import re
from dataclasses import dataclass

from appliance.core.errors import Invalid


@dataclass(frozen=True, slots=True, order=True)
class ExtensionNumber:
    """An internal number: 2 to 6 digits. Never a dial pattern, never a DID."""

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{2,6}", self.digits, re.ASCII):
            raise Invalid("number", f"{self.digits!r} is not 2 to 6 digits")

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True, slots=True, order=True)
class Did:
    """A number of ours as the carrier sends it: 2 to 15 digits (E.164's most)."""

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{2,15}", self.digits, re.ASCII):
            raise Invalid("did", f"{self.digits!r} is not 2 to 15 digits")

    def __str__(self) -> str:
        return self.digits


def check_between(field: str, number: int, least: int, most: int) -> None:
    """Refuse a number outside `least` to `most`, both allowed."""
    if not least <= number <= most:
        raise Invalid(field, f"{number} is not between {least} and {most}")


@dataclass(frozen=True, slots=True, order=True)
class PhoneNumber:
    """A number in the world: country code first, at most 15 digits, no `+` (ITU-T E.164)."""

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[1-9][0-9]{3,14}", self.digits, re.ASCII):
            raise Invalid(
                "number",
                f"{self.digits!r} is not a number with its country code; write it like 74951234567",
            )

    def __str__(self) -> str:
        return f"+{self.digits}"


@dataclass(frozen=True, slots=True, order=True)
class AreaCode:
    """The code of a city within its country, such as 495; 1 to 6 digits."""

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[1-9][0-9]{0,5}", self.digits, re.ASCII):
            raise Invalid("area code", f"{self.digits!r} is not 1 to 6 digits")

    def __str__(self) -> str:
        return self.digits
