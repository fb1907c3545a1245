"""WAV files of every kind become the one that the exchange plays, and nothing else gets through."""

from __future__ import annotations

import math
import struct
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core import wav
from appliance.core.errors import Invalid
from appliance.core.sounds import MOST_SECONDS
from drivers.virtual.dsp.goertzel import judge

_TONE = 1000.0  # Hz


def _tone(rate: int, seconds: float, loud: float = 0.5) -> list[float]:
    return [loud * math.sin(2 * math.pi * _TONE * at / rate) for at in range(round(rate * seconds))]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def file(
    body: bytes,
    rate: int = 8000,
    *,
    bits: int = 16,
    channels: int = 1,
    kind: int = 1,
    more: bytes = b"",
) -> bytes:
    """A WAV file of these samples; `more` stands before them."""
    size = channels * bits // 8
    shape = struct.pack("<HHIIHH", kind, channels, rate, rate * size, size, bits)
    rest = b"WAVE" + _chunk(b"fmt ", shape) + more + _chunk(b"data", body)
    return b"RIFF" + struct.pack("<I", len(rest)) + rest


def made(content: bytes) -> bytes:
    """What the exchange plays of a file."""
    return b"".join(wav.played(lambda at, count: content[at : at + count], len(content)))


def _heard(content: bytes) -> tuple[float, float]:
    """Which share of what is played is the tone, and how long it is in seconds."""
    result = made(content)
    samples = array("h", result[wav.HEAD :])
    assert result[: wav.HEAD] == wav.head(len(samples) * 2)
    share, _level = judge(samples[400:3600], _TONE)
    return share, len(samples) / wav.RATE


def _s16(samples: list[float]) -> bytes:
    return array("h", [round(each * 32767) for each in samples]).tobytes()


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000, 192000])
def test_a_tone_of_any_rate_stays_that_tone(rate: int) -> None:
    share, seconds = _heard(file(_s16(_tone(rate, 0.5)), rate))
    assert share > 0.99
    assert seconds == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize(
    ("kind", "bits", "coded"),
    [
        (1, 8, lambda s: bytes(round(128 + each * 127) for each in s)),
        (1, 24, lambda s: b"".join(struct.pack("<i", round(e * 0x7FFFFF00))[1:] for e in s)),
        (1, 32, lambda s: b"".join(struct.pack("<i", round(e * 0x7FFFFFFF)) for e in s)),
        (3, 32, lambda s: array("f", s).tobytes()),
        (3, 64, lambda s: array("d", s).tobytes()),
    ],
)
def test_samples_of_any_width_are_read(kind: int, bits: int, coded: object) -> None:
    assert callable(coded)
    share, _ = _heard(file(coded(_tone(8000, 0.5)), kind=kind, bits=bits))
    assert share > 0.99


@pytest.mark.parametrize(
    ("kind", "code", "value"),
    # ITU-T G.711: the smallest and the largest value of either sign.
    [
        *((6, 0xD5, 8), (6, 0x55, -8), (6, 0xAA, 32256), (6, 0x2A, -32256)),
        *((7, 0xFF, 0), (7, 0x7F, 0), (7, 0x80, 32124), (7, 0x00, -32124)),
    ],
)
def test_a_law_and_u_law_are_as_the_standard_says(kind: int, code: int, value: int) -> None:
    (sample,) = array("h", made(file(bytes([code]), kind=kind, bits=8))[wav.HEAD :])
    assert sample == value


def test_what_lies_above_is_not_folded_into_what_is_heard() -> None:
    """5 kHz at 44.1 kHz would be 3 kHz at 8."""
    samples = [0.5 * math.sin(2 * math.pi * 5000 * at / 44100) for at in range(22050)]
    heard = array("h", made(file(_s16(samples), 44100))[wav.HEAD :])
    assert max(map(abs, heard[200:-200])) < 32767 * 0.5 / 200


def test_all_sides_are_heard_together() -> None:
    left, right = _tone(8000, 0.5), [0.0] * 4000
    both = [each for pair in zip(left, right, strict=True) for each in pair]
    assert _heard(file(_s16(both), channels=2))[0] > 0.99


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=2000))
def test_what_is_right_already_stays_to_the_last_bit(samples: list[int]) -> None:
    content = file(array("h", samples).tobytes())
    assert made(content) == content
    assert made(made(content)) == content


def test_what_else_a_file_says_is_left_out() -> None:
    told = _chunk(b"LIST", b"INFOISFT<script>")
    content = file(_s16(_tone(8000, 0.1)), more=told)
    assert b"script" in content
    assert b"script" not in made(content)
    assert len(made(content)) == wav.HEAD + 1600


_GOOD = file(_s16(_tone(8000, 0.1)))
_REFUSED = {
    "nothing": b"",
    "no WAV": b"\xff\xfb\x90\x00" * 100,
    "MP3 inside": file(b"\0" * 100, kind=0x55),
    "no sound": file(b""),
    "without data": _GOOD[:36],
    "no channel": file(b"\0" * 100, channels=0),
    "hundreds of channels": file(b"\0" * 1000, channels=300),
    "no rate": file(b"\0" * 100, rate=0),
    "too slow": file(b"\0" * 100, rate=4000),
    "too fast": file(b"\0" * 100, rate=1_000_000_000),
    "no bits": file(b"\0" * 100, bits=0),
    "odd bits": file(b"\0" * 100, bits=12),
    "a shape cut short": b"RIFF\0\0\0\0WAVE" + _chunk(b"fmt ", b"\1\0") + _chunk(b"data", b"\0\0"),
    "chunks without end": b"RIFF\0\0\0\0WAVE" + _chunk(b"LIST", b"") * 100 + _GOOD[12:],
    "too long": file(bytes(8000 * (MOST_SECONDS + 1)), bits=8),
}


@pytest.mark.parametrize("content", _REFUSED.values(), ids=_REFUSED.keys())
def test_what_is_no_such_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        made(content)
    assert refused.value.field == "file"


def test_a_size_that_a_file_only_claims_is_not_believed() -> None:
    claims = _GOOD[:40] + struct.pack("<I", 0xFFFFFFF0) + _GOOD[44:]
    assert made(claims) == _GOOD


@settings(deadline=None)  # an odd rate takes thousands of filters
@given(st.binary(max_size=300), st.integers(0, 60), st.binary(min_size=1, max_size=4))
def test_any_bytes_are_either_played_or_refused(junk: bytes, at: int, other: bytes) -> None:
    for content in (junk, _GOOD[:at] + other + _GOOD[at + len(other) :]):
        try:
            result = made(content)
        except Invalid:
            continue
        assert result[: wav.HEAD] == wav.head(len(result) - wav.HEAD)


def test_a_number_that_is_none_is_silence() -> None:
    nothing = array("f", [math.nan, math.inf, -math.inf, 1e30]).tobytes()
    heard = array("h", made(file(nothing, kind=3, bits=32))[wav.HEAD :])
    assert list(heard) == [0, 32767, -32767, 32767]
