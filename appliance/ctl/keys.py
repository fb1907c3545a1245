"""`lineman keys`: keys by which other programs ask over the API."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _
from appliance.wire.api_keys import ApiKeys, GetApiKeys, KeyView, MakeApiKey, RevokeApiKey
from appliance.wire.client import Client
from appliance.wire.roles import Scope

_DAY = 86400.0


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "keys", every, _("keys by which other programs ask over the API"))
    new = word.sub("make", make, _("make a key; it is shown once"))
    new.add_argument("name", metavar=_("NAME"), help=_("as the change log calls the program"))
    new.add_argument(
        "--scope",
        action="append",
        choices=[scope.value for scope in Scope],
        required=True,
        help=_("what the key opens; can be said more than once"),
    )
    new.add_argument(
        "--days", type=int, default=365, metavar=_("DAYS"),
        help=_("how long it counts, 365 days unless said; 0: until it is revoked"),
    )  # fmt: skip
    gone = word.sub("revoke", revoke, _("a key opens nothing any more"))
    gone.add_argument("name", metavar=_("NAME"))


async def every(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetApiKeys())
    show(chosen, _lines(found), found)


def _lines(found: ApiKeys) -> Iterator[str]:
    rows = [(key.name, ",".join(key.scopes), _until(key), _used(key)) for key in found.keys]
    yield from table(rows, indent="")
    if not rows:
        yield _("There is no key: no program asks over the API.")


def _until(key: KeyView) -> str:
    if key.ended:
        return _("ended")
    return _("until %(day)s", day=_day(key.expires)) if key.expires else _("until it is revoked")


def _used(key: KeyView) -> str:
    if not key.seen:
        return _("not used yet")
    return _("used %(day)s from %(address)s", day=_day(key.seen), address=key.origin or "-")


def _day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment).astimezone():%Y-%m-%d}"


async def make(client: Client, chosen: Namespace) -> None:
    scopes = tuple(map(Scope, chosen.scope))
    made = await client.ask(MakeApiKey(chosen.name, scopes, chosen.days * _DAY))
    said = (made.text, _("It is not shown again. The program sends it as “Authorization: Bearer”."))
    show(chosen, said, made)


async def revoke(client: Client, chosen: Namespace) -> None:
    left = await client.ask(RevokeApiKey(chosen.name))
    show(chosen, (_("The key %(name)s opens nothing any more.", name=chosen.name),), left)
