"""Numbers, times and dates in Russian words, by ICU and the CLDR's tables.

And what files say, by the lists of words that go with them: Debian's, and ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import icu

from build.lib.settings import TREE
from tests.campaign.prompts.listening import How

_RUSSIAN = icu.Locale("ru")
_SPELLED = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, _RUSSIAN)
_COUNTED = icu.MeasureFormat(_RUSSIAN, icu.UMeasureFormatWidth.WIDE)
_DAY_FORMAT = icu.SimpleDateFormat("EEEE|MMMM", _RUSSIAN)
_DAY_FORMAT.setTimeZone(icu.TimeZone.getGMT())
_RELATIVE = icu.RelativeDateTimeFormatter(_RUSSIAN)
_RULES = {How.NUMBER: "masculine", How.FEMININE: "feminine", How.NEUTER: "neuter"}
_LISTS = ("tests/campaign/prompts/words.txt", "build/sounds/words.txt")  # ours stand for Debian's
_HALF_A_YEAR, _MONTH, _WEEK = 15_768_000, 2_628_000, 604_800  # seconds, as app_voicemail has them
_DAY = 86_400


def heard(files: Sequence[str]) -> str:
    """The words of `files`; one without any stands as it is."""
    return " ".join(_words().get(name, f"<{name}>") for name in files)


@cache
def _words() -> dict[str, str]:
    lines = [line for each in _LISTS for line in (TREE / each).read_text().splitlines()]
    pairs = [line.split(" ", 1) for line in lines if not line.startswith("#")]
    return {name: _plain(words.replace("+", "")) for name, words in pairs}


def _plain(words: str) -> str:
    """Without what is not heard; the letter yo is written in both ways."""
    return words.lower().rstrip(".").replace("ё", "е")


def wanted(value: int, how: How, now: float) -> set[str]:
    """What may be heard of `value`, which is a number, or seconds since the epoch in UTC."""
    if how in _RULES:
        return {_plain(_number(value, _RULES[how]))}
    moment = datetime.fromtimestamp(value, UTC)
    if how is How.TIME:
        hours = _counted(moment.hour, icu.MeasureUnit.createHour(), "masculine")
        return {f"{hours} {_counted(moment.minute, icu.MeasureUnit.createMinute(), 'feminine')}"}
    if how is How.DATE:
        return {_date(moment, "AdBY")}
    return _recent(moment, now)


def _number(value: int, gender: str) -> str:
    return str(_SPELLED.format(value, f"%spellout-cardinal-{gender}"))


def _genitive(value: int) -> str:
    return str(_SPELLED.format(value, "%spellout-ordinal-masculine-genitive"))


def _counted(value: int, unit: icu.MeasureUnit, gender: str) -> str:
    """The number in words, and its noun in the form that the CLDR has for it."""
    noun = str(_COUNTED.formatMeasure(icu.Measure(value, unit))).split()[-1]
    return _plain(f"{_number(value, gender)} {noun}")


def _date(moment: datetime, pattern: str) -> str:
    """Parts of a date, each by its letter, in Russian order."""
    day, month = str(_DAY_FORMAT.format(moment.timestamp())).split("|")
    parts = {
        "A": day,
        "d": _genitive(moment.day),
        "B": month,
        "Y": f"{_genitive(moment.year)} года",
    }
    return _plain(" ".join(parts[letter] for letter in pattern))


def _recent(moment: datetime, now: float) -> set[str]:
    """By how far it is from `now`; where a day begins both ways are right for its first seconds."""
    return {_by_distance(moment, now + late) for late in (0, 60)}


def _by_distance(moment: datetime, now: float) -> str:
    today = now - now % _DAY
    days = (moment.timestamp() - today) // _DAY
    if -1 <= days <= 1:
        direction = (icu.UDateDirection.LAST, icu.UDateDirection.THIS, icu.UDateDirection.NEXT)
        unit = icu.UDateAbsoluteUnit.DAY
        return _plain(str(_RELATIVE.format(direction[int(days) + 1], unit)))
    apart = moment.timestamp() - today
    bounds = ((_HALF_A_YEAR, "dBY"), (_MONTH, "dB"), (_WEEK, "AdB"))
    for seconds, pattern in bounds:
        least = -seconds if pattern != "AdB" else -6 * _DAY
        if apart >= seconds or apart < least:
            return _date(moment, pattern)
    return _date(moment, "A")
