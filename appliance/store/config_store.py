"""config.db: the configuration and every revision of it. One writer, the supervisor."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from msgspec import MsgspecError
from peewee import DatabaseError

from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.pieces import Pieces, pieces
from appliance.core.revisions import RevisionNote
from appliance.store import load, salvage, save
from appliance.store.database import open_database, readable
from appliance.store.near import config_near
from appliance.store.revisions import Revisions, Stored
from appliance.store.salvage import REMEDY, damaged

_readable = partial(readable, "config.db", REMEDY)


class SqliteConfigStore:
    """The store at `path`, made when missing. Fault when the file cannot be read: `open_store`.

    A Fault of any question says that it can be read no more.
    """

    def __init__(self, path: Path) -> None:
        self._database = open_database(path, "config", REMEDY)
        self._revisions = Revisions(self._database)
        self._known: tuple[Config, Pieces] | None = None
        self._last: tuple[Stored, Config] | None = None
        try:
            self._take_over()
        except Fault:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def revision(self) -> int:
        """Number of the last revision, 0 before the first."""
        with _readable():
            return self._revisions.last()

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        """What is known of the last ones, the newest first; below `before`, 0 for no bound."""
        with _readable():
            return tuple(self._revisions.notes(most, before))

    def load(self) -> Config:
        """The configuration, or the empty one before the first save.

        Fault when the rows hold no configuration, or not the one of the last revision. It names the
        revision to `restore`.
        """
        try:
            return self._loaded()
        except (DatabaseError, Invalid, KeyError) as error:
            raise damaged(str(error), salvage.newest_of(self._revisions)) from error

    def _loaded(self) -> Config:
        number = self._revisions.last()
        if number == 0:
            return Config()
        stored = self._revisions.stored(number)
        if not stored.current:
            stored.config()  # taking it over failed: this says why
        rows = load.read(self._database)
        if rows.whole() != stored.text:
            raise Invalid("part", "the rows are not what the last revision says")
        if self._known is None or self._known[1] != rows:
            self._known = stored.config(), rows
        return self._known[0]

    def at(self, number: int) -> Config:
        """The configuration as revision `number` holds it; Invalid when there is none."""
        with _readable():
            stored = self._revisions.stored(number)
        known, last = self._known, self._last
        if last is not None and last[0] == stored:
            return last[1]
        if known is None or not stored.current:
            return stored.config()
        try:
            config = config_near(stored.text, *known)
        except (Invalid, MsgspecError, KeyError, TypeError, ValueError):
            return stored.config()  # it says what is wrong
        self._last = stored, config  # whoever looks back asks for what differs, too
        return config

    def save(self, config: Config, author: str, message: str) -> int:
        """Commit what changed and one revision in a single transaction; its number."""
        known = self._known
        wanted = pieces(config, known)
        try:
            with self._connected(), self._database.atomic():
                save.write(self._database, wanted, known and known[1])
                number = self._revisions.add(wanted, author, message)
        except DatabaseError as error:
            raise Fault(
                f"The configuration cannot be saved: {error}",
                "Switch the box off and on again, then try once more.",
            ) from error
        self._known = config, wanted
        return number

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """A thread that did not open the file does so for as long as this lasts."""
        guest = self._database.is_closed()
        try:
            yield
        finally:
            if guest:
                self._database.close()

    def restore(self, number: int, author: str) -> Config:
        """Make revision `number` the configuration again, whatever the rows hold.

        Invalid when that revision cannot be read.
        """
        with self._connected():
            config = self.at(number)
            self._known = None
            self.save(config, author, f"revision {number} restored")
        return config

    def _take_over(self) -> None:
        """Spell anew what another version stored; what cannot be read is told by `load`."""
        try:
            number = self._revisions.last()
            if number and not (stored := self._revisions.stored(number)).current:
                self.save(stored.config(), "box", "settings of another version taken over")
        except (DatabaseError, Invalid):
            return
