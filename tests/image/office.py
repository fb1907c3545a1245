"""The office around the box as a test sees it: telephones, the city's exchange, judged sound."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from build.lib.vm.waiting import TooLate, wait_until
from tests.image.harness import GuestFault
from tests.image.harness.far_ends import Answer, FarEnds

STEADY_DBM0 = -10.0  # what every far end plays
# The looped spans are digital and the exchange adds no gain, so the level arrives as it was sent;
# an emulated processor loses blocks now and then, so some of the half seconds may be torn.
LEVEL_TOLERANCE_DB = 2.0
LOOKED_BACK, WHOLE = 6, 3  # half seconds, the last ones, and how many of them must be whole
TRIES = 4  # calls until one gets through whole
LEAST_SHARE = 0.9  # of the power of half a second that must be at the frequency


@dataclass(frozen=True, slots=True)
class Sound:
    """Half a second of what was heard: the share at the frequency asked for, and the level."""

    share: float
    dbm0: float

    def is_speech_of_the_other(self) -> bool:
        """Whether this is the steady tone that the other end plays."""
        near = abs(self.dbm0 - STEADY_DBM0) <= LEVEL_TOLERANCE_DB
        return self.share >= LEAST_SHARE and near


def comes_through(heard: Sequence[Sound]) -> bool:
    """Whether enough of the last half seconds were whole; a single one may be chance."""
    return sum(each.is_speech_of_the_other() for each in heard[-LOOKED_BACK:]) >= WHOLE


@dataclass(frozen=True, slots=True)
class Times:
    """Of a far end's last call, in seconds of the guest's clock; None for what was not."""

    began: float | None
    answered: float | None
    ended: float | None


class Voice:
    """Anything with a mouth and an ear: a telephone, a city line, a call on a stream."""

    # Seconds for which the exchange takes its end of a call for less than an end.
    DOUBTED = 0.0
    # Seconds after a call began here until the exchange can know of it.
    UNSEEN = 0.0

    def __init__(self, ends: FarEnds, **where: object) -> None:
        self.ends, self.where = ends, where

    def times(self) -> Times:
        """When its present or last call began, was answered and ended, as itself has measured."""
        told = self.ends.do("times", **self.where)
        return Times(told["began"], told["answered"], told["ended"])

    def play(self, frequency: int) -> None:
        """A steady tone towards the box."""
        self.ends.do("sound.play", **self.where, frequency=frequency, dbm0=STEADY_DBM0)

    def hear(self, frequency: int) -> Sound:
        """Listen for half a second."""
        told = self.ends.do("sound.hear", **self.where, frequency=frequency, within=30)
        return Sound(told["share"], told["dbm0"])

    def must_hear(self, frequency: int, *, seconds: float = 45) -> None:
        """Wait until the other's tone comes through; says how much of it was whole."""
        heard: list[Sound] = []
        what = f"{frequency} Hz at {type(self).__name__} {self.where}"

        def look() -> bool:
            heard.append(self.hear(frequency))
            return comes_through(heard)

        try:
            wait_until(look, what, seconds=seconds)
        except TooLate:
            raise TooLate(f"{what}: heard {heard}") from None
        finally:
            whole = sum(each.is_speech_of_the_other() for each in heard)
            print(f"{what}: {whole} of {len(heard)} half seconds whole")


class Phone(Voice):
    """The telephone in a socket; `number` counts sockets from 1."""

    DOUBTED = 1.25  # a handset that goes down may be a tap on the hook (DAHDI's `rxflash`)

    def __init__(self, ends: FarEnds, number: int) -> None:
        super().__init__(ends, phone=str(number))
        self.extension = str(200 + number)

    def _do(self, word: str, **words: object) -> Answer:
        return self.ends.do(f"phone.{word}", **self.where, **words)

    def lift(self) -> None:
        """Lift the handset; answers when it rings."""
        self._do("lift")

    def hang_up(self) -> None:
        """Put the handset down."""
        self._do("hang_up")

    def dial_tone(self) -> float:
        """Lift and wait for dial tone; seconds of the guest's clock until it began."""
        self.lift()
        return float(self.hears_tone("dial")["after"])

    def call(self, digits: str, *, pulse: bool = False) -> None:
        """Lift, wait for dial tone, dial by keys or by a dial plate."""
        self.dial_tone()
        self._do("dial", digits=digits, pulse=pulse)

    def reaches(self, digits: str, rings: Callable[[], bool], *, pulse: bool = False) -> None:
        """Call until `rings` says that it rings there.

        On a busy emulated processor a key's sound may be torn, as on a bad line; then it takes one
        more try, as it would a person.
        """
        for _ in range(TRIES):
            self.call(digits, pulse=pulse)
            if rings():
                return
            self.hang_up()
        raise TooLate(f"{digits} did not ring in {TRIES} calls")

    def rings_soon(self) -> bool:
        """Whether it rings within half a minute."""
        try:
            self.rings(within=30)
        except GuestFault:
            return False
        return True

    def hears_tone(self, tone: str, *, within: float = 60) -> Answer:
        """Wait for a tone of the exchange: dial, ringback, busy or congestion."""
        return self._do("expect_tone", tone=tone, within=within)

    def rings(self, count: int = 1, *, within: float = 60) -> Answer:
        """Wait for the `count`-th ring."""
        return self._do("expect_ring", rings=count, within=within)

    def shows(self) -> tuple[str, str] | None:
        """Number and name on the display; None if this call's transmission was torn.

        Its checksum tells a torn one from a wrong one.
        """
        try:
            told = self._do("expect_caller", within=10)
        except GuestFault:
            return None
        return str(told["number"]), str(told["name"])

    def is_told_of_the_end(self, *, within: float = 60) -> None:
        """Wait until the exchange says that the other has hung up: battery gone for a moment."""
        self._do("expect_drop", within=within)

    def falls_quiet(self, *, within: float = 60) -> None:
        """Wait until it no longer rings."""
        self._do("expect_quiet", within=within)


def display(
    phone: Phone, wanted: tuple[str, str], place: Callable[[], object],
    give_up: Callable[[], object], *, by_keys: bool = False,
) -> None:  # fmt: skip
    """`place` calls until `phone` shows `wanted` while it rings; it rings on at the end.

    A transmission that was torn is tried again, one that is whole and wrong is not. A call that is
    placed `by_keys` may ring nowhere as well: a key's sound may be torn, see `reaches`.
    """
    for _ in range(TRIES):
        place()
        if not by_keys:
            phone.rings()
        seen = phone.shows() if phone.rings_soon() else None
        if seen is not None:
            assert seen == wanted
            return
        give_up()
        phone.falls_quiet()
    raise AssertionError(f"{wanted} wanted, in {TRIES} calls nothing whole came")


class Line(Voice):
    """The exchange's end of a city line; `number` counts lines from 1."""

    UNSEEN = 1.0  # the driver tells of a ring when its burst ends

    def __init__(self, ends: FarEnds, number: int) -> None:
        super().__init__(ends, line=str(number))

    def ring(self, number: str, name: str = "") -> None:
        """Ring the box with caller ID."""
        self.ends.do("line.ring", **self.where, number=number, name=name)

    def held(self, *, digits: str | None = None, within: float = 60) -> None:
        """Wait until the box holds the line, and has dialled `digits`."""
        wanted = {} if digits is None else {"digits": digits}
        self.ends.do("line.expect", **self.where, seized=True, within=within, **wanted)

    def has_got(self, digits: str) -> bool:
        """Whether the box dials `digits` here within a minute."""
        try:
            self.held(digits=digits)
        except GuestFault:
            return False
        return True

    def released(self, *, within: float = 60) -> None:
        """Wait until the box has let go."""
        self.ends.do("line.expect", **self.where, seized=False, within=within)

    def hang_up(self) -> None:
        """End the call from the exchange's side."""
        self.ends.do("line.hang_up", **self.where)


class Stream:
    """The far exchange on an E1."""

    def __init__(self, ends: FarEnds) -> None:
        self.ends = ends

    def linked(self, *, within: float = 60) -> None:
        """Wait until both ends of the D channel talk."""
        self.ends.do("stream.expect_link", within=within)

    def call(self, called: str, calling: str, name: str = "") -> StreamCall:
        """Call the box."""
        told = self.ends.do("stream.call", called=called, calling=calling, name=name)
        return StreamCall(self.ends, int(told["call"]))

    def reached_by(self, phone: Phone, prefix: str, number: str) -> StreamCall:
        """Have `phone` dial `number` until it gets here whole and is answered."""
        got: list[StreamCall] = []

        def came() -> bool:
            with contextlib.suppress(GuestFault):
                got.append(self.called(number, within=30))
            return bool(got)

        phone.reaches(prefix + number, came)
        return got[0]

    def called(self, number: str, state: str = "up", *, within: float = 60) -> StreamCall:
        """Wait for the box's call to `number` to be `state`."""
        told = self.ends.do("call.expect", called=number, state=state, within=within)
        return StreamCall(self.ends, int(told["call"]))


class StreamCall(Voice):
    """One call on the E1."""

    def __init__(self, ends: FarEnds, index: int) -> None:
        super().__init__(ends, call=index)

    def is_now(self, state: str, *, within: float = 60) -> dict[str, Any]:
        """Wait for `state`: dialling, ringing, up or down."""
        return self.ends.do("call.expect", **self.where, state=state, within=within)

    def hang_up(self, cause: int = 16) -> None:
        """End it from the far exchange."""
        self.ends.do("call.hang_up", **self.where, cause=cause)
