"""RHVoice's library: text in, samples out. Text is text: nothing in it is read as markup."""

import ctypes
from array import array
from dataclasses import dataclass
from pathlib import Path

_TEXT = 0  # RHVoice_message_text; the others are SSML and single letters
_RATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
_SAMPLES = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_void_p)


class Unspeakable(Exception):  # the project's word
    """Nothing came of it."""


class _Callbacks(ctypes.Structure):
    _fields_ = (
        ("set_sample_rate", _RATE),
        ("play_speech", _SAMPLES),
        ("unused", ctypes.c_void_p * 7),  # marks, words, sentences: nobody asks for them
    )


class _Engine(ctypes.Structure):
    _fields_ = (
        ("data_path", ctypes.c_char_p),
        ("config_path", ctypes.c_char_p),
        ("resource_paths", ctypes.c_void_p),
        ("callbacks", _Callbacks),
        ("options", ctypes.c_uint),
    )


class _How(ctypes.Structure):
    _fields_ = (
        ("voice_profile", ctypes.c_char_p),
        ("absolute_rate", ctypes.c_double),
        ("absolute_pitch", ctypes.c_double),
        ("absolute_volume", ctypes.c_double),
        ("relative_rate", ctypes.c_double),
        ("relative_pitch", ctypes.c_double),
        ("relative_volume", ctypes.c_double),
        ("punctuation_mode", ctypes.c_int),
        ("punctuation_list", ctypes.c_char_p),
        ("capitals_mode", ctypes.c_int),
        ("flags", ctypes.c_int),
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """16 bits a sample, one side; `rate` samples a second."""

    rate: int
    samples: "array[int]"


class _Taken:
    """What the library says while it speaks; it stops after `most` seconds of sound."""

    def __init__(self, most: int) -> None:
        self.rates: list[int] = []
        self.samples = array("h")
        self._most = most

    def rate(self, rate: int, _user: object) -> int:
        self.rates.append(rate)
        return 1

    def play(self, samples: int, count: int, _user: object) -> int:
        self.samples.frombytes(ctypes.string_at(samples, count * self.samples.itemsize))
        return int(len(self.samples) < self._most * self.rates[-1])


@dataclass(frozen=True, slots=True)
class Voices:
    """`shared_object` as the loader finds it, and the folders of its voices and of its settings."""

    shared_object: str = "libRHVoice.so.5"
    data: Path = Path("/usr/share/RHVoice")
    settings: Path = Path("/usr/share/lineman/speech")

    def speak(self, text: str, voice: str, most: int) -> Spoken:
        """Unspeakable where nothing is heard of it. Once a process: the library is never left."""
        library, taken = self._loaded(), _Taken(most)
        callbacks = _Callbacks(_RATE(taken.rate), _SAMPLES(taken.play))
        folders = (str(self.data).encode(), str(self.settings).encode())
        engine = library.RHVoice_new_tts_engine(
            ctypes.byref(_Engine(*folders, callbacks=callbacks))
        )
        if not engine:
            raise Unspeakable(f"there are no voices in {self.data}")
        how = _How(voice.encode(), relative_rate=1, relative_pitch=1, relative_volume=1)
        content = text.encode()
        message = library.RHVoice_new_message(
            engine, content, len(content), _TEXT, ctypes.byref(how), None
        )
        if message:
            library.RHVoice_speak(message)
        if len(set(taken.rates)) != 1 or not taken.samples:
            raise Unspeakable(f"{voice} says nothing")
        return Spoken(taken.rates[0], taken.samples)

    def _loaded(self) -> ctypes.CDLL:
        try:
            library = ctypes.CDLL(self.shared_object)
        except OSError as error:
            raise Unspeakable(str(error)) from error
        pointer = ctypes.c_void_p
        library.RHVoice_new_tts_engine.restype = pointer
        library.RHVoice_new_message.restype = pointer
        library.RHVoice_new_message.argtypes = (
            pointer, ctypes.c_char_p, ctypes.c_uint, ctypes.c_int, pointer, pointer
        )  # fmt: skip
        library.RHVoice_speak.argtypes = (pointer,)
        return library
