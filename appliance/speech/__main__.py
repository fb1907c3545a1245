"""`python3 -m appliance.speech [LIBRARY DATA SETTINGS]`: standard input is spoken as a WAV file.

The first line names the language, `ru` or `en`; the rest is the text. Nothing comes back of what
cannot be spoken. LIBRARY, DATA and SETTINGS are those of RHVoice; without them the box's own.
"""

import io
import sys
import wave
from array import array
from pathlib import Path

from appliance.speech.rhvoice import Spoken, Unspeakable, Voices

VOICES = {"ru": "elena", "en": "slt"}
LONGEST = 8192  # bytes that are read
MOST_SECONDS = 300
_PEAK = 16384  # half of what is loudest, as the sounds of the image have it


def wav(spoken: Spoken) -> bytes:
    """A WAV file, as loud as the other sounds are."""
    loudest = max(map(abs, spoken.samples))
    if not loudest:
        raise Unspeakable("it is silent")
    level = array("h", (sample * _PEAK // loudest for sample in spoken.samples))
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, level.itemsize, spoken.rate, 0, "NONE", ""))
        file.writeframes(level.tobytes())
    return content.getvalue()


def main(library: str = "", data: str = "", settings: str = "") -> int:
    own = Voices(library, Path(data), Path(settings)) if library else Voices()
    language, _, text = sys.stdin.buffer.read(LONGEST).decode("utf-8", "ignore").partition("\n")
    if language not in VOICES:
        print(f"<4>no voice speaks {language!r}", file=sys.stderr)
        return 1
    try:
        content = wav(own.speak(text, VOICES[language], MOST_SECONDS))
    except Unspeakable as unspeakable:
        print(f"<4>not spoken: {unspeakable}", file=sys.stderr)
        return 1
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
