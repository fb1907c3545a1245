"""Queues: in which order members ring, who of them is there, and callers who do not wait."""

from __future__ import annotations

import time

from tests.campaign.functions.office import (
    CALLS_BACK,
    GOES_BEFORE,
    IN_ORDER,
    OVERFLOWS,
    QUEUE,
    TELLS,
    WRAP_UP,
    WRAPS_UP,
)
from tests.campaign.functions.people import code, connect, part, takes, talk
from tests.campaign.functions.scene import (
    RECALL,
    Failed,
    Play,
    Scene,
    Telephone,
    hears,
    hears_music,
    hears_words,
    words_of,
)

_TELLS = "tells"
_BUSY = "*43"  # the echo test: whoever makes it serves nobody meanwhile
_AVERAGE = 125  # seconds that one caller must wait for others to be told of a minute
_A_MINUTE = 1.0  # seconds that it takes to say that, at least
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


def queue_position(on: Scene) -> None:
    """Who waits is told his place at once, and again and again; between is music."""
    a, b, c, _ = on.phones
    _serves_nobody(b)
    for caller in (c, a):
        caller.call(TELLS)
        caller.connected()
        for _ in range(2):
            hears_words(caller)
            hears(caller, RECALL)
    a.hang_up()
    c.hang_up()
    b.hang_up()


def queue_hold_time(on: Scene) -> None:
    """Once somebody has waited for minutes, who stands behind another is told how long it takes."""
    a, b, c, _ = on.phones
    on.console(f"queue reset stats {_TELLS}")  # of a try before this
    _serves_nobody(b)
    told: list[float] = []
    for wait in (_AVERAGE, 0):
        a.call(TELLS)
        a.connected()
        hears_words(a)
        c.call(TELLS)
        c.connected()
        told.append(words_of(c))
        c.hang_up()
        if wait:
            time.sleep(wait)
            b.hang_up()
            b.rings(within=_NEXT)
            b.answer()
            talk(a, b)
            part(b, a)
            _serves_nobody(b)
    place, place_and_wait = told
    if place_and_wait < place + _A_MINUTE:
        raise Failed(f"{place_and_wait} s of words with a wait to tell of, {place} s without")
    a.hang_up()
    b.hang_up()


def queue_weight(on: Scene) -> None:
    """Who waits in the queue that goes before is served first, though he came later."""
    a, b, c, _ = on.phones
    _serves_nobody(b)
    for caller, number in ((a, QUEUE), (c, GOES_BEFORE)):
        caller.call(number)
        caller.connected()
        hears_music(caller)
    b.hang_up()
    for caller in (c, a):
        b.rings(within=_NEXT)
        b.answer()
        talk(b, caller)
        part(caller, b)


def _serves_nobody(member: Telephone) -> None:
    member.call(_BUSY)
    member.connected()
    member.speak()
    hears(member, member.tone)
