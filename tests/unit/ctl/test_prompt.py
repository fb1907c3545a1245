"""What is typed at the box's screen or serial cable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from appliance.ctl.__main__ import main
from appliance.ctl.prompt import run

Lines = Iterator[str | BaseException]


def _reader(*typed: str | BaseException) -> Callable[[], str]:
    lines: Lines = iter(typed)

    def read() -> str:
        line = next(lines)
        if isinstance(line, BaseException):
            raise line
        return line

    return read


def _done(*typed: str | BaseException) -> list[list[str]]:
    done: list[list[str]] = []
    run(_reader(*typed), done.append)
    return done


def test_a_line_is_what_follows_lineman_until_one_leaves() -> None:
    typed = ("status", "", "lineman people add 'Анна К'", "exit", "never")
    assert _done(*typed) == [["status"], ["people", "add", "Анна К"]]


@pytest.mark.parametrize("end", [EOFError(), TimeoutError()])
def test_nobody_is_there_any_more(end: BaseException) -> None:
    assert _done("status", end, "never") == [["status"]]


def test_ctrl_c_leaves_the_line_and_not_the_prompt() -> None:
    assert _done(KeyboardInterrupt(), "status", "exit") == [["status"]]


def test_an_open_quotation_mark_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _done("people add 'Анна", "status", "exit") == [["status"]]
    assert "not closed" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["; reboot", "status && reboot", "$(reboot)", "`reboot`", "| sh"])
def test_no_shell_reads_it(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(_reader(line, "help", "exit"), main)
    said = capsys.readouterr()
    assert "invalid choice" in said.err or "unrecognized" in said.err, said
    assert "The office" in said.out
