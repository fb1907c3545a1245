"""What can be done with a talk: to hold it, hand it over, park it, take it, hear it."""

from __future__ import annotations

from array import array

from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import RATE
from tests.campaign.functions.office import LOT, SPACE
from tests.campaign.functions.people import code, connect, part, takes, talk
from tests.campaign.functions.scene import (
    Failed,
    Play,
    Scene,
    hears,
    hears_music,
    hears_nothing_of,
)

_RECORDED = 0.8  # least share of a speaker's tone on his own side


def hold(on: Scene) -> None:
    """Who waits hears music."""
    a, b, _, _ = on.phones
    connect(a, b)
    b.speak()
    hears(a, b.tone)
    a.hold()
    hears_music(b)
    a.take_back()
    talk(a, b)
    part(a, b)


def transfer_blind(on: Scene) -> None:
    """As the telephone does it itself: by its key, or by a tap on the hook."""
    a, b, c, _ = on.phones
    connect(a, b)
    a.give(c)
    c.answer()
    talk(b, c)
    part(b, c)


def transfer_attended(on: Scene) -> None:
    a, b, c, _ = on.phones
    connect(a, b)
    a.ask(c)
    hears(a, c.tone)
    a.give_to_asked()
    talk(b, c)
    part(c, b)


def transfer_blind_by_code(on: Scene) -> None:
    a, b, c, _ = on.phones
    connect(a, b)
    a.press(f"##{c.number}")
    c.rings()
    c.answer()
    a.left()
    talk(b, c)
    part(b, c)


def transfer_attended_by_code(on: Scene) -> None:
    a, b, c, _ = on.phones
    connect(a, b)
    a.press(f"*2{c.number}")
    c.rings()
    c.answer()
    c.speak()
    hears(a, c.tone)
    a.hang_up()
    talk(b, c)
    part(c, b)


def three_way_by_code(on: Scene) -> None:
    a, b, c, _ = on.phones
    connect(a, b)
    a.press(f"*2{c.number}")
    c.rings()
    c.answer()
    a.press("*5")
    talk(a, b, c)
    a.hang_up()


def three_way_by_flash(on: Scene) -> None:
    a, b, c, _ = on.phones
    connect(a, b)
    a.ask(c)
    hears(a, c.tone)
    a.take_back()
    talk(a, b, c)
    a.hang_up()


def park(on: Scene) -> None:
    """Who parks is told the space; somebody else takes the call there."""
    a, b, c, _ = on.phones
    connect(a, b)
    a.park(LOT)
    hears_music(b)
    c.call(SPACE)
    c.connected()
    talk(b, c)
    part(c, b)


def _picked_up(code: str) -> Play:
    def play(on: Scene) -> None:
        a, b, c, _ = on.phones
        c.call(b.number)
        b.rings()
        a.call(code)
        a.connected()
        b.stops_ringing()
        c.connected()
        talk(a, c)
        part(c, a)

    return play


pick_up_one = _picked_up("**202")
pick_up_group = _picked_up("*8")


def call_waiting(on: Scene) -> None:
    """The first waits with music while the second talks."""
    a, b, c, _ = on.phones
    code(b, "*70")
    connect(c, b)
    a.call(b.number)
    second = b.takes_another()
    a.connected()
    talk(a, second)
    hears_music(c)
    a.hang_up()


def record_now(on: Scene) -> None:
    """By a key within the talk; each side is on its own track."""
    a, b, _, _ = on.phones
    connect(a, b)
    a.press("*1")
    talk(a, b)
    part(a, b)
    stereo = on.recording()
    for track, who in ((stereo[0::2], a), (stereo[1::2], b)):
        if max(_shares(track, who.tone), default=0.0) < _RECORDED:
            raise Failed(f"{who.who} is not on his track of {len(track) / RATE:.1f} s")


def _shares(track: array[int], tone: int) -> list[float]:
    """Of each half second."""
    half = RATE // 2
    return [share(track[at : at + half], tone) for at in range(0, len(track) - half + 1, half)]


def _listens(code: str, *, to_his_own: bool, to_the_other: bool) -> Play:
    """201 comes to the talk of 203; whether each of both hears him."""

    def play(on: Scene) -> None:
        a, b, c, _ = on.phones
        connect(b, c)
        talk(b, c)
        a.call(f"{code}{c.number}")
        a.connected()
        hears(a, b.tone, c.tone)
        a.speak()
        for each, may in ((c, to_his_own), (b, to_the_other)):
            if may:
                hears(each, a.tone, b.tone if each is c else c.tone)
            else:
                hears_nothing_of(each, a.tone)
        a.hang_up()
        part(b, c)

    return play


listen = _listens("*555", to_his_own=False, to_the_other=False)
whisper = _listens("*556", to_his_own=True, to_the_other=False)
join = _listens("*557", to_his_own=True, to_the_other=True)


def intercom(on: Scene) -> None:
    """To a telephone that answers by itself."""
    a, other = on.phones[0], on.answers_by_itself()
    a.call(f"*80{other.number}")
    takes(a, other)
    talk(a, other)
    part(a, other)


def paging(on: Scene) -> None:
    """All of the group hear who speaks, who hears nobody."""
    a, b, c, _ = on.phones
    a.call("*80600")
    a.connected()
    for each in (b, c):
        each.rings()
        each.answer()
    a.speak()
    b.speak()
    for each in (b, c):
        hears(each, a.tone)
    hears_nothing_of(a, b.tone)
    part(a, b, c)
