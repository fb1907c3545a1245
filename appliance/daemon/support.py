"""What helps to find a fault, in one file that its owner may give away: no secret is in it.

Of the configuration secrets are left out where they stand, and wherever else their text turns up;
of Asterisk's files every line that sets one is.
"""

import asyncio
import io
import re
import subprocess
import tarfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from appliance.compiler.tables import is_table
from appliance.core.box_log import Sought
from appliance.core.errors import Fault, Invalid
from appliance.core.exchange_file import exported
from appliance.core.secrets_of import secrets_of
from appliance.daemon.exchanging import cut
from appliance.daemon.office import Office
from appliance.host.ports import Journal
from appliance.wire.configured import Piece

HIDDEN = "…"
LOG_LINES = 1000
LARGEST = 4 << 20  # characters of one file
PACKING = 60.0  # seconds
REVISIONS = 100
SHORTEST = 6  # letters; a shorter secret's text stands in for much else
CONSOLE = (
    "core show version",
    "core show uptime",
    "core show channels",
    "core show calls",
    "module show",
    "pjsip show endpoints",
    "pjsip show contacts",
    "pjsip show registrations",
    "dahdi show status",
    "dahdi show channels",
    "pri show spans",
    "queue show",
    "database show",
)
_WORD = re.compile(r"[0-9a-z]{16,}")  # as the box makes secrets and keeps PINs
_SETS_SECRET = re.compile(r"^\s*(password|secret|md5_cred|auth_pass|pin)\s*=", re.IGNORECASE)

Make = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Support:
    """Each part is had by itself: one that cannot be says so in its place."""

    office: Office
    journal: Journal
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def pieces(self) -> AsyncIterator[Piece]:
        """The bundle, a tar packed by zstd; one is made at a time."""
        async with self._alone:
            files = {name: await _had(make) for name, make in self._files().items()}
            packed = await asyncio.to_thread(self._cleaned_and_packed, files)
        for piece in cut(packed):
            yield piece

    def _folder(self) -> str:
        return f"lineman-{self.office.box.name}-{time.strftime('%Y%m%d-%H%M%S')}"

    def _files(self) -> Mapping[str, Make]:
        files: dict[str, Make] = {
            "status.json": self._status,
            "cards.json": self._cards,
            "update.json": self._update,
            "revisions.txt": self._revisions,
            "configuration.json": self._configuration,
            "log.txt": self._log,
            "generation.txt": self._generation,
        }
        for line in CONSOLE:
            files[f"asterisk/{line.replace(' ', '-')}.txt"] = self._console(line)
        return files

    async def _status(self) -> str:
        return _json(self.office.status())

    async def _cards(self) -> str:
        return _json(self.office.cards())

    async def _update(self) -> str:
        return _json(self.office.updates.now)

    async def _revisions(self) -> str:
        notes = self.office.changes.store.revisions(REVISIONS)
        return "".join(
            f"{each.number} {time.strftime('%F %T', time.localtime(each.time))}"
            f" {each.author}: {each.message}\n"
            for each in notes
        )

    async def _configuration(self) -> str:
        return await asyncio.to_thread(exported, self.office.changes.config, secrets=False)

    async def _log(self) -> str:
        lines = await self.journal.read(Sought(LOG_LINES))
        return "".join(f"{each.time:.3f} {each.unit} {each.text}\n" for each in reversed(lines))

    async def _generation(self) -> str:
        """Every file that Asterisk and the drivers read but tables, which say nothing new."""
        return await asyncio.to_thread(self._told_generation)

    def _told_generation(self) -> str:
        laid = self.office.changes.applier.running()
        texts = [
            f"==> {path} <==\n{text}\n"
            for path, text in sorted(laid.files.items())
            if not is_table(path)
        ]
        return f"{laid.folder}\n{''.join(texts)}"

    def _console(self, line: str) -> Make:
        async def ask() -> str:
            return await self.office.exchange.console(line)

        return ask

    def _cleaned_and_packed(self, files: Mapping[str, str]) -> bytes:
        try:
            hidden = Hidden(secrets_of(self.office.changes.config))
        except Fault:  # it cannot be read, so it is not among the files either
            hidden = Hidden(())
        return _packed(
            self._folder(),
            {name: bounded(hidden.within(text)).encode() for name, text in files.items()},
        )


class Hidden:
    """Takes secrets out of any text, thousands of them as fast as one."""

    def __init__(self, secrets: Iterable[str]) -> None:
        kinds: dict[bool, set[str]] = {True: set(), False: set()}
        for secret in secrets:
            kinds[_WORD.fullmatch(secret) is not None].add(secret)
        self._words = kinds[True]
        self._lengths = {len(word) for word in self._words}
        self._others = sorted(filter(_tells, kinds[False]), key=len, reverse=True)

    def within(self, text: str) -> str:
        """The text without lines that set a secret, and without any secret elsewhere."""
        found = "".join(map(_line, text.splitlines(keepends=True)))
        for secret in self._others:
            found = found.replace(secret, HIDDEN)
        return _WORD.sub(self._word, found)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        pieces = (
            word[at : at + length]
            for length in self._lengths
            for at in range(len(word) - length + 1)
        )
        return HIDDEN if any(piece in self._words for piece in pieces) else word


def _tells(secret: str) -> bool:
    """Whether its text stands for nothing else."""
    return len(secret) >= SHORTEST


def _line(line: str) -> str:
    setting = _SETS_SECRET.match(line)
    return f"{setting[0]} {HIDDEN}\n" if setting else line


async def _had(make: Make) -> str:
    try:
        return await make()
    except (Fault, Invalid, OSError) as error:
        return f"could not be had: {error}\n"


def bounded(text: str) -> str:
    """Cut after secrets were left out: half of one would not be known."""
    if len(text) <= LARGEST:
        return text
    return f"{text[:LARGEST]}\n{HIDDEN} {len(text) - LARGEST} more characters were left out\n"


def _json(answer: Any) -> str:  # noqa: ANN401  # any answer of the wire
    return msgspec.json.format(msgspec.json.encode(answer), indent=1).decode()


def _packed(folder: str, files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    now = int(time.time())
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{folder}/{name}")
            entry.size, entry.mtime, entry.mode = len(content), now, 0o600
            tar.addfile(entry, io.BytesIO(content))
    try:
        packing = subprocess.run(
            ["zstd", "-q", "-c"],
            input=made.getvalue(),
            capture_output=True,
            check=True,
            timeout=PACKING,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Fault(
            f"The support bundle cannot be packed: {error}", "Try again in a moment."
        ) from error
    return packing.stdout
