"""The telephone's ears and voice: what is sent is heard, through noise, and nothing else is."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from drivers.virtual.dsp import callerid, dtmf, fsk
from drivers.virtual.dsp.goertzel import judge, strongest
from drivers.virtual.dsp.level import BLOCK, RATE, level, samples, silence, sine
from drivers.virtual.dsp.progress import Progress, ProgressListener

STANDARDS = st.sampled_from([fsk.BELL_202, fsk.V_23])
PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=15)


def noisy(sound: array[int], dbm0: float, seed: int) -> array[int]:
    """Uniform noise of about that level added."""
    draw = random.Random(seed)  # noqa: S311 - a test's noise, not a secret
    peak = 32767 * 10 ** ((dbm0 - 3.14) / 20) * 1.22
    return array(
        "h", (max(-32768, min(32767, round(v + draw.uniform(-peak, peak)))) for v in sound)
    )


def blocks(sound: array[int]) -> list[array[int]]:
    return [sound[n : n + BLOCK] for n in range(0, len(sound) - BLOCK + 1, BLOCK)]


def seconds(count: float) -> int:
    return int(RATE * count)


@given(STANDARDS, st.binary(min_size=1, max_size=40), st.integers(0, 20), st.integers(0, 999))
@example(fsk.V_23, b"\x00\x00\x97\x12", 0, 301)  # where one sample is taken for a bit it is wrong
@settings(max_examples=25, deadline=None)
def test_what_the_modem_sends_is_heard_through_noise(
    standard: fsk.Standard, message: bytes, lead: int, seed: int
) -> None:
    sound = silence(lead * 37) + fsk.modulate(message, standard) + silence(BLOCK)
    assert fsk.demodulate(noisy(sound, -35, seed), standard) == message


@pytest.mark.parametrize("standard", [fsk.BELL_202, fsk.V_23], ids=lambda s: s.name)
def test_speech_like_sound_is_no_message(standard: fsk.Standard) -> None:
    sound = sine((300, 700), -20, seconds(1)) + silence(seconds(0.5))
    assert callerid.decode(fsk.demodulate(sound, standard)) is None


@given(st.text("0123456789", min_size=1, max_size=15), PRINTABLE, st.just("11230230"))
@settings(max_examples=50)
def test_a_caller_reads_back(number: str, name: str, date: str) -> None:
    caller = callerid.CallerId(number, name, date)
    assert callerid.decode(b"UU\x00" + callerid.encode(caller)) == caller


def test_a_damaged_caller_is_refused() -> None:
    message = bytearray(callerid.encode(callerid.CallerId("4951234567", "IVANOV")))
    message[6] ^= 0x10
    assert callerid.decode(bytes(message)) is None


@given(st.text("0123456789ABCD*#", min_size=1, max_size=8), st.integers(0, 999))
@settings(max_examples=20, deadline=None)
def test_keys_pressed_are_keys_heard(digits: str, seed: int) -> None:
    sound = silence(70)
    for digit in digits:
        sound += dtmf.tone(digit)
    listener = dtmf.DtmfListener()
    for block in blocks(noisy(sound, -30, seed)):
        listener.hear(block)
    assert listener.digits == digits


def test_a_single_tone_is_no_key() -> None:
    listener = dtmf.DtmfListener()
    for block in blocks(sine((697,), -9, seconds(0.2)) + sine((425,), -9, seconds(0.2))):
        listener.hear(block)
    assert not listener.digits


@given(st.integers(30, 320), st.integers(-30, 0), st.integers(0, 999))
@settings(max_examples=40, deadline=None)
def test_a_tone_is_judged_by_frequency_and_level(tenth: int, dbm0: int, seed: int) -> None:
    frequency = tenth * 10
    sound = noisy(sine((frequency,), dbm0, seconds(0.25)), dbm0 - 20, seed)
    purity, loudness = judge(sound, frequency)
    assert purity > 0.95
    assert abs(loudness - dbm0) < 0.5
    assert abs(strongest(sound) - frequency) <= 10


def test_level_of_full_scale_and_of_silence() -> None:
    assert abs(level(sine((1000,), 3.14, RATE)) - 3.14) < 0.01
    assert level(silence(BLOCK)) == -99.0
    assert level(samples(b"")) == -99.0


@pytest.mark.parametrize(
    ("on", "off", "tone"),
    [
        (0.35, 0.35, Progress.BUSY),
        (0.175, 0.175, Progress.CONGESTION),
        (1.0, 4.0, Progress.RINGBACK),
        (3.0, 0.0, Progress.DIAL),
        (0.1, 2.0, None),
    ],
)
@pytest.mark.parametrize("lead", [0, 50, 110])
def test_a_tone_is_known_by_its_cadence(
    on: float, off: float, tone: Progress | None, lead: int
) -> None:
    sound = silence(lead)
    for _ in range(3):
        sound += sine((425,), -15, seconds(on)) + silence(seconds(off))
    listener = ProgressListener()
    heard = {listener.hear(block) for block in blocks(noisy(sound, -45, 1))}
    assert heard - {None} == ({tone} if tone else set())


def test_the_onset_is_known_before_the_tone_is() -> None:
    listener = ProgressListener()
    for block in blocks(silence(seconds(0.1)) + sine((425,), -15, seconds(0.1))):
        listener.hear(block)
    assert listener.tone is None
    assert listener.onset == pytest.approx(0.1, abs=0.02)
