"""What `build/sounds` speaks is in the overlay, and can be heard."""

from __future__ import annotations

from pathlib import Path

from tests.campaign.prompts.played import unplayable
from tests.unit.tree import TREE

_SPOKEN = TREE / "rootfs-overlay/usr/share/asterisk/sounds/ru_RU_f_IvrvoiceRU"
_WORDS = TREE / "build/sounds/words.txt"


def _listed() -> dict[str, str]:
    lines = [line for line in _WORDS.read_text().splitlines() if not line.startswith("#")]
    found = dict(line.split(" ", 1) for line in lines)
    assert len(found) == len(lines), "a file is listed twice"
    return found


def test_every_listed_file_is_there_and_no_other() -> None:
    there = {str(path.relative_to(_SPOKEN)) for path in _SPOKEN.rglob("*") if path.is_file()}
    assert there == {f"{name}.wav" for name in _listed()}


def test_every_file_can_be_heard() -> None:
    paths = [_SPOKEN / f"{name}.wav" for name in _listed()]
    assert {path.name: unplayable(path) for path in paths} == {path.name: None for path in paths}


def test_more_words_take_longer() -> None:
    """What is heard is the words, not a noise: ten letters are no shorter than three."""

    def size(name: str) -> int:
        return Path(_SPOKEN / f"{name}.wav").stat().st_size

    assert size("digits/100") < size("digits/900") < size("please-try-call-later")
    assert size("digits/hour") < size("digits/h-19g")
