"""How parts are called, for forms that choose among thousands of them."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from appliance.core.canonical import to_plain
from appliance.core.commands import AdoptCard, edit
from appliance.core.config import Config
from appliance.core.parts import PLACES, parts, spelled
from appliance.core.people import Extension, SipPhone
from appliance.daemon.names_view import names_view
from appliance.simulate.cards import office_cards
from appliance.wire.configured import Names
from tests.fakes.configured import COMMANDS
from tests.machines.company import company
from tests.machines.offices import after, named

KINDS = tuple(kind.__name__ for kind in PLACES)


def _titles(told: Names) -> dict[str, dict[str, str]]:
    return {each.kind: dict(zip(each.names, each.titles, strict=True)) for each in told.lists}


def test_every_part_is_called_by_its_name_and_a_number_by_whose_it_is() -> None:
    office = after(*(AdoptCard(card.found) for card in office_cards()), *COMMANDS)
    told = _titles(names_view(office, 1, KINDS, 0))
    assert told["Extension"] == {str(n): str(name) for n, name in office.shown_names().items()}
    for kind in PLACES:
        plain = {spelled(part): to_plain(part, kind) for part in parts(office, kind)}
        assert told[kind.__name__].keys() == plain.keys()
        if kind is not Extension:
            assert told[kind.__name__] == {n: str(p.get("name", n)) for n, p in plain.items()}


def test_nothing_else_of_a_part_travels() -> None:
    office = company(3)
    told = msgspec.json.encode(names_view(office, 1, KINDS, 0)).decode()
    (device,) = office.extensions[0].devices
    assert isinstance(device, SipPhone)
    assert device.secret.text not in told
    large = msgspec.json.encode(names_view(company(1000), 1, ("Extension", "Person"), 0))
    assert len(large) < 150_000  # their parts are some 900,000 bytes


def test_a_change_is_told_and_so_is_its_end() -> None:
    before = company(3)
    changed = edit(before, named("20002", "Ольга"))
    for config in (before, changed, before):
        told = _titles(names_view(config, 1, ("Person", "Extension"), 0))
        assert list(told["Person"].values()) == [person.name.text for person in config.people]
        assert told["Extension"] == {str(n): str(name) for n, name in config.shown_names().items()}


def test_what_does_not_fit_in_an_answer_follows() -> None:
    office = company(3)
    many = tuple(
        replace(person, key=type(person.key)(f"{person.key}-{at}"), number=None)
        for at in range(5_000)
        for person in office.people
    )
    large = replace(office, people=(*office.people, *many))
    kinds = ("Department", "Person")
    found: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    count, answers = 0, 0
    while True:
        told = names_view(large, 1, kinds, count)
        for kind, titles in _titles(told).items():
            found[kind] |= titles
        count += sum(len(each.names) for each in told.lists)
        answers += 1
        if not told.more:
            break
    assert answers > 1
    assert list(found["Person"]) == [str(person.key) for person in large.people]
    assert list(found["Department"]) == [str(each.key) for each in large.departments]


def test_an_office_without_anything_has_no_names() -> None:
    told = names_view(Config(), 1, ("Person", "Menu"), 0)
    assert _titles(told) == {"Person": {}, "Menu": {}}
    assert not told.more
