"""A caller of a queue who was called back, by the events that Asterisk wrote of it."""

from dataclasses import replace
from pathlib import Path

from appliance.core.calls import Call, Deed
from appliance.core.cel import CelRow, read_line
from appliance.core.people import Language
from appliance.core.story import story
from appliance.core.why import why
from tests.fakes.told import words

_FILE = Path(__file__).parents[2] / "fixtures" / "called_back.csv"
WAITED = 600.0  # seconds


def _rows() -> list[CelRow]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [row for row in map(read_line, lines) if isinstance(row, CelRow)]


def _told(rows: list[CelRow]) -> Call:
    call = story(rows)
    assert call is not None
    return call


def test_the_operator_called_outside() -> None:
    call = _told(_rows())
    assert words(call) == (
        "outbound 302 > 84951234567 = 84951234567; answered, caller, 16; 302 84951234567; "
        "prompt 302 queue-call-back-for; called back sales 84951234567"
    )
    assert why(call, _rows()).said(Language.EN).startswith("84951234567 answered")


def test_it_begins_when_an_operator_is_rung() -> None:
    """For so long nobody was called, though his turn was waited for."""
    begun, *rest = _rows()
    late = [begun, *(replace(row, time=row.time + WAITED) for row in rest)]
    call = _told(late)
    assert call.start == call.legs[0].start > begun.time + WAITED
    assert [each.deed for each in call.happened] == [Deed.PROMPT, Deed.CALLED_BACK]


def test_who_was_rung_in_vain_before_is_not_the_caller() -> None:
    rows = _rows()
    at = next(n for n, row in enumerate(rows) if row.channel.startswith("PJSIP/302"))
    other = replace(
        rows[at], channel="PJSIP/301-00000009", unique="9.9", number="301", time=rows[at].time - 0.5
    )
    ended = replace(other, event="CHAN_END", time=rows[at].time - 0.1)
    call = _told([*rows[:at], other, ended, *rows[at:]])
    assert (call.caller, call.answered_by) == ("302", "84951234567")


def test_who_still_waits_is_no_call_yet() -> None:
    assert story([row for row in _rows() if row.channel.startswith("Local/8")]) is None
