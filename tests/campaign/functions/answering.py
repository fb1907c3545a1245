"""What answers besides people: groups, queues, menus, rooms and mailboxes."""

from __future__ import annotations

import time

from tests.campaign.functions.office import GROUP, IN_TURN, MENU, QUEUE, ROOM, ROOM_PIN
from tests.campaign.functions.people import code, part, takes, talk
from tests.campaign.functions.scene import RECALL, Scene, hears, hears_music, hears_words

_MESSAGE = 5  # seconds


def hunt_group(on: Scene) -> None:
    """Both ring, one answers."""
    a, b, c, _ = on.phones
    a.call(GROUP)
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


def voicemail(on: Scene) -> None:
    """204 wants no calls, and hears what was left for him."""
    a, _, _, d = on.phones
    code(d, "*78")
    a.call(d.number)
    a.connected()
    hears_words(a)
    a.press("#")  # the tone at once
    a.speak()
    time.sleep(_MESSAGE)
    a.hang_up()
    d.call("*97")
    d.connected()
    hears_words(d)
    d.press("1")
    hears(d, a.tone)
    d.hang_up()
