"""Old recordings go when somebody says so; the calls stay and tell of it, whatever happens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.asterisk.recordings import Recordings
from appliance.beside import OneThread
from appliance.core.call_audit import Wrong
from appliance.core.calls import Call
from appliance.core.errors import Fault
from appliance.flows.nightly_audit import NightlyAudit
from appliance.flows.old_recordings import OldRecordings, Removal
from appliance.store.history import Cursor, History
from tests.fakes.stories import told_again
from tests.fakes.stories_office import DIRECTORY

NOW = 1.9e9
_LONG_AGO = 1.2e9  # the story told again as number 11 was before, as number 12 after it


class Box:
    """Two calls with a recording, years from each other, and one that no call is known of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "recordings"
        self.history = History(folder / "history.db", lambda: DIRECTORY)
        told = [line for number in (11, 12) for line in told_again("held", number)]
        self.old_call, self.new_call = self.history.take(told, Cursor("1", 1))
        self.stray = "/srv/recordings/2006/01/02/1.2.raw"
        for name in (self.stray, *self.old_call.recordings, *self.new_call.recordings):
            self.lay(name)
        self.writer = OneThread("writer")
        self.recordings = Recordings(self.folder)
        self.old = OldRecordings(
            lambda: self.history.removals, self.recordings, self.writer, lambda: NOW
        )

    def lay(self, name: str, time: float = 1.1e9) -> Path:
        path = self.folder / name.removeprefix("/srv/recordings/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\1\2\3\4" * 8000)
        os.utime(path, (time, time))
        return path

    def there(self) -> set[str]:
        return set(self.recordings.names())

    def who_removed(self, call: Call) -> list[str]:
        return [each.who for each in self.history.removals.of(call.recordings).values()]

    async def night(self) -> set[Wrong]:
        audit = NightlyAudit(self.history, self.recordings, lambda _start: None, self.writer)
        return set((await audit.run()).wrong)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    yield made
    made.writer.end(made.history.close)
    made.history.close()


async def test_what_is_old_goes_and_its_call_says_by_whom(box: Box) -> None:
    seen = await box.old.look(_LONG_AGO)
    assert (seen.count, seen.size, seen.oldest) == (2, 64000, 1.1e9)
    assert len(box.there()) == 3, "looking takes nothing away"
    assert await box.old.remove(_LONG_AGO, "anna") == seen
    assert box.there() == set(box.new_call.recordings)
    assert box.history.calls() == [box.new_call, box.old_call]
    (removed,) = box.history.removals.of(box.old_call.recordings).values()
    assert (removed.who, removed.time) == ("anna", NOW)
    assert box.history.removals.of([box.stray]).keys() == {box.stray}
    assert await box.old.remove(_LONG_AGO, "boris") == Removal()
    assert box.who_removed(box.old_call) == ["anna"]
    assert box.who_removed(box.new_call) == []


async def test_the_nightly_audit_misses_nothing_that_was_removed(box: Box) -> None:
    await box.old.remove(_LONG_AGO, "anna")
    assert await box.night() <= {Wrong.SHORT}  # of the call that was left
    path = box.recordings.path(box.new_call.recordings[0])
    assert path is not None
    path.unlink()
    box.history.audited_until(1)
    assert await box.night() == {Wrong.MISSING}


async def test_one_of_two_that_was_removed_makes_the_other_no_shorter(box: Box) -> None:
    """And a call whose second recording really is lost is still told of."""
    await box.old.remove(NOW, "anna")
    assert await box.night() == set()


async def test_what_is_written_to_now_stays(box: Box) -> None:
    path = box.lay(box.old_call.recordings[0])
    os.utime(path)
    await box.old.remove(NOW, "anna")
    assert box.there() == set(box.old_call.recordings)


async def test_a_removal_that_was_cut_off_is_brought_to_its_end(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power went between the word and the deed: who said it is known, and it is done."""

    class Cut(Exception):
        pass

    def cut(_self: Recordings, _names: object) -> list[str]:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr(Recordings, "remove", cut)
        with pytest.raises(Cut):
            await box.old.remove(_LONG_AGO, "anna")
    assert len(box.there()) == 3
    assert box.who_removed(box.old_call) == ["anna"]
    await box.old.finish()
    assert box.there() == set(box.new_call.recordings)
    assert box.history.removals.due() == []


async def test_what_a_disk_does_not_let_go_keeps_nothing_else(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    unlink = Path.unlink

    def refusing(path: Path, *, missing_ok: bool = False) -> None:
        if path.name == "1.2.raw":
            raise OSError(5, "Input/output error")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refusing)
        went = await box.old.remove(_LONG_AGO, "anna")
        assert went.count == 1
        assert went.fault is not None
        assert box.stray in went.fault.text
        with pytest.raises(Fault):
            await box.old.finish()
    assert box.there() == {box.stray, *box.new_call.recordings}
    assert box.history.removals.due() == [box.stray]
    await box.old.finish()
    assert box.there() == set(box.new_call.recordings)


async def test_nothing_goes_that_cannot_be_written_down(box: Box) -> None:
    def full() -> None:
        box.history._database.execute_sql("PRAGMA query_only = 1")  # type: ignore[no-untyped-call]

    await box.writer(full)
    went = await box.old.remove(NOW, "anna")
    assert went.count == 0
    assert went.fault is not None
    assert "cannot be written" in went.fault.text
    assert len(box.there()) == 3
