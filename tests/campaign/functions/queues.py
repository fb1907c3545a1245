"""Queues: in which order members ring, who of them is there, and callers who do not wait."""

from __future__ import annotations

import time

from tests.campaign.functions.office import (
    CALLS_BACK,
    IN_ORDER,
    OVERFLOWS,
    QUEUE,
    WRAP_UP,
    WRAPS_UP,
)
from tests.campaign.functions.people import code, connect, part, takes, talk
from tests.campaign.functions.scene import Failed, Play, Scene, hears_music

_NEXT = 60  # seconds until app_queue rings the next


def queue(on: Scene) -> None:
    """Who waits hears music until a member answers."""
    a, b, _, _ = on.phones
    a.call(QUEUE)
    a.connected()
    b.rings()
    hears_music(a)
    b.answer()
    talk(a, b)
    part(b, a)


def queue_in_order(on: Scene) -> None:
    """The second rings once the first has not answered."""
    a, b, c, _ = on.phones
    a.call(IN_ORDER)
    a.connected()
    b.rings()
    b.stops_ringing()
    c.rings(within=_NEXT)
    c.answer()
    talk(a, c)
    part(c, a)


def queue_wrap_up(on: Scene) -> None:
    """Whoever has talked has some seconds before he rings again."""
    a, b, c, _ = on.phones
    for caller in (a, c):
        caller.call(WRAPS_UP)
        caller.connected()
        if caller is c and b.rings_soon():
            raise Failed(f"{b.who} rings at once")
        b.rings(within=WRAP_UP + _NEXT)
        b.answer()
        talk(caller, b)
        part(b, caller)
    time.sleep(WRAP_UP)  # he has them from all queues


def queue_overflow(on: Scene) -> None:
    """The longest wait is over: the call goes on."""
    a, b, c, _ = on.phones
    a.call(OVERFLOWS)
    a.connected()
    b.rings()
    c.rings(within=_NEXT)
    c.answer()
    talk(a, c)
    part(a, c)


def _absent(digits: str) -> Play:
    def play(on: Scene) -> None:
        """Its only member is away, so that the call goes on at once; then he is back."""
        a, b, c, _ = on.phones
        for there in (c, b):
            code(b, digits)
            a.call(OVERFLOWS)
            takes(a, there)
            talk(a, there)
            part(a, there)

    return play


queue_log_in = _absent("*45")
queue_pause = _absent("*46")


def queue_count(on: Scene) -> None:
    code(on.phones[1], f"*47{QUEUE}")


def queue_call_back(on: Scene) -> None:
    """He hangs up and keeps his turn: the member rings first, and then he is called."""
    a, b, c, _ = on.phones
    connect(c, b)
    a.call(CALLS_BACK)
    a.connected()
    hears_music(a)
    a.press("1")
    a.left()
    part(c, b)
    b.rings(within=_NEXT)
    b.answer()
    a.rings(within=_NEXT)
    a.answer()
    talk(a, b)
    part(a, b)
