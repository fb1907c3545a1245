"""The whole configuration of the exchange as one value."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from appliance.core.cards import Card, HardwareKey, Port, Socket, Span, SpanKind
from appliance.core.countries import COUNTRIES, Country, CountryCode
from appliance.core.errors import Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone, Extension, SipPhone
from appliance.core.trunks import CityLine, DigitalLine, Inbound, Outbound, Recording, TrunkGroup


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the exchange's files are compiled from. What exists is whole, without a clash."""

    country: CountryCode = CountryCode.RU
    cards: tuple[Card, ...] = ()
    extensions: tuple[Extension, ...] = ()
    trunk_groups: tuple[TrunkGroup, ...] = ()
    inbound: Inbound = field(default_factory=Inbound)
    outbound: Outbound = field(default_factory=Outbound)
    recording: Recording = Recording.NONE

    def __post_init__(self) -> None:
        _check_cards(self)
        _check_extensions(self)
        _check_lines(self)
        _check_routes(self)

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
        raise Invalid("card", f"there is no card {key}")

    def extension(self, number: ExtensionNumber) -> Extension:
        """The extension of this number; Invalid when there is none."""
        for extension in self.extensions:
            if extension.number == number:
                return extension
        raise Invalid("extension", f"there is no extension {number}")

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


def _unique(field_name: str, kind: str, values: list[object]) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            raise Invalid(field_name, f"{kind} {value} stands twice")
        seen.add(value)


def _check_cards(config: Config) -> None:
    _unique("cards", "card", [card.key for card in config.cards])
    spans = [span for _, span in config.spans()]
    _unique("cards", "span", [span.number for span in spans])
    taken = sorted((span.base, span.end, span.number) for span in spans)
    for (_, end, number), (base, _, following) in itertools.pairwise(taken):
        if base < end:
            raise Invalid("cards", f"spans {number} and {following} share channel {base}")


def _check_extensions(config: Config) -> None:
    _unique("extensions", "extension", [ext.number for ext in config.extensions])
    for ext in config.extensions:
        if ext.number.digits in config.national.emergency:
            raise Invalid("number", f"{ext.number} is an emergency number")
    sockets = config.sockets()
    devices = [device for ext in config.extensions for device in ext.devices]
    phones = [device.socket for device in devices if isinstance(device, DeskPhone)]
    _unique("devices", "socket", list(phones))
    _unique(
        "devices",
        "SIP account",
        [device.account.text.lower() for device in devices if isinstance(device, SipPhone)],
    )
    for socket in phones:
        if sockets.get(socket, (0, None))[1] is not Port.FXS:
            raise Invalid("devices", f"{socket} is no socket for a telephone")


def _check_lines(config: Config) -> None:
    _unique("trunk groups", "group", [group.number for group in config.trunk_groups])
    lines = [line for group in config.trunk_groups for line in group.lines]
    _unique("trunk groups", "line", list(lines))
    sockets, digital = config.sockets(), config.digital_lines()
    for line in lines:
        if isinstance(line, CityLine):
            known = sockets.get(line.socket, (0, None))[1] is Port.FXO
        else:
            known = line in digital
        if not known:
            raise Invalid("lines", f"{line} is no line of ours")


def _check_routes(config: Config) -> None:
    numbers = {ext.number for ext in config.extensions}
    targets = [route.to for route in config.inbound.dids]
    targets += [route.to for route in config.inbound.lines]
    if config.inbound.operator is not None:
        targets.append(config.inbound.operator)
    for target in targets:
        if target not in numbers:
            raise Invalid("inbound", f"there is no extension {target}")
    sockets = config.sockets()
    for route in config.inbound.lines:
        if sockets.get(route.line, (0, None))[1] is not Port.FXO:
            raise Invalid("inbound", f"{route.line} is no socket for a city line")
    groups = {group.number for group in config.trunk_groups}
    for number in config.outbound.groups:
        if number not in groups:
            raise Invalid("outbound", f"there is no trunk group {number}")
