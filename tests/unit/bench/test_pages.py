"""How the bench of pages judges them, and the office and the log that it makes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from random import Random

from appliance.core.commands import AdoptCard, Several
from appliance.core.why import evidence
from appliance.simulate.cards import office_cards
from appliance.store.call_finding import CallFilter
from appliance.store.history import History
from tests.bench import million
from tests.bench.bench_pages import judged
from tests.bench.large_office import beside
from tests.fakes.configured import COMMANDS
from tests.machines.offices import after


def test_a_page_is_judged_by_its_own_p95() -> None:
    quick, slow = [5.0] * 100, [5.0] * 90 + [40.0] * 10
    found = judged({"/": quick, "/people": slow}, {})
    assert found.figures["p95_ms"] == 40.0
    assert found.figures["median_ms"] == 5.0
    assert found.bad == ("/people takes 40.0 ms, at most 30 is allowed",)
    assert judged({"/": quick, "/people": [5.0] * 96 + [40.0] * 4}, {}).bad == ()


def test_a_company_fits_beside_the_office() -> None:
    adopted = [AdoptCard(card.found) for card in office_cards()]
    office = after(*adopted, *COMMANDS)
    both = after(*adopted, *COMMANDS, Several(beside(300)))
    assert len(both.people) >= 300
    assert {each.key: each for each in office.people}.items() <= {
        each.key: each for each in both.people
    }.items()


def test_the_log_is_found_and_some_calls_can_be_told(tmp_path: Path) -> None:
    chance = Random(1)  # noqa: S311  # the same each time
    with closing(History(tmp_path / "history.db")) as history:
        million.fill(tmp_path / "history.db", chance, 3000)
        page = history.find(CallFilter(until=million.moment(chance, 3000), limit=50))
        assert len(page.calls) == 50
        key = million.one(chance, 3000)
        call = history.call(key)
        assert call is not None
        assert evidence(call, history.events(key))
        name = history.find(CallFilter(search="клиент", limit=5))
        assert len(name.calls) == 5
