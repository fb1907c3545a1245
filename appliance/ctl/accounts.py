"""`lineman accounts`: who may log in to the web page, as what, and whose calls each sees there."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from getpass import getpass

from appliance.core.errors import Invalid
from appliance.ctl.asking import listed, named
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _
from appliance.spoken.languages import mark
from appliance.wire.access import (
    DropPasskeys,
    DropSecondFactor,
    EndSessions,
    GetAccounts,
    GetEverySession,
    LiftDelays,
    LockAccount,
    RemoveAccount,
    SetAccount,
    WantSecondFactor,
)
from appliance.wire.answers import Accounts, OpenSessions
from appliance.wire.client import Client
from appliance.wire.roles import ROLES, Role
from appliance.wire.sessions import How
from appliance.wire.views import AccountView

_ROLES = {
    Role.EMPLOYEE: mark("employee"),
    Role.OPERATOR: mark("operator"),
    Role.MANAGER: mark("manager"),
    Role.INSTALLER: mark("installer"),
    Role.ADMIN: mark("administrator"),
}
_HOW = {
    How.SET_UP: mark("set-up code"),
    How.PASSWORD: mark("password"),
    How.CODE: mark("password and code"),
    How.RECOVERY_CODE: mark("password and recovery code"),
    How.PASSKEY: mark("passkey"),
    How.UNKNOWN: "-",
}


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "accounts", everybody, _("who may log in to the web page"))
    new = word.sub("set", set_account, _("make an account, or change one"))
    new.add_argument("user", metavar=_("NAME"), help=_("what is typed to log in"))
    new.add_argument(
        "--person", metavar=_("WHO"), help=_("whose account it is: a number, a key, a name")
    )
    new.add_argument(
        "--role",
        choices=[role.value for role in ROLES],
        help=_("what the account may do; a new one is an employee's"),
    )
    new.add_argument("--password", action="store_true", help=_("ask for a new password"))
    for name, work, said in (
        ("remove", remove, _("take an account away")),
        ("lock", lock, _("let nobody log in by an account")),
        ("unlock", unlock, _("open an account again; whoever waits after wrong passwords may try")),
        ("end-sessions", end_sessions, _("log an account out everywhere")),
        ("drop-code", drop_code, _("no code of an app is wanted any more: the telephone is lost")),
        ("drop-passkeys", drop_passkeys, _("its passkeys open nothing any more: they are lost")),
    ):
        word.sub(name, work, said).add_argument("user", metavar=_("NAME"))
    wanted = word.sub("second-factor", second_factor, _("of whom a second factor is wanted"))
    wanted.add_argument(
        "roles",
        nargs="*",
        metavar=_("ROLE"),
        help=_("employee, operator, manager, installer, admin; without one: of nobody"),
    )
    word.sub("sessions", sessions, _("who is logged in, since when and from where"))


async def everybody(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetAccounts())
    show(chosen, _lines(found), found)


def _lines(found: Accounts) -> Iterator[str]:
    rows = [
        (each.user, _(_ROLES[each.role]), each.person or "-", ", ".join(_remarks(each)))
        for each in found.accounts
    ]
    yield from table(rows, indent="")
    if not rows:
        yield _("Nobody yet: the box has not been set up.")


def _remarks(account: AccountView) -> Iterator[str]:
    if account.locked:
        yield _("locked")
    if account.second_factor:
        yield _("with a code")
    if account.passkeys:
        yield _("with passkeys")
    if account.sessions:
        yield _("logged in")


async def set_account(client: Client, chosen: Namespace) -> None:
    """What is not given stays as it is."""
    every = (await client.ask(GetAccounts())).accounts
    old = next((each for each in every if each.user == chosen.user), None)
    person = old.person if old is not None else ""
    if chosen.person:
        person = str(named(await listed(client, "Person"), "person", chosen.person)["key"])
    role = Role(chosen.role) if chosen.role else old.role if old is not None else Role.EMPLOYEE
    password = _password() if chosen.password else ""
    done = await client.ask(SetAccount(chosen.user, password, role, person))
    show(chosen, (_("The account %(name)s is set.", name=chosen.user),), done)


def _password() -> str:
    """Typed unseen at a terminal, else a line of the input."""
    if sys.stdin.isatty():
        return getpass(_("Password: "))
    return sys.stdin.readline().rstrip("\n")


async def remove(client: Client, chosen: Namespace) -> None:
    done = await client.ask(RemoveAccount(chosen.user))
    show(chosen, (_("The account %(name)s is gone.", name=chosen.user),), done)


async def lock(client: Client, chosen: Namespace) -> None:
    done = await client.ask(LockAccount(chosen.user, locked=True))
    show(chosen, (_("The account %(name)s is locked.", name=chosen.user),), done)


async def unlock(client: Client, chosen: Namespace) -> None:
    await client.ask(LockAccount(chosen.user, locked=False))
    done = await client.ask(LiftDelays())
    show(chosen, (_("The account %(name)s is open.", name=chosen.user),), done)


async def end_sessions(client: Client, chosen: Namespace) -> None:
    done = await client.ask(EndSessions(chosen.user))
    show(chosen, (_("The account %(name)s is logged out.", name=chosen.user),), done)


async def drop_code(client: Client, chosen: Namespace) -> None:
    done = await client.ask(DropSecondFactor(chosen.user))
    show(chosen, (_("The password of %(name)s counts alone.", name=chosen.user),), done)


async def drop_passkeys(client: Client, chosen: Namespace) -> None:
    done = await client.ask(DropPasskeys(chosen.user))
    show(chosen, (_("The account %(name)s has no passkeys.", name=chosen.user),), done)


async def second_factor(client: Client, chosen: Namespace) -> None:
    """Lifted where none is named."""
    known = {role.value: role for role in ROLES}
    if unknown := [each for each in chosen.roles if each not in known]:
        raise Invalid("roles", f"there is no role {unknown[0]}; they are: {', '.join(known)}")
    roles = tuple(known[each] for each in chosen.roles)
    done = await client.ask(WantSecondFactor(roles))
    named = ", ".join(_(_ROLES[role]) for role in roles)
    said = _("A second factor is wanted of: %(roles)s.", roles=named)
    show(chosen, (said if roles else _("A second factor is wanted of nobody."),), done)


async def sessions(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetEverySession())
    show(chosen, _sessions(found), found)


def _sessions(found: OpenSessions) -> Iterator[str]:
    rows = [
        (each.user, f"{datetime.fromtimestamp(each.began).astimezone():%Y-%m-%d %H:%M}",
         _(_HOW[How(each.how)]), each.origin or "-", each.agent or "-")
        for each in found.sessions
    ]  # fmt: skip
    yield from table(rows, indent="")
    if not rows:
        yield _("Nobody is logged in.")
