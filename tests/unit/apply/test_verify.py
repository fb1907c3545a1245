"""An Asterisk that kept an old table, or telephones of before, is found out."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from appliance.apply.plan import Files
from appliance.apply.read_files import questions
from appliance.apply.tables import columns_of, rows_of
from appliance.apply.verify import Was, verify
from appliance.compiler.compile import compile_config
from appliance.compiler.tables import Table, sql
from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from appliance.simulate.console import answer
from tests.fakes.running import Running
from tests.machines.offices import after, shop, sip

CHANNELS = "asterisk/dahdi-channels.conf"
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
    was, files = Was(config, {_PATH.format("old"): before}), {_PATH.format("new"): after}
    fresh, stale = _Reading(after), _Reading(before)
    asyncio.run(verify(config, files, fresh, fresh, was))
    with pytest.raises(Fault, match="does not read the new table people"):
        asyncio.run(verify(config, files, stale, stale, was))


@dataclass
class _Knowing(_Reading):
    """An Asterisk that knows these telephones; `asked` is what it was asked about them."""

    numbers: frozenset[str]
    trunks: frozenset[str] = frozenset()
    in_group: dict[str, str] = field(default_factory=dict)  # what is shown of each trunk group
    spans: frozenset[int] = frozenset()
    files: Files = field(default_factory=dict)  # what it was told of channels
    asked: list[str] = field(default_factory=list)

    async def present_spans(self) -> frozenset[int]:
        return self.spans

    async def console(self, line: str) -> str:
        self.asked.append(line)
        if line.startswith("dahdi show channel "):
            return answer(self.files, line)
        if line.startswith("dahdi show channels"):
            return self.in_group.get(line.removeprefix("dahdi show channels").strip(), "")
        *_, last = line.split()
        if line.startswith("dialplan"):
            return "\n".join(f"  '{number}' => 1. Dial()" for number in self.numbers)
        known = self.numbers | self.trunks
        shown = known if last == "endpoints" else known & {last}
        return "\n".join(f" Endpoint:  {number}/{number}  Unavailable" for number in shown)

    async def value(self, function: str) -> str:
        self.asked.append(function)
        return "1" if function.split(",")[1] in self.numbers else "0"


MANY = tuple(str(number) for number in range(401, 410))
EVERYBODY = after(*(sip(digits, digits) for digits in ("301", "302", "303", "304", *MANY)))


@pytest.mark.parametrize(
    ("old", "new", "questions"),
    [
        (("301", "302"), ("302", "301"), 0),  # in another order
        (("301", "302"), ("301", "303"), 4),
        (("301",), ("301", "302"), 2),
        (("301", "302"), ("302",), 2),
        (("301", "302", "303"), ("303", "301", "304"), 4),
        (("301", *MANY), ("302", *MANY), 4),
        (("301",), ("301", *MANY), 2),  # about all at once
        (MANY, ("301",), 2),
    ],
)
def test_every_telephone_that_came_is_known_and_none_that_went(
    old: tuple[str, ...], new: tuple[str, ...], questions: int
) -> None:
    def office(numbers: tuple[str, ...]) -> Config:
        known = {ext.number.digits: ext for ext in EVERYBODY.extensions}
        return replace(EVERYBODY, extensions=tuple(known[number] for number in numbers))

    config, was = office(new), Was(office(old), {})
    right = _Knowing("", frozenset(new))
    asyncio.run(verify(config, {}, right, right, was))
    assert len(right.asked) == questions
    for come in set(new) - set(old):
        lacks = _Knowing("", frozenset(new) - {come})
        with pytest.raises(Fault, match=f"does not know extension {come}"):
            asyncio.run(verify(config, {}, lacks, lacks, was))
    for went in set(old) - set(new):
        keeps = _Knowing("", frozenset(new) | {went})
        with pytest.raises(Fault, match=f"still knows extension {went}"):
            asyncio.run(verify(config, {}, keeps, keeps, was))


def test_of_what_runs_is_nothing_known_all_is_asked_about() -> None:
    files = compile_config(EVERYBODY)
    about_files = [each.line for each in questions(files)]
    knows = Running(files)
    asyncio.run(verify(EVERYBODY, files, knows, knows))
    assert knows.asked == [*about_files, "dialplan show ext-local", "pjsip show endpoints"]
    for file in ("acl", "cel", "extensions", "pjsip", "queues", "res_parking", "rtp", "voicemail"):
        assert f"asterisk/{file}.conf" in {each.path for each in questions(files)}
    lacks = _Knowing("", frozenset({"301", "303", "304", *MANY}))
    with pytest.raises(Fault, match="does not know extension 302"):
        asyncio.run(verify(EVERYBODY, {}, lacks, lacks))


def test_every_sip_line_that_came_is_known_and_none_that_went() -> None:
    names = ("first", "192.0.2.1"), ("second", "192.0.2.2")
    lines = tuple(SipTrunk(Token(name), host) for name, host in names)
    one, both = (
        Config(trunk_groups=(TrunkGroup(1, DisplayName("City"), lines[:count]),))
        for count in (1, 2)
    )
    knows_both = _Knowing("", frozenset(), frozenset({"first", "second"}))
    knows_one = _Knowing("", frozenset(), frozenset({"first"}))
    asyncio.run(verify(both, {}, knows_both, knows_both, Was(one, {})))
    asyncio.run(verify(one, {}, knows_one, knows_one, Was(both, {})))
    with pytest.raises(Fault, match="does not know SIP account second"):
        asyncio.run(verify(both, {}, knows_one, knows_one, Was(one, {})))
    with pytest.raises(Fault, match="still knows SIP account second"):
        asyncio.run(verify(one, {}, knows_both, knows_both, Was(both, {})))


def test_every_line_of_a_card_is_there_and_in_its_trunk_group() -> None:
    """A card that is out of its slot has none to be asked about."""
    config = shop()
    was = Was(config, {CHANNELS: "[as-they-were]\n"})
    files = {CHANNELS: compile_config(config)[CHANNELS]}
    all_six, city = "1\n2\n3\n4\n5\n6", "5\n6"

    def knowing(channels: str, in_group: str, span: int = 1) -> _Knowing:
        shown = {"": channels, "group 2": in_group}
        return _Knowing("", frozenset(), in_group=shown, spans=frozenset({span}), files=files)

    right, out = knowing(all_six, city), knowing("", "", span=2)
    asyncio.run(verify(config, files, right, right, was))
    assert right.asked == [
        "dahdi show channels",
        "dahdi show channels group 2",
        *(f"dahdi show channel {number}" for number in range(1, 7)),
    ]
    asyncio.run(verify(config, files, out, out, was))
    assert out.asked == []
    for wrong, told in (
        (knowing("1\n2\n3\n5\n6", city), "does not know channel 4"),
        (knowing(all_six, "5"), "does not have channel 6 in trunk group 2"),
    ):
        with pytest.raises(Fault, match=told):
            asyncio.run(verify(config, files, wrong, wrong, was))
