"""Voice messages of whoever went: heard by nobody, there for a month."""

from pathlib import Path

from appliance.apply.voice_folders import ASIDE, KEPT, tidy

KNOWN = {"301", "302", "305"}


def message(folder: Path, box: str) -> None:
    inbox = folder / "default" / box / "INBOX"
    inbox.mkdir(parents=True)
    (inbox / "msg0000.wav").write_text(box)


def heard(folder: Path, box: str) -> str:
    path = folder / "default" / box / "INBOX/msg0000.wav"
    return path.read_text() if path.exists() else ""


def aside(folder: Path) -> list[str]:
    there = folder / ASIDE
    return sorted(each.name for each in there.iterdir()) if there.exists() else []


def test_a_box_that_went_is_put_aside_for_a_month(tmp_path: Path) -> None:
    for box in ("301", "302", "custom"):
        message(tmp_path, box)
    tidy(tmp_path, KNOWN, {"301"}, {}, 1000.0)
    assert [heard(tmp_path, box) for box in ("301", "302", "custom")] == ["301", "", "custom"]
    assert aside(tmp_path) == ["1000-302"]
    message(tmp_path, "302")
    tidy(tmp_path, KNOWN, {"301"}, {}, 1000.0)
    assert aside(tmp_path) == ["1000-302", "1000-302-2"]
    tidy(tmp_path, KNOWN, {"301"}, {}, 1000.0 + KEPT)
    assert len(aside(tmp_path)) == 2
    tidy(tmp_path, KNOWN, {"301"}, {}, 1001.0 + KEPT)
    assert aside(tmp_path) == []


def test_who_gets_a_number_hears_nothing_of_whose_it_was(tmp_path: Path) -> None:
    message(tmp_path, "301")
    tidy(tmp_path, KNOWN, {"301"}, {"301": ""}, 1000.0)
    assert heard(tmp_path, "301") == ""
    assert aside(tmp_path) == ["1000-301"]


def test_who_moves_takes_his_messages_along(tmp_path: Path) -> None:
    message(tmp_path, "301")
    tidy(tmp_path, KNOWN, {"301", "305"}, {"301": "305"}, 1000.0)
    assert (heard(tmp_path, "301"), heard(tmp_path, "305")) == ("", "301")
    message(tmp_path, "302")
    tidy(tmp_path, KNOWN, {"302", "305"}, {"302": "305"}, 1000.0)
    assert heard(tmp_path, "305") == "301", "who has messages there keeps them"
    assert aside(tmp_path) == ["1000-302"]


def test_what_was_left_to_another_configuration_stays_where_it_is(tmp_path: Path) -> None:
    """So it is after a reset that keeps messages: nothing is known, all may come back."""
    message(tmp_path, "301")
    message(tmp_path, "302")
    tidy(tmp_path, (), (), {"302": "305"}, 1000.0)
    tidy(tmp_path, {"302"}, {"302"}, {}, 1001.0)
    assert [heard(tmp_path, box) for box in ("301", "302")] == ["301", "302"]
    assert aside(tmp_path) == []
    tidy(tmp_path, {"301", "302"}, {"302"}, {}, 1002.0)
    assert aside(tmp_path) == ["1002-301"]


def test_where_nothing_was_ever_left_nothing_is_made(tmp_path: Path) -> None:
    tidy(tmp_path / "voicemail", KNOWN, {"301"}, {}, 1.0)
    assert list(tmp_path.iterdir()) == []
