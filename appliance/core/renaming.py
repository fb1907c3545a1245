"""A part under another name, such as a telephone's new number: what points at it follows."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from appliance.core.checks.numbers import check_free
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.live_state import extension_in
from appliance.core.office import office_of
from appliance.core.parts import PLACES, Part, changes, parts, spelled, with_lists
from appliance.core.people import Extension, Mailbox
from appliance.core.pointers import POINTERS
from appliance.core.scenario import LiveValue
from appliance.core.test_calls import StoredCall
from appliance.core.trunks import TrunkGroup

Names = Mapping[tuple[type, object], object]
"""The new name of a part, by its kind and the name it had."""

_TOLD: Mapping[str, type] = {
    **dict.fromkeys(("number", "dialled", "who", "by"), Extension),
    "group": TrunkGroup,
}
"""Fields of stored calls that write the number of such a part as it is dialled."""


def put_as(config: Config, was: str, part: Part) -> Config:
    """`part` in the place of the one that is spelled `was`; whatever pointed there points here.

    The mailbox under an extension's number goes along with it, unless the new number has one.
    Invalid when nothing is called so, or the new name is another's.
    """
    kind = type(part)
    there = parts(config, kind)
    old = next((each for each in there if spelled(each) == was), None)
    if old is None:
        raise Invalid("was", f"there is no {was}; look again")
    name_of = PLACES[kind].name
    fresh = {kind: tuple(part if each is old else each for each in there)}
    if name_of(part) == name_of(old):
        return with_lists(config, fresh)
    if name_of(part) in map(name_of, there):
        raise _taken(part)
    names = {(kind, name_of(old)): name_of(part)}
    if isinstance(part, Extension) and isinstance(old, Extension):
        check_free(config, part.number.digits)
        boxes = config.mailboxes
        if part.number not in {box.number for box in boxes}:
            names[Mailbox, old.number] = part.number
            fresh[Mailbox] = tuple(
                replace(box, number=part.number) if box.number == old.number else box
                for box in boxes
            )
    return _followed(config, fresh, names)


def _taken(part: Part) -> Invalid:
    name = PLACES[type(part)].name(part)
    first = name[0] if isinstance(name, tuple) else name
    field = next(each.name for each in fields(part) if getattr(part, each.name) is first)
    return Invalid(field, f"{first} is taken already; choose another")


def _followed(config: Config, fresh: Mapping[type, tuple[Any, ...]], names: Names) -> Config:
    """All at once: between the steps something would point at nothing."""
    lists = {each: _all(fresh.get(each, parts(config, each)), names) for each in PLACES}
    spelt = {(kind, str(was)): str(now) for (kind, was), now in names.items()}
    lists[StoredCall] = tuple(_retold(call, spelt) for call in lists[StoredCall])
    moved = {kind: found for kind, found in lists.items() if found != parts(config, kind)}
    changed = changes(config, moved)
    office = _renamed(office_of(config), names)
    inbound = changed.get("inbound", config.inbound)
    outbound = changed.get("outbound", config.outbound)
    settings = {"operator": office.operator, "hours": office.hours, "faxes": office.faxes}
    changed["inbound"] = replace(inbound, **settings)
    changed["outbound"] = replace(outbound, groups=office.groups)
    changed["hold_music"] = office.hold_music
    changed["mail"] = office.mail
    return replace(config, **changed)


def _all(found: tuple[Any, ...], names: Names) -> tuple[Any, ...]:
    return tuple(_renamed(each, names) for each in found)


def _renamed(value: Any, names: Names) -> Any:  # noqa: ANN401  # any part, or what is in one
    """`value` with the new names wherever a field of it, or of what it holds, points at a part."""
    if isinstance(value, tuple):
        return _all(value, names)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        before = getattr(value, field.name)
        kind = POINTERS.get((type(value), field.name))
        after = _renamed(before, names) if kind is None else _pointed(before, kind, names)
        if after != before:
            changed[field.name] = after
    return replace(value, **changed) if changed else value


def _pointed(value: Any, kind: type, names: Names) -> Any:  # noqa: ANN401  # a name or several
    if isinstance(value, tuple):
        return tuple(names.get((kind, each), each) for each in value)
    return names.get((kind, value), value)


def _retold(value: Any, spelt: Mapping[tuple[type, str], str]) -> Any:  # noqa: ANN401  # as above
    """A stored call in which the same telephones act and ring, by their new numbers."""
    if isinstance(value, tuple):
        return tuple(_retold(each, spelt) for each in value)
    if isinstance(value, LiveValue):
        was = extension_in(value.key)
        return replace(value, key=spelt.get((Extension, was), was) + value.key[len(was) :])
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        before = getattr(value, field.name)
        now = spelt.get((_TOLD.get(field.name, object), str(before)))
        changed[field.name] = _retold(before, spelt) if now is None else type(before)(now)
    return replace(value, **changed)
