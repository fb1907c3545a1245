"""A long step says that it goes on; a short one, and one that has ended, say nothing of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from build.lib import progress
from build.lib.progress import step
from build.lib.vm.waiting import wait_until

Heard = Callable[[str], str]


@pytest.fixture
def heard(capsys: pytest.CaptureFixture[str]) -> Heard:
    """Waits until a line with those words is said; everything said so far."""
    so_far = ""

    def wait(words: str) -> str:
        def look() -> bool:
            nonlocal so_far
            so_far += capsys.readouterr().err
            return words in so_far

        wait_until(look, f"{words!r} is said", seconds=10, every=0.01)
        return so_far

    return wait


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is long after a moment."""
    monkeypatch.setattr(progress, "STILL", 0.02)


def test_a_short_step_says_when_it_begins_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    with step("laying"):
        pass
    said = [line[9:] for line in capsys.readouterr().err.splitlines()]
    assert said == ["laying ...", "laying: 0.0 s"]


@pytest.mark.usefixtures("soon")
def test_a_long_step_says_again_and_again_where_its_log_is(tmp_path: Path, heard: Heard) -> None:
    log = tmp_path / "make.log"
    with step("compiling", log=log):
        assert f"compiling (log: {log}) ..." in heard("still compiling, 0 s\n")
        log.write_text("first\n\x1b[1m[CC]\x1b[0m app_dial.c\r\n\n")
        heard("still compiling, 0 s: [CC] app_dial.c\n")
        log.write_text("x" * 10_000)
        heard(f"still compiling, 0 s: {'x' * 100}\n")


@pytest.mark.usefixtures("soon")
def test_nothing_is_said_of_a_step_that_has_ended(heard: Heard) -> None:
    with step("going well"):
        heard("still going well")
    with pytest.raises(ValueError, match="broken"), step("breaking"):  # noqa: PT012
        heard("still breaking")
        raise ValueError("broken")
    assert not [t for t in threading.enumerate() if t.name.startswith("still ")]


@pytest.mark.usefixtures("soon")
def test_steps_of_threads_at_once_are_each_told(heard: Heard) -> None:
    told = threading.Event()

    def work(name: str) -> None:
        with step(name):
            told.wait(30)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("this", "that")]
    for thread in threads:
        thread.start()
    try:
        heard("still this")
        heard("still that")
    finally:
        told.set()
        for thread in threads:
            thread.join()


@pytest.mark.usefixtures("soon")
def test_a_step_within_another_speaks_for_both(heard: Heard) -> None:
    with step("whole"):
        with step("part"):
            said = heard("still part")
        assert "still whole" not in said
        heard("still whole")


@pytest.mark.usefixtures("soon")
def test_what_speaks_for_itself_is_left_alone(heard: Heard) -> None:
    with step("testing", speaks=True), step("beside"):
        said = heard("still beside")
    assert "still testing" not in said
