"""Files of prompts: what was uploaded, kept by what is in it, and what callers hear, by its key.

What callers hear can also be recorded by telephone: Asterisk writes that to a file of its own, at
any time, which is put in the prompt's place here, and nobody undoes it. Only where the
configuration names another upload than the one that was placed last is that put there.
"""

import errno
import filecmp
import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.core.sounds import SoundFile
from appliance.core.wav import HEAD, RATE, Read, played
from appliance.durable import sync_folder, write_whole

ENDING = ".wav"
# Folders beside the files that are heard.
KEPT, PLACED, REMOVED, TAKES = "kept", "placed", "removed", "takes"
UNUSED = 90 * 86400.0  # seconds that an upload is kept which nobody uses, and one that was removed
_UNKEPT = 7 * 86400.0  # seconds after which a recording goes that nobody chose to keep
_LONGEST_TAKE = 16 << 20  # bytes; a recording ends after 300 s, of 16,000 bytes each
_HEARD = 0o664  # the folder is Asterisk's: to it our files are others'
_OURS = 0o600
_KEY = re.compile(r"[a-z][a-z0-9-]{0,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PromptSounds:
    """The folder that Asterisk knows as `prompts.SOUNDS`; `clock` gives seconds since the epoch."""

    folder: Path
    clock: Callable[[], float]

    def keep(self, read: Read, length: int) -> SoundFile:
        """A file of `length` bytes as the exchange plays it. Invalid when it is no sound of ours.

        Nothing of it is heard until a prompt of the configuration names it.
        """
        try:
            folder = self._beside(KEPT)
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".new")
        except OSError as error:
            raise _no_room(error) from error
        fresh = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                found = _written(file.write, read, length)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(folder / f"{found.digest}{ENDING}")
            sync_folder(folder)
        except OSError as error:
            raise _no_room(error) from error
        finally:
            fresh.unlink(missing_ok=True)
        return found

    def kept(self, digest: str) -> Path | None:
        """Where an upload is; None when it is not there."""
        path = self.folder / KEPT / f"{digest}{ENDING}"
        return path if re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII) and path.is_file() else None

    def heard(self, prompt: str) -> Path | None:
        """What callers hear as a prompt; None while there is nothing."""
        path = self.folder / f"{prompt}{ENDING}"
        return path if _KEY.fullmatch(prompt) and path.is_file() else None

    def uploaded(self, prompt: str, digest: str) -> bool:
        """Whether callers hear this upload, and not what somebody recorded after it."""
        heard, kept = self.heard(prompt), self.kept(digest)
        return bool(heard and kept and filecmp.cmp(heard, kept, shallow=False))

    def place(self, wanted: Mapping[str, str]) -> tuple[str, ...]:
        """Let each prompt be heard as the configuration says: by its key, the upload's digest.

        Empty: it has none. Answers with the keys of those whose upload is not on this box. Done
        again it changes nothing. Fault when the disk refuses.
        """
        try:
            missing = tuple(key for key in sorted(wanted) if not self._placed(key, wanted[key]))
            self._put_aside(wanted)
            self._drop_old(set(wanted.values()))
        except OSError as error:
            raise _no_room(error) from error
        return missing

    def record(self, prompt: str, sound: SoundFile) -> None:
        """What callers hear from now on, as if it were recorded by telephone."""
        try:
            self._hear(prompt, (self.folder / KEPT / f"{sound.digest}{ENDING}").read_bytes())
        except OSError as error:
            raise _no_room(error) from error

    def take_in(self, prompt: str, take: str) -> None:
        """Let what was recorded by telephone be heard for good, unless something came after it.

        Done again, or with what is no recording of the prompt's, it changes nothing. Fault when the
        disk refuses.
        """
        note = self.folder / PLACED / prompt
        try:
            recorded = self._take(prompt, take)
            if recorded is None:
                return
            content, when = recorded
            if not note.exists() or note.stat().st_mtime <= when:
                self._hear(prompt, content)
                self._beside(PLACED)
                note.touch()
                os.utime(note, (when, when))  # what was recorded before it comes too late
        except OSError as error:
            raise _no_room(error) from error

    def drop_take(self, prompt: str, take: str) -> None:
        """Whoever hears it hears on. Others stay: somebody may be at his telephone to judge one."""
        if not _names_take(prompt, take):
            return
        try:
            with _folder(self.folder / TAKES) as takes, suppress(FileNotFoundError):
                os.unlink(f"{take}{ENDING}", dir_fd=takes)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _no_room(error) from error

    def _take(self, prompt: str, take: str) -> tuple[bytes, float] | None:
        """What was recorded, and when; None for what is no recording of the prompt's.

        Asterisk chose the name and owns the folder: no link is followed, whenever it came there.
        """
        if not _names_take(prompt, take):
            return None
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            with _folder(self.folder / TAKES) as takes:
                opened = os.open(f"{take}{ENDING}", flags, dir_fd=takes)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENOTDIR}:
                return None
            raise
        with os.fdopen(opened, "rb") as file:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST_TAKE:
                return None
            return file.read(_LONGEST_TAKE), found.st_mtime

    def _placed(self, key: str, digest: str) -> bool:
        note = self.folder / PLACED / key
        before = note.read_text() if note.exists() else ""
        if before == digest:
            return not digest or self.kept(digest) is not None
        kept = self.kept(digest) if digest else None
        if digest and kept is None:
            return False
        if kept is not None:
            self._hear(key, kept.read_bytes())
        elif self.uploaded(key, before):
            (self.folder / f"{key}{ENDING}").unlink()
        self._beside(PLACED)
        write_whole(note, digest.encode(), _OURS)
        return True

    def _hear(self, key: str, content: bytes) -> None:
        """One that is being played is played to its end as it was."""
        path = self.folder / f"{key}{ENDING}"
        fresh = self._beside(KEPT) / f".{key}.heard"
        fresh.write_bytes(content)
        fresh.chmod(_HEARD)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_folder(self.folder)

    def _put_aside(self, wanted: Collection[str]) -> None:
        """Files of prompts that went: whoever gets their keys begins with nothing."""
        for path in tuple(self.folder.glob(f"*{ENDING}")):
            key = path.name.removesuffix(ENDING)
            if _KEY.fullmatch(key) and key not in wanted:
                path.replace(self._beside(REMOVED) / f"{int(self.clock())}-{path.name}")
        for note in tuple((self.folder / PLACED).glob("*")):
            if note.name not in wanted:
                note.unlink()

    def _drop_old(self, used: Collection[str]) -> None:
        before = self.clock() - UNUSED
        for path in tuple((self.folder / KEPT).glob(f"*{ENDING}")):
            if path.name.removesuffix(ENDING) in used:
                os.utime(path, (self.clock(), self.clock()))
            elif path.stat().st_mtime < before:
                path.unlink()
        for path in tuple((self.folder / TAKES).glob(f"*{ENDING}")):
            if path.stat().st_mtime < self.clock() - _UNKEPT:
                path.unlink()
        for path in tuple((self.folder / REMOVED).glob(f"*{ENDING}")):
            since = path.name.partition("-")[0]
            if since.isdecimal() and int(since) < before:
                path.unlink()

    def _beside(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        return folder


def placed(config: Config) -> dict[str, str]:
    """The upload that each prompt of the configuration names; empty where it names none."""
    return {
        each.key.text: each.sound.digest if each.sound is not None else ""
        for each in config.prompts
    }


def milliseconds(path: Path) -> int:
    """How long a file of ours is, or one that Asterisk recorded."""
    return max(0, path.stat().st_size - HEAD) // 2 * 1000 // RATE


def _written(write: Callable[[bytes], int], read: Read, length: int) -> SoundFile:
    digest, size = hashlib.sha256(), 0
    for piece in played(read, length):
        digest.update(piece)
        size += len(piece)
        write(piece)
    return SoundFile(digest.hexdigest(), max(1, (size - HEAD) // 2 * 1000 // RATE))


def _names_take(prompt: str, take: str) -> bool:
    named = rf"{re.escape(prompt)}\.[0-9A-Za-z.-]+"
    return bool(_KEY.fullmatch(prompt) and re.fullmatch(named, take, re.ASCII))


@contextmanager
def _folder(path: Path) -> Iterator[int]:
    """A descriptor of it, and of nothing that a link leads to."""
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield opened
    finally:
        os.close(opened)


def _no_room(error: OSError) -> Fault:
    return Fault(f"The sound cannot be kept: {error.strerror}.", MAKE_ROOM)
