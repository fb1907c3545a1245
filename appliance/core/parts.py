"""The parts that a configuration is a list of: how each is named, put in and taken out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.config import Config
from appliance.core.differing import same_while, with_others
from appliance.core.errors import Invalid
from appliance.core.fax import FaxNumber
from appliance.core.feature_codes import FeatureCode
from appliance.core.network import NetworkPort
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.relations import Relation
from appliance.core.roles import Role
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import Schedule
from appliance.core.test_calls import StoredCall
from appliance.core.trunks import (
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    DidRoute,
    LineRoute,
    OutboundRoute,
    TrunkGroup,
)
from appliance.core.wording import told

Part = (
    Extension
    | Person
    | Department
    | Group
    | Role
    | Relation
    | Mailbox
    | TrunkGroup
    | DidRoute
    | LineRoute
    | CallerRoute
    | BlockedCaller
    | AllowedCaller
    | OutboundRoute
    | Schedule
    | Prompt
    | Menu
    | HuntGroup
    | Queue
    | ConferenceRoom
    | ParkingLot
    | FaxNumber
    | FeatureCode
    | StoredCall
    | NetworkPort
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where parts of a kind stand: a list of `holder` (the `Config` itself when that is empty).

    `name` gives what tells one from another; people write it as `written` says.
    """

    holder: str
    field: str
    name: Callable[[Any], object]


_key: Callable[[Any], object] = attrgetter("key")
_number: Callable[[Any], object] = attrgetter("number")


PLACES: Mapping[type, Place] = {
    Extension: Place("", "extensions", _number),
    Person: Place("", "people", _key),
    Department: Place("", "departments", _key),
    Group: Place("", "groups", _key),
    Role: Place("", "roles", _key),
    Relation: Place("", "relations", lambda r: (r.kind, r.who, r.whom)),
    Mailbox: Place("", "mailboxes", _number),
    TrunkGroup: Place("", "trunk_groups", _number),
    DidRoute: Place("inbound", "dids", lambda r: r.did),
    LineRoute: Place("inbound", "lines", lambda r: r.line),
    CallerRoute: Place("inbound", "callers", lambda r: (r.caller, r.prefix)),
    BlockedCaller: Place("inbound", "blocked", _number),
    AllowedCaller: Place("inbound", "allowed", _number),
    OutboundRoute: Place("outbound", "routes", lambda r: r.direction),
    Schedule: Place("", "schedules", _key),
    Prompt: Place("", "prompts", _key),
    Menu: Place("", "menus", _key),
    HuntGroup: Place("", "hunt_groups", _key),
    Queue: Place("", "queues", _key),
    ConferenceRoom: Place("", "conferences", _key),
    ParkingLot: Place("", "parking_lots", _key),
    FaxNumber: Place("", "fax_numbers", _key),
    FeatureCode: Place("", "codes", lambda c: c.feature),
    StoredCall: Place("", "test_calls", _key),
    NetworkPort: Place("", "network_ports", attrgetter("mac")),
}
"""The only table of what a configuration consists of; store, wire and command line read it."""


def spelled(part: Part) -> str:
    """What tells the part from others of its kind, as one text."""
    name = PLACES[type(part)].name(part)
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def named_by(kind: type) -> str | None:
    """The field that alone names a part of this kind, one text or number as people write it."""
    return {_key: "key", _number: "number"}.get(PLACES[kind].name)


def parts(config: Config, kind: type) -> tuple[Any, ...]:
    """All parts of a kind, in their order."""
    place = PLACES[kind]
    holder = getattr(config, place.holder) if place.holder else config
    found: tuple[Any, ...] = getattr(holder, place.field)
    return found


def put(config: Config, part: Part) -> Config:
    """`config` with the part in the place of the one of its name, or after all others."""
    kind, old = type(part), parts(config, type(part))
    at = _BY_NAME[kind](old).get(PLACES[kind].name(part))
    fresh = (*old, part) if at is None else with_others(old, {at: part})
    return with_parts(config, kind, fresh)


def _by_name(name: Callable[[Any], object]) -> Callable[[tuple[Any, ...]], Mapping[object, int]]:
    @same_while(name)
    def places(listed: tuple[Any, ...]) -> Mapping[object, int]:
        return {name(part): at for at, part in enumerate(listed)}

    return places


_BY_NAME = {kind: _by_name(place.name) for kind, place in PLACES.items()}
"""In which place of its list a part of each name stands."""


def take_out(config: Config, part: Part) -> Config:
    """`config` without the part of its name; Invalid when there is none."""
    name = PLACES[type(part)].name
    old = parts(config, type(part))
    left = tuple(each for each in old if name(each) != name(part))
    if len(left) == len(old):
        raise Invalid(PLACES[type(part)].field, f"{told(part)} is not there; look again")
    return with_parts(config, type(part), left)


def put_all(config: Config, fresh: Iterable[Part]) -> Config:
    """`config` with all these parts put, the last of a name; only the result must hold."""
    lists: dict[type, dict[object, Part]] = {}
    for part in fresh:
        kind = type(part)
        name = PLACES[kind].name
        if kind not in lists:
            lists[kind] = {name(each): each for each in parts(config, kind)}
        lists[kind][name(part)] = part
    return with_lists(config, {kind: tuple(named.values()) for kind, named in lists.items()})


def with_parts(config: Config, kind: type, fresh: tuple[Any, ...]) -> Config:
    """`config` with all parts of a kind replaced; Invalid when the rest does not fit them."""
    return with_lists(config, {kind: fresh})


def with_lists(config: Config, lists: Mapping[type, tuple[Any, ...]]) -> Config:
    """`config` with all parts of several kinds replaced at once."""
    return replace(config, **changes(config, lists))


def sharing(config: Config, known: Config) -> Config:
    """`config` with what is in `known` in the place of whatever of its own is equal.

    What is remembered of a part, such as what it compiles to, is known by the part itself.
    """
    lists = {kind: _shared(config, known, kind) for kind in PLACES}
    own = {each.name: getattr(config, each.name) for each in fields(config)}
    own |= changes(config, lists)
    theirs = {name: getattr(known, name) for name in own}
    same = {name: theirs[name] for name, value in own.items() if value == theirs[name]}
    return replace(config, **(own | same))


def _shared(config: Config, known: Config, kind: type) -> tuple[Any, ...]:
    own, theirs = parts(config, kind), parts(known, kind)
    if own == theirs:
        return theirs
    name = PLACES[kind].name
    by_name = {name(each): each for each in theirs}
    return tuple(
        each if (there := by_name.get(name(each))) is each or there != each else there
        for each in own
    )


def changes(config: Config, lists: Mapping[type, tuple[Any, ...]]) -> dict[str, Any]:
    """The fields of `config` that hold these parts, with all of each kind replaced."""
    changed: dict[str, Any] = {}
    for kind, fresh in lists.items():
        place = PLACES[kind]
        if place.holder:
            holder = changed.get(place.holder, getattr(config, place.holder))
            changed[place.holder] = replace(holder, **{place.field: fresh})
        else:
            changed[place.field] = fresh
    return changed
