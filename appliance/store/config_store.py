"""config.db: the configuration and every revision of it. One writer, the supervisor."""

import time
from pathlib import Path

from peewee import DatabaseError, fn

from appliance.core.canonical import from_json, to_json
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.store.database import open_database
from appliance.store.load import config_of_rows
from appliance.store.rows import Revision, proxy
from appliance.store.save import rows_of_config

REMEDY = (
    "Telephones work on. In the recovery menu at the box, start the other slot, which has settings"
    " of its own, or reset to the factory."
)


class SqliteConfigStore:
    """The store at `path`, made when missing."""

    def __init__(self, path: Path) -> None:
        self._database = open_database(path, "config", REMEDY)
        proxy.initialize(self._database)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def revision(self) -> int:
        """Number of the last revision, 0 before the first."""
        last = Revision.select(fn.MAX(Revision.number)).scalar()
        return int(last or 0)

    def load(self) -> Config:
        """The configuration, or the empty one before the first save.

        Fault when the rows hold no configuration, or not the one of the last revision.
        """
        number = self.revision()
        if number == 0:
            return Config()
        try:
            config = config_of_rows()
            last = Revision.get_by_id(number).config
        except (DatabaseError, Invalid, ValueError, KeyError, TypeError) as error:
            raise self._damaged(str(error)) from error
        if to_json(config) != last:
            raise self._damaged("its rows are not what the last revision says")
        return config

    @staticmethod
    def _damaged(why: str) -> Fault:
        return Fault(
            f"The stored configuration does not load: {why}.",
            REMEDY,
        )

    def at(self, number: int) -> Config:
        """The configuration as revision `number` holds it; Invalid when there is none."""
        row = Revision.get_or_none(Revision.number == number)
        if row is None:
            raise Invalid("revision", f"there is no revision {number}")
        return from_json(Config, row.config)

    def save(self, config: Config, author: str, message: str) -> int:
        """Commit rows and one revision in a single transaction; its number."""
        try:
            with self._database.atomic():
                rows_of_config(config)
                number = Revision.insert(
                    time=time.time(), author=author, message=message, config=to_json(config)
                ).execute()
        except DatabaseError as error:
            raise Fault(
                f"The configuration cannot be saved: {error}",
                "Switch the box off and on again, then try once more.",
            ) from error
        return int(number)
