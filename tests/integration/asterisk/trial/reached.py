"""Which applications and functions of the compiler's closed lists the trials have come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from appliance.compiler.dialplan.steps import APPLICATIONS, FUNCTIONS, functions_of
from appliance.whatif.dialplan import Dialplan, Place

BEYOND: Mapping[str, str] = {
    "ChanIsAvail": "asks a card for a free line, when a file of camp-on is tried",
    "CONNECTEDLINE": "is read and set on the channel of a telephone that rings",
    "Milliwatt": "is heard by the box when it calls itself",
}
"""What no call comes to by itself, and why."""


@dataclass
class Reached:
    """Names that calls have gone through, each step with whatever is called in its arguments."""

    names: set[str] = field(default_factory=set)

    def note(self, dialplan: Dialplan, places: Iterable[Place]) -> None:
        """These steps were done."""
        for place in places:
            step = dialplan.step(place)
            if step is not None:
                self.names |= {step.application, *functions_of(step.application, step.arguments)}

    @property
    def applications(self) -> int:
        return len(self.names & APPLICATIONS)

    @property
    def functions(self) -> int:
        return len(self.names & FUNCTIONS)

    @property
    def missed(self) -> list[str]:
        """What a call can come to and none has."""
        return sorted((APPLICATIONS | FUNCTIONS) - BEYOND.keys() - self.names)
