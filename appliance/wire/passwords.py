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


class User(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`person` is the key of whom of the office's people it is; empty for nobody of them.

    An empty one is not written down, so that the release before reads the file too.
    """

    name: str
    role: Role
    password: str  # argon2id, with its parameters
    person: str = ""


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

    def every(self) -> tuple[User, ...]:
        """In the order in which they were made."""
        return tuple(self._users.values())

    def set(self, name: str, password: str, role: Role, person: str = "") -> User:
        """Make or change a user. Invalid for a bad name or a weak password, Fault without room."""
        check_text("user", name, longest=60)
        _check_password(name, password)
        return self._put(User(name, role, _hasher.hash(password), person))

    def change(self, name: str, role: Role, person: str) -> User:
        """Everything but the password. Invalid when there is no such user."""
        user = self._users.get(name)
        if user is None:
            raise Invalid("password", "a new account needs one")
        return self._put(msgspec.structs.replace(user, role=role, person=person))

    def remove(self, name: str) -> None:
        """Invalid when there is no such user."""
        if name not in self._users:
            raise Invalid("user", f"there is no account {name}")
        self._write({each: user for each, user in self._users.items() if each != name})

    def _put(self, user: User) -> User:
        self._write({**self._users, user.name: user})
        return user

    def _write(self, users: dict[str, User]) -> None:
        try:
            write_whole(self._path, msgspec.json.encode(_File(tuple(users.values()))))
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"The password cannot be kept: {why}", MAKE_ROOM) from error
        self._users = users

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
