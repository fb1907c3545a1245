"""How the campaign on fresh machines reads a terminal and counts: against small scripts."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from build.lib.settings import TREE, settings
from tests.campaign.campaign_fresh import FreshMachines, besides_boot, made_again
from tests.campaign.fresh import FIRST, Fresh, Mirrors, Terminal

_SHOWN = """\
[  0:01] fetching 700 packages: 0.4 s
[  0:09] booting the box until its telephones have dial tone ...
[  1:10] booting the box until its telephones have dial tone: 61.5 s
[  1:12] waiting for the web page: 1.5 s

The telephones have dial tone.
"""
Typed = Callable[[str], Terminal]


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    """A script typed at a terminal."""
    opened: list[Terminal] = []

    def start(script: str) -> Terminal:
        opened.append(Terminal(["sh", "-c", script], dict(os.environ), tmp_path / "log"))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def test_the_boot_is_no_time_of_the_build() -> None:
    assert besides_boot(_SHOWN, 72) == pytest.approx(9)


def test_a_boot_whose_time_is_not_told_is_not_taken_for_none() -> None:
    with pytest.raises(AssertionError, match="1 times of the boot"):
        besides_boot(_SHOWN.replace("booting", "starting"), 72)


def test_a_person_reads_and_leaves(typed: Typed) -> None:
    terminal = typed("trap 'echo off; exit 0' INT; echo 'address https://x/'; cat")
    assert terminal.read(r"address (https://\S+)", 20) == "https://x/"
    terminal.leave()
    assert "off" in terminal.shown()


def test_what_runs_at_a_terminal_is_found_and_killed(typed: Typed) -> None:
    terminal = typed("sh -c 'echo begun; read -r never'; echo ended with $?; cat")
    terminal.read("(begun)", 20)
    lines = terminal.running().values()
    assert sum("read -r never" in line for line in lines) >= 2
    terminal.kill("sh -c echo begun")
    terminal.read("ended with (137)", 20)
    with pytest.raises(AssertionError, match="0 processes are"):
        terminal.kill("sh -c echo begun")


def test_a_person_leaves_though_the_campaign_runs_in_the_background(typed: Typed) -> None:
    """Where Ctrl-C is ignored, as by a shell's background job, a trap for it is none."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        terminal = typed("trap 'exit 0' INT; echo 'is there'; cat")
    finally:
        signal.signal(signal.SIGINT, before)
    terminal.read("is (there)", 20)
    terminal.leave()


def test_the_machine_hands_on_how_a_command_ends_by_ctrl_c(tmp_path: Path) -> None:
    """Python answers it, as in our verbs; a shell's own answer would hide that."""
    script = (
        "import time\ntry:\n    print('is there', flush=True)\n    time.sleep(600)\n"
        "except KeyboardInterrupt:\n    pass\n"
    )
    argv = [*FIRST, sys.executable, "-c", script]
    with closing(Terminal(argv, dict(os.environ), tmp_path / "log")) as terminal:
        terminal.read("is (there)", 20)
        terminal.leave()


def test_a_command_that_calls_leaving_a_failure_is_told(typed: Typed) -> None:
    terminal = typed("trap 'exit 1' INT; echo 'is (there)'; cat")
    terminal.read(r"is (\S+)", 20)
    with pytest.raises(AssertionError, match=r"ended badly \(1\)"):
        terminal.leave()


def test_a_person_interrupts_and_is_told_so(typed: Typed) -> None:
    terminal = typed("trap 'echo interrupted; exit 1' INT; echo 'at (work)'; cat")
    terminal.read(r"at \((\S+)\)", 20)
    terminal.interrupt()
    assert "interrupted" in terminal.shown()


def test_an_interrupted_command_that_calls_itself_done_is_told(typed: Typed) -> None:
    terminal = typed("trap 'exit 0' INT; echo 'at (work)'; cat")
    terminal.read(r"at \((\S+)\)", 20)
    with pytest.raises(AssertionError, match=r"ended badly \(0\)"):
        terminal.interrupt()


def test_what_takes_minutes_and_is_made_again_is_found() -> None:
    shown = "[  0:01] compiling Asterisk (log: /x) ...\n[  0:20] compiling Asterisk: 19 s\n"
    assert set(made_again(shown)) == {"compiling Asterisk"}
    assert made_again(_SHOWN + "[  0:01] assembling the disk image: 20 s\n") == []


def test_a_command_that_ends_too_soon_is_told_with_its_last_words(typed: Typed) -> None:
    with pytest.raises(AssertionError, match=r"(?s)no 'address.*the mirror is away"):
        typed("echo the mirror is away; exit 1").read(r"address (\S+)", 20)


def test_a_command_that_does_not_end_is_told(typed: Typed) -> None:
    with pytest.raises(AssertionError, match="does not end"):
        typed("cat").end(0.1)


def test_nothing_is_judged_on_a_machine_that_has_no_build(tmp_path: Path) -> None:
    campaign = FreshMachines(tmp_path, Mirrors("d", "s"))
    assert campaign.cases()[0] == "trixie-run"
    assert (
        campaign.bad("trixie-demo") == "AssertionError: the first build/run here did not end well"
    )


def test_the_machine_goes_after_its_last_case(tmp_path: Path) -> None:
    campaign = FreshMachines(tmp_path, Mirrors("d", "s"))
    root = tmp_path / "roots" / "trixie"
    root.mkdir(parents=True)
    campaign.bad("trixie-demo")
    assert root.exists()
    campaign.bad("trixie-test")
    assert not root.exists()


def test_a_fresh_machine_sees_neither_tree_nor_cache_of_this_one(tmp_path: Path) -> None:
    entered = next(word for word in Fresh(tmp_path).command(["true"]) if word.startswith("{"))
    spec = json.loads(entered)
    seen = [Path(source) for source, *_ in spec["binds"]]
    assert (spec["root"], spec["cwd"]) == (str(tmp_path), "/root/lineman")
    assert not any(settings().cache.is_relative_to(s) or TREE.is_relative_to(s) for s in seen)
