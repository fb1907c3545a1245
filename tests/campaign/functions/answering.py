"""What answers besides people and mailboxes: groups, menus, rooms and faxes."""

from __future__ import annotations

import re

from tests.campaign.functions.office import (
    FAX,
    GROUP,
    IDLE,
    IN_TURN,
    MEMORY,
    MENU,
    ROOM,
    ROOM_PIN,
)
from tests.campaign.functions.people import part, takes, talk
from tests.campaign.functions.scene import (
    RECALL,
    Failed,
    Scene,
    hears,
    hears_words,
)
from tests.fakes.tiff import page_count

_PAGES = 2
_SENT_ON = 90  # seconds until whoever presses or answers nothing is sent on


def hunt_group(on: Scene) -> None:
    """Both ring, one answers."""
    a, b, c, _ = on.phones
    a.call(GROUP)
    b.rings()
    takes(a, c)
    b.stops_ringing()
    talk(a, c)
    part(a, c)


def hunt_group_longest_idle(on: Scene) -> None:
    """Who has just talked rings last."""
    a, b, c, _ = on.phones
    for first, second in ((b, c), (c, b)):
        a.call(IDLE)
        first.rings()
        if second.rings_soon():
            raise Failed(f"{second.who} rings too")
        first.answer()
        a.connected()
        talk(a, first)
        part(a, first)


def hunt_group_memory(on: Scene) -> None:
    """The first, then both."""
    a, b, c, _ = on.phones
    a.call(MEMORY)
    b.rings()
    b.stops_ringing()
    b.rings()
    takes(a, c)
    b.stops_ringing()
    talk(a, c)
    part(a, c)


def hunt_group_in_turn(on: Scene) -> None:
    a, b, c, _ = on.phones
    a.call(IN_TURN)
    b.rings()
    b.stops_ringing()
    takes(a, c)
    talk(a, c)
    part(a, c)


def menu(on: Scene) -> None:
    """Its greeting was never recorded, so that it gives dial tone."""
    _chosen(on, "1")


def menu_direct_dial(on: Scene) -> None:
    _chosen(on, on.phones[1].number)


def _chosen(on: Scene, keys: str) -> None:
    a, b, _, _ = on.phones
    a.call(MENU)
    a.connected()
    hears(a, RECALL)
    a.press(keys)
    b.rings()
    b.answer()
    talk(a, b)
    part(a, b)


def menu_time_out(on: Scene) -> None:
    """Who presses nothing is sent on."""
    a, _, c, _ = on.phones
    a.call(MENU)
    a.connected()
    c.rings(within=_SENT_ON)
    c.answer()
    talk(a, c)
    part(a, c)


def conference(on: Scene) -> None:
    """Each gives the PIN."""
    guests = on.phones[:3]
    for each in guests:
        each.call(ROOM)
        each.connected()
        hears_words(each)
        each.press(f"{ROOM_PIN}#")
    talk(*guests)
    for each in guests:
        each.hang_up()


def fax(on: Scene) -> None:
    """Two pages are kept, whether or not anybody is there to make a document of them."""
    on.sends_fax(FAX)
    ending, content = on.fax()
    in_pdf = re.findall(rb"/Type /Page\b", content)
    count = len(in_pdf) if ending == ".pdf" else page_count(content)
    if count != _PAGES:
        raise Failed(f"{count} pages in {ending}")
