"""Sounds of prompts in and out, from a shell."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until
from tests.unit.core.test_wav import file
from tests.unit.ctl.conftest import Lineman

SOUND = file(b"\1\0" * 16000)


@pytest.fixture
def office(lineman: Lineman) -> Lineman:
    for key, name in (("hello", "Здравствуйте"), ("late", "Закрыто")):
        lineman.said("parts", "put", "Prompt", json.dumps({"key": key, "name": name}))
    return lineman


def _heard(office: Lineman) -> None:
    """A change is in force a moment before its sound lies where Asterisk finds it."""
    wait_until(lambda: "2 s" in office.said("sounds").splitlines()[0], "the first prompt's sound")


def test_one_is_put_in_heard_and_got_back(office: Lineman, tmp_path: Path) -> None:
    given, got = tmp_path / "anything at all.mp3", tmp_path / "got.wav"
    given.write_bytes(SOUND)
    assert "no sound" in office.said("sounds")
    told = office.said("sounds", "put", "hello", str(given), "--preview")
    assert "no sound" in office.said("sounds").splitlines()[0], told
    office.said("sounds", "put", "Здравствуйте", str(given))
    _heard(office)
    office.said("sounds", "get", "hello", str(got))
    assert got.read_bytes() == SOUND
    assert "no sound" in office.said("sounds").splitlines()[1]
    assert "2 с" not in office.refused("sounds", "get", "late", str(got))


def test_what_is_no_sound_is_refused(office: Lineman, tmp_path: Path) -> None:
    given = tmp_path / "hello.wav"
    given.write_bytes(b"\xff\xfb\x90\x00" * 1000)
    assert "is no WAV file" in office.refused("sounds", "put", "late", str(given))
    given.write_bytes(SOUND + bytes(21 << 20))
    assert "larger than 20 MB" in office.refused("sounds", "put", "late", str(given))


def test_all_go_into_a_backup_and_come_back(office: Lineman, tmp_path: Path) -> None:
    given, kept = tmp_path / "given.wav", tmp_path / "sounds.tar"
    given.write_bytes(SOUND)
    office.said("sounds", "put", "hello", str(given))
    _heard(office)
    heard = office.box.folder / "data" / "prompts"
    (heard / "late.wav").write_bytes(file(b"\2\0" * 8000))  # recorded by telephone
    office.said("sounds", "export", str(kept))
    with tarfile.open(kept) as archive:
        assert sorted(archive.getnames()) == ["hello.wav", "late.wav"]
    for path in heard.glob("*.wav"):
        path.write_bytes(file(b"\3\0" * 800))
    office.said("sounds", "import", str(kept))
    assert (heard / "late.wav").read_bytes() == file(b"\2\0" * 8000)
    assert "recorded by telephone" in office.said("sounds").splitlines()[1]


def _archive(path: Path, members: dict[str, bytes], link: str = "") -> Path:
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))
        if link:
            told = tarfile.TarInfo("hello.wav")
            told.type, told.linkname = tarfile.SYMTYPE, link
            archive.addfile(told)
    return path


def _files(office: Lineman) -> list[Path]:
    """All but what calls leave meanwhile by themselves."""
    whole, spool = office.box.folder, office.box.folder / "state" / "spool"
    return sorted(
        each for each in whole.rglob("*") if each.is_file() and not each.is_relative_to(spool)
    )


def test_a_hostile_archive_writes_nothing_anywhere(office: Lineman, tmp_path: Path) -> None:
    before = _files(office)
    odd = _archive(tmp_path / "odd.tar", {"../../late.wav": SOUND, "/etc/hello.wav": SOUND})
    assert "../../late.wav, /etc/hello.wav" in office.said("sounds", "import", str(odd))
    linked = _archive(tmp_path / "linked.tar", {}, link="/etc/passwd")
    assert "is no WAV file" in office.refused("sounds", "import", str(linked))
    junk = tmp_path / "junk.tar"
    junk.write_bytes(b"x" * 5000)
    assert "is no file with sounds" in office.refused("sounds", "import", str(junk))
    cut = tmp_path / "cut.tar"
    cut.write_bytes(_archive(tmp_path / "whole.tar", {"late.wav": SOUND}).read_bytes()[:9000])
    assert office.refused("sounds", "import", str(cut))
    assert _files(office) == before
