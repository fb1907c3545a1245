"""What happened in a simulated call, for people and for comparison."""

from dataclasses import dataclass

from appliance.core.scenario import Scenario
from appliance.core.test_calls import Outcome


@dataclass(frozen=True, slots=True)
class Happening:
    """`what` is a key of `words`, `about` what its gaps hold; `second` counts from the begin."""

    second: int
    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """`happenings` in their order; the last one is the end."""

    scenario: Scenario
    happenings: tuple[Happening, ...]
    outcome: Outcome
