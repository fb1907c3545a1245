"""What callers hear follows the configuration, and what is recorded by telephone in between."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.apply.prompt_sounds import TAKES, UNUSED, PromptSounds
from appliance.core.call_handling import Prompt
from appliance.core.commands import Command, Put, TakeOut
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.live_state import Family, LiveChange, Where
from appliance.core.sounds import SoundFile
from appliance.core.text import DisplayName
from appliance.facts import LiveStateChanged
from appliance.flows.prompt_sounds import SpokenPrompts
from tests.fakes.changing_box import Box
from tests.unit.core.test_wav import file

HELLO = Prompt(Key("hello"), DisplayName("Hello"))


def _sounds(box: Box) -> PromptSounds:
    return PromptSounds(box.world.folder / "prompts", lambda: box.now)


def _follow(box: Box) -> None:
    asyncio.run(SpokenPrompts(_sounds(box), Kept(), lambda: box.config).committed())


def _content(loud: int) -> bytes:
    return file(loud.to_bytes(2, "little") * 800)


def _upload(box: Box, loud: int) -> SoundFile:
    content = _content(loud)
    return _sounds(box).keep(lambda at, count: content[at : at + count], len(content))


def _make(box: Box, command: Command) -> None:
    asyncio.run(box.changes.change(command, box.changes.revision, "anna", "a wish"))
    _follow(box)


def _heard(box: Box) -> bytes | None:
    path = _sounds(box).heard("hello")
    return None if path is None else path.read_bytes()


def test_an_upload_is_heard_once_the_change_is_made(box: Box) -> None:
    first, second = _upload(box, 1), _upload(box, 2)
    assert first.milliseconds == 100
    _make(box, Put(HELLO))
    assert _heard(box) is None
    _make(box, Put(replace(HELLO, sound=first)))
    assert _heard(box) == _content(1)
    _make(box, Put(replace(HELLO, sound=second)))
    assert _heard(box) == _content(2)
    asyncio.run(box.changes.restore(3, "anna"))
    _follow(box)
    assert _heard(box) == _content(1)
    _make(box, Put(HELLO))
    assert _heard(box) is None


def test_asterisk_may_read_what_is_heard(box: Box) -> None:
    before = os.umask(0o027)
    try:
        _make(box, Put(replace(HELLO, sound=_upload(box, 1))))
    finally:
        os.umask(before)
    path = _sounds(box).heard("hello")
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_what_is_recorded_by_telephone_stays_until_another_upload_is_named(box: Box) -> None:
    sound = _upload(box, 1)
    _make(box, Put(replace(HELLO, sound=sound)))
    recorded = _sounds(box).folder / "hello.wav"
    recorded.write_bytes(_content(7))
    assert not _sounds(box).uploaded("hello", sound.digest)
    _make(box, Put(replace(HELLO, sound=sound, name=DisplayName("Another name"))))
    _follow(box)
    assert _heard(box) == _content(7)
    _make(box, Put(HELLO))  # its upload went, and what was recorded is no upload
    assert _heard(box) == _content(7)
    _make(box, Put(replace(HELLO, sound=sound)))
    assert _heard(box) == _content(1)


def test_whoever_gets_the_key_of_a_prompt_that_went_begins_with_nothing(box: Box) -> None:
    sound = _upload(box, 1)
    _make(box, Put(replace(HELLO, sound=sound)))
    _make(box, TakeOut(HELLO))
    assert _heard(box) is None
    _make(box, Put(HELLO))
    assert _heard(box) is None
    asyncio.run(box.changes.restore(2, "anna"))
    _follow(box)
    assert _heard(box) == _content(1)


def test_a_death_before_it_was_placed_is_made_good_at_the_next_start(box: Box) -> None:
    sound = _upload(box, 1)
    _make(box, Put(replace(HELLO, sound=sound)))
    for path in _sounds(box).folder.glob("*.wav"):
        path.unlink()
    (_sounds(box).folder / "placed" / "hello").unlink()
    _follow(box)
    assert _heard(box) == _content(1)


def test_an_upload_that_is_on_another_box_is_told_and_leaves_what_is_heard(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    _make(box, Put(replace(HELLO, sound=_upload(box, 1))))
    _make(box, Put(replace(HELLO, sound=SoundFile("0" * 64, 100))))
    assert _heard(box) == _content(1)
    assert "prompt hello" in caplog.text
    assert _sounds(box).place({"hello": "0" * 64}) == ("hello",)


def test_uploads_that_nobody_uses_go_in_the_end(box: Box) -> None:
    used, unused = _upload(box, 1), _upload(box, 2)
    for each in (used, unused):
        path = _sounds(box).kept(each.digest)
        assert path is not None
        os.utime(path, (box.now, box.now))
    _make(box, Put(replace(HELLO, sound=used)))
    box.now += UNUSED + 1
    _sounds(box).place({"hello": used.digest})
    assert _sounds(box).kept(used.digest) is not None
    assert _sounds(box).kept(unused.digest) is None


@pytest.mark.parametrize("name", ["", "../passwd", "a/b", ".hidden", "kept", "A"])
def test_no_name_leads_out_of_the_folder(box: Box, name: str) -> None:
    (_sounds(box).folder / "kept").mkdir(parents=True)
    (_sounds(box).folder.parent / "passwd.wav").write_bytes(b"")
    assert _sounds(box).heard(name) is None
    assert _sounds(box).kept(name) is None


def test_what_is_no_sound_leaves_nothing_behind(box: Box) -> None:
    with pytest.raises(Invalid):
        _sounds(box).keep(lambda _at, _count: b"", 0)
    assert list((_sounds(box).folder / "kept").iterdir()) == []


def test_a_full_disk_is_told_with_what_to_do(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault) as fault:
        _upload(box, 1)
    assert fault.value.remedy
    assert list((_sounds(box).folder / "kept").iterdir()) == []


def test_a_disk_that_refuses_does_not_undo_the_change(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    sound = _upload(box, 1)
    _sounds(box).folder.chmod(0o500)
    (_sounds(box).folder / "placed").write_text("no folder")
    _make(box, Put(replace(HELLO, sound=sound)))
    assert box.config.prompts == (replace(HELLO, sound=sound),)
    assert "what they said before" in caplog.text


def test_the_folder_may_be_missing(tmp_path: Path, box: Box) -> None:
    gone = replace(_sounds(box), folder=tmp_path / "nowhere")
    assert gone.place({"hello": ""}) == ()
    assert gone.heard("hello") is None


def test_a_configuration_that_cannot_be_read_moves_nothing(box: Box) -> None:
    _make(box, Put(replace(HELLO, sound=_upload(box, 1))))

    def unreadable() -> Config:
        raise Fault("The settings cannot be read.")

    asyncio.run(SpokenPrompts(_sounds(box), Kept(), unreadable).committed())
    assert _heard(box) == _content(1)


class Kept:
    """AstDB of a made-up Asterisk; silent, it answers nothing."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}
        self.silent = False
        self.meanwhile: dict[str, str] = {}

    async def entries(self, _family: str) -> dict[str, str]:
        if self.silent:
            raise Fault("Asterisk does not answer.")
        found = dict(self.named)
        self.named.update(self.meanwhile)  # whoever records meanwhile
        return found

    async def put_entry(self, _family: str, key: str, value: str) -> None:
        assert value == ""
        del self.named[key]


def _record(box: Box, take: str, loud: int, at: float | None = None) -> Path:
    """As Asterisk does it; AstDB does not name it yet."""
    path = _sounds(box).folder / TAKES / f"{take}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content(loud))
    os.utime(path, (at or box.now, at or box.now))
    return path


def _follows(box: Box, kept: Kept) -> SpokenPrompts:
    return SpokenPrompts(_sounds(box), kept, lambda: box.config)


def _told(key: str, take: str, family: Family = Family.PROMPT) -> LiveStateChanged:
    return LiveStateChanged((LiveChange(1.0, (family, key), "", take, "301", Where.TELEPHONE),))


@pytest.mark.parametrize("journal", [False, True])
def test_what_is_kept_at_a_telephone_lies_in_its_place(box: Box, *, journal: bool) -> None:
    _make(box, Put(HELLO))
    kept, take = Kept(), _record(box, "hello.1-2.3", 7)
    kept.named["hello"] = "hello.1-2.3"
    follows = _follows(box, kept)
    asyncio.run(follows.recorded(_told("hello", "hello.1-2.3")) if journal else follows.committed())
    assert _heard(box) == _content(7)
    assert (kept.named, take.exists()) == ({}, False)


def test_one_that_nobody_kept_is_heard_by_nobody(box: Box) -> None:
    _make(box, Put(HELLO))
    kept, take = Kept(), _record(box, "hello.1-2.3", 7)
    asyncio.run(_follows(box, kept).committed())
    assert (_heard(box), take.exists()) == (None, True)
    box.now += 8 * 86400
    asyncio.run(_follows(box, kept).committed())
    assert not take.exists()


def test_while_asterisk_is_silent_nothing_is_lost(box: Box) -> None:
    _make(box, Put(HELLO))
    kept, take = Kept(), _record(box, "hello.1-2.3", 7)
    kept.named["hello"], kept.silent = "hello.1-2.3", True
    asyncio.run(_follows(box, kept).committed())
    assert (_heard(box), take.exists()) == (None, True)
    kept.silent = False
    asyncio.run(_follows(box, kept).committed())
    assert _heard(box) == _content(7)


def test_a_later_recording_stays_though_the_earlier_is_placed_meanwhile(box: Box) -> None:
    _make(box, Put(HELLO))
    kept = Kept()
    _record(box, "hello.1", 7)
    later = _record(box, "hello.2", 8, box.now + 1)
    kept.named["hello"], kept.meanwhile = "hello.1", {"hello": "hello.2"}
    follows = _follows(box, kept)
    asyncio.run(follows.committed())
    assert (kept.named, later.exists()) == ({"hello": "hello.2"}, True)
    kept.meanwhile = {}
    kept.named.clear()  # taken away by whoever did not see it in time: the journal has it yet
    asyncio.run(follows.recorded(_told("hello", "hello.1")))
    assert _heard(box) == _content(7)
    asyncio.run(follows.recorded(_told("hello", "hello.2")))
    assert _heard(box) == _content(8)


def test_an_earlier_line_of_the_journal_brings_no_earlier_words_back(box: Box) -> None:
    _make(box, Put(HELLO))
    kept = Kept()
    earlier = _record(box, "hello.1", 7)
    _record(box, "hello.2", 8, box.now + 1)
    kept.named["hello"] = "hello.2"
    follows = _follows(box, kept)
    asyncio.run(follows.committed())
    asyncio.run(follows.recorded(_told("hello", "hello.1")))
    assert (_heard(box), earlier.exists()) == (_content(8), False)


def test_what_another_is_still_judging_stays(box: Box) -> None:
    """He kept his after the first was kept, though it was recorded before: his words are last."""
    _make(box, Put(HELLO))
    kept = Kept()
    first = _record(box, "hello.1", 7)
    second = _record(box, "hello.2", 8, box.now + 1)
    kept.named["hello"] = "hello.1"
    follows = _follows(box, kept)
    asyncio.run(follows.committed())
    assert (first.exists(), second.exists()) == (False, True)
    kept.named["hello"] = "hello.2"
    asyncio.run(follows.committed())
    assert _heard(box) == _content(8)


@pytest.mark.parametrize("what", ["a link to another's file", "a folder that is a link", "a pipe"])
def test_what_only_looks_like_a_recording_is_not_read(box: Box, tmp_path: Path, what: str) -> None:
    """Asterisk owns the folder, and may be somebody else's."""
    _make(box, Put(HELLO))
    recorded = _record(box, "hello.1", 7)
    takes, elsewhere = recorded.parent, tmp_path / "elsewhere"
    if what.startswith("a folder"):
        takes.rename(elsewhere)
        takes.symlink_to(elsewhere)
    elif what == "a pipe":
        recorded.unlink()
        os.mkfifo(recorded)
    else:
        recorded.rename(elsewhere)
        recorded.symlink_to(elsewhere)
    kept = Kept()
    kept.named["hello"] = "hello.1"
    asyncio.run(_follows(box, kept).committed())
    assert _heard(box) is None


def test_an_upload_that_came_after_it_is_heard(box: Box) -> None:
    _make(box, Put(HELLO))
    kept = Kept()
    kept.silent = True
    _record(box, "hello.1", 7, 1.0)
    kept.named["hello"] = "hello.1"
    _make(box, Put(replace(HELLO, sound=_upload(box, 2))))
    kept.silent = False
    asyncio.run(_follows(box, kept).committed())
    assert (_heard(box), kept.named) == (_content(2), {})


def test_of_an_announcement_that_went_nothing_is_left_to_who_gets_its_key(box: Box) -> None:
    kept, take = Kept(), _record(box, "hello.1", 7)
    kept.named["hello"] = "hello.1"
    asyncio.run(_follows(box, kept).committed())
    assert (kept.named, take.exists()) == ({}, False)
    _make(box, Put(HELLO))
    assert _heard(box) is None


@pytest.mark.parametrize("take", ["../hello.1", "closed.1", "hello", "hello.1/../x", ""])
def test_no_path_of_it_is_followed(box: Box, take: str) -> None:
    _make(box, Put(HELLO))
    _record(box, "closed.1", 7)
    kept = Kept()
    kept.named["hello"] = take
    outside = _sounds(box).folder / "hello.1.wav"
    outside.write_bytes(_content(9))
    asyncio.run(_follows(box, kept).committed())
    assert (_heard(box), outside.exists()) == (None, True)


def test_what_else_telephones_change_moves_no_sound(box: Box) -> None:
    _make(box, Put(HELLO))
    take = _record(box, "hello.1", 7)
    asyncio.run(_follows(box, Kept()).recorded(_told("hello", "hello.1", Family.DOOR)))
    assert (_heard(box), take.exists()) == (None, True)


def test_what_is_recorded_after_an_upload_is_heard_instead_of_it(box: Box) -> None:
    _make(box, Put(replace(HELLO, sound=_upload(box, 2))))
    assert _heard(box) == _content(2)
    kept = Kept()
    _record(box, "hello.1", 7, time.time() + 5)
    kept.named["hello"] = "hello.1"
    asyncio.run(_follows(box, kept).committed())
    assert _heard(box) == _content(7)
