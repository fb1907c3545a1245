"""Configurations made by chance, each loaded by a real Asterisk of its own: no complaint at all.

What Asterisk then shows is what was compiled. The words in them are the nastiest that there are.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.core.canonical import from_json, to_json
from appliance.core.config import Config
from tests.campaign.plan import Campaign
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.shown import accounts, accounts_of, dialplan
from tests.integration.asterisk.tolerated import untolerated
from tests.property.whole import whole_configs

_CONFIGS = 300
_DRAWN = 2 * _CONFIGS  # many come out the same


class GeneratedConfigs:
    """A case is a configuration."""

    def __init__(self, root: Path, folder: Path, seed: int) -> None:
        self._root = root
        self._configs = kept(folder / "configurations", seed)
        self._steps = 0

    def cases(self) -> Sequence[str]:
        """By their number."""
        return [f"{number:03}" for number in range(len(self._configs))]

    def bad(self, case: str) -> str | None:
        """What Asterisk complains of, or does not have."""
        config = from_json(Config, self._configs[int(case)])
        with (
            tempfile.TemporaryDirectory(prefix="lm-generated-", dir="/tmp") as place,
            RealAsterisk(self._root, Path(place) / "a", compile_config(config)) as asterisk,
        ):
            found = dialplan(asterisk.console("dialplan show"))
            known = accounts(asterisk.console("pjsip show endpoints"))
        complaints = untolerated(asterisk.complaints())
        if complaints:
            return " / ".join(line.strip() for line in complaints[:3])
        if (missing := self._other(config, found)) is not None:
            return missing
        return None if known >= accounts_of(config) else "lacks a SIP telephone"

    def _other(self, config: Config, found: Mapping[str, Mapping[str, list[str]]]) -> str | None:
        for context in contexts(config):
            wanted = {exten.pattern: list(map(str, exten.steps)) for exten in context.extens}
            self._steps += sum(map(len, wanted.values()))
            if found.get(context.name, {}) != wanted:
                return f"context {context.name} is not as it was compiled"
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """How much was loaded in this run."""
        del tried
        return {"steps": self._steps}


def kept(path: Path, seed: int) -> list[str]:
    """The configurations of the seed, a line of JSON each, as they were made first."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_text("".join(f"{each}\n" for each in _made(seed)))
        part.rename(path)
    return path.read_text().splitlines()


def _made(seed: int) -> list[str]:
    """Different ones."""
    found: dict[str, None] = {}

    @seeded(seed)
    @settings(
        max_examples=_DRAWN,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(config=whole_configs)
    def make(config: Config) -> None:
        found.setdefault(to_json(config, Config))

    make()
    assert len(found) >= _CONFIGS, "too few different ones"
    return list(found)[:_CONFIGS]


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Each configuration is started afresh."""
    yield GeneratedConfigs(Path(os.environ["LINEMAN_ASTERISK_ROOT"]), folder, seed)
