"""The chips of the emulated cards answer their drivers as the real ones do."""

from __future__ import annotations

import pytest

from drivers.virtual.cards.chips import falc56, si3050, si3210
from drivers.virtual.cards.chips.falc56 import Falc56
from drivers.virtual.cards.chips.si3050 import Si3050
from drivers.virtual.cards.chips.si3210 import Si3210
from drivers.virtual.cards.chips.spi import CLOCK, DATA_OUT, SELECT, BitBang
from drivers.virtual.cards.far_end.e1 import Cable, E1FarEnd
from drivers.virtual.cards.far_end.events import Fact
from drivers.virtual.cards.far_end.exchange import Exchange
from drivers.virtual.cards.far_end.telephone import Telephone
from drivers.virtual.dsp.g711 import Law

_READ_3210 = 0x80
_WRITE_3050, _READ_3050 = 0x20, 0x60


class Bus:
    """A driver at the pins of the serial bus, with one chip selected."""

    def __init__(self, chip: Si3210 | Si3050) -> None:
        self._pins = BitBang()
        self._pins.chip = chip

    def byte(self, sent: int = 0, clocks: int = 8) -> int:
        """One frame; what the chip shifted out meanwhile."""
        self._pins.drive(CLOCK)
        got = 0
        for bit in reversed(range(8 - clocks, 8)):
            data = DATA_OUT if sent >> bit & 1 else 0
            self._pins.drive(data)
            self._pins.drive(data | CLOCK)
            got = got << 1 | bool(self._pins.data_in)
        self._pins.drive(SELECT | CLOCK)
        return got


class Told:
    """What far ends told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Fact]]] = []

    def __call__(self, happened: str, facts: dict[str, Fact]) -> None:
        self.events.append((happened, facts))

    @property
    def words(self) -> list[str]:
        return [word for word, _ in self.events]


class Fxs:
    """An FXS module with a telephone, at the pins of its bus."""

    def __init__(self) -> None:
        self.told = Told()
        self.telephone = Telephone(self.told)
        self.chip = Si3210(self.telephone)
        self.bus = Bus(self.chip)

    def read(self, number: int) -> int:
        self.bus.byte(_READ_3210 | number)
        return self.bus.byte()

    def write(self, number: int, value: int) -> None:
        self.bus.byte(number)
        self.bus.byte(value)


class Fxo:
    """An FXO module with an exchange's line, at the pins of its bus."""

    def __init__(self) -> None:
        self.told = Told()
        self.exchange = Exchange(self.told)
        self.chip = Si3050(self.exchange)
        self.bus = Bus(self.chip)

    def read(self, number: int) -> int:
        self.bus.byte(_READ_3050)
        self.bus.byte(number)
        return self.bus.byte()

    def write(self, number: int, value: int) -> None:
        for byte in (_WRITE_3050, number, value):
            self.bus.byte(byte)


def test_a_driver_finds_an_fxs_module_by_its_power_on_values() -> None:
    module = Fxs()
    assert [module.read(n) for n in (0, 8, 11)] == [0x05, 0x02, 0x33]


def test_an_fxs_register_keeps_what_is_written() -> None:
    module = Fxs()
    module.write(si3210.PCM_MODE, 0x28)
    assert module.read(si3210.PCM_MODE) == 0x28
    assert module.chip.law is Law.MU


def test_a_frame_cut_short_does_not_shift_the_next() -> None:
    module = Fxs()
    module.bus.byte(si3210.PCM_MODE)
    module.bus.byte(0xFF, clocks=5)
    module.write(si3210.TRANSMIT_START, 0x10)
    assert module.read(si3210.TRANSMIT_START) == 0x10
    assert module.read(si3210.PCM_MODE) == 0


def test_an_indirect_register_is_stored_and_fetched() -> None:
    module = Fxs()
    for address, value in ((35, 0x1234), (36, 0xABCD)):
        module.write(si3210.INDIRECT_LOW, value & 0xFF)
        module.write(si3210.INDIRECT_HIGH, value >> 8)
        module.write(si3210.INDIRECT_ADDRESS, address)
    module.write(si3210.INDIRECT_ADDRESS, 35)
    assert module.read(si3210.INDIRECT_STATUS) == 0
    assert module.read(si3210.INDIRECT_LOW) | module.read(si3210.INDIRECT_HIGH) << 8 == 0x1234


def test_ringing_reaches_the_telephone_and_stops_when_it_is_lifted() -> None:
    module = Fxs()
    module.write(si3210.LINE_STATE, 1)
    module.write(si3210.LINE_STATE, 4)
    assert module.read(si3210.LOOP_STATUS) == 0
    module.telephone.lift()
    assert module.read(si3210.LOOP_STATUS) == 0x05  # ring trip, loop closed
    assert module.read(si3210.LOOP_STATUS) == 0x01
    assert module.read(si3210.LINE_STATE) == 0x11
    assert module.told.words == ["fed", "ringing", "quiet"]


def test_a_socket_without_feed_sees_no_telephone() -> None:
    module = Fxs()
    module.telephone.lift()
    assert module.read(si3210.LOOP_STATUS) == 0
    module.write(si3210.LINE_STATE, 1)
    assert module.read(si3210.LOOP_STATUS) == 0x01
    module.telephone.hang_up()
    assert module.read(si3210.LOOP_STATUS) == 0


def test_the_feed_is_reversed() -> None:
    module = Fxs()
    for state in (1, 5, 1):
        module.write(si3210.LINE_STATE, state)
    turned = [facts["reversed"] for word, facts in module.told.events if word == "polarity"]
    assert turned == [True, False]


def test_an_fxs_module_that_is_reset_forgets_and_feeds_nothing() -> None:
    module = Fxs()
    module.write(si3210.PCM_MODE, 0x28)
    module.write(si3210.LINE_STATE, 1)
    module.chip.reset()
    assert [module.read(n) for n in (si3210.PCM_MODE, si3210.LINE_STATE, 8)] == [0, 0, 0x02]
    assert module.told.words == ["fed", "dead"]


def test_an_fxo_module_seizes_and_releases_its_line() -> None:
    module = Fxo()
    for hook in (0x09, 0x08):
        module.write(si3050.HOOK, hook)
        assert module.read(si3050.HOOK) == hook
    assert module.told.words == ["seized", "released"]


@pytest.mark.parametrize(
    ("battery", "off_hook", "turned", "volts", "steps"),
    [
        (True, False, False, 48, 0),
        (True, False, True, -48, 0),
        (True, True, False, 7, 22),  # 25 mA in steps of 1.1
        (False, False, False, 0, 0),
        (False, True, False, 0, 0),
    ],
)
def test_an_fxo_module_measures_its_line(
    *, battery: bool, off_hook: bool, turned: bool, volts: int, steps: int
) -> None:
    module = Fxo()
    module.exchange.battery, module.exchange.reversed_polarity = battery, turned
    module.write(si3050.HOOK, 0x08 | off_hook)
    assert module.read(si3050.LINE_VOLTAGE) == volts & 0xFF
    assert module.read(si3050.LOOP_CURRENT) == steps


def test_ringing_is_seen_until_the_call_is_answered() -> None:
    module = Fxo()
    module.exchange.ring()
    seen = set()
    for _ in range(40):
        module.chip.speak(bytes(8))
        seen.add(module.read(si3050.HOOK))
    assert seen == {0x04 | 0x20, 0x04 | 0x40}
    module.write(si3050.HOOK, 0x09)
    assert module.read(si3050.HOOK) == 0x09
    assert "answered" in module.told.words


def test_an_fxo_module_that_is_reset_hangs_up() -> None:
    module = Fxo()
    module.write(si3050.HOOK, 0x09)
    module.write(si3050.CONTROL, 0x80)
    assert module.read(si3050.HOOK) == 0
    assert module.told.words == ["seized", "released"]


_LOS, _AIS, _LFA, _RAI = 0x80, 0x40, 0x20, 0x10  # of FALC56's FRS0


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("", 0),
        ("no_signal", _LOS | _LFA),
        ("all_ones", _AIS | _LFA),
        ("remote_alarm", _RAI),
    ],
)
def test_the_framer_tells_faults_of_the_line(fault: str, status: int) -> None:
    far_end = E1FarEnd()
    framer = Falc56(far_end)
    if fault:
        setattr(far_end, fault, True)
    assert framer.read(falc56.RECEIVE_STATUS) == status
    framer.write(falc56.LINE_INTERFACE_0, 0x02)  # local loop: the line counts no more
    assert framer.read(falc56.RECEIVE_STATUS) == 0


def test_the_far_end_hears_the_cards_alarm_once() -> None:
    told = Told()
    framer = Falc56(E1FarEnd(told))
    for value in (0x00, 0x20, 0x21, 0x00):
        framer.write(falc56.TRANSMIT_SPARE, value)
    assert told.events == [("remote_alarm", {"sent": True}), ("remote_alarm", {"sent": False})]


def test_sound_goes_where_the_cable_goes() -> None:
    far_end = E1FarEnd()
    framer = Falc56(far_end)
    sent = bytes(range(32))
    assert framer.carry(sent) == sent
    far_end.cable = Cable.IDLE
    assert framer.carry(sent) == b"\x1b" + b"\xd5" * 31
    far_end.no_signal = True
    assert framer.carry(sent) == b"\xff" * 32
    framer.write(falc56.LINE_INTERFACE_0, 0x02)
    assert framer.carry(sent) == sent
