"""How full each kind of data is: measured once a day for the forecast, and when somebody asks."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from appliance.core.room import DAY, Sample, full_in, per_day, with_sample
from appliance.daemon.configuring import Answering
from appliance.durable import write_whole
from appliance.wire import storage as wire
from appliance.wire.admission import Asker

log = logging.getLogger(__name__)

FILE = "storage.json"
EVERY = 3600.0  # seconds
_OFTEN_ENOUGH = 0.9 * DAY
JOURNAL = "journal"
JOURNAL_ROOM = 300 << 20  # bytes, as journald bounds itself


@dataclass(frozen=True, slots=True)
class Measured:
    """Bytes; `shared` where the partition's room is all that bounds it."""

    used: int
    room: int
    shared: bool


@dataclass(slots=True)
class StorageWatch:
    """`folders` are the kinds by their names, `kept` is the file of samples."""

    folders: Mapping[str, Path]
    kept: Path
    clock: Callable[[], float]
    _samples: tuple[Sample, ...] | None = None
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.GetStorage: self._get}

    async def run(self) -> None:
        """For good: a sample a day."""
        while True:
            try:
                await self.sample()
            except OSError as error:  # a full disk is an issue of its own
                log.warning("storage: no sample is kept: %s", error.strerror)
            await asyncio.sleep(EVERY)

    async def sample(self) -> None:
        """Measure and keep it, unless that was done today."""
        async with self._alone:
            samples, now = self._known(), self.clock()
            if samples and 0 <= now - samples[-1].time < _OFTEN_ENOUGH:
                return
            found = await asyncio.to_thread(self._measured)
            used = {name: each.used for name, each in found.items()}
            self._samples = with_sample(samples, Sample(now, used))
            content = msgspec.json.encode(self._samples)
            await asyncio.to_thread(write_whole, self.kept, content)

    async def _get(self, _request: object, _asker: Asker) -> wire.Storage:
        rooms = await self.rooms()
        samples = self._known()
        return wire.Storage(rooms, samples[0].time if samples else 0.0)

    async def rooms(self) -> tuple[wire.RoomView, ...]:
        """Each kind that is there, measured now."""
        async with self._alone:
            samples = self._known()
            found = await asyncio.to_thread(self._measured)
        return tuple(_view(name, each, samples) for name, each in found.items())

    def _known(self) -> tuple[Sample, ...]:
        if self._samples is None:
            try:
                self._samples = msgspec.json.decode(self.kept.read_bytes(), type=tuple[Sample, ...])
            except (OSError, msgspec.MsgspecError):  # none yet, or none that can be read
                self._samples = ()
        return self._samples

    def _measured(self) -> dict[str, Measured]:
        found = {name: measured(path) for name, path in self.folders.items()}
        if (journal := found.get(JOURNAL)) is not None and journal.shared:
            found[JOURNAL] = Measured(journal.used, max(journal.used, JOURNAL_ROOM), False)
        return {name: each for name, each in found.items() if each is not None}


def measured(path: Path) -> Measured | None:
    """Of a folder with a ceiling its file system tells; of another its files are counted.

    None while it is not there.
    """
    try:
        own, whole = os.statvfs(path), os.statvfs(path.parent)
        if own.f_blocks < whole.f_blocks:
            used = (own.f_blocks - own.f_bfree) * own.f_frsize
            return Measured(used, own.f_blocks * own.f_frsize, False)
        used = _counted(path)
    except OSError:
        return None
    return Measured(used, used + whole.f_bavail * whole.f_frsize, True)


def _counted(path: Path) -> int:
    """Bytes on the disk; what goes away meanwhile counts nothing."""
    total = 0
    for folder, _, files in os.walk(path):
        for name in files:
            try:
                total += os.lstat(f"{folder}/{name}").st_blocks * 512
            except OSError:
                continue
    return total


def _view(name: str, found: Measured, samples: tuple[Sample, ...]) -> wire.RoomView:
    growth = None if name == JOURNAL else per_day(samples, name)
    days = full_in(found.room - found.used, growth)
    return wire.RoomView(
        name,
        found.used,
        found.room,
        found.shared,
        -1.0 if growth is None else growth,
        -1.0 if days is None else days,
    )
