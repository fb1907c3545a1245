"""Tones as files that the exchange plays, and whether a telephone hears one."""

import time
import wave
from array import array
from math import pi, sin
from pathlib import Path

from drivers.virtual.dsp.goertzel import judge
from tests.integration.asterisk.sip_phone import Phone

RATE = 8000
_LOUD = 8000  # of 32,767
_PURE = 0.95  # of all that is heard


def put_tone(path: Path, frequency: int, seconds: float = 3.0) -> None:
    """A WAV file with nothing but that tone, in Hz."""
    count = int(seconds * RATE)
    samples = array("h", (round(_LOUD * sin(2 * pi * frequency * n / RATE)) for n in range(count)))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())


def hears(phone: Phone, frequency: int, seconds: float = 10.0) -> bool:
    """Whether the telephone hears that tone, and for 0.5 s nothing else, within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        part, _ = judge(phone.sound.hear(0.5), frequency)
        if part > _PURE:
            return True
    return False
