"""The commands of the README on machines that have nothing but git: Debian 12 and 13."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import CalledProcessError

from build.lib import cache
from build.lib.settings import TREE
from build.lib.vm.page import page_answers
from build.lib.vm.waiting import PATIENCE, wait_until
from tests.campaign.fresh import CACHE, PERSONS_CLONE, Fresh, Mirrors, Terminal
from tests.campaign.plan import Campaign

# By suite what is asked of `build/test`: the layers run in the workshop, which is the same root on
# both, so what a second machine can break is how it gets there.
SUITES: Mapping[str, tuple[str, ...]] = {"trixie": (), "bookworm": ("unit",)}
_HOUR = 3600.0
_SOON_S = 60  # the README: a second start besides the boot, and the demo
_ADDRESS = r"web page +(https://\S+)"
_CODE = r"set-up code +(\S+)"
_CODE_OR_NONE = r"(set-up code|it has been set up)"
_WAY_OUT = r"to leave +(Ctrl-C)"
_ASSEMBLING = r"(assembling the disk image) \.\.\."
_BOOTS = r"(booting the box)[^\n]* \.\.\."
_STILL_BOOTS = r"(still booting the box)"  # it waits for dial tone
_ONCE_MORE = 'build/run; echo "it ended with $?"; exec build/run'
_VERB, _QEMU = "/lib/verbs/__main__.py run", "qemu-system-x86_64 -machine"
_INTERRUPTED = "interrupted; start again when you like, finished parts are kept"
# Steps of build/run that take minutes: their products are not made twice.
_MADE_LONG = re.compile(r"\] ((?:compiling|making|installing|downloading) [^\n:(]*)")
# The steps of build/run that wait for the box, not for the build.
_BOOT = re.compile(
    r"\] (?:booting the box|waiting for the web page)[^\n]*: ([0-9.]+) s$", re.MULTILINE
)


def besides_boot(shown: str, seconds: float) -> float:
    """What of `seconds` until the address the box did not take, by `shown`, build/run's words."""
    boot = [float(took) for took in _BOOT.findall(shown)]
    assert len(boot) == 2, f"build/run tells {len(boot)} times of the boot instead of two"
    return seconds - sum(boot)


def made_again(shown: str) -> list[str]:
    """The steps of minutes that `shown`, build/run's words, tells of."""
    return [step.strip() for step in _MADE_LONG.findall(shown)]


class FreshMachines:
    """A case a command on a suite; the first of a suite makes its machine from nothing."""

    def __init__(self, folder: Path, mirrors: Mirrors) -> None:
        self._folder, self._mirrors = folder, mirrors
        self._figures_at = folder / "figures.json"
        self._commands: dict[str, Callable[[str], None]] = {
            "run": self._run,
            "run-again": self._run_again,
            "run-broken-off": self._run_broken_off,
            "run-by-a-person": self._run_by_a_person,
            "demo": self._demo,
            "test": self._test,
        }

    def cases(self) -> Sequence[str]:
        """Suite and command."""
        return [f"{suite}-{command}" for suite in SUITES for command in self._commands]

    def bad(self, case: str) -> str | None:
        """What did not end well, or in time."""
        suite, _, command = case.partition("-")
        try:
            self._commands[command](suite)
        except (AssertionError, OSError, CalledProcessError) as failed:
            return f"{type(failed).__name__}: {failed}"
        finally:
            if command == list(self._commands)[-1]:
                cache.remove(self._machine(suite).root)
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Seconds of each command; the limits of tests were `patience` times as long."""
        del tried
        return {**self._kept(), "patience": PATIENCE}

    def _kept(self) -> dict[str, float]:
        if not self._figures_at.exists():
            return {}
        kept: dict[str, float] = json.loads(self._figures_at.read_text())
        return kept

    def _note(self, name: str, value: float) -> None:
        part = self._figures_at.with_suffix(".part")
        part.write_text(json.dumps({**self._kept(), name: value}))
        part.rename(self._figures_at)

    def _machine(self, suite: str) -> Fresh:
        return Fresh(self._folder / "roots" / suite)

    @contextmanager
    def _typed(
        self, suite: str, case: str, *words: str, person: bool = False
    ) -> Iterator[Terminal]:
        machine, log = self._machine(suite), self._folder / f"{suite}-{case}.log"
        open_terminal = machine.persons_terminal if person else machine.terminal
        terminal = open_terminal(list(words), log)
        try:
            yield terminal
        finally:
            terminal.close()

    def _run(self, suite: str) -> None:
        self._machine(suite).make(suite, self._mirrors, TREE)
        with self._typed(suite, "run", "build/run") as terminal:
            address = terminal.read(_ADDRESS, 4 * _HOUR)
            terminal.read(_CODE, _SOON_S)
            self._opened(terminal, suite, "run", address)

    def _opened(self, terminal: Terminal, suite: str, case: str, address: str) -> float:
        """The page is looked at, then the person leaves; seconds besides the boot."""
        took = terminal.seconds
        terminal.read(_WAY_OUT, _SOON_S)
        page_answers(address)
        terminal.leave()
        besides = besides_boot(terminal.shown(), took)
        self._note(f"{suite}_{case}_s", took)
        self._note(f"{suite}_{case}_besides_boot_s", besides)
        return besides

    def _was_run(self, suite: str) -> None:
        assert f"{suite}_run_s" in self._kept(), "the first build/run here did not end well"

    def _run_again(self, suite: str) -> None:
        self._was_run(suite)
        with self._typed(suite, "run-again", "build/run") as terminal:
            address = terminal.read(_ADDRESS, _HOUR)
            terminal.read(_CODE_OR_NONE, _SOON_S)
            besides = self._opened(terminal, suite, "run_again", address)
        assert besides < _SOON_S, f"a second start took {besides:.0f} s besides the boot"

    def _run_broken_off(self, suite: str) -> None:
        """Ctrl-C as the box begins to boot and while it does; a kill -9; then all is as ever."""
        self._was_run(suite)
        for name, moment in (("as-it-boots", _BOOTS), ("while-it-boots", _STILL_BOOTS)):
            with self._typed(suite, name, "build/run") as terminal:
                terminal.read(moment, _HOUR)
                terminal.interrupt()
                assert _INTERRUPTED in terminal.shown(), "build/run does not say it was interrupted"
                assert "Traceback" not in terminal.shown(), "Ctrl-C shows the program's inside"
        with self._typed(suite, "run-broken-off", "sh", "-c", _ONCE_MORE) as terminal:
            terminal.read(_STILL_BOOTS, _HOUR)
            assert self._machines(terminal) == 1, "the box is not in one QEMU"
            terminal.kill(_VERB)
            terminal.read(r"(it ended with 137)", _SOON_S)
            address = terminal.read(_ADDRESS, _HOUR)
            terminal.read(_CODE_OR_NONE, _SOON_S)
            assert self._machines(terminal) == 1, "a QEMU of the run before is left"
            self._opened(terminal, suite, "run_broken_off", address)
            left = [str(path) for path in self._machine(suite).inside("tmp").glob("lm-*")]
        assert not left, f"left in /tmp: {', '.join(left)}"

    @staticmethod
    def _machines(terminal: Terminal) -> int:
        """How many QEMU run that were started there; those that start one have its words too."""
        return sum(line.startswith(_QEMU) for line in terminal.running().values())

    def _run_by_a_person(self, suite: str) -> None:
        """Not root, but with sudo: Ctrl-C while the image is made, then the same once more."""
        self._was_run(suite)
        machine = self._machine(suite)
        machine.let_person_in()
        images = machine.inside(CACHE) / "images"
        # Of all products the image is made soonest, and the box's disk goes with it.
        for folder in (images, machine.inside(CACHE) / "run"):
            cache.remove(folder)
        with self._typed(suite, "interrupted", "build/run", person=True) as terminal:
            terminal.read(_ASSEMBLING, _HOUR)
            wait_until(lambda: any(images.glob(".*.part/*")), "the image is begun")
            terminal.interrupt()
            interrupted = terminal.shown()
        assert _INTERRUPTED in interrupted, "build/run does not say that it was interrupted"
        assert "Traceback" not in interrupted, "Ctrl-C shows a person the program's inside"
        assert not list(images.glob("[!.]*")), "an image that was not finished is taken for one"
        with self._typed(suite, "run-by-a-person", "build/run", person=True) as terminal:
            address = terminal.read(_ADDRESS, _HOUR)
            terminal.read(_CODE, _SOON_S)
            self._opened(terminal, suite, "run_by_a_person", address)
            again = made_again(terminal.shown())
        assert not again, f"made again, though only the image was gone: {', '.join(again)}"
        clone = machine.inside(PERSONS_CLONE)
        roots = [str(p) for p in clone.rglob("*") if p.lstat().st_uid != clone.stat().st_uid]
        assert not roots, f"in a person's tree is what belongs to root: {', '.join(roots[:3])}"

    def _demo(self, suite: str) -> None:
        self._was_run(suite)
        with self._typed(suite, "demo", "build/demo") as terminal:
            address = terminal.read(_ADDRESS, _HOUR)
            terminal.read(_CODE, _SOON_S)
            took = terminal.seconds
            page_answers(address)
            terminal.leave()
        self._note(f"{suite}_demo_s", took)
        assert took < _SOON_S, f"the demo was ready after {took:.0f} s"

    def _test(self, suite: str) -> None:
        self._was_run(suite)
        with self._typed(suite, "test", "build/test", *SUITES[suite]) as terminal:
            terminal.end(6 * _HOUR)
            self._note(f"{suite}_test_s", terminal.seconds)
        self._note(f"{suite}_disk_mib", self._machine(suite).mebibytes())


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Machines stay until their last case; those of other commits go, some 20 GB each."""
    del seed
    for other in folder.parent.glob("fresh-*/roots"):
        if other.parent != folder:
            cache.remove(other)
    yield FreshMachines(
        folder, Mirrors(os.environ["LINEMAN_MIRROR"], os.environ["LINEMAN_SECURITY_MIRROR"])
    )
