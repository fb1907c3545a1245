"""Silicon Labs Si3210 ProSLIC: the chip behind an FXS socket.

It feeds the loop, rings, and reports whether the loop is closed. Register numbers and power-on
values: Si3210 data sheet, and what `wctdm` checks before it believes that a module is there.
"""

from typing import Final

from drivers.virtual.cards.chips.spi import IDLE_BYTE
from drivers.virtual.cards.line import Feed, TelephoneLine
from drivers.virtual.dsp.g711 import Law

PCM_MODE: Final = 1
TRANSMIT_START: Final = 2
LOOPBACK: Final = 8
POWER_DOWN: Final = 14
INDIRECT_LOW: Final = 28
INDIRECT_HIGH: Final = 29
INDIRECT_ADDRESS: Final = 30
INDIRECT_STATUS: Final = 31
LINE_STATE: Final = 64
LOOP_STATUS: Final = 68
BATTERY_SENSE: Final = 82
CALIBRATION: Final = 96
CALIBRATION_RESULT: Final = 107

_POWER_ON: Final = {0: 0x05, LOOPBACK: 0x02, 11: 0x33, CALIBRATION_RESULT: 8}
_MU_LAW: Final = 0x08
_LOOP_CLOSED: Final = 0x01
_RING_TRIP: Final = 0x04
_BATTERY_UP: Final = 0xC8  # 75 V in steps of 376 mV
_BATTERY_DOWN: Final = 0x06

# The linefeed field of LINE_STATE; the sixth and seventh are forward and reverse transmission.
_FEEDS: Final = {
    0: (Feed.OPEN, False),
    1: (Feed.ACTIVE, False),
    2: (Feed.TRANSMISSION, False),
    3: (Feed.OPEN, False),  # tip open
    4: (Feed.RINGING, False),
    5: (Feed.ACTIVE, True),
    6: (Feed.TRANSMISSION, True),
    7: (Feed.OPEN, True),  # ring open
}


class Si3210:
    """One FXS module with `telephone` on its line."""

    def __init__(self, telephone: TelephoneLine) -> None:
        self.telephone = telephone
        self.reset()

    def reset(self) -> None:
        self._direct = bytearray(128)
        for number, value in _POWER_ON.items():
            self._direct[number] = value
        self._indirect = [0] * 256
        self._data_latched = False
        self._address: int | None = None
        self._feed = (Feed.OPEN, False)
        self.telephone.fed(Feed.OPEN, reversed_polarity=False)

    @property
    def law(self) -> Law:
        return Law.MU if self._direct[PCM_MODE] & _MU_LAW else Law.A

    @property
    def start_bit(self) -> int:
        return self._direct[TRANSMIT_START]

    def offered(self) -> int:
        if self._address is None or not self._address & 0x80:
            return IDLE_BYTE
        return self.read(self._address & 0x7F)

    def accept(self, byte: int) -> None:
        if self._address is None:
            self._address = byte
            return
        if not self._address & 0x80:
            self.write(self._address, byte)
        self._address = None

    def resynchronise(self) -> None:
        self._address = None

    def read(self, number: int) -> int:
        if number == LOOP_STATUS:
            return self._loop_status()
        if number == BATTERY_SENSE:
            return _BATTERY_DOWN if self._direct[POWER_DOWN] & 0x10 else _BATTERY_UP
        if number == LINE_STATE:
            return self._direct[LINE_STATE] & 7 | (self._direct[LINE_STATE] & 7) << 4
        if number in (INDIRECT_STATUS, CALIBRATION):  # never busy, calibrated at once
            return 0
        return self._direct[number]

    def write(self, number: int, value: int) -> None:
        if number in (INDIRECT_LOW, INDIRECT_HIGH):
            self._data_latched = True
        elif number == INDIRECT_ADDRESS:
            self._indirect_access(value)
        self._direct[number] = value
        if number == LINE_STATE:
            self._follow_feed()

    def speak(self, sent: bytes) -> bytes:
        """Pass one millisecond: octets to the line in, octets from the line out."""
        if self._feed[0] in (Feed.OPEN, Feed.RINGING):
            self.telephone.wait(len(sent))
            return bytes((self.law.silence,)) * len(sent)
        return self.telephone.speak(sent, self.law)

    def _loop_status(self) -> int:
        if not self.telephone.off_hook or self._feed[0] is Feed.OPEN:
            return 0
        if self._feed[0] is Feed.RINGING:
            # Ring trip: the chip leaves ringing by itself, before the driver knows.
            self.write(LINE_STATE, 1)
            return _LOOP_CLOSED | _RING_TRIP
        return _LOOP_CLOSED

    def _indirect_access(self, address: int) -> None:
        """Writing the address after data stores them; writing it alone fetches."""
        if self._data_latched:
            self._indirect[address] = self._direct[INDIRECT_LOW] | self._direct[INDIRECT_HIGH] << 8
            self._data_latched = False
        else:
            self._direct[INDIRECT_LOW] = self._indirect[address] & 0xFF
            self._direct[INDIRECT_HIGH] = self._indirect[address] >> 8

    def _follow_feed(self) -> None:
        feed = _FEEDS[self._direct[LINE_STATE] & 7]
        if feed != self._feed:
            self._feed = feed
            self.telephone.fed(feed[0], reversed_polarity=feed[1])
