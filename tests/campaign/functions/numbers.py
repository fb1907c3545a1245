"""Codes about numbers and time: who called, whom to call, what I am."""

from __future__ import annotations

from datetime import timedelta

from tests.campaign.functions.office import (
    ALLOWED,
    BLOCKED,
    DESK_PIN,
    MENU,
    OURS,
    SPELT,
)
from tests.campaign.functions.people import (
    code,
    part,
    presses_until,
    reaches,
    talk,
)
from tests.campaign.functions.scene import (
    OUTSIDE,
    RECALL,
    USUAL_CALLER,
    Failed,
    Scene,
    Telephone,
    hears,
    hears_silence,
    hears_words,
)

_DIALLED_BY_THEN = 25  # seconds that dialling a time may take
_MINUTE = 60


def echo_test(on: Scene) -> None:
    a = on.phones[0]
    a.call("*43")
    a.connected()
    a.speak()
    hears(a, a.tone)
    a.hang_up()


def clock(on: Scene) -> None:
    code(on.phones[0], "*60")


def my_number(on: Scene) -> None:
    code(on.phones[0], "*65")


def last_caller(on: Scene) -> None:
    """He did not answer, and calls back at a key."""
    a, b, _, _ = on.phones
    b.call(a.number)
    a.rings()
    b.hang_up()
    a.stops_ringing()
    a.call("*69")
    a.connected()
    hears_words(a)
    presses_until(a, "1", b)
    b.answer()
    talk(a, b)
    part(b, a)


def redial(on: Scene) -> None:
    a, b, _, _ = on.phones
    reaches(a, b.number, b)
    reaches(a, "*66", b)


def speed_dial(on: Scene) -> None:
    a, b, _, _ = on.phones
    code(a, f"*755{b.number}")
    reaches(a, "*05", b)


def hide_number(on: Scene) -> None:
    """For one call: the next one shows it again."""
    a, b, _, _ = on.phones
    _shown(a.number, "", f"*67{b.number}", on)
    _shown(a.number, a.number, b.number, on)


def show_number(on: Scene) -> None:
    a, b, _, _ = on.phones
    _shown(a.number, a.number, f"*82{b.number}", on)


def _shown(caller: str, wanted: str, digits: str, on: Scene) -> None:
    a, b, _, _ = on.phones
    a.call(digits)
    b.rings()
    if (shown := b.shows()) != wanted:
        raise Failed(f"{caller} dials {digits}, and the display shows {shown!r}")
    b.answer()
    a.connected()
    talk(a, b)
    part(a, b)


def directory(on: Scene) -> None:
    a, b, _, _ = on.phones
    a.call("411")
    a.connected()
    hears_words(a)
    a.press(SPELT)
    hears_words(a)
    presses_until(a, "1", b)
    b.answer()
    talk(a, b)
    part(a, b)


def dial_in(on: Scene) -> None:
    """By number and PIN, here from a menu; the call goes on by the rights of the PIN."""
    a, b, _, _ = on.phones
    a.call(MENU)
    a.connected()
    hears(a, RECALL)
    a.press("9")
    hears_words(a)
    a.press(f"{b.number}#")
    hears_words(a)
    a.press(f"{DESK_PIN}#")
    hears(a, RECALL)
    a.press(f"{OUTSIDE}#")
    mobile = on.called_outside(OUTSIDE)
    talk(a, mobile)
    a.hang_up()


def block_caller(on: Scene) -> None:
    """He is said back, and a key confirms it; from then on nobody rings, until the other code."""
    a, b, _, _ = on.phones
    for digits, comes in ((f"*308{USUAL_CALLER}", False), (f"*318{USUAL_CALLER}", True)):
        a.call(digits)
        a.connected()
        hears_words(a)
        hears_silence(a)
        a.press("1")
        hears_words(a)
        a.left()
        _comes(on, b, USUAL_CALLER, comes=comes)


def white_list(on: Scene) -> None:
    """Numbers that begin so are blocked, but for one of them."""
    b = on.phones[1]
    _comes(on, b, BLOCKED, comes=False)
    _comes(on, b, ALLOWED, comes=True)


def _comes(on: Scene, called: Telephone, caller: str, *, comes: bool) -> None:
    """Whether a call of that caller rings."""
    outside = on.call_from_outside(OURS, caller)
    if not comes:
        outside.turned_away()
        return
    called.rings()
    called.answer()
    talk(outside, called)
    outside.hang_up()
    called.left()


def wake_up(on: Scene) -> None:
    """In the next minute, or the one after; what is said is the time."""
    a = on.phones[0]
    due = on.clock() + timedelta(seconds=_DIALLED_BY_THEN + _MINUTE)
    code(a, f"*56{due:%H%M}")
    a.rings(within=3 * _MINUTE)
    if (early := due.replace(second=0) - on.clock()) > timedelta(seconds=1):
        raise Failed(f"{a.who} is woken {early} early")
    a.answer()
    hears_words(a)
    a.hang_up()
