"""Who is logged in. Only hashes of tokens are kept, on disk too, so a log-in outlives a restart."""

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec

from appliance.durable import write_whole
from appliance.wire.roles import Role

log = logging.getLogger(__name__)

IDLE = 12 * 3600.0  # seconds without a question that end a session
MOST = 200
_TOUCH_EVERY = 60.0  # seconds; the file is not written for each question

Clock = Callable[[], float]


class Session(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    user: str
    role: Role
    expires: float


class Sessions:
    """Open sessions by the hash of their token, kept at `path`; `clock` gives epoch seconds."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._open: dict[str, Session] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):  # lost sessions log in again
            self._open = msgspec.json.decode(path.read_bytes(), type=dict[str, Session])

    def begin(self, user: str, role: Role) -> tuple[str, Session]:
        """A new session and its token, which is known nowhere else."""
        token = secrets.token_urlsafe(32)
        session = Session(user, role, self._clock() + IDLE)
        self._open[_hash(token)] = session
        self._save()
        return token, session

    def find(self, token: str) -> Session | None:
        """The open session of `token`; finding it keeps it open."""
        key, now = _hash(token), self._clock()
        session = self._open.get(key)
        if session is None or session.expires <= now:
            return None
        if session.expires < now + IDLE - _TOUCH_EVERY:
            session = msgspec.structs.replace(session, expires=now + IDLE)
            self._open[key] = session
            self._save()
        return session

    def end(self, token: str) -> None:
        if self._open.pop(_hash(token), None) is not None:
            self._save()

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
        try:
            write_whole(self._path, msgspec.json.encode(self._open))
        except OSError as error:  # whoever is in stays in; what is on disk may hold ended ones
            log.warning("sessions cannot be kept over a restart: %s", error)
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)


def _hash(token: str) -> str:
    """The token has 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()
