"""The whole configuration of the exchange as one value."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.cards import E1_CHANNELS, Card, HardwareKey, Port, Socket, Span, SpanKind
from appliance.core.checks import check
from appliance.core.countries import COUNTRIES, Country, CountryCode
from appliance.core.errors import Invalid
from appliance.core.feature_codes import DEFAULT_CODES, Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, ExtensionNumber
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.relations import Relation
from appliance.core.roles import Role
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import Schedule
from appliance.core.test_calls import StoredCall
from appliance.core.text import DisplayName
from appliance.core.trunks import (
    DigitalLine,
    Inbound,
    Outbound,
    Recording,
    SipTrunk,
    TrunkGroup,
)
from appliance.core.zones import Zone

_Numbered = Extension | Menu | HuntGroup | Queue | ConferenceRoom | ParkingLot


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the exchange's files are compiled from. What exists is whole, without a clash.

    `area` is the code of the city where the box stands: numbers of its length go to the city.
    """

    country: CountryCode = CountryCode.RU
    zone: Zone = Zone("Europe/Moscow")  # noqa: RUF009  # frozen
    area: AreaCode | None = None
    cards: tuple[Card, ...] = ()
    extensions: tuple[Extension, ...] = ()
    people: tuple[Person, ...] = ()
    departments: tuple[Department, ...] = ()
    groups: tuple[Group, ...] = ()
    roles: tuple[Role, ...] = ()
    relations: tuple[Relation, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    trunk_groups: tuple[TrunkGroup, ...] = ()
    inbound: Inbound = field(default_factory=Inbound)
    outbound: Outbound = field(default_factory=Outbound)
    schedules: tuple[Schedule, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    menus: tuple[Menu, ...] = ()
    hunt_groups: tuple[HuntGroup, ...] = ()
    queues: tuple[Queue, ...] = ()
    conferences: tuple[ConferenceRoom, ...] = ()
    parking_lots: tuple[ParkingLot, ...] = ()
    codes: tuple[FeatureCode, ...] = ()
    recording: Recording = Recording.NONE
    test_calls: tuple[StoredCall, ...] = ()

    def __post_init__(self) -> None:
        check(self)

    @property
    def national(self) -> Country:
        return COUNTRIES[self.country]

    def spans(self) -> Iterator[tuple[Card, Span]]:
        """Every span, in the order of its number."""
        yield from sorted(
            ((card, span) for card in self.cards for span in card.spans),
            key=lambda pair: pair[1].number,
        )

    def card(self, key: HardwareKey) -> Card:
        """The card of this key; Invalid when we have none."""
        for card in self.cards:
            if card.key == key:
                return card
        raise Invalid("card", f"there is no card {key}; choose one that is there")

    def extension(self, number: ExtensionNumber) -> Extension:
        """The extension of this number; Invalid when there is none."""
        for extension in self.extensions:
            if extension.number == number:
                return extension
        raise Invalid("extension", f"there is no extension {number}; choose one that is there")

    def sockets(self) -> dict[Socket, tuple[int, Port]]:
        """Every analogue socket with its channel number and what it is."""
        return {
            Socket(card.key, span.local, place): (span.base + place - 1, port)
            for card, span in self.spans()
            for place, port in enumerate(span.ports, start=1)
        }

    def digital_lines(self) -> dict[DigitalLine, Span]:
        """Every E1 by the line it is."""
        return {
            DigitalLine(card.key, span.local): span
            for card, span in self.spans()
            if span.kind is SpanKind.E1
        }

    def code(self, feature: Feature) -> str:
        """What is dialled for `feature`; empty when it is switched off.

        A usual code that is digits alone gives way to whatever the office has there.
        """
        changed = {each.feature: each.code for each in self.codes}
        if feature in changed:
            return changed[feature]
        usual = DEFAULT_CODES[feature]
        taken = usual.isdecimal() and (usual in changed.values() or usual in self._numbers())
        return "" if taken else usual

    def _numbers(self) -> frozenset[str]:
        """All that is dialled within the office and is no code."""
        own: tuple[_Numbered, ...] = (
            *self.extensions,
            *self.menus,
            *self.hunt_groups,
            *self.queues,
            *self.conferences,
            *self.parking_lots,
        )
        found = {part.number.digits for part in own if part.number is not None}
        return frozenset(found.union(n.digits for lot in self.parking_lots for n in lot.numbers()))

    def shared_numbers(self) -> Iterator[str]:
        """What is dialled for menus, groups, queues and rooms."""
        shared: tuple[Menu | HuntGroup | Queue | ConferenceRoom, ...] = (
            *self.menus,
            *self.hunt_groups,
            *self.queues,
            *self.conferences,
        )
        yield from (part.number.digits for part in shared if part.number is not None)

    def owner(self, number: ExtensionNumber) -> Person | None:
        """Whose this number is; None: nobody's."""
        digits = number.digits
        return next((p for p in self.people if p.number and p.number.digits == digits), None)

    def owners(self) -> dict[ExtensionNumber, Person]:
        """Whose each number is, for those that are somebody's."""
        return {person.number: person for person in self.people if person.number is not None}

    def shown_names(self) -> dict[ExtensionNumber, DisplayName]:
        """The name that others see with each extension."""
        owners = self.owners()
        return {
            ext.number: owners[ext.number].name if ext.number in owners else ext.name
            for ext in self.extensions
        }

    def channels(self, group: TrunkGroup) -> int:
        """How many calls the group's lines carry at once."""
        return sum(
            line.channels
            if isinstance(line, SipTrunk)
            else (E1_CHANNELS - 1 if isinstance(line, DigitalLine) else 1)
            for line in group.lines
        )

    def role(self, key: Key) -> Role | None:
        """The role of this key."""
        return next((role for role in self.roles if role.key == key), None)
