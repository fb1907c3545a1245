"""What happened at the door, to be told later: who logged in, who changed an account."""

import logging
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from appliance.beside import Soon, at_once
from appliance.durable import write_whole

log = logging.getLogger(__name__)

LARGEST = 256 << 10  # bytes; then the oldest go
_MOST_REFUSALS = 300  # kept then: whoever guesses pushes nothing else out
_MOST = 700


class What(StrEnum):
    """What somebody did."""

    SET_UP = "set-up"
    LOGGED_IN = "log-in"
    LOGGED_OUT = "log-out"
    REFUSED = "refused"
    WRONG_CODE = "wrong-code"
    KEPT_OUT = "kept-out"  # a locked account, and the right password
    RENEWED = "password"  # by its owner
    MADE = "made"
    CHANGED = "changed"
    REMOVED = "removed"
    LOCKED = "locked"
    OPENED = "opened"
    SESSIONS = "sessions"
    DELAYS = "delays"
    SECOND_FACTOR = "second-factor"
    NO_SECOND_FACTOR = "no-second-factor"
    FACTOR_WANTED = "factor-wanted"  # of which roles
    RECOVERY_CODES = "recovery-codes"
    RECOVERY_CODE = "recovery-code"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    PASSKEY = "passkey"
    WRONG_PASSKEY = "wrong-passkey"
    KEY_MADE = "key-made"
    KEY_REVOKED = "key-revoked"
    HOOK_MADE = "hook-made"
    HOOK_CHANGED = "hook-changed"
    HOOK_RENEWED = "hook-renewed"
    HOOK_REMOVED = "hook-removed"
    METRICS_SET = "metrics-set"
    SNMP_SET = "snmp-set"
    SYSLOG_SET = "syslog-set"
    RECORDINGS_REMOVED = "recordings-removed"
    CERTIFICATE_ASKED = "certificate-asked"  # a request was made
    CERTIFICATE_SET = "certificate-set"
    CERTIFICATE_DROPPED = "certificate-dropped"
    KEY_WRONG = "key-wrong"
    KEY_ENDED = "key-ended"  # used after its last day


_REFUSALS = frozenset(
    {
        What.REFUSED,
        What.WRONG_CODE,
        What.WRONG_PASSKEY,
        What.KEPT_OUT,
        What.KEY_WRONG,
        What.KEY_ENDED,
    }
)


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """`who` did `what` to the account or the key `of`. Names that are nobody's are not written
    down: people type passwords there.
    """

    time: float
    who: str
    what: What
    of: str
    before: str = ""
    after: str = ""
    origin: str = ""


class AccessLog:
    """One JSON object a line at `path`; `clock` gives epoch seconds, `soon` writes there."""

    def __init__(self, path: Path, clock: Callable[[], float], soon: Soon = at_once) -> None:
        self._path, self._clock, self._soon = path, clock, soon
        self._entries, self._size = _read(path)

    def note(
        self, who: str, what: What, of: str, origin: str = "", told: tuple[str, str] = ("", "")
    ) -> None:
        """`told` is what was before and after. A full disk costs the note, not the deed."""
        entry = Entry(self._clock(), who, what, of, *told, origin[:60])
        self._entries.append(entry)
        line = _line(entry)
        self._size += len(line)
        if self._size > LARGEST:
            self._shorten()
        else:
            self._soon(lambda: self._write(lambda: _append(self._path, line)))

    @staticmethod
    def _write(write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            log.warning("access: what happened cannot be noted: %s", error)

    def entries(self, before: float, limit: int) -> tuple[tuple[Entry, ...], bool]:
        """Newest first, older than `before` (0: from the newest); and whether there are more."""
        found = [each for each in reversed(self._entries) if not before or each.time < before]
        found.sort(key=lambda each: -each.time)  # the clock may have been set back since
        return tuple(found[:limit]), len(found) > limit

    def _shorten(self) -> None:
        refusals = [each for each in self._entries if each.what in _REFUSALS][-_MOST_REFUSALS:]
        others = [each for each in self._entries if each.what not in _REFUSALS][-_MOST:]
        self._entries = sorted((*refusals, *others), key=lambda each: each.time)
        content = b"".join(map(_line, self._entries))
        self._size = len(content)
        self._soon(lambda: self._write(lambda: write_whole(self._path, content)))


def _line(entry: Entry) -> bytes:
    """The end of a line stands in front: so it ends one too that a power cut tore."""
    return b"\n" + msgspec.json.encode(entry)


def _append(path: Path, line: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> tuple[list[Entry], int]:
    """Without a line that a power cut tore; and how many bytes there are."""
    try:
        content = path.read_bytes()
    except OSError:
        return [], 0
    found = []
    for line in filter(None, content.splitlines()):
        try:
            found.append(msgspec.json.decode(line, type=Entry))
        except msgspec.DecodeError:
            log.warning("access: a line of the log cannot be read")
    return found, len(content)
