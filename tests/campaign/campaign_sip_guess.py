"""Who guesses passwords is banned in time, and neither answers nor their times tell who is known.

A `ban` case is a guesser at an address of his own; a `time` case asks for a known and for an
unknown account in turn, and holds the two sets of times against each other.
"""

from __future__ import annotations

import random
import statistics
import time
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.campaign.beside import TELEPHONES, Edge, edge
from tests.campaign.plan import Campaign
from tests.integration.asterisk.guesser import Guesser, bans

_BANS, _TIMES, _PAIRS = 40, 10, 300
_MOST_GUESSES, _MOST_SECONDS = 10, 1.0
_GIVEN_UP = 20.0  # seconds of guesses without a ban
_APART = 0.06  # of the share of pairs in which the known account was answered later, from a half
_METHODS = ("REGISTER", "INVITE", "SUBSCRIBE", "OPTIONS")
_CLOCK = "192.168.77.3"


class SipGuess:
    """Every case by its name alone is the same again."""

    def __init__(self, at: Edge, seed: int) -> None:
        self._at, self._seed = at, seed
        self._guesses = self._most = 0
        self._slowest = self._whole = 0.0
        self._medians: dict[str, list[float]] = {"known": [], "unknown": []}
        self._shares: list[float] = []
        at.beside.trust(at.beside.live_at(_CLOCK))  # or it is slowed after eight questions

    def cases(self) -> Sequence[str]:
        """Those of bans, then those of times."""
        return [
            *(f"ban-{number:02}" for number in range(_BANS)),
            *(f"time-{number:02}" for number in range(_TIMES)),
        ]

    def bad(self, case: str) -> str | None:
        """What a guesser gained."""
        kind, _, number = case.partition("-")
        chance = random.Random(f"{self._seed}-{case}")  # noqa: S311  # the same again
        return self._ban(int(number), chance) if kind == "ban" else self._time(chance)

    def _ban(self, number: int, chance: random.Random) -> str | None:
        address = f"192.168.77.{200 + number}"
        self._at.beside.live_at(address)
        accounts = (*TELEPHONES, "999", "admin", "1000")
        with Guesser(self._at.beside, address, patience=0.3) as guesser:
            made, begun = 0, time.monotonic()
            last = begun
            while made < 2 * _MOST_GUESSES and time.monotonic() - begun < _GIVEN_UP:
                try:
                    guesser.guess(
                        chance.choice(accounts), chance.randbytes(4).hex(), chance.choice(_METHODS)
                    )
                except TimeoutError:  # slowed, and asks again; or banned
                    if address in self._at.beside.banned():
                        break
                    continue
                made, last = made + 1, time.monotonic()
                if address in self._at.beside.banned():
                    break
            else:
                return f"not banned after {made} guesses"
        while address not in self._at.beside.banned():
            if time.monotonic() - last > 2 * _MOST_SECONDS:
                return "not banned in time"
        took = time.monotonic() - last
        self._most, self._slowest = max(self._most, made), max(self._slowest, took)
        self._whole = max(self._whole, time.monotonic() - begun)
        if made > _MOST_GUESSES or took > _MOST_SECONDS:
            return f"banned after {made} guesses and {took:.2f} s"
        return None

    def _time(self, chance: random.Random) -> str | None:
        """Half the pairs begin with the unknown one, so that no order helps.

        A guesser has processors of his own, which what Asterisk does after its answer does not
        keep: an answer's time is that at which it was here, not that at which we got to it.
        """
        taken: dict[str, list[float]] = {"known": [], "unknown": []}
        method = chance.choice(_METHODS[:2])
        with Guesser(self._at.beside, _CLOCK) as guesser:
            for _ in range(_PAIRS):
                for which in chance.sample(("known", "unknown"), 2):
                    account = chance.choice(TELEPHONES) if which == "known" else "999"
                    guesser.ask(method, account)
                    taken[which].append(guesser.took)
                    time.sleep(0.006)
        share = _later(taken["known"], taken["unknown"])
        self._shares.append(share)
        for which, times in taken.items():
            self._medians[which].append(statistics.median(times))
        if abs(share - 0.5) > _APART:
            return f"{method} of a known account is the later one in {share:.2f} of all pairs"
        return None

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Of this run: guesses and seconds until the ban at most; times of both kinds, in ms."""
        found: dict[str, float] = {
            "guesses_at_most": self._most,
            "seconds_to_ban_at_most": round(self._slowest, 3),
            "seconds_from_the_first_guess_at_most": round(self._whole, 3),
            "addresses": sum(case.startswith("ban") for case in tried),
        }
        if self._shares:
            found |= {
                f"{which}_median_ms": round(statistics.median(each) * 1000, 3)
                for which, each in self._medians.items()
            }
            found["share_known_later"] = round(statistics.mean(self._shares), 3)
        return found


def _later(these: Sequence[float], those: Sequence[float]) -> float:
    """The share of pairs, one of each, in which the first took longer; a half: nothing is told."""
    ordered = sorted(those)
    wins = sum(bisect_left(ordered, each) + bisect_right(ordered, each) for each in these)
    return wins / 2 / (len(these) * len(those))


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """One Asterisk, and the box's own unit that bans."""
    del folder
    with edge() as at, bans(at.office.asterisk, at.folder):
        yield SipGuess(at, seed)
