"""A config.db that does not open: what is left of it, and the way back to a whole one."""

from pathlib import Path

from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.revisions import RevisionNote
from appliance.store import salvage
from appliance.store.config_store import SqliteConfigStore


def open_store(path: Path) -> "SqliteConfigStore | DamagedStore":
    """The store at `path`. Fault when nothing at all can be read of it."""
    try:
        return SqliteConfigStore(path)
    except Fault as fault:
        return DamagedStore(path, fault)


class DamagedStore:
    """Tells the revisions that can still be read. After `restore` it is a store like any other.

    Until then nothing is written: what damaged the file may be over at the next start.
    """

    def __init__(self, path: Path, fault: Fault) -> None:
        self._path = path
        self._notes = tuple(salvage.notes(path))
        self._fault = salvage.damaged(fault.text, self._notes[0].number if self._notes else None)
        self._restored: SqliteConfigStore | None = None
        if not self._notes:
            raise self._fault from fault

    def close(self) -> None:
        """Let go of the file."""
        if self._restored is not None:
            self._restored.close()

    def revision(self) -> int:
        """Number of the newest that can be read."""
        return self._notes[0].number if self._restored is None else self._restored.revision()

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        """Those that can be read, the newest first; below `before`, 0 for no bound."""
        if self._restored is not None:
            return self._restored.revisions(most, before)
        return tuple(each for each in self._notes if not before or each.number < before)[:most]

    def load(self) -> Config:
        """Fault until a revision was restored."""
        return self._whole().load()

    def at(self, number: int) -> Config:
        """The configuration as revision `number` holds it; Invalid when it cannot be read."""
        if self._restored is None:
            return salvage.at(self._path, number)
        return self._restored.at(number)

    def save(self, config: Config, author: str, message: str) -> int:
        """Fault until a revision was restored."""
        return self._whole().save(config, author, message)

    def restore(self, number: int, author: str) -> Config:
        """Put a new file in place of the damaged one, with `number` as the configuration."""
        if self._restored is None:
            salvage.at(self._path, number)
            salvage.rebuild(self._path)
            self._restored = SqliteConfigStore(self._path)
            self._restored.close()  # for this thread: whoever asks next opens it in his own
        return self._restored.restore(number, author)

    def _whole(self) -> SqliteConfigStore:
        if self._restored is None:
            raise Fault(self._fault.text, self._fault.remedy)
        return self._restored
