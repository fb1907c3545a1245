"""Words of net-snmp's pass_persist (snmpd.conf(5)): a question in lines, an answer in lines."""

from collections.abc import Callable, Iterator, Mapping

from appliance.snmp.numbers import Oid, Value

_NONE = "NONE\n"
Numbers = Callable[[], Mapping[Oid, Value]]


def answers(lines: Iterator[str], numbers: Numbers) -> Iterator[str]:
    """An answer to each question, until nobody asks any more."""
    for line in lines:
        match line.strip().lower():
            case "ping":
                yield "PONG\n"
            case "get":
                yield _told(_oid(next(lines, "")), numbers())
            case "getnext":
                yield _next(_oid(next(lines, "")), numbers())
            case "set":
                next(lines, ""), next(lines, "")
                yield "not-writable\n"
            case _:
                yield _NONE


def _oid(text: str) -> Oid:
    words = text.strip().strip(".").split(".")
    return tuple(map(int, words)) if all(map(str.isdecimal, words)) else ()


def _told(oid: Oid, known: Mapping[Oid, Value]) -> str:
    value = known.get(oid)
    if value is None:
        return _NONE
    text = " ".join(value.text.split())  # one line, whatever it is
    return f".{'.'.join(map(str, oid))}\n{value.kind}\n{text}\n"


def _next(oid: Oid, known: Mapping[Oid, Value]) -> str:
    """Places are known in their order."""
    return _told(next((each for each in known if each > oid), ()), known)
