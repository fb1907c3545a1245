"""Whom one may call, and calls that are placed for a telephone: it rings, and lifted it calls."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from appliance.asterisk.ports import Switchboard
from appliance.asterisk.queries import Ring
from appliance.core.config import Config
from appliance.core.dial_string import dialled
from appliance.core.errors import Fault, Invalid
from appliance.core.feature_codes import Feature
from appliance.core.may_call import closed_direction
from appliance.daemon.board import CONTEXT
from appliance.daemon.configuring import Answering
from appliance.daemon.office import Office
from appliance.daemon.watched import named_number, own_number
from appliance.wire.admission import Asker
from appliance.wire.answers import Done
from appliance.wire.calls import PlaceCall, RingTelephone
from appliance.wire.directory import Directory, DirectoryEntry, GetDirectory

log = logging.getLogger(__name__)

MOST = 200  # entries of one answer
ONCE = 3.0  # seconds; a double click comes within them


@dataclass(frozen=True, slots=True)
class Placing:
    """`clock` gives seconds that never go back."""

    office: Office
    switchboard: Switchboard
    clock: Callable[[], float]
    _placed: dict[str, tuple[str, float]] = field(default_factory=dict)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            GetDirectory: self._directory,
            PlaceCall: self._place,
            RingTelephone: self._ring,
        }

    async def _directory(self, request: GetDirectory, asker: Asker) -> Directory:
        config = self.office.config()
        wanted = request.search.strip().casefold()
        found = sorted(
            (each for each in _entries(config) if wanted in _text(each)),
            key=lambda each: (each.name.casefold(), each.number),
        )
        shown = found[request.after : request.after + MOST]
        own = own_number(config, asker)
        own = own if device_of(self.office, own) else ""
        return Directory(tuple(shown), own, len(found) > request.after + len(shown))

    async def _place(self, request: PlaceCall, asker: Asker) -> Done:
        return await self._rings(self._whose(request, asker), request.to, "to", asker)

    async def _ring(self, request: RingTelephone, asker: Asker) -> Done:
        """To find a telephone or to try it: without a number it tells its own."""
        if not request.number:
            raise Invalid("number", "choose the telephone that is to ring")
        then = request.then.strip() or self.office.config().code(Feature.MY_NUMBER)
        if not then:
            raise Invalid("then", "the code that tells a telephone its number is switched off")
        device = f"DAHDI/{request.channel}" if request.channel else ""
        return await self._rings(request.number, then, "then", asker, device)

    async def _rings(
        self, number: str, typed: str, named: str, asker: Asker, wanted: str = ""
    ) -> Done:
        """A telephone of that number, then what was `typed` into the field `named` so."""
        device = device_of(self.office, number, wanted)
        if wanted and not device:
            raise Invalid("channel", f"no telephone of {number} is at this port; look again")
        if not device:
            raise Invalid("number", f"{number} has no telephone that could ring; give it one first")
        to = dialled(typed, named)
        if to == number:
            raise Invalid(named, "a telephone cannot call itself; choose another one")
        if (closed := closed_direction(self.office.config(), number, to)) is not None:
            raise Invalid(
                named,
                f"{number} has no right to such calls ({closed}); an administrator opens them "
                "under Calling rights",
            )
        now = self.clock()
        what = f"{device} {to}"
        if self._placed.get(number, ("", 0.0))[0] == what and now - self._placed[number][1] < ONCE:
            return Done()
        if any(number in call.numbers for call in self.office.calls().calls):
            raise Invalid("number", f"{number} is in a call; end it first")
        self._placed[number] = (what, now)
        try:
            await self.switchboard.ring(Ring(device, number, to, CONTEXT, shown=to))
        except Fault:
            self._placed.pop(number, None)
            raise
        log.info("telephone %s rings, then %s, by %s", number, to, asker.user)
        return Done()

    def _whose(self, request: PlaceCall, asker: Asker) -> str:
        """The number of whose telephone rings."""
        number = named_number(self.office.config(), asker, request.number)
        if not number:
            raise Invalid(
                "number", "your account has no internal number; an administrator links it"
            )
        return number


def device_of(office: Office, number: str, wanted: str = "") -> str:
    """The telephone that rings at an internal number, or the `wanted` one; empty without one."""
    own = (each for each, of in office.whose.directory().telephones.items() if number == of)
    return next((each for each in own if number and wanted in {"", each}), "")


def _entries(config: Config) -> Iterator[DirectoryEntry]:
    owners = config.owners()
    departments = {each.key: str(each.name) for each in config.departments}
    for number, name in config.shown_names().items():
        whose = owners.get(number)
        of = whose.department if whose is not None else None
        yield DirectoryEntry(number.digits, str(name), departments.get(of, "") if of else "")
    groups = [(each.number, each.name) for each in config.hunt_groups]
    groups += [(each.number, each.name) for each in config.queues]
    for called, name in groups:
        if called is not None:
            yield DirectoryEntry(called.digits, str(name))


def _text(entry: DirectoryEntry) -> str:
    return f"{entry.number} {entry.name} {entry.department}".casefold()
