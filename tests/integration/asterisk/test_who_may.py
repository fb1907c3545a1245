"""Who may do what, as a table written by hand says; a sample of the campaign `rights`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.integration.asterisk.trial.stage import Stage
from tests.integration.asterisk.who_may.play import open_office, outcome
from tests.integration.asterisk.who_may.staff import NUMBERS
from tests.integration.asterisk.who_may.table import Case, cases

_EACH = 67  # so that a sample meets every column of a table for everybody
_BOTH = ("chief", "staff")  # who hears the mailbox of 390 by right, and who needs its PIN
_QUICK = [case for case in cases() if not case.says("talks")]
_MAILBOX = [case for case in _QUICK if case.name in {f"Codes: *98390 by {w}" for w in _BOTH}]
_SAMPLE = _QUICK[::_EACH] + [case for case in _MAILBOX if case not in _QUICK[::_EACH]]
_SECTIONS = {title: list(of) for title, of in groupby(cases(), lambda case: case.section)}


@pytest.fixture(scope="module")
def stage(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with open_office(root, tmp_path_factory.mktemp("who-may") / "asterisk") as opened:
        yield opened
        # Whoever is asked for the PIN of a mailbox hangs up.
        assert "\n".join(opened.asterisk.complaints("nable to read password")) == ""


@pytest.mark.parametrize("case", _SAMPLE, ids=lambda case: case.name)
def test_a_call_goes_as_the_table_says(stage: Stage, case: Case) -> None:
    assert outcome(stage, case) == case.then


def test_the_table_is_read_whole() -> None:
    """A row that is not read would be a right that nobody looks at."""
    assert len({case.name for case in cases()}) == len(cases()) > 900
    assert len(_SECTIONS) == 16
    by_day = {case.caller for case in _SECTIONS["By day"]}
    assert by_day == NUMBERS.keys()
    assert {case.then.partition(" ")[0] for case in _SECTIONS["By day"]} == {
        "1", "2", "-", "full", "PIN", "306", "nobody",
    }  # fmt: skip
