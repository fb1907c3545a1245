"""Calls that ended, from a shell: filters, tables, why."""

import csv
import io

import pytest

from appliance.core.cdr import COLUMNS
from appliance.wire.history import GetHistory
from tests.fakes.simulated import eventually, free
from tests.fakes.stories import told_again
from tests.unit.ctl.conftest import Lineman

_STORIES = {"out_busy": 20, "queue_abandoned_while_it_rings": 21, "attended": 22, "held": 23}


@pytest.fixture(scope="module", autouse=True)
def _told(request: pytest.FixtureRequest) -> None:
    """Stories in the simulated box's spool; their seconds begin with 20 to 23, in the future."""
    box = request.getfixturevalue("simulated")
    spool = next(box.folder.glob("**/cel/current.csv"))
    with spool.open("a", encoding="utf-8") as file:
        for name, number in _STORIES.items():
            file.write("\n".join(told_again(name, number)) + "\n")
    asked = GetHistory(since=2_000_000_000.0)
    eventually(lambda: box.console.ask(asked), lambda found: len(found.calls) == len(_STORIES))


def test_filters_choose_and_the_table_tells(lineman: Lineman) -> None:
    told = lineman.said("calls", "--since", "2033-05-18 06:00", "--result", "busy")
    assert told.count("\n") == 1
    assert "2095848" in told  # what “why” takes
    assert "84951112233" in told


def test_no_such_call(lineman: Lineman) -> None:
    assert lineman.said("calls", "--number", "7777777").strip() == "No such call."


def test_json_says_all(lineman: Lineman) -> None:
    found = lineman.json("calls", "--since", "2033-05-18 06:00", "--result", "abandoned")
    (call,) = found["history"]["calls"]
    assert (call["result"], call["hung_up_by"], call["talk_seconds"]) == ("abandoned", "caller", 0)


def test_csv_has_asterisks_columns(lineman: Lineman) -> None:
    told = lineman.said("calls", "--since", "2033-05-18 06:00", "--csv")
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + len(_STORIES)


def test_why_in_both_languages_with_evidence(lineman: Lineman) -> None:
    found = lineman.json("calls", "--since", "2033-05-18 06:00", "--result", "busy")
    key = found["history"]["calls"][0]["key"]
    told = lineman.said("why", key.rpartition("/")[2])
    assert told.startswith("Busy: 84951112233.")
    assert "cause 17" in told
    told = lineman.said("why", key, "--language", "ru")
    assert told.startswith("Занято: 84951112233.")
    assert "причина 17" in told


def test_the_last_call_needs_no_name(lineman: Lineman) -> None:
    assert "84951234302" not in lineman.said("why")
    assert "The recording" not in lineman.said("why", "last")


def test_what_there_is_not_is_refused(lineman: Lineman) -> None:
    assert "there is no call 17.1" in lineman.refused("why", "17.1")
    assert "no time such as" in lineman.refused("calls", "--since", "yesterday")
    assert "there is no Nobody" in lineman.refused("calls", "--person", "Nobody")
    assert "no such recording" in lineman.refused("recording", "last", "-", "--which", "9")


def test_a_telephone_is_rung(lineman: Lineman) -> None:
    free(lineman.box, "203")
    assert lineman.said("ring", "203") == "203 rings.\n"
    free(lineman.box, "203")
    assert lineman.said("ring", "203", "204", "--language", "ru") == "203 звонит.\n"
