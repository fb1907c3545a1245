"""Somebody called an emergency number: whoever is named is told at once, and telephones ring.

The call is the exchange's alone; here it is only seen, while it is up, or afterwards in the log.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.asterisk.queries import ChannelSeen, Ring
from appliance.bus import deadly
from appliance.core.calls import HELP_RINGS, HELP_SAID, HELP_SECONDS, Call, Direction
from appliance.core.config import Config
from appliance.core.directory import Directory
from appliance.core.errors import Fault
from appliance.core.issues import Issue
from appliance.core.letters import Written
from appliance.core.people import DeskPhone, Email
from appliance.health.board import Board
from appliance.mail.kept import Letters
from appliance.mail.letters import Desk
from appliance.store.mail_queue import Told

log = logging.getLogger(__name__)

KIND = "help-called"
CURE = "Find out what happened, and meet whoever comes to help. This goes away by itself."
SHOWN = 12 * 3600.0  # seconds that the page tells of it
LATE = 3600.0  # seconds; a call that is seen later than that is history
RING_LATE = 300.0  # seconds; no telephone rings for one that is seen later
EVERY = 60.0  # seconds between looks whether one is old enough to go from the page
_SUBJECT = "emergency"  # of what was told
_FROM_LINE = ("from-pstn", "from-line-")


@dataclass(frozen=True, slots=True)
class Help:
    """A call for help. `linked` is the linked id of its channels."""

    linked: str
    number: str
    dialled: str
    time: float


def rings(config: Config, number: str, dialled: str) -> Iterator[Ring]:
    """Each telephone that says who calls for help, and where his own is plugged in."""
    extension = next((each for each in config.extensions if each.number.digits == number), None)
    cards = {card.key: str(place) for place, card in enumerate(config.cards, 1)}
    sockets = [d.socket for d in extension.devices if isinstance(d, DeskPhone)] if extension else []
    where = [cards[sockets[0].card], str(sockets[0].place)] if sockets else []
    who = "".join(each for each in number if each.isdecimal())
    for told in config.mail.emergency_telephones:
        if told.digits != number:
            yield Ring(
                f"Local/{told}@{HELP_RINGS}/n",
                who,
                "*".join((told.digits, dialled, who, *where)),
                HELP_SAID,
                dialled,
                HELP_SECONDS,
            )


@dataclass(slots=True)
class CallsForHelp:
    """`put` writes letters down, `at_once` sends one that cannot be, `ring` rings a telephone."""

    config: Callable[[], Config]
    directory: Callable[[], Directory]
    zone: Callable[[], ZoneInfo]
    desk: Callable[[], Desk | None]
    board: Board
    letters: Letters
    put: Callable[[Sequence[Written], str, Sequence[Told]], Awaitable[bool]]
    at_once: Callable[[Written], Awaitable[None]]
    ring: Callable[[Ring], Awaitable[None]]
    clock: Callable[[], float]
    _known: dict[str, Help] = field(default_factory=dict)

    def up(self, channels: Sequence[ChannelSeen]) -> None:
        """These channels are up now."""
        numbers, directory = frozenset(self.config().national.emergency), self.directory()
        for each in channels:
            if each.exten in numbers and not each.context.startswith(_FROM_LINE):
                when = self.clock() - each.seconds
                # A line shows a number of the office's own, which would not tell who it is.
                number = directory.number_of(each.name) or each.number
                self._seen(Help(each.linked, number, each.exten, when))

    def ended(self, call: Call) -> None:
        """This call is over; nobody may have seen it while it was up."""
        numbers = self.config().national.emergency
        inbound = call.direction is Direction.INBOUND
        if call.dialled not in numbers or inbound or self.clock() - call.start > LATE:
            return
        linked = call.key.rpartition("/")[2]
        if not self._known.keys() & {linked, *call.links}:
            self._seen(Help(linked, call.caller, call.dialled, call.start))

    async def run(self) -> None:
        """For good: what was told before the start is on the page again, and goes in time."""
        try:
            before = await self.letters(lambda queue: queue.told(_SUBJECT))
        except Fault:
            before = []
        for each in before:
            number, _, dialled = each.note.partition(" ")
            if self.clock() - each.time < SHOWN:
                self._show(Help(each.key, number, dialled, each.time))
        while True:
            await asyncio.sleep(EVERY)
            await self.tidy()

    async def tidy(self) -> None:
        """What is old goes from the page."""
        now = self.clock()
        old = [each for each in self._known.values() if not 0 <= now - each.time < SHOWN]
        for each in old:
            del self._known[each.linked]
        for number in {each.number for each in old} - {e.number for e in self._known.values()}:
            self.board.clear(KIND, number)
        if old:
            try:
                gone = [each.linked for each in old]
                await self.letters(lambda queue: queue.forget(_SUBJECT, gone))
            except Fault as fault:
                log.warning("mail: %s", fault.text)

    def _show(self, call: Help) -> None:
        self._known[call.linked] = call
        who, when = self._who(call.number), datetime.fromtimestamp(call.time, self.zone())
        issue = Issue(KIND, call.number, f"{who} called {call.dialled} at {when:%H:%M:%S}.", CURE)
        self.board.post(issue, call.time)

    def _seen(self, call: Help) -> None:
        """On the page at once; what waits for a disk or a server keeps nobody."""
        if call.linked not in self._known:
            self._show(call)
            log.warning("%s was called by %s", call.dialled, call.number)
            deadly(f"call for help {call.linked}", self._tell(call))
            if self.clock() - call.time < RING_LATE:
                for rung in rings(self.config(), call.number, call.dialled):
                    deadly(f"call for help {call.linked} at {rung.device}", self._rung(rung))

    async def _rung(self, rung: Ring) -> None:
        try:
            await self.ring(rung)
        except Fault as fault:
            log.warning("%s is not told of a call for help: %s", rung.device, fault.text)

    async def _tell(self, call: Help) -> None:
        letters = self._written(call)
        note = Told(call.linked, call.time, f"{call.number} {call.dialled}")
        try:
            await self.put(letters, _SUBJECT, (note,))
        except Fault as fault:
            log.warning("mail: a call for help goes without being kept: %s", fault.text)
            for letter in letters:
                await self.at_once(letter)

    def _written(self, call: Help) -> tuple[Written, ...]:
        desk = self.desk()
        if desk is None:
            return ()
        who, when = self._who(call.number), datetime.fromtimestamp(call.time, self.zone())
        told: tuple[Email, ...] = self.config().mail.emergency
        return tuple(desk.help_called(to, who, call.dialled, when) for to in told)

    def _who(self, number: str) -> str:
        """Number, name and department, as far as they are known."""
        who = self.directory().who(number)
        if who is None:
            return number
        config = self.config()
        person = next((p for p in config.people if who.person and str(p.key) == who.person), None)
        where = next(
            (d.name for d in config.departments if person and d.key == person.department), None
        )
        return f"{number} {who.name}" + (f", {where}" if where is not None else "")
