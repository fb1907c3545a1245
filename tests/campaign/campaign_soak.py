"""A hundred thousand calls of one Asterisk and one supervisor: every one is told once, as it was.

Neither may grow by them. A run that was interrupted goes on with new processes; each pair of them
is judged by what it held once ten thousand were behind it.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from appliance.compiler.compile import compile_config
from appliance.core.calls import Call
from appliance.store.call_rows import read
from tests.campaign.plan import Campaign
from tests.campaign.soak_supervisor import CONFIG, FIRST, PAIRS
from tests.campaign.vitals import LEAST, Vitals, growth, of_process, rising
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone

_CHUNKS = 100
_CALLS = 1000  # of a chunk
_WARM = 10  # chunks, until everything was used once
# Seconds that eight calls take at least. What a call was is held for half a minute after it (RFC
# 3261, timers D, H and J), so that who calls ever faster has Asterisk hold ever more.
_PACE = 0.25
_FLAT = "flat"
_COUNT = "SELECT count(*) - ? FROM call"
_STORIES = "SELECT story FROM call ORDER BY rowid LIMIT -1 OFFSET ?"
_SHOWN = 3
_Told = tuple[str, str, str, str]
"""Caller, number, result and who hung up, as a row has them."""


def _ended_by_caller(one: Phone, two: Phone) -> None:
    one.hang_up()
    two.hung_up()


def _ended_by_called(one: Phone, two: Phone) -> None:
    two.hang_up()
    one.hung_up()


def _talked(end: Callable[[Phone, Phone], None]) -> Callable[[Phone, Phone], None]:
    def talk(one: Phone, two: Phone) -> None:
        two.answer()
        one.answered()
        end(one, two)

    return talk


def _given_up(one: Phone, two: Phone) -> None:
    one.cancel()
    two.hung_up()


def _refused(one: Phone, two: Phone) -> None:
    two.refuse()
    one.refused()


# How a call ends that rings, how its row tells it, and how often that is.
_ENDS: Mapping[str, tuple[Callable[[Phone, Phone], None], tuple[str, str], int]] = {
    "caller": (_talked(_ended_by_caller), ("answered", "caller"), 5),
    "called": (_talked(_ended_by_called), ("answered", "called"), 3),
    "given up": (_given_up, ("abandoned", "caller"), 1),
    "refused": (_refused, ("busy", "nobody"), 1),
}


@dataclass
class _Running:
    """One Asterisk, one supervisor and sixteen telephones."""

    office: Office
    supervisor: subprocess.Popen[bytes]
    folder: Path
    made: Counter[_Told] = field(default_factory=Counter)  # since the history was last asked
    count: int = 0  # rows that were judged

    def chunk(self, chance: random.Random) -> None:
        """A thousand calls, eight at once; a telephone's registration lasts for ten minutes."""
        for number in range(FIRST, FIRST + 2 * PAIRS):
            self.office.phone(str(number)).register()
        for _ in range(_CALLS // PAIRS):
            begun = time.monotonic()
            pairs = [
                self.office.phones(str(FIRST + pair), str(FIRST + PAIRS + pair))
                for pair in range(PAIRS)
            ]
            ends = chance.choices(list(_ENDS), [each[2] for each in _ENDS.values()], k=PAIRS)
            for one, two in pairs:
                one.dial(two.account)
            for _, two in pairs:
                two.ringing()
            for (one, two), name in zip(pairs, ends, strict=True):
                end, told, _ = _ENDS[name]
                end(one, two)
                self.made[(one.account, two.account, *told)] += 1
            time.sleep(max(0.0, begun + _PACE - time.monotonic()))

    def faults(self) -> Iterator[str]:
        """What the history says of the calls since it was asked last, that telephones do not."""
        with contextlib.suppress(TimeoutError):
            wait_for(lambda: self._rows(_COUNT) >= [self.made.total()], 60)
        rows = self._rows(_STORIES)
        wait_for(lambda: "0 active channels" in self._channels(), 30)
        if len(rows) != self.made.total():
            yield f"{len(rows)} rows of {self.made.total()} calls"
        told = Counter(map(_told, map(read, rows)))
        for what in sorted((self.made - told) | (told - self.made)):
            yield f"{' '.join(what)}: {self.made[what]} were made, {told[what]} are told"
        self.count += len(rows)
        self.made.clear()

    def _rows(self, query: str) -> list[Any]:
        """The first column of what is there since the last time; its one writer may be at it."""
        try:
            with closing(sqlite3.connect(f"file:{self._history}?mode=ro", uri=True)) as history:
                return [row[0] for row in history.execute(query, (self.count,))]
        except sqlite3.OperationalError:
            return []

    def _channels(self) -> str:
        return self.office.asterisk.command("core show channels count")

    @property
    def _history(self) -> Path:
        return self.folder / "data/history/history.db"

    def tidy(self) -> None:
        """Recordings are counted elsewhere, and fill the disk."""
        kept = self.office.asterisk.folder / "srv/recordings"
        for path in kept.iterdir():
            shutil.rmtree(path)

    def look(self) -> tuple[Vitals, Vitals]:
        """What Asterisk and the supervisor hold."""
        return of_process(self.office.asterisk.pid), of_process(self.supervisor.pid)


def _told(call: Call) -> _Told:
    return call.caller, call.dialled, call.result.value, call.hung_up_by.value


class Soak:
    """A case is a thousand calls; the last one is what was held all along."""

    def __init__(self, root: Path, seed: int, looks: Path) -> None:
        self._root, self._seed, self._looks = root, seed, looks
        self._run = time.time()  # names the pair of processes
        self._stack = ExitStack()
        self._going: _Running | None = None

    def cases(self) -> Sequence[str]:
        """By number, and `flat`."""
        return [*(f"calls-{number:03}" for number in range(_CHUNKS)), _FLAT]

    def bad(self, case: str) -> str | None:
        """What is told otherwise than it was, or grows."""
        if case == _FLAT:
            return "; ".join(self._risen()) or None
        chance = random.Random(f"{self._seed}-{case}")  # noqa: S311  # the same again
        try:
            if self._going is None:
                self._run, self._going = time.time(), self._stack.enter_context(_going(self._root))
            self._going.chunk(chance)
            wrong = list(self._going.faults())
        except (AssertionError, TimeoutError, OSError) as error:
            self.close()
            return f"broke off: {error!r}"
        self._going.tidy()
        self._keep(*self._going.look())
        return "; ".join(wrong[:_SHOWN]) or None

    def _keep(self, asterisk: Vitals, supervisor: Vitals) -> None:
        look = {"run": self._run, "asterisk": asdict(asterisk), "supervisor": asdict(supervisor)}
        with self._looks.open("a") as opened:
            opened.write(json.dumps(look) + "\n")

    def _series(self) -> Iterator[tuple[str, list[tuple[float, Vitals]]]]:
        """What each process held after each thousand calls, once it was warm."""
        lines = self._looks.read_text().splitlines() if self._looks.exists() else []
        looks = [json.loads(line) for line in lines]
        for run in dict.fromkeys(look["run"] for look in looks):
            warm = [look for look in looks if look["run"] == run][_WARM:]
            for who in ("asterisk", "supervisor"):
                yield who, [(at, Vitals(**look[who])) for at, look in enumerate(warm)]

    def _risen(self) -> Iterator[str]:
        long = [(who, looks) for who, looks in self._series() if len(looks) >= LEAST]
        if not long:
            yield f"no pair of processes lived for {LEAST + _WARM} thousand calls"
        for who, looks in long:
            yield from (f"{who}: {what}" for what in rising(looks))

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Calls, and what the longest living pair of processes held when it was warm and last."""
        series = list(self._series())
        longest = max((len(looks) for _, looks in series), default=0)
        found: dict[str, float] = {
            "calls": _CALLS * sum(case != _FLAT for case in tried),
            "longest_run_calls": _CALLS * (longest + _WARM) if longest else 0,
        }
        for who, looks in series:
            if len(looks) < max(longest, 2):
                continue
            for name, rise in growth(looks).items():
                found[f"{who}_{name}_start"] = getattr(looks[0][1], name)
                found[f"{who}_{name}_end"] = getattr(looks[-1][1], name)
                found[f"{who}_{name}_rise"] = round(rise, 1)
        return found

    def close(self) -> None:
        """End both processes."""
        self._going = None
        self._stack.close()


@contextmanager
def _going(root: Path) -> Iterator[_Running]:
    """Until the block ends."""
    with tempfile.TemporaryDirectory(prefix="lm-soak-", dir="/tmp") as place:
        folder = Path(place)
        files = unwatched(compile_config(CONFIG))
        asterisk = RealAsterisk(root, folder / "asterisk", files)
        with asterisk, closing(Office(asterisk, CONFIG, folder)) as office:
            argv = [sys.executable, "-m", "tests.campaign.soak_supervisor"]
            with asterisk.network():
                supervisor = subprocess.Popen([*argv, str(folder / "box"), str(asterisk.folder)])
            try:
                yield _Running(office, supervisor, folder / "box")
            finally:
                supervisor.send_signal(signal.SIGTERM)
                supervisor.wait(60)


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """What was held is kept in `folder`, so that `flat` sees all runs."""
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with closing(Soak(root, seed, folder / "looks")) as soak:
        yield soak
