"""The driver's words as enumerations.

Numbers are those of `dahdi/user.h`. `_build.py` turns every member into a compile-time assertion
(`C_PREFIX` + member name), so a header that disagrees stops the build.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Alarm(IntFlag):
    """What a span or an analogue channel suffers from."""

    RECOVER = 1
    LOOPBACK = 2
    YELLOW = 4
    RED = 8
    BLUE = 16
    NOTOPEN = 32
    LOS = 256
    LFA = 512
    LMFA = 1024


class Signalling(IntEnum):
    """What a channel speaks. An FXS *port* has a telephone on it, so it speaks FXO signalling."""

    NONE = 0
    FXSLS = 0x2001
    FXSGS = 0x2002
    FXSKS = 0x2004
    FXOLS = 0x1008
    FXOGS = 0x1010
    FXOKS = 0x1020
    EM = 0x40
    CLEAR = 0x80
    HDLCRAW = 0x180
    HDLCFCS = 0x380
    CAS = 0x8000
    HARDHDLC = 0x80080


class Hook(IntEnum):
    """Orders for a channel's hook, ringer or start line."""

    ONHOOK = 0
    OFFHOOK = 1
    WINK = 2
    FLASH = 3
    START = 4
    RING = 5
    RINGOFF = 6


class EventKind(IntEnum):
    """What a channel reports. The digit kinds carry the digit in the low byte."""

    NONE = 0
    ONHOOK = 1
    RINGOFFHOOK = 2
    WINKFLASH = 3
    ALARM = 4
    NOALARM = 5
    ABORT = 6
    OVERRUN = 7
    BADFCS = 8
    DIALCOMPLETE = 9
    RINGERON = 10
    RINGEROFF = 11
    HOOKCOMPLETE = 12
    BITSCHANGED = 13
    PULSE_START = 14
    TIMER_EXPIRED = 15
    TIMER_PING = 16
    POLARITY = 17
    RINGBEGIN = 18
    EC_DISABLED = 19
    REMOVED = 20
    NEONMWI_ACTIVE = 21
    NEONMWI_INACTIVE = 22
    TX_CED_DETECTED = 23
    RX_CED_DETECTED = 24
    TX_CNG_DETECTED = 25
    RX_CNG_DETECTED = 26
    EC_NLP_DISABLED = 27
    EC_NLP_ENABLED = 28
    READ_OVERRUN = 29
    WRITE_UNDERRUN = 30
    PULSEDIGIT = 0x10000
    DTMFDOWN = 0x20000
    DTMFUP = 0x40000


class Law(IntEnum):
    """How a sample is coded on the wire."""

    DEFAULT = 0
    MULAW = 1
    ALAW = 2


class BufferPolicy(IntEnum):
    """When the driver starts to play what was written."""

    IMMEDIATE = 0
    WHEN_FULL = 1
    HALF_FULL = 2


class Flush(IntFlag):
    """What to throw away."""

    READ = 1
    WRITE = 2
    EVENT = 4


class DialOperation(IntEnum):
    """What a new dial string does to the one being dialled."""

    APPEND = 1
    REPLACE = 2
    CANCEL = 3


class Tone(IntEnum):
    """Call progress tones of a zone."""

    STOP = -1
    DIALTONE = 0
    BUSY = 1
    RINGTONE = 2
    CONGESTION = 3
    CALLWAIT = 4
    DIALRECALL = 5
    RECORDTONE = 6
    INFO = 7
    STUTTER = 10


C_PREFIX: dict[type[IntEnum] | type[IntFlag], str] = {
    Alarm: "DAHDI_ALARM_",
    Signalling: "DAHDI_SIG_",
    Hook: "DAHDI_",
    EventKind: "DAHDI_EVENT_",
    Law: "DAHDI_LAW_",
    BufferPolicy: "DAHDI_POLICY_",
    Flush: "DAHDI_FLUSH_",
    DialOperation: "DAHDI_DIAL_OP_",
    Tone: "DAHDI_TONE_",
}
