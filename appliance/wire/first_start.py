"""The first start: what an installer has seen to."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.kinds import Answer, Request, View
from appliance.wire.roles import Right


class StartStep(StrEnum):
    """In the order in which they are best taken; none needs another."""

    NETWORK = "network"  # how the box is on the network
    PLACE = "place"  # country, time zone, city
    TELEPHONES = "telephones"  # which telephone is at which socket, and whose
    PEOPLE = "people"  # whoever else is in a list
    LINES = "lines"  # which city lines and streams are there
    INBOUND = "inbound"  # who answers calls from outside
    MAIL = "mail"  # by which server letters go, and who is told what is wrong
    TEST = "test"  # a call is made
    MAP = "map"  # the list of sockets is printed
    CHECK = "check"  # what is well, and what is left


class StepMark(StrEnum):
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class StartStepView(View, frozen=True):
    step: StartStep
    mark: StepMark


class FirstStart(Answer, frozen=True):
    """Every step. `over`: each of them is done or skipped."""

    steps: tuple[StartStepView, ...]
    over: bool


class GetFirstStart(Request[FirstStart], frozen=True):
    needs: ClassVar[Right] = Right.OFFICE


class MarkStep(Request[FirstStart], frozen=True):
    """Kept on the box: whoever comes next goes on from there. A `step` of None marks them all."""

    needs: ClassVar[Right] = Right.OFFICE
    step: StartStep | None
    mark: StepMark
