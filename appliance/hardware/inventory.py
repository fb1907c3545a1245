"""The cards in their slots, by the driver's word and the catalogue's."""

from dataclasses import dataclass, replace
from pathlib import Path

from appliance.core.cards import (
    E1_CHANNELS,
    FoundCard,
    FoundSpan,
    HardwareKey,
    Port,
    SpanKind,
)
from appliance.core.errors import Fault, Invalid
from appliance.core.text import Token
from appliance.hardware.seen import (
    ANOTHER_CARD,
    Card,
    ChannelSeen,
    Look,
    SocketPlace,
    SpanSeen,
    Unusable,
)
from appliance.hardware.sysfs import SpanPlace, bus_device, driver_of, pci_id, spans_of
from appliance.hardware.untaken import PCI, untaken
from drivers import catalogue
from drivers.catalogue import Model, Socket, SocketKind
from drivers.catalogue.virtual import DRIVER as VIRTUAL
from drivers.catalogue.virtual import virtual
from drivers.dahdi import devices as dahdi_devices
from drivers.dahdi.control import Control
from drivers.dahdi.devices import Device
from drivers.dahdi.errors import Absent
from drivers.dahdi.span import ChannelStatus, SpanStatus
from drivers.dahdi.values import Alarm, Signalling

VIRTUAL_SPANS = Path("/run/lineman-virtual-cards/spans")
_SET_TO_E1 = "Set the jumper on the card to E1, with the power off."
_FXO_SIGNALLING = Signalling.FXOLS | Signalling.FXOGS | Signalling.FXOKS
_FXS_SIGNALLING = Signalling.FXSLS | Signalling.FXSGS | Signalling.FXSKS
_KIND_BITS = 0x3000  # the class bits that every FXS or FXO signalling shares with the others


@dataclass(slots=True)
class DahdiInventory:
    """Looks through /sys and /dev/dahdi/ctl, so while Asterisk holds the channels."""

    virtual_spans: Path = VIRTUAL_SPANS
    pci: Path = PCI

    def look(self) -> Look:
        """Fault when the driver is there and refuses."""
        letters = _letters(self.virtual_spans)
        try:
            found = [d for d in dahdi_devices.devices() if _ours(d)]
            refused = tuple(untaken(self.pci))
            if not found:
                return Look(unusable=refused)
            with Control() as control:
                look = self._look(control, found, letters)
                return replace(look, unusable=look.unusable + refused)
        except OSError as error:  # DAHDI's own too, and what goes from /sys while it is read
            raise Fault(
                f"The line card driver refuses: {error}", "Switch the box off and on again."
            ) from error

    def _look(self, control: Control, found: list[Device], letters: dict[str, str]) -> Look:
        cards, spans, unusable, waiting = [], [], [], 0
        for device in found:
            places = spans_of(device.path)
            if len(places) < max(1, len(device.span_types)):
                waiting += 1
                continue
            try:
                statuses = {p.local: control.span(p.number) for p in places}
                channels = {p.local: _channels(control, p, statuses[p.local]) for p in places}
                model = _model(device, places, channels, letters.get(device.hardware_id, ""))
                card = _card(device, model, places, channels, letters.get(device.hardware_id, ""))
            except Absent:  # pulled out while we looked
                continue
            except Invalid as invalid:
                unusable.append(Unusable(device.key, device.kind, f"{invalid}.", ANOTHER_CARD))
                continue
            if refused := _refused(device, model, places, statuses, channels):
                unusable.append(refused)
                continue
            cards.append(card)
            spans += [_span(p, statuses[p.local], channels[p.local]) for p in places]
        spans.sort(key=lambda span: span.number)
        return Look(tuple(cards), tuple(spans), tuple(unusable), waiting)


def _ours(device: Device) -> bool:
    """The far ends of looped spans belong to virtual telephones."""
    return not (device.hardware_id.startswith("DYN/loc/") and device.hardware_id.endswith(":1"))


def _letters(path: Path) -> dict[str, str]:
    """What the sockets of looped spans are; only their description knows."""
    try:
        lines = path.read_text("ascii").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(" ") for line in lines)
    return {key: letters.strip() for key, found, letters in pairs if found}


def _channels(control: Control, place: SpanPlace, status: SpanStatus) -> tuple[ChannelStatus, ...]:
    """Only analogue channels are asked one by one: a digital one has no hook."""
    if _is_digital(status, place):
        return ()
    return tuple(control.channel(place.base + offset) for offset in range(place.channels))


def _is_digital(status: SpanStatus, place: SpanPlace) -> bool:
    return status.is_digital or (not status.span_type and place.channels >= E1_CHANNELS)


def _refused(
    device: Device,
    model: Model,
    places: tuple[SpanPlace, ...],
    statuses: dict[int, SpanStatus],
    channels: dict[int, tuple[ChannelStatus, ...]],
) -> Unusable | None:
    """A digital span must be an E1; a card that starts as T1 says so by its count of channels."""
    for place in places:
        if channels[place.local] or place.channels == E1_CHANNELS:
            continue
        kind = statuses[place.local].span_type or f"{place.channels} channels"
        if kind.startswith("BRI"):
            why, cure = "It is for ISDN BRI, which Lineman does not speak.", ANOTHER_CARD
        else:
            why, cure = f"Its line {place.local} is set to {kind}, not to E1.", _SET_TO_E1
        return Unusable(device.key, model.name, why, cure)
    return None


def _card(
    device: Device,
    model: Model,
    places: tuple[SpanPlace, ...],
    channels: dict[int, tuple[ChannelStatus, ...]],
    letters: str,
) -> Card:
    spans = tuple(_found_span(p, channels[p.local], letters) for p in places)
    found = FoundCard(HardwareKey(device.key), model.name, Token(model.driver), spans)
    sockets = tuple(SocketPlace(s.label, s.span, s.channel, s.channels) for s in model.sockets)
    return Card(found, model.key, model.name, sockets, model.quirks)


def _model(
    device: Device,
    places: tuple[SpanPlace, ...],
    channels: dict[int, tuple[ChannelStatus, ...]],
    letters: str,
) -> Model:
    if device.hardware_id.startswith("DYN/"):
        return virtual(device.hardware_id, letters or _guessed(places, channels))
    bus = bus_device(device.path)
    known = catalogue.identify(pci_id(bus)) if bus is not None else None
    if known is not None:
        return known
    driver = driver_of(device.path) or device.kind or VIRTUAL
    return catalogue.unknown(driver, _counted(places, channels))


def _guessed(places: tuple[SpanPlace, ...], channels: dict[int, tuple[ChannelStatus, ...]]) -> str:
    """Letters of a looped span without description, from what its channels are configured as."""
    analogue = [status for place in places for status in channels[place.local]]
    return "".join(_LETTERS[_port(status)] for status in analogue) or "E1"


_LETTERS = {Port.FXS: "S", Port.FXO: "O", Port.EMPTY: "-"}


def _counted(
    places: tuple[SpanPlace, ...], channels: dict[int, tuple[ChannelStatus, ...]]
) -> tuple[Socket, ...]:
    """The sockets of a card nobody described, as the driver counts them."""
    sockets: list[Socket] = []
    for place in places:
        if channels[place.local]:
            sockets += [
                Socket(str(c.position), SocketKind.MODULE, place.local, c.position)
                for c in channels[place.local]
            ]
        else:
            sockets.append(Socket(str(place.local), SocketKind.E1, place.local, 1, place.channels))
    return tuple(sockets)


def _found_span(place: SpanPlace, channels: tuple[ChannelStatus, ...], letters: str) -> FoundSpan:
    if not channels or letters == "E1":
        return FoundSpan(place.local, SpanKind.E1, (), place.number, place.base)
    ports = tuple(_BY_LETTER[x] for x in letters) if letters else tuple(map(_port, channels))
    return FoundSpan(place.local, SpanKind.ANALOGUE, ports, place.number, place.base)


_BY_LETTER = {letter: port for port, letter in _LETTERS.items()}


def _port(status: ChannelStatus) -> Port:
    """An FXS socket's channel speaks FXO signalling, and the other way round.

    What it was configured as comes first: a looped span could be either.
    """
    for bits in (status.signalling, status.capabilities):
        if _speaks(bits, _FXO_SIGNALLING):
            return Port.FXS
        if _speaks(bits, _FXS_SIGNALLING):
            return Port.FXO
    return Port.EMPTY


def _speaks(bits: int, family: int) -> bool:
    return bool(bits & family & ~_KIND_BITS)


def _span(place: SpanPlace, status: SpanStatus, channels: tuple[ChannelStatus, ...]) -> SpanSeen:
    return SpanSeen(
        number=place.number,
        alarms=_words(status.alarms),
        configured=status.configured_channels,
        channels=tuple(ChannelSeen(c.number, c.off_hook, _words(c.alarms)) for c in channels),
    )


def _words(alarms: Alarm) -> frozenset[str]:
    return frozenset((alarm.name or "").lower() for alarm in alarms)
