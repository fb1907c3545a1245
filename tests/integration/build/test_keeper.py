"""The exchange's keeper as the root has it, with shells for exchanges."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from build.lib.vm.waiting import wait_until

_AGAIN = 8  # deaths in a row after which pauses are as long as they get
_LATEST = 2.0  # seconds


@pytest.fixture
def keeper() -> Path:
    """The program."""
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    return root / "usr/lib/lineman/libexec/exchange-keeper"


class Kept:
    """A keeper and what it keeps: a shell that notes its number, then does as it is told."""

    def __init__(self, keeper: Path, folder: Path, does: str) -> None:
        self._note = folder / "note"
        self._note.touch()
        script = f'trap "exit 5" TERM; echo $$ >>"$1"; {does}'
        self.process = subprocess.Popen(
            [keeper, "/bin/sh", "-c", script, "sh", self._note], stderr=subprocess.PIPE, text=True
        )

    def started(self) -> list[int]:
        """The numbers of all that it has started."""
        return [int(line) for line in self._note.read_text().splitlines()]

    def another(self, than: int) -> int:
        """The one that runs after `than` had been started."""
        wait_until(lambda: len(self.started()) > than, f"start {than + 1}", seconds=20, every=0.01)
        return self.started()[than]

    def end(self) -> tuple[int, str]:
        """Its status and what it has said."""
        said = self.process.communicate(timeout=20)[1]
        return self.process.returncode, said


def _runs(process: int) -> bool:
    """A zombie does not: who takes in orphans may do so late."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


_STANDS = "while :; do sleep 0.1; done"


def test_who_ends_by_itself_ends_it_with_the_same_status(keeper: Path, tmp_path: Path) -> None:
    kept = Kept(keeper, tmp_path, "exit 3")
    assert kept.end() == (3, "")
    assert len(kept.started()) == 1


def test_who_dies_is_started_anew_at_once(keeper: Path, tmp_path: Path) -> None:
    kept = Kept(keeper, tmp_path, _STANDS)
    first = kept.another(0)
    begun = time.monotonic()
    os.kill(first, signal.SIGKILL)
    assert kept.another(1) != first
    print(f"started anew after {time.monotonic() - begun:.3f} s")
    kept.process.terminate()
    status, said = kept.end()
    assert status == 5
    assert said == "<4>/bin/sh died of signal 9 (Killed): it is started anew\n"


def test_who_dies_again_and_again_leaves_the_processor_to_others(
    keeper: Path, tmp_path: Path
) -> None:
    begun = time.monotonic()
    kept = Kept(keeper, tmp_path, "kill -9 $$")
    kept.another(_AGAIN)
    took = time.monotonic() - begun
    kept.process.terminate()
    assert kept.end()[0] in {0, 137}
    assert took > _LATEST, "pauses do not grow"


def test_it_takes_along_what_it_keeps(keeper: Path, tmp_path: Path) -> None:
    kept = Kept(keeper, tmp_path, _STANDS)
    child = kept.another(0)
    kept.process.kill()
    assert kept.end()[0] == -signal.SIGKILL
    wait_until(lambda: not _runs(child), "its end", seconds=10, every=0.05)


def test_what_it_is_told_is_handed_on(keeper: Path, tmp_path: Path) -> None:
    kept = Kept(keeper, tmp_path, f'trap "echo 0 >>"$1"" HUP; {_STANDS}')
    kept.another(0)
    kept.process.send_signal(signal.SIGHUP)
    assert kept.another(1) == 0
    kept.process.terminate()
    assert kept.end()[0] == 5


def test_without_a_program_it_says_how_it_is_used(keeper: Path) -> None:
    done = subprocess.run([keeper], capture_output=True, text=True, check=False)
    assert done.returncode == 64
    assert "usage" in done.stderr
