"""Sounds of one's own: an upload is kept here, and a prompt of the configuration names it.

What callers hear as a prompt can be something else: whoever records it by telephone is heard at
once, until another upload is named.
"""

from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream
from appliance.wire.roles import Right

LARGEST_SOUND = 20 << 20  # bytes of an upload; twenty minutes as the exchange plays them
LARGEST_SOUNDS = 1 << 30  # bytes of a file with the sounds of all prompts


class SoundKept(Answer, frozen=True):
    """What a prompt's `sound` names from now on. `digest` is the SHA-256 of what was made of it."""

    digest: str
    milliseconds: int


class SoundFound(Answer, frozen=True):
    """A sound that is there: its bytes as a WAV file, and since when, in seconds since 1970.

    `uploaded`: of a prompt, that it is the upload which the configuration names.
    """

    size: int
    milliseconds: int
    time: float
    uploaded: bool


class SoundsTaken(Answer, frozen=True):
    """The prompts that have their sound now, and names in the file that are no prompt's."""

    taken: tuple[str, ...]
    unknown: tuple[str, ...]


class KeepSound(Request[SoundKept], frozen=True):
    """Make the WAV file that comes with the question one that the exchange plays, and keep it.

    Nobody hears it before a prompt names it.
    """

    needs: ClassVar[Right] = Right.OFFICE


class Speech(Answer, frozen=True):
    """Whether this box can speak a text, and how many letters of it at most."""

    here: bool
    longest: int


class GetSpeech(Request[Speech], frozen=True):
    """Whether this box can speak."""

    needs: ClassVar[Right] = Right.OFFICE


class SpeakText(Request[SoundKept], frozen=True):
    """Speak a text, in Russian or in English by its letters, and keep that as if it were uploaded.

    Nobody hears it before a prompt names it.
    """

    needs: ClassVar[Right] = Right.OFFICE
    text: str


class FindSound(Request[SoundFound], frozen=True):
    """What callers hear as the `prompt`; without that the upload of this `digest`."""

    needs: ClassVar[Right] = Right.OFFICE
    prompt: str = ""
    digest: str = ""


class GetSound(Stream[Piece], frozen=True):
    """The same as a WAV file: its bytes from `first` to `last`, -1 for the end."""

    needs: ClassVar[Right] = Right.OFFICE
    prompt: str = ""
    digest: str = ""
    first: int = 0
    last: int = -1


class ExportSounds(Stream[Piece], frozen=True):
    """What callers hear as each prompt, in one tar file for a backup."""

    needs: ClassVar[Right] = Right.OFFICE


class ImportSounds(Request[SoundsTaken], frozen=True):
    """Such a file, which comes with the question: its prompts sound as they did then."""

    needs: ClassVar[Right] = Right.OFFICE


Asked = KeepSound | SpeakText | GetSpeech | FindSound | GetSound | ExportSounds | ImportSounds
