"""A log of writes is cut at its promises, replayed, and spoiled only for a moment."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from build.lib.image import layout
from tests.campaign.powercut.disk import Replay, changed
from tests.campaign.powercut.log import SECTOR, Entry, steps
from tests.unit.powercut.written import DISCARD, FLUSH, FUA, logged


def _sectors(letters: str) -> bytes:
    return b"".join(letter.encode() * SECTOR for letter in letters)


def _replay(folder: Path, log: Path) -> Replay:
    base = folder / "base"
    base.write_bytes(_sectors("........"))
    return Replay(base, log, list(steps(log)), folder / "disk")


def _shown(replay: Replay) -> str:
    return replay.path.read_bytes()[::SECTOR].decode()


def test_only_what_was_promised_is_on_the_disk(tmp_path: Path) -> None:
    log = logged(
        tmp_path / "log", (0, _sectors("a"), 0), (0, b"", FLUSH), (1, _sectors("b"), 0),
        (2, _sectors("c"), FUA), (3, _sectors("d"), 0), (4, b"", DISCARD), (5, _sectors("e"), 0),
        (0, b"", FLUSH), (6, _sectors("f"), 0),
    )  # fmt: skip
    seen = []
    with closing(_replay(tmp_path, log)) as replay:
        for moment in range(1, 4):
            replay.forward(moment)
            seen.append(_shown(replay))
    assert seen == ["a.......", "abc.....", "abcd.e.."]


def test_a_torn_moment_is_undone(tmp_path: Path) -> None:
    following = [(n, _sectors("xyz"), 0) for n in (1, 2, 4)]
    log = logged(tmp_path / "log", (0, _sectors("a"), 0), (0, b"", FLUSH), *following,
               (0, b"", FLUSH))  # fmt: skip
    found = set()
    with closing(_replay(tmp_path, log)) as replay:
        replay.forward(1)
        for seed in range(20):
            with replay.torn(seed):
                found.add(_shown(replay))
            assert _shown(replay) == "a......."
    assert len(found) > 5


def test_half_an_entry_at_the_end_is_no_promise(tmp_path: Path) -> None:
    log = logged(tmp_path / "log", (0, _sectors("a"), 0), (0, b"", FLUSH), (1, b"", FLUSH))
    log.write_bytes(log.read_bytes()[:-100])
    assert len(list(steps(log))) == 1


def test_a_write_is_known_by_its_partition() -> None:
    places = [0, layout.start("state") + SECTOR, layout.start("data")]
    writes = [Entry(place, SECTOR, 0, flush=False, forced=False) for place in places]
    assert changed(writes) == {"table", "state", "data"}
