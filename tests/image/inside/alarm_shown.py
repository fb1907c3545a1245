"""Runs in the guest as root: how long after the driver an open page shows an alarm of a stream.

`alarm_shown.py SPAN WORD SENTENCE READY` reads the headers of a browser that has logged in as JSON,
makes the file READY when it looks, waits for the alarm and prints seconds as JSON: `page` until
"Ports and cards" was drawn with it, as it comes through nginx, `supervisor` until the supervisor
told those who draw pages.
"""

import asyncio
import html
import http.client
import json
import re
import ssl
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from appliance.wire.answers import Cards
from appliance.wire.client import Client
from appliance.wire.protocol import Subscribe

EVERY = 0.02  # seconds between two looks at the driver
PATIENCE = 60  # seconds; a stream that is open says something every 15
HOST = "127.0.0.1"
TOLD_BY = ("page", "supervisor")


@dataclass(frozen=True)
class Alarm:
    """An alarm of a span by its word, and what the page says of it."""

    span: int
    word: str
    sentence: str

    def in_driver(self) -> bool:
        """Whether the driver has it: the first line of its file ends with code and alarms."""
        head = Path(f"/proc/dahdi/{self.span}").read_text().partition("\n")[0]
        words = head.rpartition('"')[2].split()
        return any(said.startswith(self.word[:3].upper()) for said in words)

    def drawn(self, fragment: str) -> bool:
        """Whether it can be read in this drawing: in words, and in the row of its span."""
        row = rf"<td>{self.span}</td><td>[^<]*</td><td><code>[^<]*\b{self.word.upper()}\b"
        return self.sentence in html.unescape(fragment) and bool(re.search(row, fragment))


def fragments(stream: Iterable[bytes]) -> Iterator[str]:
    """The HTML of each fragment that a page's stream draws anew; empty for all else it says."""
    event, data = "", list[str]()
    for line in stream:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name == "event":
            event = value
        elif name == "data":
            data.append(value)
        elif not line.strip():
            yield "\n".join(data) if event == "fragment" else ""
            event, data = "", []
    raise RuntimeError("the page's stream ended")


async def by_driver(alarm: Alarm) -> float:
    while not alarm.in_driver():
        await asyncio.sleep(EVERY)
    return time.monotonic()


async def by_supervisor(alarm: Alarm, looking: Callable[[], None]) -> float:
    """The stream that pages are drawn from; it begins with how things are."""
    async for event in Client(console=True).follow(Subscribe()):
        if not isinstance(event, Cards):
            continue
        sockets = [socket for card in event.cards for socket in card.sockets]
        if any(alarm.word in s.alarms for s in sockets if s.span == alarm.span):
            return time.monotonic()
        looking()
    raise RuntimeError("the supervisor hung up")


def by_page(
    alarm: Alarm, headers: dict[str, str], looking: Callable[[], None], port: int = 443
) -> float:
    """The stream of an open page; it begins with a drawing of how things are."""
    anybody = ssl._create_unverified_context()  # noqa: S323 - the box made its certificate itself
    line = http.client.HTTPSConnection(HOST, port, timeout=PATIENCE, context=anybody)
    line.request("GET", "/live/ports", headers=headers)
    answer = line.getresponse()
    if answer.status != http.client.OK:
        raise RuntimeError(f"the page's stream: {answer.status}")
    drawn = fragments(answer)
    while not alarm.drawn(fragment := next(drawn)):
        if fragment:
            looking()
    return time.monotonic()


async def main() -> None:
    span, word, sentence, ready = sys.argv[1:]
    alarm, headers = Alarm(int(span), word, sentence), json.load(sys.stdin)
    if alarm.in_driver():
        raise RuntimeError(f"span {span} has {word} already")
    blind = set(TOLD_BY)

    def looking(who: str) -> Callable[[], None]:
        def seen() -> None:
            blind.discard(who)
            if not blind:
                Path(ready).touch()

        return seen

    *shown, begun = await asyncio.gather(
        asyncio.to_thread(by_page, alarm, headers, looking("page")),
        by_supervisor(alarm, looking("supervisor")),
        by_driver(alarm),
    )
    print(json.dumps({who: max(0.0, at - begun) for who, at in zip(TOLD_BY, shown, strict=True)}))


if __name__ == "__main__":
    asyncio.run(main())
