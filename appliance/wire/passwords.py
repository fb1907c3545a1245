"""Users and their passwords, in one small file of the box's identity."""

from functools import cache
from pathlib import Path

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.core.text import check_text
from appliance.durable import write_whole
from appliance.wire.roles import Role

SHORTEST = 10  # characters; length is what counts, so no rules about kinds of letters
LONGEST = 200
# 19 MiB and two passes: OWASP's least for argon2id, kept low for a box with 1 GiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


@cache
def _nobody() -> str:
    """Checked when there is no such user, so that the answer takes as long."""
    return _hasher.hash("nobody's password")


class User(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    role: Role
    password: str  # argon2id, with its parameters


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    users: tuple[User, ...]


class Users:
    """Every user who may log in, kept at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._users = {user.name: user for user in _read(path)}

    def __bool__(self) -> bool:
        return bool(self._users)

    def get(self, name: str) -> User | None:
        return self._users.get(name)

    def set(self, name: str, password: str, role: Role) -> User:
        """Make or change a user. Invalid for a bad name or a weak password, Fault without room."""
        check_text("user", name, longest=60)
        _check_password(name, password)
        user = User(name, role, _hasher.hash(password))
        users = {**self._users, name: user}
        try:
            write_whole(self._path, msgspec.json.encode(_File(tuple(users.values()))))
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"The password cannot be kept: {why}", MAKE_ROOM) from error
        self._users = users
        return user

    def verify(self, name: str, password: str) -> User | None:
        """The user whose password this is. Takes about 30 ms of a processor either way."""
        user = self._users.get(name)
        try:
            _hasher.verify(user.password if user else _nobody(), password[:LONGEST])
        except (Argon2Error, InvalidHashError):
            return None
        return user


def _check_password(name: str, password: str) -> None:
    if len(password) < SHORTEST:
        raise Invalid("password", f"is shorter than {SHORTEST} characters")
    if len(password) > LONGEST:
        raise Invalid("password", f"is longer than {LONGEST} characters")
    if name.lower() in password.lower() or len(set(password)) < 5:
        raise Invalid("password", "is too easy to guess")


def _read(path: Path) -> tuple[User, ...]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File).users
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.DecodeError) as error:
        raise Fault(
            f"The list of users cannot be read: {error}",
            "A factory reset in the recovery menu at the box gives a new set-up code.",
        ) from error
