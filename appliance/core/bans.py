"""Who guesses passwords over the network, and for how long nobody listens to him.

A guess is a wrong answer to the exchange's challenge, whether there is such an account or not.
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_GUESSES = 5  # wrong answers; a telephone with an old password is told apart by nothing else
WINDOW = 600.0  # seconds in which they count
LASTS = 3600.0  # seconds of a ban
MOST_WATCHED = 10_000  # addresses that guessed and are not banned yet


LIFTING = "Custom:UNBAN"
"""The device whose state a telephone changes to have all bans lifted, without the supervisor."""
UNBAN = "LinemanUnban"
"""The supervisor's event that lifts the ban of its `Address`, or all."""


@dataclass(frozen=True, slots=True)
class Ban:
    """Nobody listens to SIP from `address`, IPv4, until then. `account` is what he tried last.

    Times are seconds since the box was started: its clock may be set meanwhile.
    """

    address: str
    since: float
    until: float
    guesses: int
    account: str = ""


def address_of(remote: str) -> str | None:
    """The IPv4 address in Asterisk's `IPV4/UDP/192.0.2.1/5060`; None for one never to be banned."""
    family, _, rest = remote.partition("/")
    found = rest.split("/")
    if family != "IPV4" or len(found) != 3:
        return None
    try:
        address = ipaddress.IPv4Address(found[1])
    except ValueError:
        return None
    barred = address.is_loopback or address.is_unspecified or address.is_multicast
    return None if barred else str(address)


@dataclass(slots=True)
class Guesses:
    """Counts wrong answers, and tells when they were too many."""

    _wrong: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def failed(self, address: str, account: str, now: float) -> Ban | None:
        """The address proved nothing; a ban once that was too often."""
        wrong = self._wrong.setdefault(address, deque(maxlen=MOST_GUESSES))
        self._wrong.move_to_end(address)
        wrong.append(now)
        if len(wrong) == MOST_GUESSES and now - wrong[0] <= WINDOW:
            self.forget(address)
            return Ban(address, now, now + LASTS, MOST_GUESSES, account)
        if len(self._wrong) > MOST_WATCHED:
            self._wrong.popitem(last=False)
        return None

    def forget(self, address: str) -> None:
        """It begins anew."""
        self._wrong.pop(address, None)


def in_force(bans: Iterable[Ban], now: float) -> tuple[Ban, ...]:
    """Those that last yet, the newest first, one of each address."""
    last = {ban.address: ban for ban in sorted(bans, key=lambda ban: ban.until)}
    held = (ban for ban in last.values() if now < ban.until)
    return tuple(sorted(held, key=lambda ban: (-ban.since, ban.address)))
