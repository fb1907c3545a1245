"""Small pools of names and numbers, so that parts often point at one another and often clash."""

from collections.abc import Callable, Hashable
from typing import Any

from hypothesis import strategies as st

from appliance.core.cards import HardwareKey, Socket
from appliance.core.keys import Key
from appliance.core.numbers import Did, ExtensionNumber, PhoneNumber
from appliance.core.people import Email, pin_from
from appliance.core.secret import secret_from
from appliance.core.zones import Zone
from tests.machines.offices import A400P, ASTRIBANK, TDM800P, TE122


def subsets(kind: Any) -> st.SearchStrategy[Any]:
    """Some of the values, in their usual order, each once."""
    return st.sets(st.sampled_from(tuple(kind))).map(
        lambda chosen: tuple(each for each in kind if each in chosen)
    )


def few(
    values: st.SearchStrategy[Any],
    most: int = 3,
    least: int = 0,
    by: Callable[[Any], Hashable] = lambda value: value,
) -> st.SearchStrategy[Any]:
    """A tuple of values that are different `by` something, in any order."""
    return st.lists(values, min_size=least, max_size=most, unique_by=by).map(tuple)


KEYS = [Key(text) for text in ("a", "sales", "staff", "night-1", "x" * 31)]
keys = st.sampled_from(KEYS)
NUMBERS = [
    ExtensionNumber(digits)
    for digits in ("201", "202", "203", "301", "302", "5001", "70", "900001")
]
numbers = st.sampled_from(NUMBERS)
dids = st.sampled_from([Did(n) for n in ("4951234567", "74951234201", "201", "55")])
emails = st.sampled_from([Email("a@b.ru"), Email("anna.petrova+pbx%1@mail.example-office.com")])
zones = st.sampled_from([Zone("UTC"), Zone("Asia/Almaty"), Zone("America/Argentina/Buenos_Aires")])
phone_numbers = st.integers(1000, 10**15 - 1).map(lambda n: PhoneNumber(str(n)))
secrets = st.binary(min_size=15, max_size=15).map(secret_from)
pins = st.builds(
    pin_from,
    st.sampled_from(("4711", "08154711", "120021")),
    st.text("0123456789abcdef", min_size=16, max_size=16),
)
CARDS = (TDM800P.key, TE122.key, ASTRIBANK.key, A400P.key, HardwareKey("!~\"'\\"))
_CITY_LINES = [Socket(TDM800P.key, 1, place) for place in (5, 6)]
sockets = st.sampled_from(_CITY_LINES) | st.builds(
    Socket, st.sampled_from(CARDS), st.integers(1, 2), st.integers(1, 8)
)
groups = st.integers(1, 4)
