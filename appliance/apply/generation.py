"""Generations on disk: numbered folders, the one committed, the one active.

Asterisk, the cards' and the firewall's units read `active` when they are told to, one after the
other. Beside it is noted what any of them may hold, so that whoever points to another generation
knows what has to be read again, however the last who tried ended. That note outlives the
supervisor and not the box: a start reads all of it anew.
"""

import logging
import re
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from appliance.apply.files import MANIFEST, Laid, lay, look, settle, touched
from appliance.apply.plan import Files
from appliance.core.errors import Fault
from appliance.durable import coming, create, point, sync_folder

log = logging.getLogger(__name__)

T = TypeVar("T")
KEPT = 20
_NUMBER = re.compile(r"[0-9]{6}")
_STAGING = ".staging"
_UNKNOWN = "000000"  # a generation that never was: nothing of another is as it has it


@dataclass(frozen=True, slots=True)
class Generations:
    """`slot` holds `generations/` and `committed`; `active` is the link Asterisk reads through.

    Beside `active` stand `builtin`, what a box without any runs on, and `held`, the note.
    """

    slot: Path
    active: Path

    @property
    def folder(self) -> Path:
        return self.slot / "generations"

    @property
    def builtin(self) -> Path:
        return self.active.with_name("builtin")

    def stage(self, files: Files, like: Laid | None = None) -> Laid:
        """Write the next generation; what `like` has already is taken from there.

        It is whole when it has its number, and on disk with its manifest after `settle`. On a full
        disk old ones make room. Fault when that does not help.
        """
        try:
            return self._making_room(lambda: self._staged(files, like))
        except Fault:
            self._clear_staging()
            raise

    def _staged(self, files: Files, like: Laid | None) -> Laid:
        self._clear_staging()
        staging = self.folder / _STAGING
        laid = lay(staging, files, like)
        numbered = self.folder / f"{self._last() + 1:06d}"
        staging.rename(numbered)
        return laid.moved(numbered)

    def settle(self, laid: Laid) -> Laid:
        """Make it last: it survives a power cut from now on. Fault when the disk refuses."""
        return self._making_room(lambda: self._settled(laid))

    def _settled(self, laid: Laid) -> Laid:
        settled = settle(laid)
        sync_folder(self.folder)
        return settled

    def _making_room(self, write: Callable[[], T]) -> T:
        """What `write` gives. Once the disk refuses, old generations go and it is asked again."""
        try:
            return write()
        except OSError as error:
            log.warning("the disk does not take a generation, old ones make room: %s", error)
        try:
            self.prune(kept=1)
            return write()
        except OSError as error:
            raise _unwritable(error) from error

    def _clear_staging(self) -> None:
        shutil.rmtree(self.folder / _STAGING, ignore_errors=True)

    def _numbers(self) -> list[int]:
        return sorted(int(p.name) for p in self.folder.iterdir() if _NUMBER.fullmatch(p.name))

    def _last(self) -> int:
        return max(self._numbers(), default=0)

    def switch(self, generation: Path) -> None:
        """Make `generation` the one that Asterisk reads. Fault leaves the one before.

        What was read until now may be held for as long as nobody says `hold`.
        """
        try:
            self._note(self.held())
            point(self.active, generation)
        except OSError as error:
            raise _unwritable(error) from error

    def begin(self, generation: Path) -> None:
        """What a start does before anybody reads: `generation` is active, and nothing is held."""
        self._note({generation})
        point(self.active, generation)

    def held(self) -> frozenset[Path]:
        """What those who read the active generation may hold of it or others."""
        try:
            noted = self._held.read_text(encoding="utf-8").splitlines()
        except OSError:
            noted = [str(self.folder / _UNKNOWN)]
        return frozenset({*map(Path, noted), self.running()})

    def hold(self, generation: Path) -> None:
        """Everybody has read `generation` since it became active, and holds nothing else."""
        try:
            self._note({generation})
        except OSError as error:
            raise _unwritable(error) from error

    @property
    def _held(self) -> Path:
        return self.active.with_name("held")

    def _note(self, generations: Collection[Path]) -> None:
        fresh = self._held.with_name(coming(self._held.name))
        fresh.unlink(missing_ok=True)
        text = "".join(f"{each}\n" for each in sorted(generations))
        create(fresh, text.encode(), 0o644, durably=False)
        fresh.replace(self._held)

    def running(self) -> Path:
        """What `active` points at: a generation, or the built-in one."""
        return self.active.parent / self.active.readlink()

    def committed(self) -> Path | None:
        """The generation the next start uses; None before the first."""
        link = self.slot / "committed"
        return self.slot / link.readlink() if link.is_symlink() else None

    def kept(self) -> Path:
        """What is put back: what the next start would use (libexec/active.sh says the same)."""
        committed = self.committed()
        if (
            committed is None
            or not (committed / MANIFEST).is_file()
            or touched(self.read(committed))
        ):
            return self.builtin
        return committed

    def commit(self, generation: Path) -> None:
        """Make `generation`, the last, what every later start uses. Fault when the disk refuses."""
        self._making_room(lambda: self._committed(generation))

    def _committed(self, generation: Path) -> None:
        point(self.slot / "committed", Path("generations") / generation.name)
        sync_folder(self.slot)

    def prune(self, kept: int = KEPT) -> None:
        """Keep the last `kept`, and whatever is committed, running or held."""
        needed = {self.committed(), *self.held()}
        for number in self._numbers()[:-kept]:
            folder = self.folder / f"{number:06d}"
            if folder not in needed:
                shutil.rmtree(folder)

    def read(self, generation: Path) -> Laid:
        """What is on disk. Fault when the disk does not give it."""
        try:
            return look(generation)
        except OSError as error:
            raise Fault(
                f"The settings in use cannot be read: {error.strerror}.",
                "Switch the box off and on again.",
            ) from error


def _unwritable(error: OSError) -> Fault:
    return Fault(
        f"The new settings cannot be written: {error.strerror}.",
        "Nothing was changed. Switch the box off and on again, then try once more.",
    )
