"""Questions about sounds of one's own, answered."""

import asyncio
import io
import logging
import os
import stat
import tarfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from appliance.apply.prompt_sounds import ENDING, PromptSounds, milliseconds, placed
from appliance.core import speech
from appliance.core.call_handling import Prompt
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.people import Language
from appliance.daemon.configuring import Answering
from appliance.daemon.exchanging import Answering as AnsweringWithFile
from appliance.host.speaker import Speaker
from appliance.wire import sounds as wire
from appliance.wire.admission import Asker
from appliance.wire.configured import Piece

log = logging.getLogger(__name__)

_PIECE = 1 << 18  # bytes
_BLOCK = 512  # of a tar file
_MOST_MEMBERS = 2000


@dataclass(frozen=True, slots=True)
class Sounds:
    """The rights were judged before a question comes here. `config` is the one that is made."""

    folder: PromptSounds
    config: Callable[[], Config]
    speaker: Speaker

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.FindSound: self._find,
            wire.GetSpeech: self._speech,
            wire.SpeakText: self._speak,
        }

    @property
    def answering_with_file(self) -> Mapping[type, AnsweringWithFile]:
        """Those that come with a file."""
        return {wire.KeepSound: self._keep, wire.ImportSounds: self._import}

    @property
    def files(self) -> Mapping[type, Callable[[Any], AsyncIterator[Piece]]]:
        """Which question is answered by a file."""
        return {wire.GetSound: self.sound, wire.ExportSounds: self.every}

    async def _keep(
        self, _request: wire.KeepSound, asker: Asker, descriptor: int | None
    ) -> wire.SoundKept:
        given = _file(descriptor, wire.LARGEST_SOUND)
        length = os.fstat(given).st_size
        found = await asyncio.to_thread(self.folder.keep, partial(_read, given), length)
        log.info("a sound of %d ms is kept for %s", found.milliseconds, asker.user)
        return wire.SoundKept(found.digest, found.milliseconds)

    async def _speech(self, _request: wire.GetSpeech, _asker: Asker) -> wire.Speech:
        return wire.Speech(self.speaker.here(), speech.LONGEST)

    async def _speak(self, request: wire.SpeakText, asker: Asker) -> wire.SoundKept:
        if not self.speaker.here():
            raise Invalid("text", "needs a voice: upload a sound, or record it by telephone")
        text = speech.speakable(request.text)
        home = Language(self.config().national.language)
        content = await self.speaker.wav(text, speech.language_of(text, home))
        found = await asyncio.to_thread(self.folder.keep, partial(_cut, content), len(content))
        log.info("a spoken text of %d ms is kept for %s", found.milliseconds, asker.user)
        return wire.SoundKept(found.digest, found.milliseconds)

    async def _find(self, request: wire.FindSound, _asker: Asker) -> wire.SoundFound:
        path = self._path(request)
        told, uploaded = path.stat(), bool(request.digest and not request.prompt)
        if (prompt := self._prompt(request.prompt)) is not None and prompt.sound is not None:
            digest = prompt.sound.digest
            uploaded = await asyncio.to_thread(self.folder.uploaded, request.prompt, digest)
        return wire.SoundFound(told.st_size, milliseconds(path), told.st_mtime, uploaded)

    def _path(self, request: wire.FindSound | wire.GetSound) -> Path:
        if request.prompt:
            found = self.folder.heard(request.prompt) if self._prompt(request.prompt) else None
        else:
            found = self.folder.kept(request.digest)
        if found is None:
            field = "prompt" if request.prompt else "digest"
            raise Invalid(field, "is not on this box; upload it, or record it by telephone")
        return found

    def _prompt(self, key: str) -> Prompt | None:
        return next((each for each in self.config().prompts if each.key.text == key), None)

    async def sound(self, request: wire.GetSound) -> AsyncIterator[Piece]:
        """Its bytes, a piece after the other."""
        path = self._path(request)
        size = path.stat().st_size
        last = size - 1 if request.last < 0 else request.last
        if not 0 <= request.first <= last < size:
            raise Invalid("range", f"this sound has {size} bytes")
        for piece in _pieces(path, request.first, last + 1):
            yield Piece(piece)
            await asyncio.sleep(0)

    async def every(self, _request: wire.ExportSounds) -> AsyncIterator[Piece]:
        """What callers hear as each prompt, as a tar file."""
        for prompt in self.config().prompts:
            if (path := self.folder.heard(prompt.key.text)) is None:
                continue
            size = path.stat().st_size
            told = tarfile.TarInfo(path.name)
            told.size, told.mtime, told.mode = size, int(path.stat().st_mtime), 0o644
            yield Piece(told.tobuf(tarfile.USTAR_FORMAT))
            for piece in _pieces(path, 0, size):
                yield Piece(piece)
                await asyncio.sleep(0)
            yield Piece(bytes(-size % _BLOCK))
        yield Piece(bytes(2 * _BLOCK))

    async def _import(
        self, _request: wire.ImportSounds, asker: Asker, descriptor: int | None
    ) -> wire.SoundsTaken:
        given = _file(descriptor, wire.LARGEST_SOUNDS)
        found = await asyncio.to_thread(self._imported, given)
        log.info("sounds of %d prompts are taken in by %s", len(found.taken), asker.user)
        return found

    def _imported(self, descriptor: int) -> wire.SoundsTaken:
        taken, unknown = [], []
        for name, content in _members(descriptor):
            prompt = self._prompt(name.removesuffix(ENDING)) if name.endswith(ENDING) else None
            if prompt is None:
                unknown.append(name)
                continue
            kept = self.folder.keep(partial(_cut, content), len(content))
            if prompt.sound is None or prompt.sound.digest != kept.digest:
                self.folder.record(prompt.key.text, kept)
            taken.append(prompt.key.text)
        self.folder.place(placed(self.config()))
        return wire.SoundsTaken(tuple(taken), tuple(unknown))


def _file(descriptor: int | None, largest: int) -> int:
    """Only a file: a pipe whose writer falls silent would hold a thread for ever."""
    if descriptor is None or not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise Invalid("file", "must come with the question, as a file")
    if os.fstat(descriptor).st_size > largest:
        raise Invalid("file", f"is larger than {largest >> 20} MB; choose another")
    return descriptor


def _cut(content: bytes, at: int, count: int) -> bytes:
    return content[at : at + count]


def _read(descriptor: int, at: int, count: int) -> bytes:
    """Never more than the file has: whoever sent it may cut it meanwhile."""
    return os.pread(descriptor, count, at)


def _pieces(path: Path, first: int, end: int) -> Iterator[bytes]:
    """Bytes `first` to before `end`, though the file grows meanwhile."""
    with path.open("rb") as file:
        file.seek(first)
        while first < end and (piece := file.read(min(_PIECE, end - first))):
            first += len(piece)
            yield piece


def _members(descriptor: int) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files in a tar file; nothing of it is ever unpacked to a path."""
    with io.FileIO(descriptor, closefd=False) as file:
        file.seek(0)
        try:
            with tarfile.open(fileobj=file, mode="r:") as archive:
                for count, each in enumerate(archive):
                    if count >= _MOST_MEMBERS:
                        raise Invalid("file", "holds more sounds than any box; choose another")
                    taken = archive.extractfile(each) if each.isreg() else None
                    if taken is None or each.size > wire.LARGEST_SOUND:
                        yield each.name, b""
                        continue
                    yield each.name, taken.read()
        except (tarfile.TarError, EOFError) as error:
            raise Invalid("file", "is no file with sounds; choose one that a box made") from error
        except OSError as error:
            why = f"The sounds cannot be read: {error.strerror}."
            raise Fault(why, "Send it again.") from error
