"""The lists of parts that the API has; what is not in this table is not there."""

from dataclasses import dataclass

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
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
from appliance.spoken.languages import mark


@dataclass(frozen=True, slots=True)
class Collection:
    """Parts of one kind. `about` is to be translated."""

    path: str
    kind: type
    about: str


COLLECTIONS = (
    Collection("extensions", Extension, mark("Internal numbers and their telephones")),
    Collection("people", Person, mark("People")),
    Collection("departments", Department, mark("Departments")),
    Collection("groups", Group, mark("Groups of people")),
    Collection("roles", Role, mark("Roles: bundles of calling rights")),
    Collection("relations", Relation, mark("Relations between people")),
    Collection("mailboxes", Mailbox, mark("Mailboxes")),
    Collection("lines", TrunkGroup, mark("External lines")),
    Collection("routes/numbers", DidRoute, mark("Where calls to our numbers go")),
    Collection("routes/lines", LineRoute, mark("Where calls over a line go")),
    Collection("routes/callers", CallerRoute, mark("Where calls of certain callers go")),
    Collection("routes/outbound", OutboundRoute, mark("Over which lines calls leave")),
    Collection("blocked", BlockedCaller, mark("Callers who are turned away")),
    Collection("allowed", AllowedCaller, mark("Callers who are always taken")),
    Collection("schedules", Schedule, mark("Working hours and holidays")),
    Collection("prompts", Prompt, mark("Prompts")),
    Collection("menus", Menu, mark("Voice menus")),
    Collection("ring-groups", HuntGroup, mark("Ring groups")),
    Collection("queues", Queue, mark("Queues")),
    Collection("conferences", ConferenceRoom, mark("Conference rooms")),
    Collection("parking", ParkingLot, mark("Parking lots")),
    Collection("fax-numbers", FaxNumber, mark("Fax numbers")),
    Collection("codes", FeatureCode, mark("Feature codes that differ from the usual")),
    Collection("network/ports", NetworkPort, mark("Network ports that are set up by hand")),
    Collection("test-calls", StoredCall, mark("Stored test calls")),
)
