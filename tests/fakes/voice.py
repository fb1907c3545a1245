"""A voice of the box that says a tone, as long as the text has letters, where no RHVoice is."""

from __future__ import annotations

import io
import socketserver
import threading
import wave
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from math import pi, sin
from pathlib import Path

_RATE = 16000  # samples a second, as RHVoice's
_EACH = 800  # samples a letter
MUTE = "…mute…"
"""Of a text with this nothing is said."""


def tone(letters: int) -> bytes:
    samples = array("h", (round(9000 * sin(2 * pi * 800 * at / _RATE)) for at in range(_EACH)))
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, _RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes() * letters)
    return content.getvalue()


@contextmanager
def voice(place: Path) -> Iterator[list[tuple[str, str]]]:
    """Listens at `place`; the languages and texts that it was asked to speak."""
    asked: list[tuple[str, str]] = []

    class One(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            language, _, text = self.rfile.read().decode().partition("\n")
            asked.append((language, text))
            if MUTE not in text:
                self.wfile.write(tone(len(text)))

    with socketserver.ThreadingUnixStreamServer(str(place), One) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield asked
        finally:
            server.shutdown()
            thread.join()
            place.unlink()
