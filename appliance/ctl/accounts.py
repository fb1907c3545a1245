"""`lineman accounts`: who may log in to the web page, and whose calls each sees there."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from getpass import getpass

from appliance.ctl.asking import listed, named
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _
from appliance.wire.answers import Accounts
from appliance.wire.client import Client
from appliance.wire.protocol import GetAccounts, RemoveAccount, SetAccount


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "accounts", everybody, _("who may log in to the web page"))
    new = word.sub("set", set_account, _("make an account, or change one"))
    new.add_argument("user", metavar=_("NAME"), help=_("what is typed to log in"))
    new.add_argument(
        "--person", metavar=_("WHO"), help=_("whose account it is: a number, a key, a name")
    )
    new.add_argument("--admin", action="store_true", help=_("may change everything"))
    new.add_argument("--password", action="store_true", help=_("ask for a new password"))
    gone = word.sub("remove", remove, _("take an account away"))
    gone.add_argument("user", metavar=_("NAME"))


async def everybody(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetAccounts())
    show(chosen, _lines(found), found)


def _lines(found: Accounts) -> Iterator[str]:
    rows = [
        (each.user, _("administrator") if each.admin else _("user"), each.person or "-")
        for each in found.accounts
    ]
    yield from table(rows, indent="")
    if not rows:
        yield _("Nobody yet: the box has not been set up.")


async def set_account(client: Client, chosen: Namespace) -> None:
    person = ""
    if chosen.person:
        person = str(named(await listed(client, "Person"), "person", chosen.person)["key"])
    password = _password() if chosen.password else ""
    done = await client.ask(SetAccount(chosen.user, password, chosen.admin, person))
    show(chosen, (_("The account %(name)s is set.", name=chosen.user),), done)


def _password() -> str:
    """Typed unseen at a terminal, else a line of the input."""
    if sys.stdin.isatty():
        return getpass(_("Password: "))
    return sys.stdin.readline().rstrip("\n")


async def remove(client: Client, chosen: Namespace) -> None:
    done = await client.ask(RemoveAccount(chosen.user))
    show(chosen, (_("The account %(name)s is gone.", name=chosen.user),), done)
