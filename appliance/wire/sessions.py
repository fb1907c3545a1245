"""Who is logged in. Only hashes of tokens are kept, on disk too, so a log-in outlives a restart."""

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable, Collection
from enum import StrEnum
from pathlib import Path

import msgspec

from appliance.beside import Soon, at_once
from appliance.durable import write_whole
from appliance.wire.roles import Role

log = logging.getLogger(__name__)

IDLE = 12 * 3600.0  # seconds without a question that end a session
LONGEST = 14 * 86400.0  # seconds after which one logs in again, however busy it was
MOST = 200
_TOUCH_EVERY = 60.0  # seconds; the file is not written for each question
_LONGEST_TEXT = 200  # characters of what a browser says of itself
_ID = 16  # digits of a token's hash that name its session; too few to open anything

Clock = Callable[[], float]


class How(StrEnum):
    """By what somebody logged in."""

    UNKNOWN = ""  # before this was kept
    SET_UP = "set-up"
    PASSWORD = "password"  # noqa: S105  # the word, and nobody's
    CODE = "code"  # the password, and the code of an app
    RECOVERY_CODE = "recovery-code"  # the password, and one of these
    PASSKEY = "passkey"


PROVED = frozenset({How.CODE, How.RECOVERY_CODE, How.PASSKEY})
"""With more than a password."""


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`origin` is the browser's address, `agent` what it calls itself."""

    user: str
    role: Role
    expires: float
    began: float = 0.0
    seen: float = 0.0
    origin: str = ""
    agent: str = ""
    how: How = How.UNKNOWN


class Sessions:
    """Open sessions by the hash of their token, kept at `path`; `clock` gives epoch seconds.

    `soon` writes them there.
    """

    def __init__(self, path: Path, clock: Clock, soon: Soon = at_once) -> None:
        self._path, self._clock, self._soon = path, clock, soon
        self._open: dict[str, Session] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):  # lost sessions log in again
            self._open = msgspec.json.decode(path.read_bytes(), type=dict[str, Session])

    def begin(
        self, user: str, role: Role, origin: str = "", agent: str = "", how: How = How.UNKNOWN
    ) -> tuple[str, Session]:
        """A new session and its token, which is known nowhere else."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        texts = (origin[:_LONGEST_TEXT], agent[:_LONGEST_TEXT])
        session = Session(user, role, now + IDLE, now, now, *texts, how)
        self._open[_hash(token)] = session
        self._save()
        return token, session

    def find(self, token: str) -> Session | None:
        """The open session of `token`; finding it keeps it open."""
        key, now = _hash(token), self._clock()
        session = self._open.get(key)
        if session is None or session.expires <= now:
            return None
        if session.expires > now + IDLE + _TOUCH_EVERY:  # it was opened by a clock that was ahead
            session = msgspec.structs.replace(session, began=min(session.began, now), seen=0.0)
        if session.seen < now - _TOUCH_EVERY:
            expires = min(now + IDLE, session.began + LONGEST)
            session = msgspec.structs.replace(session, expires=expires, seen=now)
            self._open[key] = session
            self._save()
        return session

    def prove(self, token: str, how: How) -> None:
        """Who opened the session has proved himself further meanwhile."""
        key = _hash(token)
        if (session := self._open.get(key)) is not None:
            self._open[key] = msgspec.structs.replace(session, how=how)
            self._save()

    def end_unproved(self, roles: Collection[Role]) -> None:
        """End those of these roles that were opened by a password alone."""
        self._open = {k: s for k, s in self._open.items() if s.role not in roles or s.how in PROVED}
        self._save()

    def every(self) -> tuple[tuple[str, Session], ...]:
        """Those that are open with what names them, the one used last in front."""
        now = self._clock()
        alive = [(key[:_ID], each) for key, each in self._open.items() if each.expires > now]
        return tuple(sorted(alive, key=lambda pair: -pair[1].seen))

    def end(self, token: str) -> None:
        if self._open.pop(_hash(token), None) is not None:
            self._save()

    def end_one(self, user: str, name: str) -> bool:
        """End the session of `user` that is named so; False when he has none such."""
        found = [k for k, s in self._open.items() if s.user == user and k[:_ID] == name]
        for key in found:
            del self._open[key]
        if found:
            self._save()
        return bool(found)

    def end_all(self, user: str, but: str = "") -> None:
        """End every session of `user`, the one of token `but` excepted."""
        kept = _hash(but)
        self._open = {k: s for k, s in self._open.items() if s.user != user or k == kept}
        self._save()

    def _save(self) -> None:
        now = self._clock()
        alive = [(key, s) for key, s in self._open.items() if s.expires > now]
        alive.sort(key=lambda pair: pair[1].expires)
        self._open = dict(alive[-MOST:])
        content = msgspec.json.encode(self._open)
        self._soon(lambda: self._write(content))

    def _write(self, content: bytes) -> None:
        try:
            write_whole(self._path, content)
        except OSError as error:  # whoever is in stays in; what is on disk may hold ended ones
            log.warning("sessions cannot be kept over a restart: %s", error)
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def name_of(token: str) -> str:
    """What names the session of this token where it is listed."""
    return _hash(token)[:_ID]


def _hash(token: str) -> str:
    """The token has 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()
