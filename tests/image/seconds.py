"""The seconds of a row of the call history, held against those that the far ends measured."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.wire.views import PastCall
from tests.image.office import Voice

# Seconds between what a telephone does and what Asterisk writes of it, at most, on an emulated
# processor with a call or two up.
TOLERANCE = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What a row should say: seconds from lifting, set-up or the first burst, and of talk."""

    ring: float
    talk: float


def measured(caller: Voice, called: Voice | None = None, ended: float | None = None) -> Measured:
    """By the far ends' own clock; a call that nobody answered has no `called`.

    It ends when the first of them lets go, or at `ended` if they were not who ended it.
    """
    ends = [(end, end.times()) for end in (caller, called) if end is not None]
    began, answered = ends[0][1].began, ends[-1][1].answered if called else None
    assert began is not None, (caller.where, "has not begun")
    began += caller.UNSEEN
    ended = ended or min(t.ended + end.DOUBTED for end, t in ends if t.ended is not None)
    if called is None:
        return Measured(ended - began, 0.0)
    assert answered is not None, (called.where, "has not answered")
    return Measured(answered - began, ended - answered)


def agree(record: PastCall, far: Measured, within: float = TOLERANCE) -> None:
    """The row's seconds are those of the far ends, to `within` seconds."""
    differ = [record.ring_seconds - far.ring, record.talk_seconds - far.talk]
    print(f"{record.caller} to {record.dialled}: ring and talk differ by {differ} s of {far}")
    assert max(map(abs, differ)) <= within, (record, far)
