"""An Asterisk that kept an old table is found out, whichever of its rows are new."""

import asyncio
from dataclasses import dataclass

import pytest

from appliance.apply.tables import columns_of, rows_of
from appliance.apply.verify import Was, verify
from appliance.compiler.tables import Table, sql
from appliance.core.config import Config
from appliance.core.errors import Fault

_PATH = "asterisk/tables/people-{}.sqlite3"


def _text(*numbers: str) -> str:
    return sql(Table("people", ("number", "name"), tuple((n, f"Somebody {n}") for n in numbers)))


@dataclass
class _Reading:
    """An Asterisk that reads this table, and knows nothing else."""

    text: str

    async def console(self, line: str) -> str:
        raise AssertionError(line)

    async def value(self, function: str) -> str:
        key = function.removesuffix(")").rpartition(",")[2]
        _, columns = columns_of(self.text)
        rows = {row[0]: row for row in rows_of(self.text)}
        return "".join(f"{c}={v}," for c, v in zip(columns, rows.get(key, ()), strict=False))

    async def entries(self, family: str) -> dict[str, str]:
        raise AssertionError(family)

    async def put_entry(self, family: str, key: str, value: str) -> None:
        raise AssertionError(family, key, value)

    async def present_spans(self) -> frozenset[int]:
        return frozenset()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("301", "302"), ("201", "204", "301", "302")),  # a card's sockets come before the rest
        (("301", "303"), ("301", "302", "303")),
        (("301",), ("301", "302")),
        (("201", "301", "302"), ("301", "302")),
        (("301", "302"), ("301",)),
        (("201", "301"), ("202", "301")),
    ],
)
def test_a_table_that_was_not_read_anew_is_a_fault(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    config, before, after = Config(), _text(*old), _text(*new)
    was = Was(config, {_PATH.format("old"): before}, {_PATH.format("new"): after})
    fresh, stale = _Reading(after), _Reading(before)
    asyncio.run(verify(config, fresh, fresh, was))
    with pytest.raises(Fault, match="does not read the new table people"):
        asyncio.run(verify(config, stale, stale, was))
