"""`lineman update`: a new version, from a file or an address."""

import sys
from argparse import Namespace
from pathlib import Path

import msgspec

from appliance.ctl import box_lines
from appliance.ctl.files import opened
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire import protocol
from appliance.wire.answers import Update
from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from appliance.wire.views import UpdatePhase


def add(words: Words, group: str) -> None:
    word = words.word(
        group, "update", update, _("install a new version, or tell how the last went")
    )
    word.parser.add_argument("source", nargs="?", default="", metavar=_("FILE|URL"))


async def update(client: Client, chosen: Namespace) -> None:
    """Without a source it tells how the last one ended."""
    if not chosen.source:
        found = await client.ask(protocol.GetUpdate())
        show(chosen, box_lines.update_lines(found), found)
    elif chosen.source.startswith(("http://", "https://")):
        await _follow(client, protocol.InstallUpdate(url=chosen.source), None, chosen)
    else:
        with opened(Path(chosen.source)) as file:
            question = protocol.InstallUpdate(size=file.size)
            await _follow(client, question, file.descriptor, chosen)


async def _follow(
    client: Client, question: protocol.InstallUpdate, descriptor: int | None, chosen: Namespace
) -> None:
    """Each step on a line of its own; at a terminal the percentage moves in place."""
    moving = sys.stdout.isatty() and not chosen.json
    shown = ""
    last = UpdatePhase.NONE
    try:
        async for now in client.follow(question, descriptor=descriptor):
            last = now.phase
            line = box_lines.update_line(now)
            if chosen.json:  # an object a line
                line = msgspec.json.encode({"update": now}).decode()
            if line != shown and (chosen.json or moving or _coarse(now, shown)):
                print(f"\r\033[K{line}" if moving else line, end="" if moving else "\n", flush=True)
                shown = line
    except Unreachable:
        if last is not UpdatePhase.RESTARTING:  # the restart ends the supervisor too
            raise
    finally:
        if moving and shown:
            print()


def _coarse(now: Update, shown: str) -> bool:
    """Into a file only every tenth per cent is written."""
    first = box_lines.update_line(now).split(" ", maxsplit=1)[0]
    return now.percent % 10 == 0 or not shown.startswith(first)
