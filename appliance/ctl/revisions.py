"""Changes of the whole configuration: what waits, what was, and going back to it."""

import time
from argparse import Namespace
from collections.abc import Iterator

from appliance.ctl.asking import change, changed_lines, terms
from appliance.ctl.parser import Words
from appliance.ctl.show import author, show, table
from appliance.ctl.speech import _, message
from appliance.wire.client import Client
from appliance.wire.configuration import (
    CancelPending,
    Confirm,
    GetPending,
    GetRevisions,
    Revert,
)
from appliance.wire.configured import Pending, Revisions
from appliance.wire.kinds import When


def add(words: Words, group: str) -> None:
    words.word(group, "confirm", confirm, _("keep the change that runs on trial"))
    words.word(group, "cancel", cancel, _("drop the change that waits, or put it back"))
    word = words.word(group, "revert", revert, _("go back to an earlier revision"), changes=True)
    word.parser.add_argument("revision", type=int, metavar=_("REVISION"))
    word = words.word(group, "revisions", revisions, _("who changed what, and when"))
    word.parser.add_argument("--limit", type=int, default=20, metavar=_("COUNT"))


async def confirm(client: Client, chosen: Namespace) -> None:
    done = await client.ask(Confirm())
    show(chosen, [_("The change is kept.")], done)


async def cancel(client: Client, chosen: Namespace) -> None:
    done = await client.ask(CancelPending())
    show(chosen, [_("The change was dropped.")], done)


async def revert(client: Client, chosen: Namespace) -> None:
    now = await client.ask(GetRevisions(limit=1))
    question = Revert(now.current, chosen.revision, **terms(chosen))
    changed = await change(client, chosen, question)
    show(chosen, changed_lines(changed, chosen), changed)


async def revisions(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetRevisions(chosen.limit))
    waits = await client.ask(GetPending())
    show(chosen, _lines(found, waits), found, waits)


def _lines(found: Revisions, waits: Pending) -> Iterator[str]:
    yield from pending_lines(waits)
    if not found.revisions:
        yield _("There is no revision yet.")
    yield from table(
        [
            (str(each.number), clock(each.time), author(each.author), message(each.message))
            for each in found.revisions
        ],
        indent="",
    )


def pending_lines(waits: Pending) -> Iterator[str]:
    """The change that waits, if one does."""
    if not waits.author:
        return
    gaps = {"author": author(waits.author), "message": message(waits.message)}
    if waits.until:
        left = max(0, int(waits.until - time.time()))
        yield _(
            "On trial, by %(author)s: %(message)s. It is put back in %(seconds)s s unless you say"
            " “lineman confirm”.",
            seconds=left,
            **gaps,
        )
    elif waits.when is When.AT:
        yield _("Waits until %(time)s, by %(author)s: %(message)s.", time=clock(waits.at), **gaps)
    else:
        yield _("Waits until no call is up, by %(author)s: %(message)s.", **gaps)


def clock(moment: float) -> str:
    """By the box's clock."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))
