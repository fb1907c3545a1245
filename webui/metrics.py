"""The box's numbers in the text that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from appliance.wire.monitoring import Metrics, PortView, Registered, TrunkView
from appliance.wire.views import BoxState, Direction, SocketState, UpdatePhase, Weight

TYPE = CONTENT_TYPE_PLAIN_0_0_4
_IN_TROUBLE = frozenset({SocketState.ALARM, SocketState.NO_LINE, SocketState.ABSENT})
_CHANNELS = ("dahdi", "pjsip", "local")


def written(found: Metrics) -> str:
    """All of it, ready to be sent as `TYPE`."""
    return generate_latest(_Found(found)).decode()


@dataclass(frozen=True, slots=True)
class _Found(Collector):
    found: Metrics

    def collect(self) -> Iterable[Metric]:
        yield from _box(self.found)
        yield from _exchange(self.found)
        yield from _cards(self.found)
        yield from _ports(self.found.ports)
        yield from _trunks(self.found.trunks)
        yield from _data(self.found)
        yield from _releases(self.found)


def _family(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"lineman_{name}", about, labels=labels)


def _single(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"lineman_{name}", about, value=value)


def _box(found: Metrics) -> Iterator[Metric]:
    info = _family(
        "info", "The box and the release that runs; always 1.", "name", "version", "slot"
    )
    info.add_metric([found.name, found.version, found.slot.value], 1)
    yield info
    yield _single("boot_time_seconds", "When the box was switched on.", found.started)
    if found.temperature is not None:
        about = "How hot the hottest sensor is."
        yield _single("temperature_celsius", about, found.temperature)
    state = _family("state", "1 for what the box is in a word, 0 for what it is not.", "state")
    for each in BoxState:
        state.add_metric([each.value], each is found.state)
    yield state
    issues = _family("issues", "Open issues by how bad they are.", "severity")
    for weight in Weight:
        issues.add_metric([weight.value], found.issues.get(weight.value, 0))
    yield issues


def _exchange(found: Metrics) -> Iterator[Metric]:
    yield _single("exchange_up", "Whether the exchange answers.", found.exchange_up)
    calls = _family("calls", "Calls that are up.", "direction")
    for direction in Direction:
        calls.add_metric([direction.value], found.calls.get(direction.value, 0))
    yield calls
    about = "Telephones over the network, connected or not."
    telephones = _family("telephones", about, "state")
    telephones.add_metric(["up"], found.telephones_up)
    telephones.add_metric(["down"], found.telephones - found.telephones_up)
    yield telephones
    channels = _family("channels", "Channels of the exchange that are up.", "kind")
    for kind in dict.fromkeys((*_CHANNELS, *sorted(found.channels))):
        channels.add_metric([kind], found.channels.get(kind, 0))
    yield channels


def _cards(found: Metrics) -> Iterator[Metric]:
    cards = _family("card_present", "Whether a card is in its slot.", "card", "model")
    for card in found.cards:
        cards.add_metric([str(card.number), card.model], card.present)
    yield cards
    if found.timing is not None:
        about = "How exact the one clock of all cards is."
        yield _single("card_timing_percent", about, found.timing)


def _ports(ports: tuple[PortView, ...]) -> Iterator[Metric]:
    names = ("card", "port", "kind", "span")
    trouble = _family(
        "port_in_alarm", "Whether a port, or an E1 span, has an alarm or no line.", *names
    )
    alarms = _family("port_alarm", "Each alarm that there is now; always 1.", *names, "alarm")
    state = _family("port_state", "What a port does; always 1.", *names, "state")
    calls = _family("port_calls", "Calls that are up at a port or a span.", *names)
    for port in ports:
        labels = [str(port.card), port.label, port.kind.value, str(port.span)]
        trouble.add_metric(labels, bool(port.alarms) or port.state in _IN_TROUBLE)
        for alarm in port.alarms:
            alarms.add_metric([*labels, alarm.value], 1)
        state.add_metric([*labels, port.state.value], 1)
        calls.add_metric(labels, port.calls)
    yield from (trouble, alarms, state, calls)


def _trunks(trunks: tuple[TrunkView, ...]) -> Iterator[Metric]:
    about = "Whether the box is logged in at the operator of a SIP line that wants it."
    registered = _family("trunk_registered", about, "trunk")
    state = _family("trunk_registration", "How far that is; always 1.", "trunk", "state")
    answers = _family("trunk_answers", "Whether the server of a SIP line answers.", "trunk")
    for trunk in trunks:
        if trunk.registered is not Registered.NONE:
            registered.add_metric([trunk.name], trunk.registered is Registered.REGISTERED)
            state.add_metric([trunk.name, trunk.registered.value], 1)
        answers.add_metric([trunk.name], trunk.answers)
    yield from (registered, state, answers)


def _data(found: Metrics) -> Iterator[Metric]:
    used = _family("data_used_bytes", "What each kind of data takes.", "kind")
    room = _family("data_room_bytes", "What it may take at most.", "kind")
    for each in found.rooms:
        used.add_metric([each.name], each.used)
        room.add_metric([each.name], each.room)
    yield from (used, room)
    if found.letters >= 0:
        yield _single(
            "mail_waiting", "Letters that the mail server has not taken yet.", found.letters
        )


def _releases(found: Metrics) -> Iterator[Metric]:
    slots = _family(
        "slot_good", "Whether the release in a slot can be started.", "slot", "version", "running"
    )
    for each in found.slots:
        slots.add_metric([each.slot.value, each.version, str(each.running).lower()], each.good)
    yield slots
    phase = _family("update_phase", "1 for how far an update is, 0 for how it is not.", "phase")
    for step in UpdatePhase:
        phase.add_metric([step.value], step is found.phase)
    yield phase
