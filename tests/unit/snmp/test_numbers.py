"""The box's numbers over SNMP: what they are called, and the words in which they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from appliance.snmp import MIB
from appliance.snmp.numbers import ROOT, Oid, Value, numbers
from appliance.snmp.passing import answers
from appliance.wire.monitoring import PortView
from appliance.wire.storage import RoomView
from appliance.wire.views import BoxState, SocketKind, SocketState
from tests.unit.webui.test_metrics import FOUND

_OBJECT = re.compile(
    r"^(\w+) OBJECT-TYPE\n    SYNTAX ([^\n]+)\n.*?::= \{ (\w+) (\d+) \}", re.M | re.S
)
_KINDS = {
    "Gauge32": "gauge",
    "Integer32": "integer",
    "TruthValue": "integer",
    "DisplayString": "string",
}
_WHOLE = replace(FOUND, temperature=48.55, telephones=3, telephones_up=2)


def _named() -> Iterator[tuple[Oid, str, str]]:
    """The place, the name and the kind of each object of the MIB."""
    base = tuple(map(int, ROOT.split(".")))
    above = {"linemanBox": (*base, 1), "linemanDataEntry": (*base, 2, 1)}
    for name, syntax, parent, number in _OBJECT.findall(MIB.read_text("ascii")):
        if parent in above:
            yield (*above[parent], int(number)), name, _KINDS.get(syntax, "integer")


def _by_name() -> dict[str, Value]:
    told = {oid[:-1]: value for oid, value in numbers(_WHOLE).items()}
    return {name: told[oid] for oid, name, _ in _named() if oid in told}


def test_each_number_is_named_in_the_mib_and_of_its_kind() -> None:
    named = {oid: kind for oid, name, kind in _named() if name != "linemanDataIndex"}
    told = {oid[:-1]: value.kind for oid, value in numbers(_WHOLE).items()}
    assert told == named


def test_they_tell_what_there_is_and_what_of_it_is_up() -> None:
    told = {name.removeprefix("lineman"): each.text for name, each in _by_name().items()}
    assert told == {
        "State": "3", "Version": "1.2", "ExchangeUp": "1", "Calls": "2",
        "Lines": "4", "LinesUp": "0", "Telephones": "4", "TelephonesUp": "3",
        "Notices": "0", "Warnings": "0", "Errors": "1", "MailWaiting": "3", "Temperature": "486",
        "DataName": "history", "DataUsedKiB": "0", "DataRoomKiB": str(1 << 30),
    }  # fmt: skip
    for state in BoxState:
        assert f"{state.value}({list(BoxState).index(state) + 1})" in MIB.read_text("ascii")


def test_what_is_not_known_is_missing_and_no_number_is_too_large() -> None:
    empty = PortView(9, "1", SocketKind.FXO, 9, SocketState.EMPTY)
    rooms = (RoomView("data", 1 << 50, -1),)
    less = numbers(replace(FOUND, letters=-1, ports=(empty,), rooms=rooms))
    assert len(numbers(_WHOLE)) - len(less) == 2
    assert [each.text for each in less.values()][-2:] == [str((1 << 32) - 1), "0"]


def _asked(*lines: str) -> list[str]:
    return list(answers(iter(f"{line}\n" for line in lines), lambda: numbers(_WHOLE)))


def test_all_are_found_one_after_the_other() -> None:
    found, at = [], f".{ROOT}"
    while (answer := _asked("getnext", at)) != ["NONE\n"]:
        at = answer[0].split("\n")[0]
        assert _asked("get", at) == answer
        found.append(at)
    assert len(found) == len(numbers(_WHOLE)) == len(set(found))


def test_nothing_is_written_and_nonsense_is_answered() -> None:
    assert _asked("PING", "set", f".{ROOT}.1.4.0", "gauge 1", "PING") == [
        "PONG\n", "not-writable\n", "PONG\n",
    ]  # fmt: skip
    assert _asked("get", ".1.x", "what", "get") == ["NONE\n"] * 3


def test_a_text_is_one_line() -> None:
    told: dict[Oid, Value] = {(1, 2): Value("string", "a\nNONE")}
    assert list(answers(iter(["get\n", ".1.2\n"]), lambda: told)) == [".1.2\nstring\na NONE\n"]
