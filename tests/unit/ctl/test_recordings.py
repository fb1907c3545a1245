"""Old recordings, from a shell: how much room they take, and taken away for good."""

import os
from pathlib import Path

import pytest

from appliance.ctl import __main__ as ctl
from appliance.wire.access import GetAccessLog
from appliance.wire.history import GetHistory
from tests.fakes.simulated import asked, eventually
from tests.fakes.stories import told_again
from tests.unit.ctl.conftest import Lineman

_CALL = "held"


@pytest.fixture
def sound(lineman: Lineman) -> Path:
    """Of a call of 2011, with a second of it."""
    box = lineman.box
    told = told_again(_CALL, 12)
    with next(box.folder.glob("**/cel/current.csv")).open("a", encoding="utf-8") as file:
        file.write("\n".join(told) + "\n")
    old = GetHistory(before=1.3e9)
    found = eventually(lambda: box.console.ask(old), lambda told: len(told.calls) == 1)
    (name,) = lineman.json("why", found.calls[0].key)["calltold"]["recordings"]
    path = box.folder / "data" / str(name["path"]).removeprefix("/srv/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(3_200_000))
    os.utime(path, (1.3e9, 1.3e9))
    return path


def test_old_ones_go_once_somebody_agreed(lineman: Lineman, sound: Path) -> None:
    remove = ("recordings", "remove", "--before", "2014-01-01")
    assert lineman.said("recordings").startswith("Recordings: 1, 3.2 MB.\nThe oldest was made on 2")
    assert lineman.said(*remove, "--preview").startswith("Recordings that would go: 1, 3.2 MB.")
    told = lineman.refused(*remove, code=ctl.NOT_AGREED)
    assert "would go: 1, 3.2 MB." in told
    assert "Nothing was removed. Say --yes" in told
    assert sound.exists()
    gone = lineman.json(*remove, "--yes")["recordingsremoved"]
    assert (gone["count"], gone["size"]) == (1, 3_200_000)
    assert not sound.exists()
    assert "would go: 0" in lineman.said(*remove), "there is nothing to agree to"
    call = lineman.json("calls", "--until", "2014-01-01", "--past", "5")["history"]["calls"][0]
    told = lineman.said("why", call["key"])
    assert "was removed by whoever is at the box on 20" in told
    refused = lineman.refused("recording", call["key"], "-")
    assert "was removed by console" in refused
    entry = asked(lineman.box.console.ask(GetAccessLog())).entries[0]
    assert (entry.what, entry.who, entry.of) == (
        "recordings-removed",
        "console",
        "1, < 2014-01-01 00:00",
    )


def test_only_what_lies_in_the_past_can_go(lineman: Lineman) -> None:
    remove = ("recordings", "remove", "--yes", "--before")
    assert "no moment of the past" in lineman.refused(*remove, "2199-01-01")
    assert "no time such as" in lineman.refused(*remove, "yesterday")
    assert "--before" in lineman.refused("recordings", "remove")
