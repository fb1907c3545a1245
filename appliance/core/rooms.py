"""Where a call in progress can be put: conference rooms, and parking lots with their spaces."""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import ExtensionNumber, check_between
from appliance.core.people import Pin
from appliance.core.targets import Target, ToNobody
from appliance.core.text import DisplayName

MOST_SPACES = 99
MOST_KNOWN = 200


@dataclass(frozen=True, slots=True)
class ConferenceRoom:
    """People who talk all together. `members` come in without a PIN, whoever else with `pin`.

    `leaders` and whoever gives `leader_pin` lead it. With `waits` nobody hears the others before a
    leader is in, and with `ends` everybody leaves with the last one; without `waits` who comes in
    first begins. `most` people at once, 0: no limit. `tones` tell that somebody comes or goes.
    """

    key: Key
    name: DisplayName
    number: ExtensionNumber | None = None
    members: tuple[ExtensionNumber, ...] = ()
    leaders: tuple[ExtensionNumber, ...] = ()
    pin: Pin | None = None
    leader_pin: Pin | None = None
    waits: bool = False
    ends: bool = False
    most: int = 0
    tones: bool = True

    def __post_init__(self) -> None:
        check_between("most people", self.most, 0, 99)
        check_between("members", len(self.members), 0, MOST_KNOWN)
        check_between("leaders", len(self.leaders), 0, MOST_KNOWN)
        for field, known in (("members", self.members), ("leaders", self.leaders)):
            if len(set(known)) != len(known):
                raise Invalid(field, "one number is named twice; name it once")
        if both := set(self.members) & set(self.leaders):
            raise Invalid("leaders", f"{min(both)} is a member too; name it once")
        if (self.waits or self.ends) and not self.led:
            raise Invalid("leaders", "name a leader or give him a PIN, or need none in this room")
        if self.pin is not None and self.pin == self.leader_pin:
            raise Invalid("leader's PIN", "must differ from the PIN of the others")

    @property
    def led(self) -> bool:
        """Whether anybody can lead it."""
        return bool(self.leaders) or self.leader_pin is not None


@dataclass(frozen=True, slots=True)
class ParkingLot:
    """Calls that are handed over to `number` wait in one of `spaces` numbers from `first` on.

    Whoever dials a space's number has the call. One that nobody takes for `seconds` rings whoever
    parked it; where nobody can be told it goes to `otherwise`.
    """

    key: Key
    name: DisplayName
    number: ExtensionNumber
    first: ExtensionNumber
    spaces: int = 20
    seconds: int = 45
    otherwise: Target = ToNobody()  # noqa: RUF009  # frozen, so one is like another

    def __post_init__(self) -> None:
        check_between("spaces", self.spaces, 1, MOST_SPACES)
        check_between("time", self.seconds, 10, 3600)
        if self.first.digits.startswith("0"):
            raise Invalid("first space", "must not begin with 0")
        if len(str(int(self.first.digits) + self.spaces - 1)) != len(self.first.digits):
            raise Invalid("spaces", f"{self.spaces} do not fit behind {self.first}; take fewer")
        if self.number in set(self.numbers()):
            raise Invalid("number", f"{self.number} is one of its own spaces; choose another")

    def numbers(self) -> Iterator[ExtensionNumber]:
        """Each space by the number that is dialled to take its call."""
        first = int(self.first.digits)
        return (ExtensionNumber(str(first + place)) for place in range(self.spaces))
