"""The whole configuration of the exchange as one value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.cards import E1_CHANNELS, Card, HardwareKey, Port, Socket, Span, SpanKind
from appliance.core.checks import check
from appliance.core.countries import COUNTRIES, Country, CountryCode
from appliance.core.differing import same_while
from appliance.core.errors import Invalid
from appliance.core.fax import FaxNumber
from appliance.core.feature_codes import DEFAULT_CODES, Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.mail import Mail
from appliance.core.network import NetworkNames, NetworkPort
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


@same_while(attrgetter("number"))
def _extensions_at(extensions: tuple[Extension, ...]) -> Mapping[str, int]:
    """In which place each number is."""
    return {each.number.digits: place for place, each in enumerate(extensions)}


@same_while(attrgetter("number"))
def _owners_at(people: tuple[Person, ...]) -> Mapping[str, int]:
    """In which place whoever has each number is."""
    return {p.number.digits: place for place, p in enumerate(people) if p.number is not None}


def _whole(person: Person) -> Person:
    return person


@same_while(_whole)
def _owners(people: tuple[Person, ...]) -> Mapping[ExtensionNumber, Person]:
    return {person.number: person for person in people if person.number is not None}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the exchange's files are compiled from. What exists is whole, without a clash.

    `area` is the code of the city where the box stands: numbers of its length go to the city.
    `hold_music` is the prompt that whoever is on hold hears; None: the pieces of the image.
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
    fax_numbers: tuple[FaxNumber, ...] = ()
    codes: tuple[FeatureCode, ...] = ()
    recording: Recording = Recording.NONE
    test_calls: tuple[StoredCall, ...] = ()
    hold_music: Key | None = None
    mail: Mail = field(default_factory=Mail)
    network: NetworkNames = field(default_factory=NetworkNames)
    network_ports: tuple[NetworkPort, ...] = ()

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
        place = _extensions_at(self.extensions).get(number.digits)
        if place is None:
            raise Invalid("extension", f"there is no extension {number}; choose one that is there")
        return self.extensions[place]

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
        taken = usual.isdecimal() and (usual in changed.values() or self._is_ours(usual))
        return "" if taken else usual

    def _is_ours(self, digits: str) -> bool:
        """Whether it is dialled within the office and is no code."""
        lots = (number for lot in self.parking_lots for number in (lot.number, *lot.numbers()))
        return self.answers(digits) or any(number.digits == digits for number in lots)

    def answers(self, digits: str) -> bool:
        """Whether people, or what they share, are called by this number."""
        return digits in _extensions_at(self.extensions) or digits in self.shared_numbers()

    def shared_numbers(self) -> Iterator[str]:
        """What is dialled for menus, groups, queues, rooms and faxes."""
        shared: tuple[Menu | HuntGroup | Queue | ConferenceRoom | FaxNumber, ...] = (
            *self.menus,
            *self.hunt_groups,
            *self.queues,
            *self.conferences,
            *self.fax_numbers,
        )
        yield from (part.number.digits for part in shared if part.number is not None)

    def owner(self, number: ExtensionNumber) -> Person | None:
        """Whose this number is; None: nobody's."""
        place = _owners_at(self.people).get(number.digits)
        return None if place is None else self.people[place]

    def owners(self) -> Mapping[ExtensionNumber, Person]:
        """Whose each number is, for those that are somebody's."""
        return _owners(self.people)

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
