"""Calls made by chance go in the real Asterisk as the simulator says, step by step.

A sample; the campaign `whatif` makes hundreds.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.integration.asterisk.trial.chance import calls_of, office_of
from tests.integration.asterisk.trial.reached import Reached
from tests.integration.asterisk.trial.tries import Tries, tries

_SEED, _OFFICES, _CALLS = 22, 3, 6
_ALL_OFFICES, _ALL_CALLS = 45, 10  # as the campaign has them


@pytest.fixture(scope="module")
def tried(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tries]:
    with tries(root, tmp_path_factory.mktemp("whatif") / "asterisk", _SEED, _CALLS) as opened:
        yield opened


@pytest.mark.parametrize("office", range(_OFFICES))
def test_the_simulator_and_asterisk_agree(tried: Tries, office: int) -> None:
    found = {
        name: other
        for name in tried.names(_OFFICES)
        if name.startswith(f"{office:02}-") and (other := tried.disagreements(name))
    }
    assert found == {}


def test_the_campaigns_calls_come_to_all_that_a_call_can_come_to() -> None:
    reached = Reached()
    for office in range(_ALL_OFFICES):
        if not reached.missed:
            break
        seed = f"1 {office:02}"
        exchange = Exchange(office_of(seed))
        for case in calls_of(seed, exchange, _ALL_CALLS, office * _ALL_CALLS):
            story = simulate(exchange, case.scenario)
            reached.note(exchange.dialplan, [step.place for step in story.steps])
    assert reached.missed == []
