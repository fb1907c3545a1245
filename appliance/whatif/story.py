"""What happened in a simulated call, for people and for comparison."""

from dataclasses import dataclass

from appliance.core.scenario import Scenario
from appliance.core.test_calls import Outcome
from appliance.whatif.dialplan import Place


@dataclass(frozen=True, slots=True)
class Happening:
    """`what` is a key of `words`, `about` what its gaps hold; `second` counts from the begin."""

    second: int
    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step that was gone through, its arguments filled in, as Asterisk's console shows it."""

    place: Place
    application: str
    arguments: str

    def __str__(self) -> str:
        at = self.place
        return f"[{at.exten}@{at.context}:{at.priority}] {self.application}({self.arguments})"


@dataclass(frozen=True, slots=True)
class Story:
    """`happenings` in their order, the last one is the end; `steps` are those of the dialplan."""

    scenario: Scenario
    happenings: tuple[Happening, ...]
    steps: tuple[Stepped, ...]
    outcome: Outcome
