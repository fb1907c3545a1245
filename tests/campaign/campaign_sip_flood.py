"""A thousand hostile requests a second from one address, while the office goes on calling.

A case is a kind of flood and its number: some seconds of it, with calls made and ended all the
time. Who floods with guesses is not banned here, so that nothing but the firewall's rate helps.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from build.lib.settings import TREE
from tests.campaign.beside import TELEPHONES, Edge, edge
from tests.campaign.flood_sender import KINDS
from tests.campaign.plan import Campaign
from tests.integration.asterisk.sip_phone import Phone

_RATE, _SECONDS, _ROUNDS = 1000.0, 25.0, 5
_STRANGER = "192.168.77.66"
_LOST = 0.001  # of all calls, so that a case of few may not lose one
_SLOWEST = 5.0  # seconds until a call is answered


class SipFlood:
    """`figures` count the calls of all cases of this run."""

    def __init__(self, at: Edge) -> None:
        self._at = at
        self._counted: Counter[str] = Counter()
        self._slowest, self._least = 0.0, _RATE
        at.beside.live_at(_STRANGER)
        for place, _ in enumerate(TELEPHONES):
            at.beside.live_at(_home(place))

    def cases(self) -> Sequence[str]:
        """`KIND-NUMBER`."""
        return [f"{kind}-{number}" for number in range(_ROUNDS) for kind in KINDS]

    def bad(self, case: str) -> str | None:
        """How many calls did not pass, and how slow the flood was."""
        kind = case.partition("-")[0]
        phones = [self._at.phone(a, _home(place)) for place, a in enumerate(TELEPHONES)]
        flood = self._flood(kind)
        with ThreadPoolExecutor(len(phones)) as pool:
            done = sum(pool.map(self._calls, phones), Counter[str]())
        sent, seconds = map(float, flood.communicate(timeout=60)[0].split())
        for phone in phones:
            phone.close()
        del self._at.office.asterisk.said[:]
        self._counted.update(done, hostile=int(sent))
        self._least = min(self._least, sent / seconds)
        if done["lost"] > _LOST * done["calls"]:
            return f"{done['lost']} of {done['calls']} calls did not pass"
        return f"the flood was only {sent / seconds:.0f} a second" if sent < 900 * seconds else None

    def _flood(self, kind: str) -> subprocess.Popen[str]:
        enter = ["nsenter", "--target", str(self._at.beside.holder), "--net"]
        argv = [sys.executable, "-m", "tests.campaign.flood_sender"]
        how = [_STRANGER, kind, str(_RATE), str(_SECONDS)]
        return subprocess.Popen([*enter, *argv, *how], cwd=TREE, stdout=subprocess.PIPE, text=True)

    def _calls(self, phone: Phone) -> Counter[str]:
        """One after the other to the echo, while the flood lasts."""
        done: Counter[str] = Counter()
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            done["calls"] += 1
            begun = time.monotonic()
            try:
                phone.dial("*43")
                phone.answered()
                self._slowest = max(self._slowest, time.monotonic() - begun)
                heard = len(phone.sound.hear(0.5))
                phone.hang_up()
            except (TimeoutError, AssertionError):
                done["lost"] += 1
                phone.sound.stop()
            else:
                done["mute"] += heard < 2000
                done["lost"] += time.monotonic() - begun > _SLOWEST
        return done

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Of this run; `passed` is the share of calls that were answered, heard and ended."""
        del tried
        calls = max(1, self._counted["calls"])
        return {
            **{name: self._counted[name] for name in ("calls", "lost", "mute", "hostile")},
            "passed": round(1 - self._counted["lost"] / calls, 5),
            "hostile_a_second_at_least": round(self._least),
            "seconds_to_answer_at_most": round(self._slowest, 2),
        }


def _home(place: int) -> str:
    return f"192.168.77.{10 + place}"


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk for all cases."""
    del seed, folder
    with edge() as at:
        yield SipFlood(at)
