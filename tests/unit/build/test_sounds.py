"""What `build/sounds` speaks is in the overlay, and can be heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaign.prompts.played import unplayable
from tests.unit.tree import TREE

_SOUNDS = TREE / "rootfs-overlay/usr/share/asterisk/sounds"
_FOLDERS = {"ru": _SOUNDS / "ru_RU_f_IvrvoiceRU", "en": _SOUNDS / "en_US_f_Allison"}
_LISTS = {"ru": "words.txt", "en": "words.en.txt"}
_BOTH = ("queue-call-back", "help-called")  # how what Debian has in no language begins


def _listed(language: str) -> dict[str, str]:
    words = TREE / "build/sounds" / _LISTS[language]
    lines = [line for line in words.read_text().splitlines() if not line.startswith("#")]
    found = dict(line.split(" ", 1) for line in lines)
    assert len(found) == len(lines), "a file is listed twice"
    return found


@pytest.mark.parametrize("language", _FOLDERS)
def test_every_listed_file_is_there_and_no_other(language: str) -> None:
    folder = _FOLDERS[language]
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert there == {f"{name}.wav" for name in _listed(language)}


@pytest.mark.parametrize("language", _FOLDERS)
def test_every_file_can_be_heard(language: str) -> None:
    paths = [_FOLDERS[language] / f"{name}.wav" for name in _listed(language)]
    assert {path.name: unplayable(path) for path in paths} == {path.name: None for path in paths}


def test_what_is_ours_alone_is_said_in_both_languages() -> None:
    ours = [{n for n in _listed(each) if n.startswith(_BOTH)} for each in _FOLDERS]
    assert ours[0] == ours[1] != set()


def test_more_words_take_longer() -> None:
    """What is heard is the words, not a noise: ten letters are no shorter than three."""

    def size(name: str) -> int:
        return Path(_FOLDERS["ru"] / f"{name}.wav").stat().st_size

    assert size("digits/100") < size("digits/900") < size("please-try-call-later")
    assert size("digits/hour") < size("digits/h-19g")
