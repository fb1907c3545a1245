"""What six offices' cards are told is understood by the tool that tells the drivers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.image.harness import Guest

_OFFICES = sorted((Path(__file__).parents[1] / "golden" / "office").iterdir())
_FILE = "/run/office-system.conf"
_ONLY_TOLD = ["dahdi_cfg", "-t", "-vv", "-c", _FILE]


Judge = Callable[[str], tuple[int, str]]


@pytest.fixture
def judged(box: Guest) -> Judge:
    """How the tool ends over a file, and what it says."""

    def judge(text: str) -> tuple[int, str]:
        box.write(_FILE, text)
        result = box.run(_ONLY_TOLD, check=False)
        box.run(["rm", _FILE])
        return result.code, result.out + result.err

    return judge


def test_the_cards_of_every_office_are_told_what_the_tool_understands(judged: Judge) -> None:
    for office in _OFFICES:
        code, said = judged((office / "dahdi" / "system.conf").read_text())
        print(office.name, code, said[-1000:])
        assert code == 0, (office.name, said)


@pytest.mark.parametrize("line", ["fxoks=banana", "span=1,1", "nosuchkind=1"])
def test_the_tool_refuses_what_is_wrong(judged: Judge, line: str) -> None:
    code, said = judged(f"{line}\nloadzone=ru\ndefaultzone=ru\n")
    print(code, said)
    assert code != 0
