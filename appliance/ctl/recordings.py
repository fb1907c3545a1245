"""`lineman recordings`: how much room they take, and old ones taken away for good."""

import time
from argparse import Namespace
from collections.abc import Iterator

from appliance.ctl.asking import NotDone, go_on
from appliance.ctl.parser import Words
from appliance.ctl.revisions import clock
from appliance.ctl.show import show
from appliance.ctl.speech import _, decimal
from appliance.ctl.times import local
from appliance.spoken.languages import mark
from appliance.wire.client import Client
from appliance.wire.history import RecordingsRemoved, RemoveRecordings

_THERE = mark("Recordings: %(count)s, %(size)s MB.")
_WOULD_GO = mark("Recordings that would go: %(count)s, %(size)s MB.")
_WENT = mark("Recordings that went: %(count)s, %(size)s MB. Their calls stay.")


def add(words: Words, group: str) -> None:
    word = words.word(group, "recordings", there, _("how much room recordings take"))
    gone = word.sub("remove", remove, _("take old recordings away for good; their calls stay"))
    gone.add_argument(
        "--before",
        required=True,
        metavar=_("TIME"),
        help=_("of calls that began before YYYY-MM-DD or YYYY-MM-DD HH:MM"),
    )
    gone.add_argument("--preview", action="store_true", help=_("only tell what it would do"))
    gone.add_argument("--yes", action="store_true", help=_("without being asked once more"))


async def there(client: Client, chosen: Namespace) -> None:
    found = await client.ask(RemoveRecordings(time.time(), preview=True))
    show(chosen, _lines(_THERE, found), found)


async def remove(client: Client, chosen: Namespace) -> None:
    before = local(chosen.before).timestamp()
    if chosen.preview or not chosen.yes:
        found = await client.ask(RemoveRecordings(before, preview=True))
        if chosen.preview or not found.count:
            show(chosen, _lines(_WOULD_GO, found), found)
            return
        if not go_on(_lines(_WOULD_GO, found)):
            raise NotDone(_("Nothing was removed. Say --yes, and they go for good."))
    went = await client.ask(RemoveRecordings(before))
    show(chosen, _lines(_WENT, went), went)


def _lines(text: str, found: RecordingsRemoved) -> Iterator[str]:
    yield _(text, count=found.count, size=decimal(found.size / 1e6, 1))
    if found.oldest:
        yield _("The oldest was made on %(time)s.", time=clock(found.oldest))
