"""Offices of a seed one after another in one Asterisk, and their calls tried by name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from appliance.compiler.compile import compile_config
from appliance.core.config import Config
from appliance.core.zones import Zone
from appliance.whatif.exchange import Exchange
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.trial.chance import calls_of, office_of
from tests.integration.asterisk.trial.reached import Reached
from tests.integration.asterisk.trial.second import Case
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.trial.trace import log_steps
from tests.integration.asterisk.trial.trial import disagreements

_CLOCK = Zone("UTC")  # an Asterisk without the box has its root's


class Tries:
    """A name is `office-call`, both counted from 0; an office's calls are best tried together."""

    def __init__(self, asterisk: RealAsterisk, seed: int, calls: int) -> None:
        self._asterisk, self._seed, self._calls = asterisk, seed, calls
        self._config = Config()
        self._office: str | None = None
        self._stage: Stage | None = None
        self._cases: Sequence[Case] = ()
        self.steps = self.second = 0  # of all calls; calls that met one of somebody else's
        self.reached = Reached()

    def names(self, offices: int) -> list[str]:
        """All calls of so many offices."""
        return [f"{office:02}-{call}" for office in range(offices) for call in range(self._calls)]

    def disagreements(self, name: str) -> list[str]:
        """What the real Asterisk does otherwise than the simulator says."""
        office, _, call = name.partition("-")
        stage = self._staged(office)
        case = self._cases[int(call)]
        found, steps = disagreements(stage, self._exchange, case)
        self.reached.note(self._exchange.dialplan, [each.place for each in steps])
        self.steps += len(steps)
        self.second += bool(case.first)
        return found

    def _staged(self, office: str) -> Stage:
        if self._stage is not None and office == self._office:
            return self._stage
        self.close()
        seed = f"{self._seed} {office}"
        before, self._config = self._config, office_of(seed)
        self._exchange = Exchange(self._config)
        self._exchange.zone = _CLOCK
        begun = int(office) * self._calls
        self._cases = list(calls_of(seed, self._exchange, self._calls, begun))
        self._stage, self._office = Stage(self._asterisk, before, self._config), office
        return self._stage.__enter__()

    def close(self) -> None:
        """The office that is open goes home."""
        if self._stage is not None:
            self._stage.__exit__()
            self._stage = None


@contextmanager
def tries(root: Path, folder: Path, seed: int, calls: int) -> Iterator[Tries]:
    """An Asterisk for them, that logs its steps; `calls` are those of one office."""
    with RealAsterisk(root, folder, compile_config(Config())) as asterisk:
        log_steps(asterisk)
        tried = Tries(asterisk, seed, calls)
        try:
            yield tried
        finally:
            tried.close()
