"""Names of sounds that a compiled office can play, and whether a root has them."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.asterisk.modules_conf import MODULES
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.prompts import SOUNDS
from appliance.compiler.dialplan.steps import Step
from appliance.core.config import Config
from appliance.core.people import Language

_FOLDER = "usr/share/asterisk/sounds"
# As format_wav takes it (formats/format_wav.c): other rates are other files.
_FORMAT = (1, 2, 8000)
_VALUE = re.compile(r"=>?\s*(.*\S)")
# In a program a name stands by itself, or in single quotes in the pattern of a date.
_TEXT = re.compile(rb"[\x20-\x7e]{3,}")
_QUOTED = re.compile(r"'([^']+)'")
# What English numbers and times are made of (main/say.c); what Russian ones are is heard.
_DIGITS = frozenset(f"digits/{each}" for each in (*range(10), "star", "pound"))
_NUMBERS = frozenset(
    f"digits/{each}" for each in (*range(21), *range(30, 100, 10), "hundred", "thousand", "million")
)
_SAID = {
    "SayDigits": _DIGITS,
    "SayNumber": _NUMBERS,
    "SayUnixTime": _NUMBERS | {"digits/oh", "digits/oclock"},
}
_PROGRAM = "usr/sbin/asterisk"
_MODULES = "usr/lib/x86_64-linux-gnu/asterisk/modules"


class Sounds:
    """What a root has in each language, by name: `digits/5`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders = {each: root / _FOLDER / each.value for each in Language}
        self.names = {each: frozenset(_names(path)) for each, path in self.folders.items()}

    def faults(self, names: Iterable[str]) -> Iterator[str]:
        """Which of `names` cannot be played in one language or the other."""
        for name in sorted(set(names)):
            for language, folder in self.folders.items():
                if name not in self.names[language]:
                    yield f"{name} is not there in {language.value}"
                elif (what := unplayable(folder / f"{name}.wav")) is not None:
                    yield f"{name} in {language.value}: {what}"

    @property
    def known(self) -> frozenset[str]:
        """Names that one language has at least."""
        return frozenset[str]().union(*self.names.values())


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.wav"):
        yield path.relative_to(folder).with_suffix("").as_posix()


@cache
def unplayable(path: Path) -> str | None:
    """Why Asterisk would play nothing of a file, or None."""
    try:
        with wave.open(str(path)) as opened:
            kind = (opened.getnchannels(), opened.getsampwidth(), opened.getframerate())
            sound = opened.readframes(opened.getnframes())
    except (wave.Error, EOFError) as error:
        return str(error)
    if kind != _FORMAT:
        return f"has {kind[0]} channels of {8 * kind[1]} bits at {kind[2]} Hz"
    # What is named so is meant to be silent.
    return None if any(sound) or path.parent.name == "silence" else "is silent"


def of_office(config: Config, known: frozenset[str]) -> set[str]:
    """What its dialplan names, and what its other files have of the `known` names as a value.

    Words of an office's own, and what people record themselves, are paths; they are left out.
    """
    steps = (step for each in contexts(config) for exten in each.extens for step in exten.steps)
    said = {name for step in steps for name in _of_step(step)}
    values = (
        match[1].split(",")[0]
        for text in compile_config(config).values()
        for line in text.splitlines()
        if (match := _VALUE.search(line)) is not None
    )
    return said | (known & set(values))


def _of_step(step: Step) -> Iterator[str]:
    """Arguments as app_playback, app_read and pbx_builtins read them."""
    yield from _SAID.get(step.application, ())
    words = step.arguments.split(",")
    if step.application in {"Playback", "BackGround"}:
        files = words[0]
    elif step.application == "Read" and "i" not in "".join(words[3:4]):
        files = words[1]  # with `i` it is the name of a tone
    elif step.application == "Dial":
        files = "".join(re.findall(r"A\(([^)]*)\)", step.arguments))
    else:
        return
    for name in filter(None, files.split("&")):
        if not name.startswith((SOUNDS, "/", "${")):
            yield name


def of_programs(sounds: Sounds) -> set[str]:
    """What Asterisk itself and its modules name, of the names that there are in English.

    What Russian has besides is its grammar's: no English sentence has a place for it.
    """
    loaded = {name for names in MODULES.values() for name in names}
    paths = [sounds.root / _PROGRAM]
    paths += [sounds.root / _MODULES / f"{name}.so" for name in sorted(loaded)]
    found: set[str] = set()
    for path in paths:
        for text in _TEXT.findall(path.read_bytes()):
            whole = text.decode()
            found.update((whole, *_QUOTED.findall(whole)))
    return found & sounds.names[Language.EN]
