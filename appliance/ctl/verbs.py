"""What each word of the command line does."""

import argparse
import os
import sys
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from pathlib import Path

import msgspec

from appliance.core.errors import Fault
from appliance.ctl import words
from appliance.wire import protocol
from appliance.wire.answers import Answer, Update
from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from appliance.wire.views import UpdatePhase

Run = Callable[[Client, argparse.Namespace], Awaitable[None]]


def _show(answers: Iterable[Answer], lines: Iterable[str], *, as_json: bool) -> None:
    if as_json:
        found = {type(answer).__name__.lower(): answer for answer in answers}
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for line in lines:
        print(line)


async def status(client: Client, chosen: argparse.Namespace) -> None:
    now = await client.ask(protocol.GetStatus())
    cards = await client.ask(protocol.GetCards())
    calls = await client.ask(protocol.GetCalls())
    update = await client.ask(protocol.GetUpdate())
    lines = words.status_lines(now, cards, calls, update)
    _show((now, cards, calls, update), lines, as_json=chosen.json)


async def cards(client: Client, chosen: argparse.Namespace) -> None:
    found = await client.ask(protocol.GetCards())
    _show((found,), words.card_lines(found), as_json=chosen.json)


async def calls(client: Client, chosen: argparse.Namespace) -> None:
    if chosen.past:
        past = await client.ask(protocol.GetHistory(limit=chosen.past))
        _show((past,), words.history_lines(past), as_json=chosen.json)
        return
    now = await client.ask(protocol.GetCalls())
    _show((now,), words.call_lines(now), as_json=chosen.json)


async def log(client: Client, chosen: argparse.Namespace) -> None:
    found = await client.ask(protocol.GetLog(lines=chosen.lines))
    _show((found,), words.log_lines(found), as_json=chosen.json)


async def setup_code(client: Client, chosen: argparse.Namespace) -> None:
    found = await client.ask(protocol.GetSetupCode())
    _show((found,), (found.code or "The box is set up.",), as_json=chosen.json)


async def restart(client: Client, chosen: argparse.Namespace) -> None:
    done = await client.ask(protocol.Restart())
    _show((done,), ("The box restarts.",), as_json=chosen.json)


async def update(client: Client, chosen: argparse.Namespace) -> None:
    """Without a source it tells how the last one ended."""
    if not chosen.source:
        found = await client.ask(protocol.GetUpdate())
        _show((found,), words.update_lines(found), as_json=chosen.json)
        return
    if chosen.source.startswith(("http://", "https://")):
        question = protocol.InstallUpdate(url=chosen.source)
        await _follow(client, question, None, as_json=chosen.json)
        return
    with closing(_Opened(Path(chosen.source))) as opened:
        question = protocol.InstallUpdate(size=opened.size)
        await _follow(client, question, opened.descriptor, as_json=chosen.json)


class _Opened:
    """The file to send, open for reading."""

    def __init__(self, path: Path) -> None:
        try:
            self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise Fault(f"{path}: {error.strerror}", "Check the name of the file.") from error
        self.size = os.fstat(self.descriptor).st_size

    def close(self) -> None:
        os.close(self.descriptor)


async def _follow(
    client: Client, question: protocol.InstallUpdate, descriptor: int | None, *, as_json: bool
) -> None:
    """Each step on a line of its own; at a terminal the percentage moves in place."""
    moving = sys.stdout.isatty() and not as_json
    shown = ""
    last = UpdatePhase.NONE
    try:
        async for now in client.follow(question, descriptor=descriptor):
            last = now.phase
            line = msgspec.json.encode(now).decode() if as_json else words.update_line(now)
            if line != shown and (as_json or moving or _coarse(now, shown)):
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
    first = words.update_line(now).split(" ", maxsplit=1)[0]
    return now.percent % 10 == 0 or not shown.startswith(first)
