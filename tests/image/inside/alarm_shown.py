"""Runs in the guest as root: how long after the driver the supervisor tells open pages of an alarm.

`alarm_shown.py SPAN WORD READY` makes the file READY when it looks, waits for the alarm and prints
seconds.
"""

import asyncio
import sys
import time
from pathlib import Path

from appliance.wire.answers import Cards
from appliance.wire.client import Client
from appliance.wire.protocol import Subscribe

EVERY = 0.02  # seconds between two looks at the driver


def in_driver(span: int, word: str) -> bool:
    """Whether the driver has it: the first line of its file ends with line code and alarms."""
    head = Path(f"/proc/dahdi/{span}").read_text().partition("\n")[0]
    words = head.rpartition('"')[2].split()
    return any(said.startswith(word[:3].upper()) for said in words)


async def by_driver(span: int, word: str) -> float:
    while not in_driver(span, word):
        await asyncio.sleep(EVERY)
    return time.monotonic()


async def by_supervisor(span: int, word: str, ready: Path) -> float:
    """The stream that every open page draws from; it begins with how things are."""
    async for event in Client(console=True).follow(Subscribe()):
        if not isinstance(event, Cards):
            continue
        sockets = [socket for card in event.cards for socket in card.sockets]
        if any(word in socket.alarms for socket in sockets if socket.span == span):
            return time.monotonic()
        ready.touch()
    raise RuntimeError("the supervisor hung up")


async def main() -> None:
    span, word, ready = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    if in_driver(span, word):
        raise RuntimeError(f"span {span} has {word} already")
    shown, begun = await asyncio.gather(by_supervisor(span, word, ready), by_driver(span, word))
    print(max(0.0, shown - begun))


asyncio.run(main())
