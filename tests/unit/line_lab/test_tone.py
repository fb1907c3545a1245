"""A tone is told from silence, other tones, noise and a torn recording."""

from array import array
from random import Random

import pytest

from appliance.line_lab.tone import BLOCK, carries
from drivers.virtual.dsp.level import sine

TONE = 1004


def _noise() -> bytes:
    chance = Random(7)  # noqa: S311 - no secret, the same each time
    return array("h", (chance.randint(-9000, 9000) for _ in range(4 * BLOCK))).tobytes()


def _tone(frequency: float = TONE, dbm0: float = 0.0, count: int = 4 * BLOCK) -> bytes:
    return sine((frequency,), dbm0, count).tobytes()


def test_a_tone_is_found_wherever_it_begins() -> None:
    assert carries(_tone(), TONE)
    assert carries(bytes(2 * BLOCK + 700) + _tone(count=2 * BLOCK), TONE)
    assert carries(_noise() + _tone(count=2 * BLOCK), TONE)
    assert carries(_tone() + b"\x01", TONE), "the last sample is not written whole"


@pytest.mark.parametrize(
    "sound",
    [b"", bytes(8 * BLOCK), _tone(count=BLOCK - 1), _tone(950), _tone(dbm0=-30.0), _noise()],
    ids=["none", "silence", "too short", "another tone", "too low", "noise"],
)
def test_nothing_else_is_a_tone(sound: bytes) -> None:
    assert not carries(sound, TONE)


def test_a_tone_under_speech_is_not_clean() -> None:
    both = sine((TONE, 700.0), -6.0, 4 * BLOCK).tobytes()
    assert not carries(both, TONE)
