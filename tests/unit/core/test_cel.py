"""Lines of the call spool that no event can be read from."""

import pytest

from appliance.core.cel import COLUMNS, CelRow, Damaged, SpoolStart, read_line

_EVENT = ",".join(["CHAN_START", "1795848457.25", *("x" for _ in COLUMNS[2:])])


def test_an_event_and_a_start() -> None:
    row, start = read_line(_EVENT), read_line("SPOOL_START,1795848457.5,boot")
    assert isinstance(row, CelRow)
    assert (row.event, row.time) == ("CHAN_START", 1795848457.25)
    assert start == SpoolStart(1795848457.5, "boot")


@pytest.mark.parametrize(
    "line",
    [
        '\rx","from-internal"',  # behind a line end that somebody had put into a number
        _EVENT.replace("x", "x\ry", 1),
        '"a torn quo',
        "SPOOL_START,1795848457.5",
        "SPOOL_START,soon,boot",
        f"{_EVENT},one too many",
        "CHAN_START",
        "\0" * 40,
        "\r" * 40 + "x",
    ],
)
def test_what_is_no_event_ends_nobody(line: str) -> None:
    assert read_line(line) == Damaged(line)


@pytest.mark.parametrize("line", ["", " ", "\r"])
def test_an_empty_line_says_nothing(line: str) -> None:
    assert read_line(line) is None
