"""What forms choose among: what is asked for it, and how it is drawn."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sanic.exceptions import NotFound

from appliance.core.config import Config
from appliance.core.people import Extension, Person
from appliance.daemon.names_view import names_view
from appliance.daemon.parts_view import part_view, parts_view
from appliance.wire.client import Client
from appliance.wire.configuration import GetNames, GetPart, GetParts
from tests.machines.company import company
from webui import pages
from webui.parts.choices import Option, choices, drawn, options_of
from webui.parts.kind import Kind
from webui.parts.screens import known_of, part_alone
from webui.visit import Visit

KINDS = [kind for page in pages.ALL for kind in page.kinds]
PEOPLE = frozenset({"Person", "Extension", "Mailbox"})  # of which an office has thousands


@dataclass(frozen=True, slots=True)
class Told(Client):
    """Answers about an office, and counts what it was asked."""

    office: Config = field(default_factory=Config)
    asked: Counter[str] = field(default_factory=Counter)

    async def ask(self, request: Any, *_more: object, **_named: object) -> Any:
        await asyncio.sleep(0)
        match request:
            case GetNames(kinds=kinds, after=after):
                self.asked["names"] += 1
                return names_view(self.office, 7, kinds, after)
            case GetPart(kind=kind, name=name):
                self.asked["part"] += 1
                return part_view(self.office, 7, kind, name, secrets=True)
            case GetParts(kind=kind, after=after):
                self.asked[kind] += 1
                return parts_view(self.office, 7, kind, after)
        self.asked[type(request).__name__] += 1
        return request


def visit(client: Client) -> Visit:
    return Visit(client, "/", "en", "auto", "", "", "")


def done(work: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await work

    return asyncio.run(wait())


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.cards], ids=lambda kind: kind.path)
def test_a_form_fetches_no_people_to_choose_among(kind: Kind) -> None:
    client = Told(office=company(20))
    known = done(known_of(visit(client), kind))
    own = {each.__name__ for each in kind.whole}
    assert {name for name in client.asked if name in PEOPLE} <= own
    assert client.asked["names"] == 1
    assert known.revision == 7
    if Extension in kind.needs:
        assert len(known.options(Extension)) == 20


def test_the_form_of_one_of_many_fetches_that_one_alone() -> None:
    client = Told(office=company(20))
    who = company(20).people[3]
    found = done(part_alone(visit(client), Person, str(who.key)))
    assert found["name"] == who.name.text
    with pytest.raises(NotFound):
        done(part_alone(visit(client), Person, "nobody"))
    assert client.asked == {"part": 2}
    assert {kind.of.__name__ for kind in KINDS if kind.many} == PEOPLE


def test_a_page_asks_each_question_once() -> None:
    client = Told(office=company(2))

    async def both() -> None:
        seen = visit(client).reading()
        await asyncio.gather(*(seen.ask(GetParts("Person")) for _ in range(3)))
        await seen.ask(GetParts("Person"))
        await seen.ask(GetParts("Department"))

    asyncio.run(both())
    assert client.asked == {"Person": 1, "Department": 1}


def test_numbers_stand_with_whose_they_are() -> None:
    known = done(known_of(visit(Told(office=company(2))), _kind("/ring-groups")))
    number = company(2).extensions[0].number.digits
    assert known.title(Extension, number) == f"{number} · {company(2).people[0].name}"
    assert known.title(Extension, "999") == "999"


def _kind(path: str) -> Kind:
    return next(kind for kind in KINDS if kind.path == path)


def test_options_are_drawn_with_the_chosen_one_and_never_as_markup() -> None:
    options = (
        Option("", "–"),
        *options_of(("a", 'b"<'), ("Anna", "<b>Boris & Co</b>"), "People"),
        Option("c", "C"),
    )
    assert drawn(options, 'b"<') == (
        '<option value="">–</option>\n'
        '<optgroup label="People">\n<option value="a">Anna</option>\n'
        '<option value="b&#34;&lt;" selected>&lt;b&gt;Boris &amp; Co&lt;/b&gt;</option>\n'
        '</optgroup>\n<option value="c">C</option>\n'
    )
    assert '<option value="" selected>' in drawn(options)


def test_a_value_that_is_none_of_them_is_kept() -> None:
    options = options_of(("a",), ("Anna",))
    assert drawn(options, "z<", "Gone").endswith('<option value="z&lt;" selected>Gone</option>')
    assert drawn(options, "z").endswith('<option value="z" selected>z</option>')
    assert "z" not in drawn(options, "z", None)


def test_the_same_names_are_not_drawn_again() -> None:
    first = options_of(("a", "b"), ("Anna", "Boris"))
    assert options_of(("a", "b"), ("Anna", "Boris")) is first
    assert options_of(("a", "b"), ("Anna", "Olga")) is not first


def test_a_whole_kind_is_called_by_its_names_too() -> None:
    client = Told(office=company(3))
    known = done(choices(visit(client), str, (), (Person,)))
    assert [p["name"] for p in known.parts(Person)] == list(known.titles(Person).values())
