"""Numbers that take faxes, and whom each document goes to."""

from dataclasses import dataclass

from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.people import Email
from appliance.core.text import DisplayName

MOST_READERS = 20


@dataclass(frozen=True, slots=True)
class FaxNumber:
    """What takes a call as a fax machine does. Documents stay on the box, and go by mail `to`."""

    key: Key
    name: DisplayName
    number: ExtensionNumber | None = None
    to: tuple[Email, ...] = ()

    def __post_init__(self) -> None:
        check_between("to", len(self.to), 0, MOST_READERS)
        if len(set(self.to)) != len(self.to):
            raise Invalid("to", "one address is named twice; name it once")
