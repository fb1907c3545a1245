"""Taking on a line card: its numbers are pinned, its sockets get extensions, its lines a group."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from appliance.core.cards import (
    Card,
    FoundCard,
    FoundSpan,
    Framing,
    Port,
    Socket,
    Span,
    SpanKind,
)
from appliance.core.config import Config
from appliance.core.dialling import internal_numbers
from appliance.core.errors import Invalid
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone, Extension, Language
from appliance.core.text import DisplayName
from appliance.core.trunks import CityLine, Line, TrunkGroup

# 101 to 104 are emergency numbers in Russia: the first extension stays clear of them.
FIRST_EXTENSION = 201
CITY_LINES = 2  # trunk group numbers a new box gives; `#2` takes a city line by hand
DIGITAL_LINES = 1


def adopted(config: Config, found: FoundCard) -> Config:
    """`config` with the card taken on by country defaults. One already there keeps its numbers."""
    if any(card.key == found.key for card in config.cards):
        return _refreshed(config, found)
    card = Card(
        key=found.key,
        model=found.model,
        driver=found.driver,
        spans=_clocked(config, _pinned(config, found)),
    )
    return _served(replace(config, cards=(*config.cards, card)), card)


def _pinned(config: Config, found: FoundCard) -> tuple[Span, ...]:
    """The numbers it has already, unless another card's; else those after every one in use.

    In use are also the numbers of cards that are out of their slot.
    """
    taken = [span for _, span in config.spans()]
    present = _as_numbered(found)
    if present and not any(_clash(one, other) for one in present for other in taken):
        return present
    number = max((span.number for span in taken), default=0) + 1
    base = max((span.end for span in taken), default=1)
    spans: list[Span] = []
    for each in sorted(found.spans, key=lambda span: span.local):
        span = Span(each.local, number, base, each.kind, each.ports)
        spans.append(span)
        number, base = number + 1, span.end
    return tuple(spans)


def _clocked(config: Config, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Each E1 is a clock source after all before it: of two at one rank drivers take either."""
    rank = sum(span.kind is SpanKind.E1 for _, span in config.spans())
    ranked: list[Span] = []
    for span in spans:
        if span.kind is SpanKind.E1:
            rank += 1
            ranked.append(replace(span, framing=Framing(timing=rank)))
        else:
            ranked.append(span)
    return tuple(ranked)


def _as_numbered(found: FoundCard) -> tuple[Span, ...]:
    try:
        return tuple(
            Span(each.local, each.number, each.base, each.kind, each.ports) for each in found.spans
        )
    except Invalid:  # not numbered yet, or beyond our range
        return ()


def _clash(one: Span, other: Span) -> bool:
    return one.number == other.number or (one.base < other.end and other.base < one.end)


def _refreshed(config: Config, found: FoundCard) -> Config:
    """The card as it is now: perhaps other modules in its sockets, but the same numbers."""
    before = config.card(found.key)
    now = {span.local: span for span in found.spans}
    card = replace(before, spans=tuple(_seen(span, now.get(span.local)) for span in before.spans))
    cards = tuple(card if each.key == card.key else each for each in config.cards)
    return _served(with_cards(config, cards), card)


def _seen(span: Span, found: FoundSpan | None) -> Span:
    if found is None or found.kind is not span.kind or len(found.ports) != len(span.ports):
        return span  # another shape would need other numbers: that is for the admin to decide
    return replace(span, ports=found.ports)


def with_cards(config: Config, cards: tuple[Card, ...]) -> Config:
    """`config` with these cards alone; what hung on sockets and lines now gone goes with them."""
    hardware = Config(cards=cards)
    sockets, digital = hardware.sockets(), hardware.digital_lines()

    def is_port(socket: Socket, port: Port) -> bool:
        return socket in sockets and sockets[socket][1] is port

    def stays(line: Line) -> bool:
        if isinstance(line, CityLine):
            return is_port(line.socket, Port.FXO)
        return line in digital

    extensions = tuple(
        replace(
            ext,
            devices=tuple(
                device
                for device in ext.devices
                if not isinstance(device, DeskPhone) or is_port(device.socket, Port.FXS)
            ),
        )
        for ext in config.extensions
    )
    groups = tuple(
        replace(group, lines=tuple(filter(stays, group.lines))) for group in config.trunk_groups
    )
    routes = tuple(r for r in config.inbound.lines if is_port(r.line, Port.FXO))
    return replace(
        config,
        cards=cards,
        extensions=extensions,
        trunk_groups=groups,
        inbound=replace(config.inbound, lines=routes),
    )


def _served(config: Config, card: Card) -> Config:
    """Extensions for the card's telephone sockets, groups for its lines, where there are none."""
    mine = [
        (socket, port) for socket, (_, port) in config.sockets().items() if socket.card == card.key
    ]
    for socket, port in mine:
        if port is Port.FXS:
            config = _with_telephone(config, socket)
        elif port is Port.FXO:
            config = _with_line(config, CITY_LINES, CityLine(socket))
    for line in config.digital_lines():
        if line.card == card.key:
            config = _with_line(config, DIGITAL_LINES, line)
    return config


def next_extension(config: Config, first: int = FIRST_EXTENSION) -> ExtensionNumber:
    """The lowest free internal number from `first` on."""
    taken = internal_numbers(config) | set(config.national.emergency)
    number = first
    while str(number) in taken:
        number += 1
    return ExtensionNumber(str(number))


def _with_telephone(config: Config, socket: Socket) -> Config:
    there = (device for ext in config.extensions for device in ext.devices)
    if any(isinstance(device, DeskPhone) and device.socket == socket for device in there):
        return config
    number = next_extension(config)
    extension = Extension(
        number=number,
        name=DisplayName(number.digits),
        devices=(DeskPhone(socket),),
        language=Language(config.national.language),
    )
    inbound = config.inbound
    if inbound.operator is None:
        inbound = replace(inbound, operator=number)
    return replace(config, extensions=(*config.extensions, extension), inbound=inbound)


_GROUPS = (DIGITAL_LINES, CITY_LINES)  # the numbers of those that are made by themselves
_CITY_LINES = {
    Language.RU: DisplayName("Городские линии"),
    Language.EN: DisplayName("City lines"),
}


def _group_name(config: Config, usual: int) -> DisplayName:
    """In the language of the country: it is part of the settings, whoever looks at them."""
    if usual == DIGITAL_LINES:
        return DisplayName("E1")
    return _CITY_LINES[Language(config.national.language)]


def _with_line(config: Config, usual: int, line: Line) -> Config:
    if any(line in group.lines for group in config.trunk_groups):
        return config
    groups = {group.number: group for group in config.trunk_groups}
    number = _group_for(groups, usual, line)
    outbound = config.outbound
    if number not in groups:
        groups[number] = TrunkGroup(number, _group_name(config, usual))
        outbound = replace(outbound, groups=tuple(sorted({*outbound.groups, number})))
    group = groups[number]
    groups[number] = replace(group, lines=(*group.lines, line))
    ordered = tuple(groups[n] for n in sorted(groups))
    return replace(config, trunk_groups=ordered, outbound=outbound)


def _group_for(groups: Mapping[int, TrunkGroup], usual: int, line: Line) -> int:
    """The usual group, or where that has lines of another kind one that has such, or a new one."""
    kinds = {number: {type(each) for each in group.lines} for number, group in groups.items()}
    if kinds.get(usual, set()) <= {type(line)}:
        return usual
    alike = (number for number in sorted(kinds) if kinds[number] == {type(line)})
    free = (number for number in count(1) if number not in groups and number not in _GROUPS)
    return next(alike, None) or next(free)
