"""Asterisk and the reader of its events are killed at random moments with calls up.

After each case the history is held against what the telephones did: each call is there once, who
was cut is marked so, times fit, and every recording plays to within two seconds of the cut.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.asterisk.recordings import Recordings
from appliance.compiler.compile import compile_config
from appliance.core.calls import Call, Result
from appliance.core.commands import SetRecording, edit
from appliance.core.trunks import Recording
from appliance.store.call_rows import read
from tests.campaign.plan import Campaign
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip

_CASES = 60
_PAIRS = 8
_STEPS = 26
_LOST = 2.0  # seconds of a recording that may be missing before the cut
_APART = 1.0  # seconds between the telephones' clock and Asterisk's events on a busy machine
_CONFIG = edit(
    after(*(sip(str(number), "Somebody") for number in range(301, 301 + 2 * _PAIRS))),
    SetRecording(Recording.ALL),
)


@dataclass
class _Made:
    """A call as its telephones know it; 0 for what has not been."""

    caller: str
    answered: float = 0.0
    ended: float = 0.0


@dataclass
class _Case:
    """One Asterisk, one reader, and telephones at random."""

    chance: random.Random
    office: Office
    folder: Path
    made: list[_Made] = field(default_factory=list)
    up: dict[int, tuple[_Made, Phone, Phone]] = field(default_factory=dict)
    killed: int = 0
    reader: subprocess.Popen[bytes] | None = None

    @property
    def history(self) -> Path:
        return self.folder / "killed.db"

    def read(self) -> None:
        """Start the reader."""
        spool = self.office.asterisk.spool.parent
        argv = [sys.executable, "-m", "tests.campaign.spool_reader", str(spool), str(self.history)]
        self.reader = subprocess.Popen(argv)

    def stop(self) -> None:
        """Kill the reader, whatever it is at."""
        if self.reader is not None:
            self.reader.kill()
            self.reader.wait()
            self.killed += 1

    def step(self) -> None:
        """Somebody calls, answers, or hangs up; now and then the reader dies."""
        if self.chance.random() < 0.25:
            self.stop()
            self.read()
        pair = self.chance.randrange(_PAIRS)
        if pair in self.up:
            made, one, two = self.up[pair]
            if made.answered:
                self._end(pair, made, one, two)
            else:
                self._answer(made, one, two)
        else:
            self._call(pair)
        time.sleep(self.chance.random() * 0.3)

    def _call(self, pair: int) -> None:
        one, two = self.office.phones(str(301 + pair), str(301 + pair + _PAIRS))
        one.dial(two.account)
        two.ringing()
        made = _Made(one.account)
        self.made.append(made)
        self.up[pair] = (made, one, two)

    def _answer(self, made: _Made, one: Phone, two: Phone) -> None:
        two.answer()
        one.answered()
        made.answered = time.time()

    def _end(self, pair: int, made: _Made, one: Phone, two: Phone) -> None:
        one.hang_up()
        made.ended = time.time()
        two.hung_up()
        del self.up[pair]

    def cut(self) -> float:
        """Kill Asterisk, start it again and wait until the history knows; when it was killed."""
        moment = time.time()
        self.office.asterisk.kill(signal.SIGKILL)
        self.office.put_away()
        self.stop()
        self.office.asterisk.start()
        self.read()
        wait_for(lambda: len(self.calls()) >= len(self.made), 30)
        self.stop()
        return moment

    def calls(self) -> list[Call]:
        """What the history has by now; its one writer may be at it."""
        try:
            with closing(sqlite3.connect(f"file:{self.history}?mode=ro", uri=True)) as history:
                found = history.execute("SELECT story FROM call").fetchall()
        except sqlite3.OperationalError:  # not made yet
            return []
        return [read(story) for (story,) in found]


class RecordsKill:
    """A case is a random morning that ends with the death of Asterisk."""

    def __init__(self, root: Path, seed: int) -> None:
        self._root, self._seed = root, seed
        self._counted: Counter[str] = Counter()
        self._missing = 0.0

    def cases(self) -> Sequence[str]:
        """By number."""
        return [f"{number:03}" for number in range(_CASES)]

    def bad(self, case: str) -> str | None:
        """What is lost, twice, or otherwise than the telephones know it."""
        with tempfile.TemporaryDirectory(prefix="lm-kill-", dir="/tmp") as folder:
            asterisk = RealAsterisk(
                self._root, Path(folder) / "asterisk", unwatched(compile_config(_CONFIG))
            )
            with asterisk, closing(Office(asterisk, _CONFIG, Path(folder))) as office:
                chance = random.Random(f"{self._seed}-{case}")  # noqa: S311  # the same again
                run = _Case(chance, office, Path(folder))
                try:
                    return "; ".join(self._judged(run)) or None
                finally:
                    run.stop()

    def _judged(self, run: _Case) -> Iterator[str]:
        run.read()
        for _ in range(run.chance.randrange(3, _STEPS)):
            run.step()
        moment = run.cut()
        calls = run.calls()
        self._counted.update(calls=len(calls), made=len(run.made), reader_killed=run.killed)
        if len(calls) != len(run.made):
            yield f"{len(calls)} rows of {len(run.made)} calls"
        yield from self._compared(run, calls, moment)

    def _compared(self, run: _Case, calls: list[Call], moment: float) -> Iterator[str]:
        recordings = Recordings(run.office.asterisk.folder / "srv/recordings")
        for made, call in zip(run.made, sorted(calls, key=lambda call: call.start), strict=False):
            self._counted["cut"] += call.cut
            if call.caller != made.caller or call.cut is bool(made.ended):
                yield f"{call.key} of {made.caller} is told as {call.result} of {call.caller}"
            if made.answered and abs(call.answer - made.answered) > _APART:
                yield f"{call.key}: answered {call.answer - made.answered:+.2f} s"
            if made.ended and (
                call.result is not Result.ANSWERED or abs(call.end - made.ended) > _APART
            ):
                yield f"{call.key}: {call.result}, ended {call.end - made.ended:+.2f} s"
            if made.answered:
                yield from self._recorded(call, recordings, made.ended or moment)

    def _recorded(self, call: Call, recordings: Recordings, end: float) -> Iterator[str]:
        seconds = recordings.seconds(call.recordings[0]) if call.recordings else None
        if seconds is None:
            if end - call.answer > _LOST:
                yield f"{call.key}: no recording"
            return
        self._counted["recordings"] += 1
        missing = end - call.answer - seconds
        self._missing = max(self._missing, missing)
        if missing > _LOST:
            yield f"{call.key}: {missing:.1f} s of its recording are missing"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Calls made and told, calls cut, kills, and what was missing of a recording at most."""
        return {
            **self._counted,
            "asterisk_killed": len(tried),
            "seconds_missing_at_most": round(self._missing, 2),
        }


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Each case makes its own Asterisk."""
    del folder
    yield RecordsKill(Path(os.environ["LINEMAN_ASTERISK_ROOT"]), seed)
