"""The parts that a configuration is a list of: how each is named, put in and taken out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import FeatureCode
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.relations import Relation
from appliance.core.roles import Role
from appliance.core.schedules import Schedule
from appliance.core.test_calls import StoredCall
from appliance.core.trunks import (
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
    | OutboundRoute
    | Schedule
    | Prompt
    | Menu
    | HuntGroup
    | Queue
    | FeatureCode
    | StoredCall
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where parts of a kind stand: a list of `holder` (the `Config` itself when that is empty).

    `name` gives what tells one from another; people write it as `written` says.
    """

    holder: str
    field: str
    name: Callable[[Any], object]


def _key(part: Any) -> object:  # noqa: ANN401  # any part that has a key
    return part.key


def _number(part: Any) -> object:  # noqa: ANN401
    return part.number


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
    OutboundRoute: Place("outbound", "routes", lambda r: r.direction),
    Schedule: Place("", "schedules", _key),
    Prompt: Place("", "prompts", _key),
    Menu: Place("", "menus", _key),
    HuntGroup: Place("", "hunt_groups", _key),
    Queue: Place("", "queues", _key),
    FeatureCode: Place("", "codes", lambda c: c.feature),
    StoredCall: Place("", "test_calls", _key),
}
"""The only table of what a configuration consists of; store, wire and command line read it."""


def parts(config: Config, kind: type) -> tuple[Any, ...]:
    """All parts of a kind, in their order."""
    place = PLACES[kind]
    holder = getattr(config, place.holder) if place.holder else config
    found: tuple[Any, ...] = getattr(holder, place.field)
    return found


def put(config: Config, part: Part) -> Config:
    """`config` with the part in the place of the one of its name, or after all others."""
    name = PLACES[type(part)].name
    old = parts(config, type(part))
    same = [each for each in old if name(each) == name(part)]
    fresh = tuple(part if name(each) == name(part) else each for each in old)
    return with_parts(config, type(part), fresh if same else (*old, part))


def take_out(config: Config, part: Part) -> Config:
    """`config` without the part of its name; Invalid when there is none."""
    name = PLACES[type(part)].name
    old = parts(config, type(part))
    left = tuple(each for each in old if name(each) != name(part))
    if len(left) == len(old):
        raise Invalid(PLACES[type(part)].field, f"{told(part)} is not there")
    return with_parts(config, type(part), left)


def with_parts(config: Config, kind: type, fresh: tuple[Any, ...]) -> Config:
    """`config` with all parts of a kind replaced; Invalid when the rest does not fit them."""
    place = PLACES[kind]
    changed: dict[str, Any] = {place.field: fresh}
    if place.holder:
        changed = {place.holder: replace(getattr(config, place.holder), **changed)}
    return replace(config, **changed)
