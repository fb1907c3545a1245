"""Users, their passwords and what guards them, in two small files of the box's identity."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.durable import write_whole
from appliance.wire.accepted import LONGEST, check_password, check_user
from appliance.wire.roles import ROLES, Role
from appliance.wire.slow_digest import digest, fits

T = TypeVar("T")


@cache
def _nobody() -> str:
    """Checked when there is no such user, so that the answer takes as long."""
    return digest("nobody's password")


class Passkey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A key pair of which a device keeps the secret half; its owner calls it `name`.

    `id` and `key` are base64url: what the device calls it, and the public half with that as Web
    Authentication packs them (attested credential data). It counts under the name `host` alone.
    `counter` is how often the device says that it was used, 0 for ever if it does not count. `made`
    and `used` are epoch seconds.
    """

    id: str
    name: str
    host: str
    key: str
    made: float
    counter: int = 0
    used: float = 0.0


class Guard(msgspec.Struct, frozen=True, omit_defaults=True):
    """What guards an account besides its password, or opens it without.

    `role` stands here for whoever is neither administrator nor employee. `secret` is the app's;
    `step` that of the last code, which counts once; `recovery` are digests of codes. `handle` is
    by what devices know whose `passkeys` they keep: random, so that it tells nothing.
    """

    role: str = ""
    locked: bool = False
    secret: str = ""
    step: int = 0
    recovery: tuple[str, ...] = ()
    handle: str = ""
    passkeys: tuple[Passkey, ...] = ()


NO_GUARD = Guard()


@dataclass(frozen=True, slots=True)
class User:
    """`person` is the key of whom of the office's people it is; empty for nobody of them.

    `password` is argon2id, with its parameters.
    """

    name: str
    role: Role
    password: str
    person: str = ""
    guard: Guard = NO_GUARD


class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A user as the release before reads him too: it knows two roles, and an empty person not."""

    name: str
    role: int
    password: str
    person: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    users: tuple[_Row, ...]


class _Guards(msgspec.Struct, frozen=True):
    """In a file of its own, which the release before leaves alone but for `must`.

    Whose role `must` names owes a second factor.
    """

    accounts: dict[str, Guard]
    must: tuple[str, ...] = ()


_ADMIN = 2
_OTHER = 1


class Users:
    """Every user who may log in, kept at `path`; what guards them beside it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guards_path = path.with_name("guards.json")
        kept = _read(self._guards_path, _Guards, _Guards({}))
        guards = kept.accounts
        self._must = frozenset(role for role in ROLES if role.value in kept.must)
        rows = _read(path, _File, _File(())).users
        self._users = {row.name: _user(row, guards.get(row.name, NO_GUARD)) for row in rows}

    def __bool__(self) -> bool:
        return bool(self._users)

    @property
    def must(self) -> frozenset[Role]:
        """Of whom a second factor is wanted."""
        return self._must

    def want_factor(self, roles: frozenset[Role]) -> None:
        """Of these and of nobody else. Fault without room."""
        self._write(self._users, roles)

    def get(self, name: str) -> User | None:
        return self._users.get(name)

    def named(self, name: str) -> User:
        """Invalid when there is no such user."""
        if name not in self._users:
            raise Invalid("user", f"there is no account {name}; choose one that is there")
        return self._users[name]

    def every(self) -> tuple[User, ...]:
        """In the order in which they were made."""
        return tuple(self._users.values())

    def of_passkey(self, ident: str) -> tuple[User, Passkey] | None:
        """The passkey that devices call so and whose it is; None when it is nobody's."""
        found = (
            (user, each)
            for user in self.every()
            for each in user.guard.passkeys
            if each.id == ident
        )
        return next(found, None)

    def of_person(self, person: str) -> tuple[str, ...]:
        """Names of the users who are whom of the office's people that key names."""
        return tuple(user.name for user in self.every() if person and user.person == person)

    def set(self, name: str, password: str, role: Role, person: str = "") -> User:
        """Make or change a user. Invalid for a bad name or a weak password, Fault without room."""
        check_user(name)
        check_password(name, password)
        old = self._users.get(name)
        guard = old.guard if old is not None else NO_GUARD
        return self._put(User(name, role, digest(password), person, guard))

    def change(self, name: str, role: Role, person: str) -> User:
        """Everything but the password. Invalid when there is no such user."""
        user = self._users.get(name)
        if user is None:
            raise Invalid("password", "a new account needs one")
        return self._put(User(name, role, user.password, person, user.guard))

    def guard(self, name: str, guard: Guard) -> User:
        """Change what guards an account. Invalid when there is no such user."""
        user = self.named(name)
        return self._put(User(user.name, user.role, user.password, user.person, guard))

    def remove(self, name: str) -> None:
        """Invalid when there is no such user."""
        self.named(name)
        self._write({each: user for each, user in self._users.items() if each != name})

    def _put(self, user: User) -> User:
        if user.role not in ROLES:
            raise Invalid("role", "no account can be that")
        self._write({**self._users, user.name: user})
        return user

    def _write(self, users: dict[str, User], must: frozenset[Role] | None = None) -> None:
        """First who there is: after a power cut in between an account has less rights, not more."""
        must = self._must if must is None else must
        rows = tuple(_row(user) for user in users.values())
        guards = {name: kept for name, user in users.items() if (kept := _kept(user)) != NO_GUARD}
        try:
            write_whole(self._path, msgspec.json.encode(_File(rows)))
            if guards or must or self._guards_path.exists():
                named = tuple(sorted(role.value for role in must))
                write_whole(self._guards_path, msgspec.json.encode(_Guards(guards, named)))
        except OSError as error:
            why = error.strerror or str(error)
            raise Fault(f"The password cannot be kept: {why}", MAKE_ROOM) from error
        self._users, self._must = users, must

    def verify(self, name: str, password: str) -> User | None:
        """The user whose password this is. Takes about 30 ms of a processor either way."""
        # A longer one is nobody's, and is not looked at to its end.
        user = self._users.get(name) if len(password) <= LONGEST else None
        right = fits(user.password if user else _nobody(), password[:LONGEST])
        return user if right else None


def _user(row: _Row, guard: Guard) -> User:
    role = Role.ADMIN if row.role == _ADMIN else Role.EMPLOYEE
    if role is Role.EMPLOYEE and guard.role in set(ROLES) - {Role.ADMIN}:
        role = Role(guard.role)
    return User(row.name, role, row.password, row.person, guard)


def _row(user: User) -> _Row:
    role = _ADMIN if user.role is Role.ADMIN else _OTHER
    return _Row(user.name, role, user.password, user.person)


def _kept(user: User) -> Guard:
    role = "" if user.role in {Role.ADMIN, Role.EMPLOYEE} else user.role.value
    return msgspec.structs.replace(user.guard, role=role)


def _read(path: Path, kind: type[T], none: T) -> T:
    """`none` while there is no such file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return none
    except (OSError, msgspec.DecodeError) as error:
        raise Fault(
            f"The list of users cannot be read: {error}",
            "A factory reset in the recovery menu at the box gives a new set-up code.",
        ) from error
