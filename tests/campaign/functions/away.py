"""Whoever is called wants the call elsewhere, later, or not at all."""

from __future__ import annotations

from tests.campaign.functions.office import DAY_NIGHT, DESK_PIN, OURS
from tests.campaign.functions.people import code, connect, part, reaches, takes, talk
from tests.campaign.functions.scene import HELP, OUTSIDE, Scene, hears_words

_RINGS_LONG = 60  # seconds; nobody answers for 25


def forward_always(on: Scene) -> None:
    a, b, c, _ = on.phones
    code(b, f"*72{c.number}")
    reaches(a, b.number, c)
    code(b, "*73")
    reaches(a, b.number, b)


def forward_busy(on: Scene) -> None:
    a, b, c, d = on.phones
    code(b, f"*90{c.number}")
    connect(d, b)
    a.call(b.number)
    b.declines_another()
    takes(a, c)
    talk(a, c)
    part(a, c)
    part(d, b)
    code(b, "*91")
    reaches(a, b.number, b)


def forward_no_answer(on: Scene) -> None:
    a, b, c, _ = on.phones
    code(b, f"*52{c.number}")
    a.call(b.number)
    b.rings()
    c.rings(within=_RINGS_LONG)
    b.stops_ringing()
    c.answer()
    a.connected()
    talk(a, c)
    part(a, c)
    code(b, "*53")
    reaches(a, b.number, b)


def follow_me(on: Scene) -> None:
    """The number outside rings along and is asked for a key; the telephone is quicker."""
    a, b, _, _ = on.phones
    code(b, f"*21{OUTSIDE}")
    a.call(b.number)
    b.rings()
    mobile = on.called_outside(OUTSIDE)
    hears_words(mobile)
    b.answer()
    a.connected()
    talk(a, b)
    part(a, b)
    code(b, "*22")


def do_not_disturb(on: Scene) -> None:
    a, b, _, _ = on.phones
    code(b, "*78")
    a.call(b.number)
    a.refused()
    code(b, "*79")
    reaches(a, b.number, b)


def camp_on(on: Scene) -> None:
    """Who met somebody busy is rung once he is free, and called on."""
    a, b, c, _ = on.phones
    connect(c, b)
    a.call(b.number)
    b.declines_another()
    a.refused()
    code(a, "*37")
    part(c, b)
    a.rings()
    a.answer()
    b.rings()
    b.answer()
    talk(a, b)
    part(a, b)


def hot_desk(on: Scene) -> None:
    """202 comes to the telephone of 201 and leaves it again."""
    a, b, c, _ = on.phones
    a.call("*11")
    a.connected()
    hears_words(a)
    a.press(f"{b.number}#")
    hears_words(a)
    a.press(f"{DESK_PIN}#")
    hears_words(a)
    a.left()
    reaches(c, b.number, a)
    code(a, "*12")
    reaches(c, b.number, b)


def day_night(on: Scene) -> None:
    """A call from outside goes elsewhere once somebody has closed the office by hand."""
    a, b, c, _ = on.phones
    for called in (b, c):
        caller = on.call_from_outside(OURS)
        called.rings()
        called.answer()
        talk(caller, called)
        caller.hang_up()
        called.left()
        code(a, f"*28{DAY_NIGHT}")


def emergency(on: Scene) -> None:
    """Outside, and at once."""
    a = on.phones[0]
    a.call(HELP)
    help_ = on.called_outside(HELP)
    a.connected()
    talk(a, help_)
    a.hang_up()


def emergency_told(on: Scene) -> None:
    """The telephone that is named for it rings beside the call, and is told."""
    a, _, _, d = on.phones
    a.call(HELP)
    help_ = on.called_outside(HELP)
    a.connected()
    on.sees()
    d.rings(within=_RINGS_LONG)
    d.answer()
    hears_words(d)
    d.hang_up()
    talk(a, help_)
    a.hang_up()
