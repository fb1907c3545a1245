"""Raw stereo is played, measured and judged whatever a kill left of it."""

import wave
from array import array
from math import inf, pi, sin
from pathlib import Path

import pytest

from appliance.asterisk.recordings import Recordings, peaks, wav, wav_size

_NAME = "/srv/recordings/2026/11/28/1795848457.2.raw"


def _sine(count: int) -> list[int]:
    return [round(10000 * sin(2 * pi * 1000 * n / 8000)) for n in range(count)]


@pytest.fixture
def recordings(tmp_path: Path) -> Recordings:
    """One recording of 2 s: a tone on the left, nothing on the right, and a torn end."""
    path = tmp_path / "2026/11/28/1795848457.2.raw"
    path.parent.mkdir(parents=True)
    samples = array("h", (value for each in _sine(16000) for value in (each, 0)))
    path.write_bytes(samples.tobytes() + b"\x01\x02\x03")
    return Recordings(tmp_path)


def test_how_long_it_is_follows_from_its_size(recordings: Recordings) -> None:
    assert recordings.seconds(_NAME) == 2.0
    assert list(recordings.names()) == [_NAME]


def test_each_side_is_heard(recordings: Recordings) -> None:
    heard = recordings.heard(_NAME)
    assert heard is not None
    assert heard.seconds == 2.0
    assert heard.left == pytest.approx(-13.3, abs=0.1)
    assert heard.right == -inf


def test_it_is_played_as_stereo(recordings: Recordings, tmp_path: Path) -> None:
    path = recordings.path(_NAME)
    assert path is not None
    played = tmp_path / "played.wav"
    played.write_bytes(b"".join(wav(path)))
    with wave.open(str(played)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 8000, 16000)
        assert array("h", file.readframes(16000))[0::2].tolist() == _sine(16000)


@pytest.mark.parametrize("first", [0, 1, 43, 44, 45, 30001, 64043])
@pytest.mark.parametrize("length", [1, 44, 20000])
def test_any_part_of_it_is_that_part_of_the_whole(
    recordings: Recordings, first: int, length: int
) -> None:
    path = recordings.path(_NAME)
    assert path is not None
    whole = b"".join(wav(path))
    assert len(whole) == wav_size(path) == 44 + 64000
    last = min(first + length, len(whole)) - 1
    assert b"".join(wav(path, first, last)) == whole[first : last + 1]


def test_its_picture_is_each_sides_loudest(recordings: Recordings, tmp_path: Path) -> None:
    path = recordings.path(_NAME)
    assert path is not None
    assert peaks(path, 4) == ((31,) * 4, (0,) * 4)
    short = tmp_path / "short.raw"
    short.write_bytes(array("h", [-32768, 16384]).tobytes())
    assert peaks(short, 2) == ((0, 100), (0, 50))


@pytest.mark.parametrize(
    "name",
    ["/srv/recordings/2026/11/28/1.raw", "/etc/passwd", "/srv/recordings/../../etc/passwd", ""],
)
def test_what_is_not_there_or_elsewhere_is_none(recordings: Recordings, name: str) -> None:
    assert recordings.path(name) is None
    assert recordings.seconds(name) is None
    assert recordings.heard(name) is None
