"""What a made-up talk sounds like in a recording: two sides that take turns, no word of it."""

from array import array
from functools import cache
from math import pi, sin
from random import Random

from appliance.asterisk.recordings import RATE

_SYLLABLE = RATE // 5  # samples
_PITCHES = ((140, 160, 185), (210, 235, 260))  # Hz of each side's voice
_LOUD = 9000


def talk(seconds: float, chance: Random) -> bytes:
    """Raw stereo as Asterisk records it, so long."""
    told = bytearray()
    side = 0
    size = round(seconds * RATE) * 4
    while len(told) < size:
        for _ in range(chance.randrange(4, 14)):
            told += _syllable(side, chance.randrange(4))
        side = 1 - side
    return bytes(told[:size])


@cache
def _syllable(side: int, which: int) -> bytes:
    """The last one is a breath: silence on both sides."""
    samples = array("h", bytes(4 * _SYLLABLE))
    pitches = _PITCHES[side]
    if which < len(pitches):
        for place in range(_SYLLABLE):
            swell = sin(pi * place / _SYLLABLE)
            tone = sin(2 * pi * pitches[which] * place / RATE)
            samples[2 * place + side] = round(_LOUD * swell * tone)
    return samples.tobytes()
