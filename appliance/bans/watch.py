"""Hears of each wrong password from Asterisk and bans who guesses; lifts bans when asked to."""

import logging
from collections.abc import Callable
from pathlib import Path

from appliance.asterisk.ami_codec import Packet
from appliance.bans import kept, wall
from appliance.core.bans import LIFTING, UNBAN, Ban, Guesses, address_of, in_force
from appliance.core.errors import Fault

log = logging.getLogger(__name__)


class Watch:
    """The manager interface's listener. `load` gives nft its lines, `clock` as `kept.now`."""

    def __init__(
        self,
        place: Path,
        load: Callable[[str], None] = wall.nft,
        clock: Callable[[], float] = kept.now,
    ) -> None:
        self._place, self._load, self._clock = place, load, clock
        self._guesses = Guesses()
        self._bans: tuple[Ban, ...] = in_force(kept.read(place), clock())

    def begin(self) -> None:
        """What was banned before is banned again. Fault when the firewall refuses."""
        self._load(wall.rebuilt(self._bans, self._clock()))
        kept.write(self._place, self._bans)

    def came(self) -> None:
        """What was counted before counts on."""

    def went(self) -> None:
        """The kernel goes on with what is banned."""

    def event(self, packet: Packet) -> None:
        match packet.get("Event"):
            case "ChallengeResponseFailed":
                self._failed(packet)
            case "ExtensionStatus" if packet.get("Hint") == LIFTING:
                self._lift("")
            case "UserEvent" if packet.get("UserEvent") == UNBAN:
                self._lift(packet.get("Address"))

    def _failed(self, packet: Packet) -> None:
        address = address_of(packet.get("RemoteAddress"))
        if address is None or any(ban.address == address for ban in self._bans):
            return
        account = "".join(c for c in packet.get("AccountID")[:64] if c.isprintable())
        now = self._clock()
        ban = self._guesses.failed(address, account, now)
        if ban is None:
            return
        try:
            self._load(wall.added(ban, now))
        except Fault as fault:  # he is banned at his next guesses, or never: SIP goes on
            log.error("%s guesses passwords: %s", address, fault.text)  # noqa: TRY400  # no bug
            return
        log.warning("%s guesses passwords: banned for %d s", address, ban.until - ban.since)
        self._keep((*self._bans, ban))

    def _lift(self, address: str) -> None:
        """The ban of `address`, or all. What is counted of it begins anew."""
        left = tuple(ban for ban in self._bans if address and ban.address != address)
        gone = [ban.address for ban in self._bans if ban not in left]
        try:
            self._load(wall.rebuilt(left, self._clock()))
        except Fault as fault:
            log.error("%s", fault.text)  # noqa: TRY400  # no bug
            return
        for each in gone:
            log.warning("%s is listened to again", each)
            self._guesses.forget(each)
        self._keep(left)

    def _keep(self, bans: tuple[Ban, ...]) -> None:
        self._bans = in_force(bans, self._clock())
        kept.write(self._place, self._bans)

    def tidy(self) -> None:
        """Forget what the kernel has ended."""
        left = in_force(self._bans, self._clock())
        if left != self._bans:
            self._keep(left)
