"""Typed relations between people, groups and departments, and what each of them opens."""

from dataclasses import dataclass
from enum import StrEnum

from appliance.core.errors import Invalid
from appliance.core.keys import Key


class RelationKind(StrEnum):
    SUPERVISES = "supervises"
    ASSISTS = "assists"
    STANDS_IN_FOR = "stands in for"
    PERSONAL_MANAGER_OF = "is personal manager of"


class Opening(StrEnum):
    """What a relation lets its first side do with its second."""

    STATUS = "status"
    PICK_UP = "pick up"
    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    RECORDINGS = "recordings"


@dataclass(frozen=True, slots=True, order=True)
class OnePerson:
    key: Key


@dataclass(frozen=True, slots=True, order=True)
class WholeGroup:
    key: Key


@dataclass(frozen=True, slots=True, order=True)
class WholeDepartment:
    """With the departments below it."""

    key: Key


Party = OnePerson | WholeGroup | WholeDepartment

USUAL: dict[RelationKind, tuple[Opening, ...]] = {
    RelationKind.SUPERVISES: tuple(Opening),
    RelationKind.ASSISTS: (Opening.STATUS, Opening.PICK_UP),
    RelationKind.STANDS_IN_FOR: (Opening.STATUS, Opening.PICK_UP),
    RelationKind.PERSONAL_MANAGER_OF: (Opening.STATUS, Opening.PICK_UP),
}
"""What a relation opens unless the admin says otherwise."""


@dataclass(frozen=True, slots=True)
class Relation:
    """`who` stands in this relation to `whom`; nobody to himself."""

    kind: RelationKind
    who: Party
    whom: Party
    opens: tuple[Opening, ...]

    def __post_init__(self) -> None:
        if self.opens != tuple(each for each in Opening if each in self.opens):
            words = ", ".join(Opening)
            raise Invalid("opens", f"must be in this order, each once: {words}")
        if self.who == self.whom and isinstance(self.who, OnePerson):
            raise Invalid("whom", "nobody has a relation to himself; choose somebody else")
