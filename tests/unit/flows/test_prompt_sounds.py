"""What callers hear follows the configuration, and what is recorded by telephone in between."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.apply.prompt_sounds import UNUSED, PromptSounds
from appliance.core.call_handling import Prompt
from appliance.core.commands import Command, Put, TakeOut
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.keys import Key
from appliance.core.sounds import SoundFile
from appliance.core.text import DisplayName
from appliance.flows.prompt_sounds import SpokenPrompts
from tests.fakes.changing_box import Box
from tests.unit.core.test_wav import file

HELLO = Prompt(Key("hello"), DisplayName("Hello"))


def _sounds(box: Box) -> PromptSounds:
    return PromptSounds(box.world.folder / "prompts", lambda: box.now)


def _follow(box: Box) -> None:
    asyncio.run(SpokenPrompts(_sounds(box), lambda: box.config).committed())


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

    asyncio.run(SpokenPrompts(_sounds(box), unreadable).committed())
    assert _heard(box) == _content(1)
