"""What an asker may see of the office's calls, worked out once for each configuration."""

from collections.abc import Callable
from dataclasses import dataclass, field

from appliance.core.config import Config
from appliance.core.people import Person
from appliance.core.sight import EVERYTHING, Sight, sight_of
from appliance.wire.admission import Asker
from appliance.wire.roles import Right


@dataclass(slots=True)
class Sights:
    """`config` gives the one in use."""

    config: Callable[[], Config]
    _of: Config | None = None
    _known: dict[str, Sight] = field(default_factory=dict)

    def of(self, asker: Asker) -> Sight:
        """An admin sees everything, a person what is his and what is open to him."""
        if asker.may(Right.CALLS):
            return EVERYTHING
        config = self.config()
        if config is not self._of:
            self._of = config
            self._known.clear()
        if asker.person not in self._known:
            self._known[asker.person] = sight_of(config, person_of(config, asker.person))
        return self._known[asker.person]


def person_of(config: Config, key: str) -> Person | None:
    """Whom an account belongs to; None for nobody, or somebody who is no longer there."""
    return next((each for each in config.people if key and each.key.text == key), None)
