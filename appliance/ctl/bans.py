"""`lineman bans`, `unban`: who guessed passwords of telephones and is not listened to."""

from argparse import Namespace
from collections.abc import Iterator

from appliance.ctl.parser import Words
from appliance.ctl.revisions import clock
from appliance.ctl.show import show, table
from appliance.ctl.speech import _
from appliance.wire.bans import Bans, GetBans, Unban
from appliance.wire.client import Client


def add(words: Words, group: str) -> None:
    words.word(group, "bans", bans, _("who guessed passwords and is not listened to for a while"))
    word = words.word(group, "unban", unban, _("listen to an address again, or to all"))
    help_ = _("such as 192.0.2.1; all unless given")
    word.parser.add_argument("address", nargs="?", default="", metavar=_("ADDRESS"), help=help_)


async def bans(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetBans())
    show(chosen, _lines(found), found)


async def unban(client: Client, chosen: Namespace) -> None:
    left = await client.ask(Unban(chosen.address))
    show(chosen, _lines(left), left)


def _lines(found: Bans) -> Iterator[str]:
    if not found.bans:
        yield _("Nobody is banned.")
        return
    yield from table(
        [
            (
                ban.address,
                _("since %(time)s", time=clock(ban.since)),
                _("until %(time)s", time=clock(ban.until)),
                _("last tried %(account)s", account=ban.account),
            )
            for ban in found.bans
        ],
        indent="",
    )
