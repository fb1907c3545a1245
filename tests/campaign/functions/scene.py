"""What a play can do: an office with telephones of one kind, whichever that is.

A play knows nothing of signalling. Every wait has a limit and fails with what it waited for.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from appliance.core.live_state import Family
from build.lib.vm.waiting import PATIENCE

TONES = (600, 1000, 1750, 2300)  # Hz, of the four telephones; far from keys and fax
OUTSIDE_TONE = 1350  # Hz, of whoever else talks
RECALL = 425  # Hz, of every steady tone of the exchange in Russia
OUTSIDE, ANOTHER_OUTSIDE, HELP = "89161234567", "89167654300", "112"
USUAL_CALLER = "9167654321"
"""Numbers that are nobody's in the office."""


KEPT_BY_TELEPHONES = tuple(each for each in Family if each is not Family.CLOCK)
"""What a telephone's code leaves in Asterisk's database."""


GREETINGS = "unavail.*"
"""The files, below the folder of mailboxes, of what an owner says to whoever comes to his."""


def forget(console: Callable[[str], str]) -> None:
    """What telephones have set is set no more; `console` is Asterisk's."""
    kept = console("database show")
    for family in KEPT_BY_TELEPHONES:
        if f"/{family}/" in kept:
            console(f"database deltree {family}")


class Failed(AssertionError):
    """Something was not heard, or was heard that must not be."""


class Ear(Protocol):
    """Listens for half a second."""

    def sound(self, tone: int) -> tuple[float, float]:
        """The share of what is heard that is at `tone` Hz, and how loud all is in dBm0."""

    @property
    def who(self) -> str:
        """To be named in what went wrong."""


_LOUD_DBM0, _SILENT_DBM0 = -35.0, -45.0
_ALONE, _AMONG_OTHERS = 0.5, 0.1  # least share of a tone that one or several speak
_PART = 0.3  # least share of a sound shorter than half a second
_WHOLE, _LOOKED_BACK = 3, 6  # half seconds that must be as wanted, of the last ones
_LONGEST = 30 * PATIENCE  # seconds until it is given up
_LATE = 3  # half seconds that are still under way from before
_NOT_THERE = 0.05


def hears(ear: Ear, *tones: int) -> None:
    """Wait until every one of `tones` comes through."""
    least = _ALONE if len(tones) == 1 else _AMONG_OTHERS
    for tone in tones:
        _come_true(ear, tone, lambda share: share >= least, f"{tone} Hz")


def hears_words(ear: Ear) -> None:
    """Wait until something is heard that is no tone of the exchange; a word may be short."""
    _come_true(ear, RECALL, lambda share: share < _ALONE, "words", whole=1)


def words_of(ear: Ear) -> float:
    """Wait for words, and until a tone of the exchange comes again; seconds between both."""
    begun, tones, until = 0.0, 0, time.monotonic() + _LONGEST
    while time.monotonic() < until:
        share, dbm0 = ear.sound(RECALL)
        if dbm0 > _LOUD_DBM0 and share < _ALONE:
            begun, tones = begun or time.monotonic(), 0
        elif dbm0 > _LOUD_DBM0 and begun:
            tones += 1
            if tones == _WHOLE - 1:
                return time.monotonic() - begun
    raise Failed(f"{ear.who} hears no words, or no end of them")


def hears_once(ear: Ear, tone: int) -> None:
    """Wait until a short sound has `tone` in it."""
    _come_true(ear, tone, lambda share: share >= _PART, f"{tone} Hz", whole=1)


def hears_music(ear: Ear) -> None:
    """The same, for longer than any word."""
    _come_true(ear, RECALL, lambda share: share < _ALONE, "music", whole=_LOOKED_BACK)


def hears_silence(ear: Ear) -> None:
    """Wait until whoever speaks has said all and waits."""
    until = time.monotonic() + _LONGEST
    silent = 0
    while silent < _WHOLE - 1:
        if time.monotonic() > until:
            raise Failed(f"{ear.who} is spoken to on and on")
        _, dbm0 = ear.sound(RECALL)
        silent = silent + 1 if dbm0 < _SILENT_DBM0 else 0


def _come_true(
    ear: Ear, tone: int, wanted: Callable[[float], bool], what: str, whole: int = _WHOLE
) -> None:
    heard: list[tuple[float, float]] = []
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        heard.append(ear.sound(tone))
        fit = [dbm0 > _LOUD_DBM0 and wanted(share) for share, dbm0 in heard[-_LOOKED_BACK:]]
        if sum(fit) >= whole:
            return
    raise Failed(f"{ear.who} does not hear {what}: {_shown(heard)}")


def hears_nothing_of(ear: Ear, *tones: int) -> None:
    """Make sure that none of `tones` is there."""
    for _ in range(_LATE):
        ear.sound(tones[0])
    for tone in tones:
        share, dbm0 = ear.sound(tone)
        if dbm0 > _LOUD_DBM0 and share > _NOT_THERE:
            raise Failed(f"{ear.who} hears {tone} Hz: {_shown([(share, dbm0)])}")


def _shown(heard: list[tuple[float, float]]) -> str:
    return " ".join(f"{share:.2f}@{dbm0:.0f}" for share, dbm0 in heard[-_LOOKED_BACK:])


class Speaker(Ear, Protocol):
    """Somebody with a voice: a steady tone of his own."""

    tone: int

    def speak(self) -> None:
        """In his own tone, until he hangs up. Whoever speaks can press no keys."""

    def hang_up(self) -> None:
        """End what goes on, or give the call up."""


class Caller(Speaker, Protocol):
    """Somebody outside who calls the office."""

    def turned_away(self) -> None:
        """Wait until his call is refused."""


class Called(Speaker, Protocol):
    """Whoever can be called; `number` is the extension."""

    number: str

    def rings(self, *, within: float = 30) -> None:
        """Wait until it rings; `within` seconds."""

    def answer(self) -> None:
        """Lift while it rings."""

    def left(self) -> None:
        """Wait until the other side has ended the call, and hang up."""


class Telephone(Called, Protocol):
    """One telephone of the office."""

    def call(self, digits: str) -> None:
        """Lift, and dial."""

    def falls_silent(self) -> None:
        """Speak no more."""

    def connected(self) -> None:
        """Wait until the call is answered, as far as the telephone is told."""

    def press(self, keys: str) -> None:
        """Keys, in a call."""

    def rings_soon(self) -> bool:
        """Whether it rings in the next seconds."""

    def stops_ringing(self) -> None:
        """Wait until somebody else took the call."""

    def shows(self) -> str:
        """The caller's number on the display, or else his name; he may hide both. It must ring."""

    def refused(self) -> None:
        """Wait to be told that the call does not come about, and hang up."""

    def hold(self) -> None:
        """Let the other side wait."""

    def take_back(self) -> None:
        """Go on with whoever waits."""

    def give(self, to: Telephone) -> None:
        """Hand the other side over unasked; at the end it rings at `to`."""

    def ask(self, whom: Telephone) -> None:
        """Let the other side wait, call `whom`, and talk to him; he speaks from now on."""

    def give_to_asked(self) -> None:
        """Hand the other side over to whom was asked."""

    def park(self, lot: str) -> None:
        """Hand the other side over to the parking lot of that number."""

    def declines_another(self) -> None:
        """A second call comes while it talks: it is not taken."""

    def takes_another(self) -> Speaker:
        """A second call comes while it talks: the first waits; who speaks in the second."""


class Scene(Protocol):
    """The office."""

    @property
    def phones(self) -> tuple[Telephone, Telephone, Telephone, Telephone]:
        """Those of the first four extensions."""

    def console(self, line: str) -> str:
        """What Asterisk's console says."""

    def clock(self) -> datetime:
        """The exchange's own, without a zone."""

    def called_outside(self, number: str) -> Speaker:
        """Wait until the exchange calls `number` outside, where it is answered."""

    def call_from_outside(self, number: str, caller: str = USUAL_CALLER) -> Caller:
        """Somebody outside, with that number of this country, calls that number of ours."""

    def sends_fax(self, number: str) -> None:
        """Asterisk itself sends two pages to a number of the office; no telephone speaks fax."""

    def fax(self) -> tuple[str, bytes]:
        """The document that came last, once it is whole: how its name ends, and what it holds."""

    def mailed(self) -> bytes:
        """The sound of a letter about a voice message, each once; empty where there is none.

        There are letters about what is left after the first time that this is asked.
        """

    def sees(self) -> None:
        """The supervisor looks at the calls that are up."""

    def answers_by_itself(self) -> Called:
        """A telephone that can be told to answer, which no analogue one can."""

    def recording(self) -> array[int]:
        """The newest recording that somebody asked for by a key: stereo, 8,000 pairs a second."""

    def clear(self) -> None:
        """Nobody talks to anybody, and nothing is set by any telephone."""


def fax_call(number: str, pages: str) -> str:
    """A file of Asterisk's spool, by which it sends the file `pages`."""
    called = f"Channel: Local/{number}@from-internal"
    return f"{called}\nApplication: SendFAX\nData: {pages}\n"


Play = Callable[[Scene], None]
