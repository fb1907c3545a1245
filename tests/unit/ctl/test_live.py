"""What telephones set by themselves, seen and set from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.ctl.conftest import Lineman

HOURS = {
    "key": "hours",
    "name": "Часы",
    "week": [{"days": [1, 2, 3, 4, 5], "start": 540, "end": 1080}],
    "code": 3,
}


@pytest.fixture
def office(lineman: Lineman) -> Lineman:
    lineman.said("parts", "put", "Schedule", json.dumps(HOURS))
    for word in ("always", "busy", "no-answer"):
        lineman.said("forward", "201", word, "off")
    lineman.said("dnd", "201", "off")
    lineman.said("day-night", "hours", "auto")
    return lineman


def test_forwarding_is_set_shown_and_taken_away(office: Lineman) -> None:
    assert office.said("forward", "201", "202") == "201: all calls -> 202\n"
    said = office.said("forward", "201", "no-answer", "203")
    assert said == "201: all calls -> 202, calls that nobody answers -> 203\n"
    assert "201: all calls -> 202" in office.said("live")
    assert office.said("forward", "201", "off").endswith("nobody answers -> 203\n")
    assert office.said("forward", "201", "no-answer", "off") == "201: nothing is set\n"
    assert "201" not in office.said("live")


def test_rest_and_day_and_night(office: Lineman) -> None:
    assert office.said("dnd", "201", "on") == "201: do not disturb\n"
    assert office.said("day-night", "3", "night") == "3 Часы: closed by hand\n"
    assert office.said("day-night", "Часы", "day", "--language", "ru") == (
        "3 Часы: открыто вручную\n"
    )
    assert office.json("live", "--of", "201")["livestate"]["telephones"] == [
        {
            "number": "201",
            "always": "",
            "busy": "",
            "no_answer": "",
            "do_not_disturb": True,
            "call_waiting": False,
            "follow_me": "",
            "no_intercom": False,
            "logged_out": False,
            "paused": False,
            "camp_on": "",
            "wake_up": 0,
            "speed_dial": [],
            "hot_desk": "",
            "desk": "",
        }
    ]
    assert office.json("live")["livestate"]["schedules"][0]["switch"] == "day"


def test_a_telephone_is_to_wake_somebody(office: Lineman) -> None:
    said = office.said("wake-up", "201", "07:30")
    assert said.startswith("201: wake-up call ")
    assert said.endswith(":30\n"), "by the clock here, which may be of another zone than the box"
    assert office.said("live", "--of", "201") == said
    newest = office.said("live", "log", "--limit", "1")
    assert "wake-up call" in newest
    assert "off -> 2" in newest
    assert office.said("wake-up", "201", "off") == "201: nothing is set\n"
    for wrong in ("7:30", "24:00", "soon"):
        assert f"{wrong!r} is no time" in office.refused("wake-up", "201", wrong)
    assert "не время" in office.refused("wake-up", "201", "25:00", "--language", "ru")


def test_a_number_outside_rings_along(office: Lineman) -> None:
    said = office.said("follow-me", "201", "89161234567")
    assert said == "201: rings along -> 89161234567\n"
    assert office.said("follow-me", "201", "off") == "201: nothing is set\n"
    refused = office.refused("follow-me", "201", "202", "--language=ru")
    assert "только номер снаружи" in refused


def test_a_telephone_does_not_answer_by_itself(office: Lineman) -> None:
    assert office.said("intercom", "201", "off") == "201: no intercom\n"
    assert office.said("intercom", "201", "on") == "201: nothing is set\n"


def test_a_telephone_leaves_its_queues_and_comes_back(office: Lineman) -> None:
    queue = {"key": "sales", "name": "Продажи", "number": None, "members": ["201"]}
    office.said("parts", "put", "Queue", json.dumps(queue))
    assert office.said("queue-login", "201", "off") == "201: logged out of queues\n"
    said = office.said("queue-pause", "201", "on")
    assert said == "201: logged out of queues, pause in queues\n"
    assert said in office.said("live")
    assert "queue" in office.said("live", "log", "--limit", "1")
    said = office.said("queue-login", "201", "on", "--language", "ru")
    assert said == "201: ничего не включено\n", "who logs in is on no pause"
    assert "serves no queue" in office.refused("queue-pause", "202", "on")
    assert "ни одной очереди" in office.refused("queue-login", "202", "off", "--language=ru")


def test_what_telephones_said_of_a_caller_counts_no_more(office: Lineman, tmp_path: Path) -> None:
    file = tmp_path / "live.json"
    office.said("live", "export", str(file))
    whole = json.loads(file.read_text())
    whole["values"]["BLACKLIST"] = {"79161234567": "YES", "74951234567": "NO"}
    file.write_text(json.dumps(whole))
    assert office.said("live", "restore", str(file)) == "It is as the file says.\n"
    told = office.said("live").splitlines()[-2:]
    assert told == ["+74951234567: not blocked, whatever is listed", "+79161234567: blocked"]
    left = office.said("block-list", "+79161234567", "off")
    assert left == "+74951234567: not blocked, whatever is listed\n"
    assert "block list" in office.said("live", "log", "--limit", "1")
    said = office.said("block-list", "74951234567", "off", "--language", "ru")
    assert said == "Ничего не включено.\n"
    assert "country code" in office.refused("block-list", "x", "off")


def test_nobody_is_logged_in_at_a_telephone_any_more(office: Lineman) -> None:
    assert office.said("hot-desk", "201", "off") == "201: nothing is set\n"
    assert "999" in office.refused("hot-desk", "999", "off")


def test_a_key_calls_a_number(office: Lineman) -> None:
    office.said("speed-dial", "201", "5", "89161234567")
    said = office.said("speed-dial", "201", "0", "202")
    assert said == "201: speed dial 0 -> 202, speed dial 5 -> 89161234567\n"
    assert said in office.said("live")
    assert "201-0" in office.said("live", "log", "--limit", "1")
    office.said("speed-dial", "201", "5", "off")
    assert office.said("speed-dial", "201", "0", "off") == "201: nothing is set\n"
    assert "take one of 0 to 9" in office.refused("speed-dial", "201", "10", "202")
    assert "сам быстрый набор" in office.refused("speed-dial", "201", "1", "*02", "--language=ru")


def test_who_changed_what_is_kept(office: Lineman) -> None:
    office.said("forward", "201", "busy", "204")
    newest = office.said("live", "log", "--limit", "1")
    told = "201 calls while it is busy off -> 204 whoever is at the box"
    assert newest.split()[2:] == told.split()
    (change,) = office.json("live", "log", "--limit", "1")["livechanges"]["changes"]
    assert (change["what"], change["before"], change["after"]) == ("busy", "", "204")


@pytest.mark.parametrize(
    ("arguments", "english", "russian"),
    [
        (("forward", "201", "112"), "to: 112 is an emergency number", "куда: 112 — экстренный"),
        (("forward", "201", "x"), "to: 'x' is not what a telephone dials", "куда: 'x' — не то"),
        (("forward", "999", "201"), "extension: there is no extension 999", "нет внутреннего"),
        (("day-night", "moon", "day"), "schedule: there is no schedule moon", "расписание: нет"),
        (("dnd", "201", "maybe"), "invalid choice: 'maybe'", "'maybe' — не из"),
    ],
)
def test_what_cannot_be_is_said_in_both_languages(
    office: Lineman, arguments: tuple[str, ...], english: str, russian: str
) -> None:
    assert english in office.refused(*arguments)
    assert russian in office.refused(*arguments, "--language", "ru")


def test_a_backup_brings_it_back(office: Lineman, tmp_path: Path) -> None:
    file = tmp_path / "live.json"
    office.said("forward", "201", "202")
    office.said("dnd", "203", "on")
    office.said("live", "export", str(file))
    office.said("forward", "201", "204")
    office.said("dnd", "203", "off")
    office.said("dnd", "204", "on")
    assert office.said("live", "restore", str(file)) == "It is as the file says.\n"
    assert office.said("live").splitlines()[:2] == ["201: all calls -> 202", "203: do not disturb"]
    whole = json.loads(file.read_text())
    whole["values"]["CF"]["999"] = "201"
    file.write_text(json.dumps(whole))
    left = office.said("live", "restore", str(file))
    assert left.startswith("Left as it was:\n  always 999: there is no extension 999")
