"""Whose numbers and lines are: worked out once for each configuration of the office."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from appliance.core.config import Config
from appliance.core.directory import Directory, directory_of
from appliance.core.errors import Fault
from appliance.core.zones import clock_of


@dataclass(slots=True)
class Whose:
    """`config` gives the one in use."""

    config: Callable[[], Config]
    _of: Config | None = None
    _directory: Directory | None = None

    def directory(self) -> Directory:
        config = self.config()
        if self._directory is None or config is not self._of:
            self._of, self._directory = config, directory_of(config)
        return self._directory

    def zone(self) -> ZoneInfo:
        """The office's clock."""
        return clock_of(self.config().zone)

    def zone_name(self) -> str:
        """The same by its name; empty while the stored configuration cannot be read."""
        try:
            return str(self.config().zone)
        except Fault:
            return ""
