"""The box's numbers as Prometheus reads them."""

from __future__ import annotations

from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from appliance.wire.monitoring import CardSeen, Metrics, PortView, Registered, TrunkView
from appliance.wire.storage import RoomView
from appliance.wire.views import (
    AlarmWord,
    BoxState,
    Slot,
    SlotView,
    SocketKind,
    SocketState,
    UpdatePhase,
)
from webui import metrics

_ODD = 'a "city" line\\\n'
FOUND = Metrics(
    name="lineman",
    version="1.2",
    slot=Slot.A,
    state=BoxState.ATTENTION,
    started=1_795_000_000.5,
    exchange_up=True,
    calls={"inbound": 2},
    channels={"dahdi": 1, "audiosocket": 4},
    issues={"error": 1},
    cards=(CardSeen(1, "te122", True), CardSeen(2, "tdm800p", False)),
    ports=(
        PortView(1, "1", SocketKind.E1, 2, SocketState.ALARM, (AlarmWord.LOS, AlarmWord.RED)),
        PortView(2, "3", SocketKind.FXS, 1, SocketState.TALKING, calls=1),
        PortView(2, "5", SocketKind.FXO, 1, SocketState.NO_LINE),
    ),
    timing=99.9,
    trunks=(
        TrunkView(_ODD, Registered.REJECTED, answers=True),
        TrunkView("plain", Registered.NONE, answers=False),
    ),
    rooms=(RoomView("history", 5, 1 << 40),),
    letters=3,
    phase=UpdatePhase.TRIAL,
    slots=(SlotView(Slot.A, "1.2", running=True, good=False),),
)

Labels = frozenset[tuple[str, str]]


def _read(found: Metrics) -> dict[tuple[str, Labels], float]:
    """Each value by its name and its labels; all names have a word of what they are."""
    families = list(text_string_to_metric_families(metrics.written(found)))
    assert all(each.documentation and each.type == "gauge" for each in families)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for each in families
        for sample in each.samples
    }


def _of(name: str, /, **labels: str) -> tuple[str, Labels]:
    return f"lineman_{name}", frozenset(labels.items())


_E1 = {"card": "1", "port": "1", "kind": "e1", "span": "2"}
_PHONE = {"card": "2", "port": "3", "kind": "fxs", "span": "1"}
_CITY = {"card": "2", "port": "5", "kind": "fxo", "span": "1"}


def test_all_of_it_is_read_back() -> None:
    found = _read(FOUND)
    for wanted, value in {
        _of("info", name="lineman", version="1.2", slot="A"): 1,
        _of("boot_time_seconds"): 1_795_000_000.5,
        _of("state", state="attention"): 1,
        _of("state", state="running"): 0,
        _of("issues", severity="error"): 1,
        _of("issues", severity="warning"): 0,
        _of("exchange_up"): 1,
        _of("calls", direction="inbound"): 2,
        _of("calls", direction="outbound"): 0,
        _of("channels", kind="dahdi"): 1,
        _of("channels", kind="pjsip"): 0,
        _of("channels", kind="audiosocket"): 4,
        _of("card_present", card="1", model="te122"): 1,
        _of("card_present", card="2", model="tdm800p"): 0,
        _of("card_timing_percent"): 99.9,
        _of("port_in_alarm", **_E1): 1,
        _of("port_in_alarm", **_PHONE): 0,
        _of("port_in_alarm", **_CITY): 1,
        _of("port_alarm", **_E1, alarm="los"): 1,
        _of("port_alarm", **_E1, alarm="red"): 1,
        _of("port_state", **_PHONE, state="talking"): 1,
        _of("port_calls", **_PHONE): 1,
        _of("trunk_registered", trunk=_ODD): 0,
        _of("trunk_registration", trunk=_ODD, state="rejected"): 1,
        _of("trunk_answers", trunk=_ODD): 1,
        _of("trunk_answers", trunk="plain"): 0,
        _of("data_used_bytes", kind="history"): 5,
        _of("data_room_bytes", kind="history"): float(1 << 40),
        _of("mail_waiting"): 3,
        _of("slot_good", slot="A", version="1.2", running="true"): 0,
        _of("update_phase", phase="trial"): 1,
        _of("update_phase", phase="none"): 0,
    }.items():
        assert found[wanted] == value, wanted
    assert _of("trunk_registered", trunk="plain") not in found, "nobody logs in there"


def test_what_is_not_known_is_left_out() -> None:
    found = {name for name, _ in _read(replace(FOUND, timing=None, letters=-1))}
    assert not found & {"lineman_card_timing_percent", "lineman_mail_waiting"}
