"""Cards as the page draws them: what is here, what we have taken on, and what each socket does."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from appliance.asterisk.queries import ChannelSeen
from appliance.core.cards import E1_CHANNELS, Card, HardwareKey, Port, Socket, SpanKind
from appliance.core.config import Config
from appliance.core.people import DeskPhone
from appliance.daemon.lines import NAMELESS, Busy, LineName, line_names
from appliance.hardware.seen import Card as SeenCard
from appliance.hardware.seen import ChannelSeen as ChannelStatus
from appliance.hardware.seen import Look, SocketPlace, SpanSeen
from appliance.wire.views import (
    AlarmWord,
    CallState,
    CardView,
    SocketKind,
    SocketState,
    SocketView,
    TimeslotView,
)

_KINDS = {
    Port.FXS: SocketKind.FXS,
    Port.FXO: SocketKind.FXO,
    Port.EMPTY: SocketKind.EMPTY,
}
_WORDS = {word.value.replace("-", ""): word for word in AlarmWord} | {
    "recover": AlarmWord.RECOVERING
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A span's numbers and ports, from the configuration or from the card itself."""

    number: int
    base: int
    kind: SpanKind
    ports: tuple[Port, ...]


@dataclass(frozen=True, slots=True)
class _Office:
    """What every socket is drawn from."""

    look: Look
    busy: Busy
    owners: dict[Socket, tuple[str, str]]  # number and shown name
    lines: dict[Socket | tuple[HardwareKey, int], LineName]


def card_views(config: Config, look: Look, busy: Busy) -> tuple[CardView, ...]:
    """Those taken on come first and in that order; the page's numbers stay where they are."""
    here = {card.found.key: card for card in look.cards}
    office = _Office(look, busy, _owners(config), line_names(config))
    keys = [card.key for card in config.cards]
    keys += [key for key in here if key not in keys]
    known = {card.key: card for card in config.cards}
    return tuple(
        _card(number, key, known.get(key), here.get(key), office)
        for number, key in enumerate(keys, 1)
    )


def _owners(config: Config) -> dict[Socket, tuple[str, str]]:
    people = config.owners()
    return {
        device.socket: (str(ext.number), str(people.get(ext.number, ext).name))
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, DeskPhone)
    }


def _card(
    number: int, key: HardwareKey, known: Card | None, seen: SeenCard | None, office: _Office
) -> CardView:
    shapes = _shapes(known, seen)
    places = seen.places if seen is not None else tuple(_places(shapes))
    sockets = tuple(
        _socket(key, place, shapes[place.span], office, present=seen is not None)
        for place in places
        if place.span in shapes
    )
    name = seen.name if seen is not None else known.model if known is not None else ""
    driver = known.driver if known is not None else seen.found.driver if seen else None
    return CardView(
        key=str(key),
        number=number,
        model=seen.model if seen is not None else "unknown",
        name=name,
        driver=str(driver or ""),
        virtual=key.virtual,
        present=seen is not None,
        sockets=sockets,
        quirks=seen.quirks if seen is not None else (),
    )


def _shapes(known: Card | None, seen: SeenCard | None) -> dict[int, _Shape]:
    spans = known.spans if known is not None else seen.found.spans if seen is not None else ()
    return {s.local: _Shape(s.number, s.base, s.kind, s.ports) for s in spans}


def _places(shapes: dict[int, _Shape]) -> Iterator[SocketPlace]:
    """The sockets of a card that is not here to be asked for its bracket's order."""
    for local, shape in sorted(shapes.items()):
        if shape.kind is SpanKind.E1:
            yield SocketPlace(str(local), local, 1, E1_CHANNELS)
        for place, _ in enumerate(shape.ports, 1):
            yield SocketPlace(str(place), local, place)


def _socket(
    key: HardwareKey, place: SocketPlace, shape: _Shape, office: _Office, *, present: bool
) -> SocketView:
    seen = office.look.span(shape.number) if present and shape.number else None
    draw = _digital if shape.kind is SpanKind.E1 else _analogue
    view = draw(key, place, shape, office, seen)
    return view if present else msgspec.structs.replace(view, state=SocketState.ABSENT)


def _digital(
    key: HardwareKey, place: SocketPlace, shape: _Shape, office: _Office, seen: SpanSeen | None
) -> SocketView:
    alarms = _alarms(seen.alarms) if seen is not None else ()
    state = SocketState.ALARM if alarms else SocketState.IN_SERVICE
    line = office.lines.get((key, place.span), NAMELESS)
    calls = list(office.busy.on_span(shape.number, shape.base)) if shape.base else []
    return SocketView(
        label=place.label,
        kind=SocketKind.E1,
        span=shape.number,
        channel=shape.base,
        channels=place.channels,
        state=state if _configured(seen) else SocketState.UNCONFIGURED,
        alarms=alarms,
        name=line.name,
        calls=len(calls),
        local=place.span,
        place=place.channel,
        group=line.group,
        slots=tuple(_slot(slot, used) for slot, used in sorted(calls, key=_by_slot) if slot),
    )


def _analogue(
    key: HardwareKey, place: SocketPlace, shape: _Shape, office: _Office, seen: SpanSeen | None
) -> SocketView:
    kind = _kind(shape, place)
    socket = Socket(key, place.span, place.channel)
    number = shape.base + place.channel - 1 if shape.base else 0
    channel = next((c for c in seen.channels if c.number == number), None) if seen else None
    line = office.lines.get(socket, NAMELESS)
    owner, name = office.owners.get(socket, ("", line.name))
    used = office.busy.numbered.get(number)
    state = _state(kind, channel, used) if _configured(seen) else SocketState.UNCONFIGURED
    return SocketView(
        label=place.label,
        kind=kind,
        span=shape.number,
        channel=number,
        channels=1,
        state=SocketState.EMPTY if kind is SocketKind.EMPTY else state,
        alarms=_alarms(channel.alarms) if channel is not None else (),
        number=owner,
        name=name,
        calls=int(used is not None),
        local=place.span,
        place=place.channel,
        group=line.group,
    )


def _by_slot(pair: tuple[int, ChannelSeen]) -> int:
    return pair[0]


def _slot(slot: int, used: ChannelSeen) -> TimeslotView:
    """Whoever called hears ringing while his own channel only rings in."""
    rings = used.state in {"Ring", "Ringing"}
    state = CallState.RINGING if rings else CallState.DIALLING
    return TimeslotView(slot, CallState.TALKING if used.up else state, used.linked)


def _kind(shape: _Shape, place: SocketPlace) -> SocketKind:
    inside = place.channel <= len(shape.ports)
    return _KINDS[shape.ports[place.channel - 1]] if inside else SocketKind.EMPTY


def _configured(seen: SpanSeen | None) -> bool:
    return seen is not None and seen.configured > 0


def _state(
    kind: SocketKind, channel: ChannelStatus | None, used: ChannelSeen | None
) -> SocketState:
    if used is not None:
        return _talk(used)
    if channel is not None and channel.alarms:
        return SocketState.NO_LINE if kind is SocketKind.FXO else SocketState.ALARM
    lifted = kind is SocketKind.FXS and channel is not None and channel.lifted
    return SocketState.LIFTED if lifted else SocketState.IDLE


def _talk(used: ChannelSeen) -> SocketState:
    if used.state == "Ringing":
        return SocketState.RINGING
    return SocketState.TALKING if used.up else SocketState.LIFTED


def _alarms(words: frozenset[str]) -> tuple[AlarmWord, ...]:
    return tuple(sorted(_WORDS[word] for word in words if word in _WORDS))
