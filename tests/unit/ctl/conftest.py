"""The command, asking the whole supervisor on a simulated machine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from appliance.ctl import __main__ as ctl
from tests.fakes.simulated import Running, supervisor


@dataclass(frozen=True)
class Lineman:
    """Runs a command line; what it printed is read once."""

    box: Running
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> int:
        return ctl.main(["--socket", str(self.box.path), *arguments])

    def said(self, *arguments: str) -> str:
        """What is printed when all goes well."""
        code = self(*arguments)
        printed = self.capsys.readouterr()
        assert code == 0, printed.out + printed.err
        return printed.out

    def refused(self, *arguments: str, code: int = ctl.WRONG_USE) -> str:
        """What is said when it does not go."""
        self.capsys.readouterr()
        found = self(*arguments)
        printed = self.capsys.readouterr()
        assert found == code, printed.out + printed.err
        return printed.err

    def json(self, *arguments: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.said(*arguments, "--json"))
        return found


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One box for a file's tests, which leave each other's parts alone."""
    with supervisor(tmp_path_factory.mktemp("box")) as running:
        yield running


@pytest.fixture
def lineman(
    simulated: Running, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lineman]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    yield Lineman(simulated, capsys)
    monkeypatch.undo()
    time.tzset()  # as it was before the office's
