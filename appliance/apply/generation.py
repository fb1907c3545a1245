"""Generations on disk: numbered folders, the one committed, the one active."""

import logging
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from appliance.apply.files import read_tree, write_tree
from appliance.apply.plan import Files
from appliance.core.errors import Fault
from appliance.durable import point, sync_folder

log = logging.getLogger(__name__)

KEPT = 20
_NUMBER = re.compile(r"[0-9]{6}")
_STAGING = ".staging"


@dataclass(frozen=True, slots=True)
class Generations:
    """`slot` holds `generations/` and `committed`; `active` is the link Asterisk reads through."""

    slot: Path
    active: Path

    @property
    def folder(self) -> Path:
        return self.slot / "generations"

    def stage(self, files: Files) -> Path:
        """Write the next generation; it is whole and on disk when it has its number.

        On a full disk old ones make room. Fault when that does not help.
        """
        try:
            return self._staged(files)
        except OSError as error:
            log.warning("a generation cannot be written, old ones make room: %s", error)
        try:
            self.prune(kept=1)
            return self._staged(files)
        except OSError as error:
            self._clear_staging()
            raise Fault(
                f"The new settings cannot be written: {error.strerror}.",
                "Nothing was changed. Switch the box off and on again, then try once more.",
            ) from error

    def _staged(self, files: Files) -> Path:
        self._clear_staging()
        staging = self.folder / _STAGING
        write_tree(staging, files)
        numbered = self.folder / f"{self._last() + 1:06d}"
        staging.rename(numbered)
        sync_folder(self.folder)
        return numbered

    def _clear_staging(self) -> None:
        shutil.rmtree(self.folder / _STAGING, ignore_errors=True)

    def _numbers(self) -> list[int]:
        return sorted(int(p.name) for p in self.folder.iterdir() if _NUMBER.fullmatch(p.name))

    def _last(self) -> int:
        return max(self._numbers(), default=0)

    def switch(self, generation: Path) -> None:
        """Make `generation` the one that Asterisk reads."""
        point(self.active, generation)

    def running(self) -> Path:
        """What `active` points at: a generation, or the built-in one."""
        return self.active.parent / self.active.readlink()

    def committed(self) -> Path | None:
        """The generation the next start uses; None before the first."""
        link = self.slot / "committed"
        return self.slot / link.readlink() if link.is_symlink() else None

    def commit(self, generation: Path) -> None:
        """Make `generation` the one that every later start uses."""
        point(self.slot / "committed", Path("generations") / generation.name)
        sync_folder(self.slot)

    def prune(self, kept: int = KEPT) -> None:
        """Keep the last `kept`, and whatever is committed or running."""
        needed = {self.committed(), self.running()}
        for number in self._numbers()[:-kept]:
            folder = self.folder / f"{number:06d}"
            if folder not in needed:
                shutil.rmtree(folder)

    def files(self, generation: Path) -> dict[str, str]:
        """What the generation holds."""
        return read_tree(generation)
