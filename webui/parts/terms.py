"""What people call the values that a configuration chooses among."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from appliance.core.call_handling import HuntStrategy, QueueStrategy
from appliance.core.cards import E1Signalling, PriSide
from appliance.core.countries import CountryCode
from appliance.core.directions import Direction
from appliance.core.encryption import Encryption
from appliance.core.feature_codes import Feature
from appliance.core.mail import MailSecurity
from appliance.core.network import Ipv6
from appliance.core.people import Language, PersonKind
from appliance.core.relations import Opening, RelationKind
from appliance.core.roles import Function, Reach
from appliance.core.scenario import Does
from appliance.core.test_calls import Ending
from appliance.core.trunks import Admits, Codec, NumberFormat, Presentation, Recording
from appliance.spoken.languages import mark

# By type: members of two string enums are equal when their words are.
TERMS: Mapping[type[Enum], Mapping[str, str]] = {
    PersonKind: {
        PersonKind.STAFF: mark("Employee"),
        PersonKind.CLIENT: mark("Client"),
        PersonKind.PARTNER: mark("Partner"),
        PersonKind.GUEST: mark("Guest"),
    },
    Language: {
        Language.RU: mark("Russian"),
        Language.EN: mark("English"),
    },
    MailSecurity: {
        MailSecurity.TLS: mark("TLS from the beginning (mostly port 465)"),
        MailSecurity.STARTTLS: mark("STARTTLS (mostly port 587)"),
        MailSecurity.NONE: mark("None (mostly port 25): whoever is on the way reads all of it"),
    },
    Ipv6: {
        Ipv6.AUTOMATIC: mark("Automatic: the network gives addresses"),
        Ipv6.OFF: mark("Off"),
    },
    HuntStrategy: {
        HuntStrategy.ALL: mark("All at once"),
        HuntStrategy.IN_TURN: mark("One after the other"),
        HuntStrategy.LONGEST_IDLE: mark("Who has been without a call the longest, then the others"),
        HuntStrategy.MEMORY: mark("The first, then the first two, then the first three …"),
    },
    QueueStrategy: {
        QueueStrategy.ALL: mark("Everybody at once"),
        QueueStrategy.LEAST_RECENT: mark("Who has been free the longest"),
        QueueStrategy.FEWEST_CALLS: mark("Who has had the fewest calls"),
        QueueStrategy.RANDOM: mark("At random"),
        QueueStrategy.IN_TURN: mark("In turn, after the last one"),
        QueueStrategy.LINEAR: mark("In the order of the list"),
    },
    Direction: {
        Direction.INTERNAL: mark("Internal"),
        Direction.EMERGENCY: mark("Emergency"),
        Direction.FREE: mark("Toll-free"),
        Direction.CITY: mark("City"),
        Direction.LONG_DISTANCE: mark("Long distance"),
        Direction.MOBILE: mark("Mobile"),
        Direction.INTERNATIONAL: mark("International"),
        Direction.PAID: mark("Paid services"),
        Direction.OTHER: mark("Services and other numbers"),
    },
    Function: {
        Function.FORWARD: mark("Forward calls"),
        Function.DO_NOT_DISTURB: mark("Do not disturb"),
        Function.DAY_NIGHT: mark("Switch day and night for the whole office"),
        Function.PICK_LINE: mark("Choose a line by hand"),
        Function.RECORD: mark("Record a talk at a key"),
        Function.DIAL_IN: mark("Call on from outside with the PIN"),
        Function.ANNOUNCE: mark("Speak to all telephones of a group at once"),
        Function.BLOCK: mark("Block callers for the whole office"),
        Function.PROMPTS: mark("Record announcements by telephone"),
    },
    Reach: {
        Reach.NONE: mark("Nobody's"),
        Reach.OWN: mark("Own"),
        Reach.ALL: mark("Everybody's"),
    },
    Recording: {
        Recording.NONE: mark("None"),
        Recording.OUTSIDE: mark("Calls with the outside"),
        Recording.ALL: mark("All calls"),
    },
    RelationKind: {
        RelationKind.SUPERVISES: mark("supervises"),
        RelationKind.ASSISTS: mark("assists"),
        RelationKind.STANDS_IN_FOR: mark("stands in for"),
        RelationKind.PERSONAL_MANAGER_OF: mark("is personal manager of"),
    },
    Opening: {
        Opening.STATUS: mark("Sees whether they are free"),
        Opening.PICK_UP: mark("Picks up their calls"),
        Opening.LISTEN: mark("Listens in"),
        Opening.WHISPER: mark("Whispers to them"),
        Opening.JOIN: mark("Joins the call"),
        Opening.RECORDINGS: mark("Hears their recordings"),
    },
    Admits: {
        Admits.EVERYBODY: mark("Everybody's"),
        Admits.SHOWN: mark("Of those who show their number"),
        Admits.LISTED: mark("Nobody's but of those on the white list"),
    },
    Encryption: {
        Encryption.ORDINARY: mark("Not encrypted"),
        Encryption.OFFERED: mark("Encrypted where the telephone does it"),
        Encryption.REQUIRED: mark("Encrypted only"),
    },
    Presentation: {
        Presentation.SHOWN: mark("Shown"),
        Presentation.HIDDEN: mark("Hidden"),
    },
    NumberFormat: {
        NumberFormat.NATIONAL: mark("As people dial: 8 495 123-45-67"),
        NumberFormat.SIGNIFICANT: mark("Without a prefix: 495 123-45-67"),
        NumberFormat.E164: mark("With the country code: 7 495 123-45-67"),
        NumberFormat.PLUS: mark("With a plus: +7 495 123-45-67"),
    },
    E1Signalling: {
        E1Signalling.PRI: mark("EDSS1 (PRI)"),
        E1Signalling.CAS: mark("CAS (by bits)"),
    },
    PriSide: {
        PriSide.CPE: mark("User side (CPE)"),
        PriSide.NET: mark("Network side (NET)"),
    },
    Codec: {
        Codec.ALAW: "G.711 A-law",
        Codec.ULAW: "G.711 µ-law",
        Codec.G722: "G.722",
        Codec.GSM: "GSM",
    },
    CountryCode: {
        CountryCode.RU: mark("Russia"),
        CountryCode.KZ: mark("Kazakhstan"),
        CountryCode.BY: mark("Belarus"),
        CountryCode.US: mark("United States"),
        CountryCode.DE: mark("Germany"),
        CountryCode.GB: mark("United Kingdom"),
    },
    Does: {
        Does.ANSWERS: mark("answers"),
        Does.NO_ANSWER: mark("does not answer"),
        Does.BUSY: mark("is busy"),
        Does.OFF_LINE: mark("cannot be reached"),
    },
    Ending: {
        Ending.ANSWERED: mark("Answered"),
        Ending.BUSY: mark("Busy"),
        Ending.NO_ANSWER: mark("No answer"),
        Ending.REFUSED: mark("Refused"),
        Ending.VOICEMAIL: mark("Voice message"),
        Ending.SERVED: mark("Served by the box itself"),
        Ending.ENDLESS: mark("Goes round in circles"),
    },
    Feature: {
        Feature.ECHO_TEST: mark("Echo test"),
        Feature.CLOCK: mark("Time of day"),
        Feature.MY_NUMBER: mark("Say my number"),
        Feature.MY_VOICEMAIL: mark("My voicemail"),
        Feature.OTHER_VOICEMAIL: mark("Another voicemail"),
        Feature.FORWARD_ALL_ON: mark("Forward all calls: on"),
        Feature.FORWARD_ALL_OFF: mark("Forward all calls: off"),
        Feature.FORWARD_BUSY_ON: mark("Forward when busy: on"),
        Feature.FORWARD_BUSY_OFF: mark("Forward when busy: off"),
        Feature.FORWARD_NO_ANSWER_ON: mark("Forward when nobody answers: on"),
        Feature.FORWARD_NO_ANSWER_OFF: mark("Forward when nobody answers: off"),
        Feature.DO_NOT_DISTURB_ON: mark("Do not disturb: on"),
        Feature.DO_NOT_DISTURB_OFF: mark("Do not disturb: off"),
        Feature.DO_NOT_DISTURB_TOGGLE: mark("Do not disturb: on or off"),
        Feature.DAY_NIGHT: mark("Day and night"),
        Feature.PICK_UP_GROUP: mark("Pick a call up in the own group"),
        Feature.PICK_UP: mark("Pick a call up"),
        Feature.LISTEN: mark("Listen to a call"),
        Feature.WHISPER: mark("Listen, and whisper to the colleague"),
        Feature.JOIN: mark("Join a call"),
        Feature.LAST_CALLER: mark("Say who called last, and call back"),
        Feature.REDIAL: mark("Dial the last number again"),
        Feature.HIDE_NUMBER: mark("Hide my number for one call"),
        Feature.SHOW_NUMBER: mark("Show my number for one call"),
        Feature.UNBAN: mark("Lift bans for guessed passwords"),
        Feature.CONFERENCE: mark("Conference"),
        Feature.CALL_WAITING_ON: mark("Call waiting: on"),
        Feature.CALL_WAITING_OFF: mark("Call waiting: off"),
        Feature.TRANSFER_BLIND: mark("In a call: hand over at once"),
        Feature.TRANSFER: mark("In a call: hand over after asking"),
        Feature.TRANSFER_ABORT: mark("While asking: back to the caller"),
        Feature.TRANSFER_COMPLETE: mark("While asking: hand over now"),
        Feature.THREE_WAY: mark("While asking: all three talk"),
        Feature.TRANSFER_SWAP: mark("While asking: talk to the other"),
        Feature.WAKE_UP_ON: mark("Wake-up call: on"),
        Feature.WAKE_UP_OFF: mark("Wake-up call: off"),
        Feature.SPEED_DIAL: mark("Speed dial: call"),
        Feature.SPEED_DIAL_SET: mark("Speed dial: set"),
        Feature.FOLLOW_ME_ON: mark("Ring along with a number outside: on"),
        Feature.FOLLOW_ME_OFF: mark("Ring along with a number outside: off"),
        Feature.INTERCOM: mark("Intercom: the other telephone answers by itself"),
        Feature.INTERCOM_ALLOW: mark("Intercom to my telephone: allow"),
        Feature.INTERCOM_DENY: mark("Intercom to my telephone: deny"),
        Feature.SIMULATED_CALL: mark("Call as from outside"),
        Feature.RECORD_PROMPT: mark("Record an announcement"),
        Feature.HEAR_PROMPT: mark("Hear an announcement"),
        Feature.DIRECTORY: mark("Directory by name"),
        Feature.CAMP_ON_ON: mark("Camp-on: ring me once whom I called, or a line, is free"),
        Feature.CAMP_ON_OFF: mark("Camp-on: wait no more"),
        Feature.HOT_DESK_ON: mark("Log in at this telephone by number and PIN"),
        Feature.HOT_DESK_OFF: mark("Log out at this telephone"),
        Feature.LET_IN: mark("Web page: lift the wait after wrong passwords, by one's own PIN"),
        Feature.QUEUE_LOG_IN: mark("Log in to the queues I serve, and out"),
        Feature.QUEUE_PAUSE: mark("Pause in the queues I serve: on or off"),
        Feature.QUEUE_COUNT: mark("Say how many wait in a queue"),
        Feature.BLOCK: mark("Block a caller for the office"),
        Feature.UNBLOCK: mark("Block a caller no more"),
        Feature.BLOCK_LAST: mark("Block who called last"),
        Feature.RECORD_NOW: mark("In a call: record it, and no longer"),
    },
}


def term(value: Enum) -> str:
    """To be translated; a value without a word of ours is shown as it is."""
    return TERMS.get(type(value), {}).get(value.value, str(value.value))
