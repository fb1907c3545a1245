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
from dataclasses import dataclass
from typing import Any

import msgspec

from appliance.core.errors import Fault, Invalid
from appliance.core.exchange_file import exported
from appliance.core.secrets_of import secrets_of
from appliance.daemon.exchanging import cut
from appliance.daemon.office import Office
from appliance.host import journal
from appliance.wire.configured import Piece

HIDDEN = "…"
LOG_LINES = 1000
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
_SETS_SECRET = re.compile(r"^\s*(password|secret|md5_cred|auth_pass|pin)\s*=", re.IGNORECASE)

Make = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Support:
    """Each part is had by itself: one that cannot be says so in its place."""

    office: Office

    async def pieces(self) -> AsyncIterator[Piece]:
        """The bundle, a tar packed by zstd."""
        files = {name: await _had(make) for name, make in self._files().items()}
        packed = await asyncio.to_thread(_packed, self._folder(), self._clean(files))
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
        return exported(self.office.changes.config, secrets=False)

    async def _log(self) -> str:
        lines = await journal.last_lines(LOG_LINES)
        return "".join(f"{each.time:.3f} {each.unit} {each.text}\n" for each in lines)

    async def _generation(self) -> str:
        """Every file that Asterisk and the drivers read, one after the other."""
        laid = self.office.changes.applier.running()
        texts = (f"==> {path} <==\n{text}\n" for path, text in sorted(laid.files.items()))
        return f"{laid.folder}\n{''.join(texts)}"

    def _console(self, line: str) -> Make:
        async def ask() -> str:
            return await self.office.exchange.console(line)

        return ask

    def _clean(self, files: Mapping[str, str]) -> dict[str, bytes]:
        try:
            secrets = set(secrets_of(self.office.changes.config))
        except Fault:  # it cannot be read, so it is not among the files either
            secrets = set()
        return {name: clean(text, secrets).encode() for name, text in files.items()}


def clean(text: str, secrets: Iterable[str]) -> str:
    """The text without lines that set a secret, and without any of `secrets`."""
    lines = (_line(line) for line in text.splitlines(keepends=True))
    found = "".join(lines)
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            found = found.replace(secret, HIDDEN)
    return found


def _line(line: str) -> str:
    setting = _SETS_SECRET.match(line)
    return f"{setting[0]} {HIDDEN}\n" if setting else line


async def _had(make: Make) -> str:
    try:
        return await make()
    except (Fault, Invalid, OSError) as error:
        return f"could not be had: {error}\n"


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
            ["zstd", "-q", "-c"], input=made.getvalue(), capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise Fault(
            f"The support bundle cannot be packed: {error}", "Try again in a moment."
        ) from error
    return packing.stdout
