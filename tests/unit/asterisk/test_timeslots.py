"""On which timeslot an ISDN call is: told as it is given, or asked for once."""

from __future__ import annotations

from typing import cast

from appliance.asterisk.ami import Ami
from appliance.asterisk.ami_codec import Packet, parse
from appliance.asterisk.queries import ChannelSeen
from appliance.asterisk.timeslots import Timeslots

_ONE, _TWO = "DAHDI/i2/74951230001-1", "DAHDI/i2/8123450002-2"


class Manager:
    """Answers with `lists`, and counts how often it was asked."""

    def __init__(self, *lists: str) -> None:
        self.lists = [_packet(each) for each in lists]
        self.asked: list[str] = []

    async def ask_list(self, action: str) -> list[Packet]:
        self.asked.append(action)
        return [_packet("Response: Success\nEventList: start"), *self.lists]


def _packet(text: str) -> Packet:
    return parse(text.replace("\n", "\r\n").encode())


def _seen(*names: str) -> tuple[ChannelSeen, ...]:
    return tuple(ChannelSeen(n, n, n, "Up", "", "", "", "", "", "", "", 1) for n in names)


def _told(name: str, number: str) -> Packet:
    return _packet(f"Event: DAHDIChannel\nChannel: {name}\nDAHDISpan: 2\nDAHDIChannel: {number}")


async def _slots(timeslots: Timeslots, manager: Manager, *names: str) -> list[int]:
    placed = await timeslots.placed(cast("Ami", manager), _seen(*names))
    assert [each.name for each in placed] == list(names)
    return [each.timeslot for each in placed]


async def test_what_was_before_is_asked_once_and_what_moves_is_heard() -> None:
    timeslots = Timeslots()
    manager = Manager(
        "Event: DAHDIShowChannels\nDAHDIChannel: 8\nSignalling: FXO Kewlstart",
        "Event: DAHDIShowChannels\nDAHDIChannel: 5\nChannel: DAHDI/5-1",
        f"Event: DAHDIShowChannels\nDAHDIChannel: 9\nChannel: {_ONE}",
        "Event: DAHDIShowChannelsComplete\nEventList: Complete\nItems: 3",
    )
    assert await _slots(timeslots, manager, "DAHDI/5-1", "PJSIP/301-1") == [0, 0]
    assert manager.asked == []  # there is no ISDN call
    assert await _slots(timeslots, manager, _ONE, "DAHDI/5-1") == [9, 0]
    timeslots.hear(_told(_TWO, "10"))
    timeslots.hear(_told("DAHDI/5-1", "5"))
    timeslots.hear(_told(_ONE, "12"))
    assert await _slots(timeslots, manager, _ONE, _TWO, "DAHDI/5-1") == [12, 10, 0]
    assert manager.asked == ["DAHDIShowChannels"]


async def test_what_is_heard_counts_more_than_an_answer_that_came_later() -> None:
    timeslots = Timeslots()
    timeslots.hear(_told(_ONE, "12"))
    manager = Manager(f"Event: DAHDIShowChannels\nDAHDIChannel: 9\nChannel: {_ONE}")
    assert await _slots(timeslots, manager, _ONE) == [12]


async def test_a_call_that_is_held_or_over_has_no_timeslot() -> None:
    timeslots, manager = Timeslots(), Manager()
    timeslots.hear(_told(_ONE, "9"))
    timeslots.hear(_told(_TWO, "10"))
    timeslots.hear(_told(_ONE, "no-media (-3)"))
    timeslots.hear(_packet(f"Event: Hangup\nChannel: {_TWO}\nCause: 16"))
    assert await _slots(timeslots, manager, _ONE, _TWO) == [0, 0]


async def test_another_connection_is_asked_anew() -> None:
    timeslots = Timeslots()
    manager = Manager(f"Event: DAHDIShowChannels\nDAHDIChannel: 9\nChannel: {_ONE}")
    assert await _slots(timeslots, manager, _ONE) == [9]
    timeslots.forget()
    manager.lists = []
    assert await _slots(timeslots, manager, _ONE) == [0]
    assert len(manager.asked) == 2
