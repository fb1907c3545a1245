"""Which fields name another part: who uses a part, and what a page offers to choose from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.canonical import fields_of, is_dataclass
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.mail import Mail
from appliance.core.office import Office, office_of
from appliance.core.parts import PLACES, Part, parts
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.relations import OnePerson, WholeDepartment, WholeGroup
from appliance.core.roles import GroupDiffers, HoursDiffer, MailboxDiffers, Rights, Role
from appliance.core.rooms import ConferenceRoom
from appliance.core.schedules import Schedule
from appliance.core.targets import (
    Hours,
    ToConference,
    ToExtension,
    ToFax,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToPrompt,
    ToQueue,
)
from appliance.core.trunks import OutboundRoute, TrunkGroup

POINTERS: Mapping[tuple[type, str], type] = {
    (Person, "number"): Extension,
    (Person, "department"): Department,
    (Person, "role"): Role,
    (Department, "head"): Person,
    (Department, "parent"): Department,
    (Group, "members"): Person,
    (OnePerson, "key"): Person,
    (WholeGroup, "key"): Group,
    (WholeDepartment, "key"): Department,
    (Rights, "hours"): Schedule,
    (Rights, "trunk_groups"): TrunkGroup,
    (Rights, "mailboxes"): Mailbox,
    (GroupDiffers, "group"): TrunkGroup,
    (HoursDiffer, "hours"): Schedule,
    (MailboxDiffers, "mailbox"): Mailbox,
    (OutboundRoute, "groups"): TrunkGroup,
    (Office, "groups"): TrunkGroup,
    (Office, "operator"): Extension,
    (Office, "hold_music"): Prompt,
    (Office, "faxes"): FaxNumber,
    (Mail, "emergency_telephones"): Extension,
    (Hours, "schedule"): Schedule,
    (Menu, "greeting"): Prompt,
    (HuntGroup, "members"): Extension,
    (Queue, "members"): Extension,
    (Queue, "music"): Prompt,
    (Queue, "call_back_group"): TrunkGroup,
    (ConferenceRoom, "members"): Extension,
    (ConferenceRoom, "leaders"): Extension,
    (ToExtension, "number"): Extension,
    (ToHuntGroup, "key"): HuntGroup,
    (ToQueue, "key"): Queue,
    (ToMenu, "key"): Menu,
    (ToMailbox, "number"): Mailbox,
    (ToPrompt, "key"): Prompt,
    (ToConference, "key"): ConferenceRoom,
    (ToFax, "key"): FaxNumber,
}
"""Each field that holds names of parts, one or several, and of which kind these are."""
_POINTING: Mapping[type, frozenset[tuple[type, str]]] = {
    kind: frozenset(place for place, to in POINTERS.items() if to is kind) for kind in PLACES
}


@dataclass(frozen=True, slots=True)
class Use:
    """`part` names the asked-for one in `field`, a path such as `rights.hours`."""

    part: Part | Office
    field: str


def uses(config: Config, kind: type, name: object) -> tuple[Use, ...]:
    """Every part that points at the part of this kind and name, and the office if it does."""
    holders: list[Any] = [office_of(config)]
    for each in PLACES:
        if _reaches(each, kind):  # a large office asks for each of its people
            holders.extend(parts(config, each))
    return tuple(
        Use(holder, field)
        for holder in holders
        if (field := next(_fields(holder, kind, name, ""), None)) is not None
    )


@cache
def _reaches(wanted: Any, kind: type) -> bool:  # noqa: ANN401  # any type of a field
    """Whether a value of this type can name a part of the kind."""
    return any((holder, field) in _POINTING[kind] for holder, field in _within(wanted))


@cache
def _within(wanted: Any) -> frozenset[tuple[type, str]]:  # noqa: ANN401  # any type of a field
    """Each dataclass below this type, itself too, with each of its fields."""
    found: set[tuple[type, str]] = set()
    left, seen = [wanted], set[Any]()
    while left:
        each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        if is_dataclass(each):
            fields = fields_of(each)
            found |= {(each, field) for field in fields}
            left.extend(fields.values())
        else:
            left.extend(get_args(each))
    return frozenset(found)


def _fields(value: Any, kind: type, name: object, path: str) -> Iterator[str]:  # noqa: ANN401
    """The paths below `value` at which the name stands."""
    holder: Any = type(value)
    if isinstance(value, tuple):
        for each in value:
            yield from _fields(each, kind, name, path)
    elif is_dataclass(holder):
        for field, names in _ways(holder, kind):
            inner, held = f"{path}.{field}" if path else field, getattr(value, field)
            if not names:
                yield from _fields(held, kind, name, inner)
            elif name in (held if isinstance(held, tuple) else (held,)):
                yield inner


@cache
def _ways(holder: Any, kind: type) -> tuple[tuple[str, bool], ...]:  # noqa: ANN401  # a type
    """Each field that leads to names of the kind, and whether it holds them itself."""
    pointing = {field for of, field in _POINTING[kind] if of is holder}
    return tuple(
        (field, field in pointing)
        for field, hint in fields_of(holder).items()
        if field in pointing or _reaches(hint, kind)
    )
