"""What an office can play is found, and whether it is there; Russian grammar is ICU's."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from appliance.core.call_handling import Prompt
from appliance.core.keys import Key
from appliance.core.parts import put
from appliance.core.text import DisplayName
from tests.campaign.prompts.grammar import heard, wanted
from tests.campaign.prompts.listening import How
from tests.campaign.prompts.played import Sounds, of_office
from tests.machines.offices import shop

_NOON = 1_761_480_000  # 2025-10-26 12:00 UTC, a Sunday
_DAY = 86_400


def _record(path: Path, rate: int = 8000, level: bytes = b"\1\1") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as opened:
        opened.setparams((1, 2, rate, 0, "NONE", ""))
        opened.writeframes(level * 80)


def test_what_is_missing_or_unplayable_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "usr/share/asterisk/sounds"
    for language in ("en", "ru"):
        for name in ("good", "digits/5"):
            _record(folder / language / f"{name}.wav")
    _record(folder / "en/hello.wav")
    _record(folder / "ru/good.wav", rate=16000)
    _record(folder / "en/digits/5.wav", level=b"\0\0")
    assert list(Sounds(tmp_path).faults({"good", "digits/5", "hello"})) == [
        "digits/5 in en: is silent",
        "good in ru: has 1 channels of 16 bits at 16000 Hz",
        "hello is not there in ru",
    ]


def test_what_an_office_names_is_found_but_no_words_of_its_own() -> None:
    config = put(shop(), Prompt(Key("welcome"), DisplayName("Welcome")))
    names = of_office(config, frozenset({"beep", "hello"}))
    assert {"activated", "de-activated", "digits/1", "beep"} <= names
    assert not [name for name in names if "welcome" in name or name.startswith(("/", "$"))]


@pytest.mark.parametrize(
    ("value", "how", "words"),
    [
        (0, How.NUMBER, "ноль"),
        (121_202, How.NUMBER, "сто двадцать одна тысяча двести два"),
        (2_000, How.NUMBER, "две тысячи"),
        (21, How.FEMININE, "двадцать одна"),
        (101, How.NEUTER, "сто одно"),
        (_NOON + 65, How.TIME, "двенадцать часов одна минута"),
        (_NOON, How.DATE, "воскресенье двадцать шестого октября две тысячи двадцать пятого года"),
    ],
)
def test_numbers_times_and_dates(value: int, how: How, words: str) -> None:
    assert wanted(value, how, _NOON) == {words}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "вчера"),
        (0, "сегодня"),
        (1, "завтра"),
        (3, "среда"),
        (-8, "суббота восемнадцатого октября"),
        (40, "пятого декабря"),
        (-300, "тридцатого декабря две тысячи двадцать четвертого года"),
    ],
)
def test_a_day_is_said_by_how_far_it_is(days: int, words: str) -> None:
    assert wanted(_NOON + days * _DAY, How.RECENT, _NOON) == {words}


def test_files_are_read_as_their_words() -> None:
    assert heard(["digits/2f", "digits/hourx1", "digits/pound"]) == "две часа решетка"
    assert heard(["digits/nothing"]) == "<digits/nothing>"
