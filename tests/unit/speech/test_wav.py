"""The program that speaks: how loud it is, and what it refuses."""

from __future__ import annotations

import io
import subprocess
import sys
import wave
from array import array

import pytest

from appliance.speech.__main__ import LONGEST, wav
from appliance.speech.rhvoice import Spoken, Unspeakable


@pytest.mark.parametrize("loudest", [3, 900, 32767])
def test_every_text_is_as_loud_as_the_other_sounds(loudest: int) -> None:
    with wave.open(io.BytesIO(wav(Spoken(16000, array("h", [0, -loudest, 1]))))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        samples = array("h", file.readframes(3))
    assert min(samples) == -16384


def test_silence_is_no_speech() -> None:
    with pytest.raises(Unspeakable, match="silent"):
        wav(Spoken(16000, array("h", [0, 0])))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (b"xx\nHello", "no voice speaks"),
        (b"", "no voice speaks"),
        (b"ru\n" + bytes(LONGEST), "not spoken"),
        ("ru\nПривет".encode(), "not spoken"),  # there is no such library
    ],
)
def test_what_it_cannot_speak_comes_back_empty(asked: bytes, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "appliance.speech", "libnone.so", "/nowhere", "/nowhere"],
        input=asked, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"<4>")
    assert words in done.stderr.decode()
