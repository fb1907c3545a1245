"""A change that waits: for a quiet moment, for its hour, or to be confirmed. One at a time."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.apply.impact import ON_CHANGE
from appliance.apply.plan import Plan
from appliance.apply.transaction import Tried
from appliance.beside import OneThread
from appliance.compiler.network import PORTS
from appliance.core.canonical import from_json, to_json
from appliance.core.commands import Command
from appliance.core.errors import Fault, Invalid
from appliance.core.zones import Zone
from appliance.durable import write_whole

log = logging.getLogger(__name__)

FILE = "later.json"
CONFIRM = 60.0  # seconds
# Whoever has to find the page at another address logs in there anew. The put-back timer's 150 are
# for when we are what broke.
CONFIRM_MOVED = 120.0
LATE = 900.0  # seconds after its hour within which a change is still made
FARTHEST = 366 * 86400.0  # seconds; a moment beyond is a slip, such as milliseconds


@dataclass(frozen=True, slots=True)
class WhenIdle:
    """Once it would end no call."""


@dataclass(frozen=True, slots=True)
class At:
    """At a moment, in seconds since the epoch."""

    time: float


When = WhenIdle | At


@dataclass(frozen=True, slots=True)
class OwnText:
    """One of an expert's own files, as it comes with a change."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What an admin accepts with a change, having seen it, and the files that come with it.

    `answers` are keys of stored calls that go another way, `edited` files changed by hand whose
    changes are lost. With `confirm` the change is put back unless it is confirmed once it runs:
    for what can lock its admin out.
    """

    answers: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    confirm: bool = False
    own: tuple[OwnText, ...] = ()

    @property
    def files(self) -> dict[str, str]:
        """The text of each of an expert's own files."""
        return {each.name: each.text for each in self.own}


PLAIN = Terms()
# Files by which somebody gets in to change things: by the first two we ask Asterisk, and an
# expert's own lines stand beside them; by the addresses of its ports the web page is reached. The
# firewall's rule for the page asks none of the sets that `firewall/sets` fills, its certificate is
# the box's own, and accounts are no settings. What of these comes to be set belongs here.
_WAYS_IN = frozenset({"asterisk/acl.conf", "asterisk/manager.conf", PORTS})
_WOKEN = {ON_CHANGE[path] for path in _WAYS_IN}  # by an expert's own lines in them, too


def needs_confirm(plan: Plan) -> bool:
    """Whether it could lock its admin out, so that it is put back unless somebody says yes."""
    return not (_WAYS_IN.isdisjoint(plan.changed) and _WOKEN.isdisjoint(plan.verbs))


def seconds_to_confirm(plan: Plan) -> float:
    """How long somebody has to say yes to it, once it runs."""
    return CONFIRM_MOVED if PORTS in plan.changed else CONFIRM


@dataclass(frozen=True, slots=True)
class Later:
    """A change that is made when its moment has come, if it still starts from `base` then."""

    command: Command
    base: int
    author: str
    message: str
    when: When
    terms: Terms = PLAIN


def check_waits(later: Later, now: float) -> None:
    """Refuse what would wait for nothing; `now` is seconds since the epoch."""
    if later.terms.confirm:
        raise Invalid(
            "confirm",
            "nobody may be there to confirm it at that moment; make the change at once, or"
            " without confirming it",
        )
    match later.when:
        case At(moment) if moment < now - LATE:
            raise Invalid("at", "is over by the box's clock; choose a moment to come")
        case At(moment) if moment > now + FARTHEST:
            raise Invalid("at", "is more than a year away; choose a sooner moment")


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A change that runs, and is put back `until` (seconds since the epoch) unless confirmed.

    `restores` is the earlier revision that it brings back, 0 for any other change.
    """

    tried: Tried
    author: str
    message: str
    until: float = 0.0
    restores: int = 0


def next_time(minute: int, zone: Zone, now: float) -> float:
    """When the clocks of `zone` show `minute` of the day next; `now` and it since the epoch.

    A minute that a change of the clocks leaves out comes as much later.
    """
    today = datetime.fromtimestamp(now, _place(zone)).replace(
        hour=minute // 60, minute=minute % 60, second=0, microsecond=0, fold=0
    )
    while today.timestamp() <= now:
        today += timedelta(days=1)
    return today.timestamp()


def tomorrow(time: float, zone: Zone, now: float) -> float:
    """The first moment after `now` at which the clocks show what they show at `time`."""
    shown = datetime.fromtimestamp(time, _place(zone))
    return next_time(shown.hour * 60 + shown.minute, zone, now)


def _place(zone: Zone) -> ZoneInfo:
    try:
        return ZoneInfo(zone.text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Fault(f"The box does not know the time zone {zone}.") from error


@dataclass(slots=True)
class Kept:
    """The change that waits for its moment, in a file of the slot: it survives a restart.

    `lost` says why there is none, should the file be there and not be readable.
    """

    path: Path
    lost: str = ""
    _later: Later | None = None
    _read: bool = False
    _writer: OneThread = field(default_factory=lambda: OneThread("later-writer"))

    def later(self) -> Later | None:
        """What waits."""
        if not self._read:
            self._read = True
            self._later = self._from_disk()
        return self._later

    def _from_disk(self) -> Later | None:
        try:
            return from_json(Later, self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeError, Invalid) as error:
            log.error("the change for later is lost: %s", error)  # noqa: TRY400  # told in words
            self.lost = str(error)
            return None

    async def keep(self, later: Later) -> None:
        """Fault when it cannot be written."""
        content = to_json(later, Later).encode()
        try:
            await self._writer(lambda: write_whole(self.path, content))
        except OSError as error:
            raise Fault(
                f"The change cannot be kept for later: {error.strerror}.", "Make it at once."
            ) from error
        self._later, self._read, self.lost = later, True, ""

    async def drop(self) -> None:
        """Nothing waits any more; a Fault says that it does again after a restart."""
        self._later, self._read, self.lost = None, True, ""
        try:
            await self._writer(lambda: self.path.unlink(missing_ok=True))
        except OSError as error:
            raise Fault(
                f"The note of the change for later stays on the disk: {error.strerror}.",
                "Switch the box off and on again, then see whether the change still waits.",
            ) from error
