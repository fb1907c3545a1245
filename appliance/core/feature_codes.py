"""Codes that telephones dial to the box itself; each can be changed or switched off."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.core.errors import Invalid


class Feature(StrEnum):
    """What a code does. `_TO` codes are followed by a number, schedule codes by its digit."""

    ECHO_TEST = "echo test"
    CLOCK = "clock"
    MY_NUMBER = "my number"
    MY_VOICEMAIL = "my voicemail"
    OTHER_VOICEMAIL = "other voicemail"
    FORWARD_ALL_ON = "forward all on"
    FORWARD_ALL_OFF = "forward all off"
    FORWARD_BUSY_ON = "forward busy on"
    FORWARD_BUSY_OFF = "forward busy off"
    FORWARD_NO_ANSWER_ON = "forward no answer on"
    FORWARD_NO_ANSWER_OFF = "forward no answer off"
    DO_NOT_DISTURB_ON = "do not disturb on"
    DO_NOT_DISTURB_OFF = "do not disturb off"
    DO_NOT_DISTURB_TOGGLE = "do not disturb toggle"
    DAY_NIGHT = "day and night"
    PICK_UP_GROUP = "pick up in the group"
    PICK_UP = "pick up"
    LISTEN = "listen"
    WHISPER = "whisper"
    JOIN = "join"
    LAST_CALLER = "last caller"
    REDIAL = "redial"
    HIDE_NUMBER = "hide number"
    SHOW_NUMBER = "show number"
    UNBAN = "lift bans"
    CONFERENCE = "conference"
    CALL_WAITING_ON = "call waiting on"
    CALL_WAITING_OFF = "call waiting off"
    TRANSFER_BLIND = "blind transfer"
    TRANSFER = "transfer"
    TRANSFER_ABORT = "abort transfer"
    TRANSFER_COMPLETE = "complete transfer"
    THREE_WAY = "three-way call"
    TRANSFER_SWAP = "swap in transfer"
    WAKE_UP_ON = "wake-up call on"
    WAKE_UP_OFF = "wake-up call off"
    SPEED_DIAL = "speed dial"
    SPEED_DIAL_SET = "set speed dial"
    RECORD_NOW = "record now"
    FOLLOW_ME_ON = "follow me on"
    FOLLOW_ME_OFF = "follow me off"
    INTERCOM = "intercom"
    INTERCOM_ALLOW = "allow intercom"
    INTERCOM_DENY = "deny intercom"
    CAMP_ON_ON = "camp on"
    CAMP_ON_OFF = "cancel camp on"
    DIRECTORY = "directory"
    HOT_DESK_ON = "log in at this telephone"
    HOT_DESK_OFF = "log out at this telephone"
    LET_IN = "lift waits at the web page"
    QUEUE_LOG_IN = "log in to queues"
    QUEUE_PAUSE = "pause in queues"
    QUEUE_COUNT = "callers in queues"
    BLOCK = "block a caller"
    UNBLOCK = "unblock a caller"
    BLOCK_LAST = "block the last caller"
    SIMULATED_CALL = "simulated call"
    RECORD_PROMPT = "record an announcement"
    HEAR_PROMPT = "hear an announcement"


DEFAULT_CODES: Mapping[Feature, str] = {
    Feature.ECHO_TEST: "*43",
    Feature.CLOCK: "*60",
    Feature.MY_NUMBER: "*65",
    Feature.MY_VOICEMAIL: "*97",
    Feature.OTHER_VOICEMAIL: "*98",
    Feature.FORWARD_ALL_ON: "*72",
    Feature.FORWARD_ALL_OFF: "*73",
    Feature.FORWARD_BUSY_ON: "*90",
    Feature.FORWARD_BUSY_OFF: "*91",
    Feature.FORWARD_NO_ANSWER_ON: "*52",
    Feature.FORWARD_NO_ANSWER_OFF: "*53",
    Feature.DO_NOT_DISTURB_ON: "*78",
    Feature.DO_NOT_DISTURB_OFF: "*79",
    Feature.DO_NOT_DISTURB_TOGGLE: "*76",
    Feature.DAY_NIGHT: "*28",
    Feature.PICK_UP_GROUP: "*8",
    Feature.PICK_UP: "**",
    Feature.LISTEN: "*555",
    Feature.WHISPER: "*556",
    Feature.JOIN: "*557",
    Feature.LAST_CALLER: "*69",
    Feature.REDIAL: "*66",
    Feature.HIDE_NUMBER: "*67",
    Feature.SHOW_NUMBER: "*82",
    Feature.UNBAN: "*34",
    Feature.CONFERENCE: "*40",
    Feature.CALL_WAITING_ON: "*70",
    Feature.CALL_WAITING_OFF: "*71",
    Feature.TRANSFER_BLIND: "##",
    Feature.TRANSFER: "*2",
    Feature.TRANSFER_ABORT: "*3",
    Feature.TRANSFER_COMPLETE: "*4",
    Feature.THREE_WAY: "*5",
    Feature.TRANSFER_SWAP: "*6",
    Feature.WAKE_UP_ON: "*56",
    Feature.WAKE_UP_OFF: "*57",
    Feature.SPEED_DIAL: "*0",
    Feature.SPEED_DIAL_SET: "*75",
    Feature.RECORD_NOW: "*1",
    Feature.FOLLOW_ME_ON: "*21",
    Feature.FOLLOW_ME_OFF: "*22",
    Feature.INTERCOM: "*80",
    Feature.INTERCOM_ALLOW: "*54",
    Feature.INTERCOM_DENY: "*55",
    Feature.CAMP_ON_ON: "*37",
    Feature.CAMP_ON_OFF: "*38",
    Feature.DIRECTORY: "411",
    Feature.HOT_DESK_ON: "*11",
    Feature.HOT_DESK_OFF: "*12",
    Feature.LET_IN: "*35",
    Feature.QUEUE_LOG_IN: "*45",
    Feature.QUEUE_PAUSE: "*46",
    Feature.QUEUE_COUNT: "*47",
    Feature.BLOCK: "*30",
    Feature.UNBLOCK: "*31",
    Feature.BLOCK_LAST: "*32",
    Feature.SIMULATED_CALL: "7777",
    Feature.RECORD_PROMPT: "*77",
    Feature.HEAR_PROMPT: "*99",
}

WITH_NUMBER = frozenset(
    {
        Feature.FORWARD_ALL_ON,
        Feature.FORWARD_BUSY_ON,
        Feature.FORWARD_NO_ANSWER_ON,
        Feature.DAY_NIGHT,
        Feature.OTHER_VOICEMAIL,
        Feature.PICK_UP,
        Feature.LISTEN,
        Feature.WHISPER,
        Feature.JOIN,
        Feature.HIDE_NUMBER,
        Feature.SHOW_NUMBER,
        Feature.CONFERENCE,
        Feature.WAKE_UP_ON,
        Feature.SPEED_DIAL,
        Feature.SPEED_DIAL_SET,
        Feature.FOLLOW_ME_ON,
        Feature.INTERCOM,
        Feature.QUEUE_COUNT,
        Feature.BLOCK,
        Feature.UNBLOCK,
        Feature.RECORD_PROMPT,
        Feature.HEAR_PROMPT,
    }
)
"""Codes that digits follow, so that no other code may begin with them."""

IN_CALL = frozenset(
    {
        Feature.TRANSFER_BLIND,
        Feature.TRANSFER,
        Feature.TRANSFER_ABORT,
        Feature.TRANSFER_COMPLETE,
        Feature.THREE_WAY,
        Feature.TRANSFER_SWAP,
        Feature.RECORD_NOW,
    }
)
"""Codes that are pressed while people talk, and are none at dial tone."""


@dataclass(frozen=True, slots=True, order=True)
class FeatureCode:
    """A code that differs from the default; an empty one switches the feature off."""

    feature: Feature
    code: str

    def __post_init__(self) -> None:
        if self.code and not re.fullmatch(r"[*#][0-9*#]{1,5}|[0-9]{2,6}", self.code, re.ASCII):
            raise Invalid("code", f"{self.code!r} is not 2 to 6 keys; most codes begin with *")
