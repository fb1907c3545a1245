"""Calls as rows of Asterisk's own columns."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from appliance.core.cdr import COLUMNS, cdr, table
from appliance.core.csv_table import harmless
from appliance.core.directory import identified
from tests.fakes.stories import ALL, calls
from tests.fakes.stories_office import DIRECTORY

_ZONE = ZoneInfo("Europe/Moscow")


def _clock(moment: float) -> str:
    """Moscow is three hours ahead of UTC."""
    return (datetime.fromtimestamp(moment, UTC) + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M:%S")


def test_a_row_says_it_all() -> None:
    (call,) = calls("in_from_a_person_known_by_his_mobile")
    row = cdr(identified(call, DIRECTORY), _ZONE)
    moments = {name: row.pop(name) for name in ("start", "answer", "end", "duration", "billsec")}
    assert set(moments.values()) == {_clock(call.start), _clock(call.end), "0"}
    assert {**row, "channel": "", "dstchannel": "", "lastdata": ""} == {
        "accountcode": "person-301",
        "src": "89161234567",
        "dst": "84951234302",
        "dcontext": "from-pstn",
        "clid": '"Юлия Объедкова" <89161234567>',
        "channel": "",
        "dstchannel": "",
        "lastapp": "Dial",
        "lastdata": "",
        "disposition": "ANSWERED",
        "amaflags": "DOCUMENTATION",
        "uniqueid": call.legs[0].unique,
        "userfield": "",
        "peeraccount": "",
        "linkedid": call.legs[0].unique,
        "sequence": call.legs[0].unique.partition(".")[2],
    }
    assert row["channel"].startswith("PJSIP/carrier-")
    assert row["dstchannel"].startswith("PJSIP/302-")
    assert row["lastdata"].startswith("PJSIP/302,")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("out_busy", "BUSY"),
        ("out_rejected", "BUSY"),
        ("out_unallocated", "FAILED"),
        ("out_without_a_line", "CONGESTION"),
        ("out_given_up", "NO ANSWER"),
        ("nobody_answers", "NO ANSWER"),
        ("queue_abandoned_while_all_talk", "NO ANSWER"),
        ("left_to_the_mailbox", "ANSWERED"),
        ("cut_while_they_talk", "ANSWERED"),
        ("cut_while_it_rings", "NO ANSWER"),
        ("echo", "ANSWERED"),
    ],
)
def test_dispositions(name: str, disposition: str) -> None:
    row = cdr(calls(name)[0], _ZONE)
    assert row["disposition"] == disposition
    assert (row["answer"] == "") == (disposition != "ANSWERED")


def test_what_is_billed_begins_with_the_answer() -> None:
    row = cdr(calls("queue_waited_too_long")[0], _ZONE)
    assert (row["duration"], row["billsec"]) == ("10", "0")
    row = cdr(calls("held")[0], _ZONE)
    assert (row["duration"], row["billsec"]) == ("4", "4")


def test_every_story_is_a_row_a_call() -> None:
    told = [call for name in ALL for call in calls(name)]
    rows = list(csv.reader(io.StringIO("".join(table(told, _ZONE)), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(COLUMNS) == 21
    assert len(rows) == 1 + len(told)
    assert all(len(row) == 21 for row in rows)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("-1+cmd|'/C calc'!A0", "'-1+cmd|'/C calc'!A0"),
        ("+1+cmd|'/C calc'!A0", "'+1+cmd|'/C calc'!A0"),
        ("+A1", "'+A1"),
        ("+7 916 123-45-67\n", "'+7 916 123-45-67\n"),
        ("+7 (916) 123-45-67", "+7 (916) 123-45-67"),
        ("+79161234567", "+79161234567"),
        ("-", "-"),
        ("", ""),
        ("Анна =1", "Анна =1"),
    ],
)
def test_what_a_spreadsheet_would_work_out_is_text(cell: str, written: str) -> None:
    assert harmless(cell) == written


def test_a_name_is_no_formula() -> None:
    call = replace(calls("echo")[0], dialled="=1+1")
    (line,) = table([call], _ZONE, head=False)
    assert ",'=1+1," in line
    (line,) = table([replace(call, dialled="+1+A1")], _ZONE, head=False)
    assert ",'+1+A1," in line
