"""What LINEMAN-MIB.txt names, out of the numbers that Prometheus is told too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from appliance.wire.monitoring import Metrics, PortView, Registered, TrunkView
from appliance.wire.views import BoxState, SocketKind, SocketState

ROOT = "1.3.6.1.4.1.8072.9999.9999.546"
"""netSnmpPlaypen 546 (decision 0075)."""

Oid = tuple[int, ...]
_BASE: Oid = tuple(map(int, ROOT.split(".")))
_SCALARS, _DATA = (*_BASE, 1), (*_BASE, 2, 1)
_STATES = tuple(BoxState)
_NOT_THERE = frozenset({SocketState.EMPTY, SocketState.UNCONFIGURED})
_DOWN = frozenset({SocketState.NO_LINE, SocketState.ALARM, SocketState.ABSENT})
_MOST = (1 << 32) - 1  # of a gauge


@dataclass(frozen=True, slots=True)
class Value:
    """In the words of pass_persist (snmpd.conf(5))."""

    kind: str
    text: str


def numbers(found: Metrics) -> Mapping[Oid, Value]:
    """Each by its place, in the order of those; what is not known is missing."""
    return dict(sorted([*_scalars(found), *_rooms(found)]))


def _scalars(found: Metrics) -> Iterator[tuple[Oid, Value]]:
    lines = [*map(_line_up, found.trunks), *map(_up, _ports(found, SocketKind.FXO, SocketKind.E1))]
    desks = [_up(each) for each in _ports(found, SocketKind.FXS)]
    counts: Mapping[int, float] = {
        4: sum(found.calls.values()),
        5: len(lines),
        6: sum(lines),
        7: len(desks) + found.telephones,
        8: sum(desks) + found.telephones_up,
        9: found.issues.get("notice", 0),
        10: found.issues.get("warning", 0),
        11: found.issues.get("error", 0),
        **({12: found.letters} if found.letters >= 0 else {}),
    }
    yield _scalar(1, Value("integer", str(_STATES.index(found.state) + 1)))
    yield _scalar(2, Value("string", found.version))
    yield _scalar(3, Value("integer", "1" if found.exchange_up else "2"))  # TruthValue
    for place, count in counts.items():
        yield _scalar(place, _gauge(count))
    if found.temperature is not None:
        yield _scalar(13, Value("integer", str(round(found.temperature * 10))))


def _scalar(place: int, value: Value) -> tuple[Oid, Value]:
    return (*_SCALARS, place, 0), value


def _rooms(found: Metrics) -> Iterator[tuple[Oid, Value]]:
    for row, each in enumerate(found.rooms, 1):
        yield (*_DATA, 2, row), Value("string", each.name)
        yield (*_DATA, 3, row), _gauge(each.used // 1024)
        yield (*_DATA, 4, row), _gauge(each.room // 1024)


def _gauge(count: float) -> Value:
    return Value("gauge", str(min(max(int(count), 0), _MOST)))


def _ports(found: Metrics, *kinds: SocketKind) -> Iterator[PortView]:
    return (e for e in found.ports if e.kind in kinds and e.state not in _NOT_THERE)


def _up(port: PortView) -> bool:
    return port.state not in _DOWN


def _line_up(line: TrunkView) -> bool:
    return line.answers and line.registered in {Registered.REGISTERED, Registered.NONE}
