"""Keys of programs that ask over the API. Only hashes are kept: a key is shown once.

A key is `lmk_`, eight digits that name it, and 256 random bits, so a plain hash of it cannot be
turned round.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock

import msgspec

from appliance.beside import Soon, at_once
from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.core.text import check_text
from appliance.durable import write_whole
from appliance.wire.roles import Scope

log = logging.getLogger(__name__)

PREFIX = "lmk_"
MOST = 100
LONGEST_LIFE = 5 * 366 * 86400.0  # seconds
_TOUCH_EVERY = 60.0  # seconds; the file is not written for each question
_LONGEST_ORIGIN = 60
_AUTHOR = "key:"

Clock = Callable[[], float]


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """`id` names it in lists and logs. `expires` and `seen` are epoch seconds, 0 for never."""

    id: str
    name: str
    digest: str
    scopes: tuple[str, ...]
    made: float
    by: str
    expires: float = 0.0
    seen: float = 0.0
    origin: str = ""

    @property
    def opens(self) -> frozenset[Scope]:
        """What it is for; a scope that another release knew opens nothing here."""
        known = {scope.value for scope in Scope}
        return frozenset(Scope(each) for each in self.scopes if each in known)

    @property
    def author(self) -> str:
        """Whose name stands in the change log for what is done by it; no account is called so."""
        return f"{_AUTHOR}{self.name}"


class Keys:
    """Every key by what names it, kept at `path`; `clock` gives epoch seconds.

    `make` and `revoke` wait for the disk, so they are asked of the thread that `soon` has work
    done by; `find` and `touch` wait for nothing.
    """

    def __init__(self, path: Path, clock: Clock, soon: Soon = at_once) -> None:
        self._path, self._clock, self._soon = path, clock, soon
        self._lock = Lock()
        self._keys = {key.id: key for key in _read(path)}

    def every(self) -> tuple[Key, ...]:
        """In the order in which they were made."""
        return tuple(self._keys.values())

    def named(self, name: str) -> Key:
        """By name or id; Invalid when there is none."""
        if (known := self._keys.get(name)) is not None:
            return known
        for key in self._keys.values():
            if key.name == name:
                return key
        raise Invalid("key", f"there is no key {name}; choose one that is there")

    def make(
        self, name: str, scopes: Iterable[Scope], seconds: float, by: str, maker: str = ""
    ) -> tuple[str, Key]:
        """A new key and its text, which is known nowhere else; it ends after `seconds`, 0: never.

        One that the key of the id `maker` makes opens no more and ends no later. Invalid at the
        field, Fault without room on the disk.
        """
        check_text("name", name, longest=60)
        chosen = tuple(scope.value for scope in Scope if scope in set(scopes))
        if any(key.name == name for key in self._keys.values()):
            raise Invalid("name", f"there is a key {name} already; choose another name")
        if not chosen:
            raise Invalid("scopes", "a key needs one at least")
        if not 0 <= seconds <= LONGEST_LIFE:
            raise Invalid("seconds", "a key lasts five years at most")
        if len(self._keys) >= MOST:
            raise Invalid("name", f"there are {MOST} keys; revoke one that nobody uses")
        now = self._clock()
        expires = now + seconds if seconds else 0.0
        if maker:
            expires = _within(self.named(maker), frozenset(chosen), expires)
        ident = next(each for each in iter(_fresh_id, "") if each not in self._keys)
        text = f"{PREFIX}{ident}_{secrets.token_urlsafe(32)}"
        key = Key(ident, name, _digest(text), chosen, now, by, expires)
        self._write({**self._keys, ident: key})
        return text, key

    def revoke(self, ident: str) -> tuple[Key, ...]:
        """It opens nothing from now on, and what it made neither; those that were there. Fault
        when that cannot be kept.
        """
        gone: dict[str, Key] = {}
        wanted = [key for key in self._keys.values() if key.id == ident]
        for key in wanted:
            gone[key.id] = key
            made = (each for each in self._keys.values() if each.by == key.author)
            wanted += (each for each in made if each.id not in gone)
        self._write({name: key for name, key in self._keys.items() if name not in gone})
        return tuple(gone.values())

    def find(self, text: str) -> Key | None:
        """The key whose text this is, ended or not."""
        key = self._keys.get(ident_of(text))
        if key is None or not hmac.compare_digest(key.digest, _digest(text)):
            return None
        return key

    def ended(self, key: Key) -> bool:
        return bool(key.expires) and key.expires <= self._clock()

    def touch(self, key: Key, origin: str) -> None:
        """It was used now, from there. What cannot be kept on disk is kept until the restart."""
        now = self._clock()
        if key.seen >= now - _TOUCH_EVERY and key.origin == origin[:_LONGEST_ORIGIN]:
            return
        used = msgspec.structs.replace(key, seen=now, origin=origin[:_LONGEST_ORIGIN])
        with self._lock:  # what is revoked meanwhile stays away
            if key.id in self._keys:
                self._keys[key.id] = used
        if key.seen < now - _TOUCH_EVERY:
            self._soon(self._keep)

    def _keep(self) -> None:
        try:
            self._write(dict(self._keys))
        except Fault as fault:
            log.warning("%s", fault.text)

    def _write(self, keys: dict[str, Key]) -> None:
        try:
            write_whole(self._path, msgspec.json.encode(tuple(keys.values())))
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"The keys cannot be kept: {why}", MAKE_ROOM) from error
        with self._lock:
            self._keys = keys


def is_key(text: str) -> bool:
    """Whether it looks like a key, rather than the token of a log-in."""
    return text.startswith(PREFIX)


def ident_of(text: str) -> str:
    """What names the key, as far as a text is one."""
    return text.removeprefix(PREFIX).partition("_")[0][:16] if is_key(text) else ""


def is_author(user: str) -> bool:
    """Whether the change log would take this name for a key's."""
    return user.startswith(_AUTHOR)


def program_of(author: str) -> str:
    """The name of the key by which something was changed; empty for people and the box."""
    return author.removeprefix(_AUTHOR) if is_author(author) else ""


def _within(maker: Key, scopes: frozenset[str], expires: float) -> float:
    """When a key of these scopes ends that another one makes; Invalid for more than it has."""
    if beyond := scopes - set(maker.opens):
        named = ", ".join(sorted(beyond))
        raise Invalid("scopes", f"a key makes none that opens more than it does itself: {named}")
    if maker.expires and expires > maker.expires:
        raise Invalid("seconds", "a key makes none that ends later than it does itself")
    return expires or maker.expires


def _fresh_id() -> str:
    return secrets.token_hex(4)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _read(path: Path) -> tuple[Key, ...]:
    """None while there is no such file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Key, ...])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        # Programs stay out, people do not: they come in by other files.
        log.error("The keys of programs cannot be read: %s", error)  # noqa: TRY400
        return ()
