"""Who may do what, as a table written by hand says; a sample of the campaign `rights`."""

import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import get_args

import pytest

from appliance.core.relations import USUAL, RelationKind
from appliance.core.roles import Difference, ReachDiffers, RecordingDiffers
from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.who_may.play import open_office, outcome
from tests.integration.asterisk.who_may.staff import NUMBERS, office
from tests.integration.asterisk.who_may.table import Case, cases

_SEED = 1
_BY_CHANCE = 12  # cases besides those that are there for a kind
_PATIENCE = 30  # seconds that a case of the gate may talk
_ALWAYS = (
    "Codes: *98390 by chief",  # hears the mailbox of 390 by right, and who needs its PIN
    "Codes: *98390 by staff",
    "Codes, where somebody differs: *98390 by trusted",
    "Codes, where somebody differs: *98390 by barred",
    "Relations: *555304 by chief",  # supervises
    "Relations: **306 by hall",  # assists
    "Relations: **306 by second",  # stands in for
    "Relations: **302 by asked",  # is personal manager of
    "Closed by hand: 89161234567 by late",  # hours of one's own, and what is open out of them
    "By day, where somebody differs: 84951234567 by nights",
    "Closed by hand: 84951234567 by shifted",
    "By day, where somebody differs: 89161234567 by bound",
    "Length: 1",  # ends when the minutes of the day are used up
)
_QUICK = [case for case in cases() if int(case.says("talks") or "0") <= _PATIENCE]
_SECTIONS = {title: list(of) for title, of in groupby(cases(), lambda case: case.section)}


def _kinds(case: Case) -> Iterator[tuple[str, str]]:
    """Everything that is to be met once: each section, caller, column, and an end of each limit."""
    yield "section", case.section
    yield "caller", case.caller
    yield from (("column", name) for name, cell in case.row.items() if cell)
    if case.says("up") or case.says("spent"):
        yield case.section, "-" if case.then == "-" else "let through"


def _sample() -> list[Case]:
    """Those that are always in it, some by chance, and more until every kind is met."""
    mixed = random.Random(_SEED).sample(_QUICK, len(_QUICK))  # noqa: S311  # no secret
    chosen = [case for case in _QUICK if case.name in _ALWAYS] + mixed[:_BY_CHANCE]
    met = {kind for case in chosen for kind in _kinds(case)}
    for case in mixed:
        if not met.issuperset(_kinds(case)):
            chosen.append(case)
            met.update(_kinds(case))
    return list({case.name: case for case in chosen}.values())


_SAMPLE = _sample()


@pytest.fixture(scope="module")
def stage(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_office(root, tmp_path_factory.mktemp("who-may") / "asterisk") as opened:
        yield opened
        # Whoever is asked for the PIN of a mailbox hangs up.
        assert "\n".join(opened.asterisk.complaints("nable to read password")) == ""


@pytest.mark.parametrize("case", _SAMPLE, ids=lambda case: case.name)
def test_a_call_goes_as_the_table_says(stage: Stage, case: Case) -> None:
    assert outcome(stage, case) == case.then


def test_the_sample_meets_every_kind() -> None:
    """So that nothing that the table speaks of is left to the campaign alone."""
    names = {case.name for case in _SAMPLE}
    assert names.issuperset(_ALWAYS)
    assert {case.section for case in _SAMPLE} == set(_SECTIONS)
    assert {case.caller for case in _SAMPLE} >= NUMBERS.keys()
    refused = {case.section for case in _SAMPLE if case.says("up") and case.then == "-"}
    assert refused >= {each for each in _SECTIONS if each.startswith("Calls at once")}
    assert any(case.says("spent") and case.then == "-" for case in _SAMPLE)


def test_the_table_is_read_whole() -> None:
    """A row that is not read would be a right that nobody looks at."""
    assert len({case.name for case in cases()}) == len(cases()) > 1700
    assert len(_SECTIONS) == 23
    by_day = [*_SECTIONS["By day"], *_SECTIONS["By day, where somebody differs"]]
    assert {case.caller for case in by_day} == NUMBERS.keys()
    assert {case.then.partition(" ")[0] for case in by_day} == {
        "1", "2", "-", "full", "PIN", "306", "nobody",
    }  # fmt: skip


def test_every_relation_and_every_difference_that_a_telephone_shows_is_in_the_table() -> None:
    """Every relation with what it usually opens; whom one hears by the page is no telephone's."""
    usual = {each.kind for each in office().relations if each.opens == USUAL[each.kind]}
    assert usual == set(RelationKind)
    differing = {type(d) for person in office().people for d in person.differences}
    at_telephones = set(get_args(Difference)) - {ReachDiffers, RecordingDiffers}
    assert differing == at_telephones
