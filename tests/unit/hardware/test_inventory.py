"""What the box makes of the cards that drivers registered: their own words, as sysfs has them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from appliance.core.cards import Port, SpanKind
from appliance.core.errors import Fault
from appliance.hardware import inventory
from appliance.hardware.inventory import DahdiInventory
from appliance.hardware.seen import Look
from drivers.dahdi import devices
from drivers.dahdi.errors import Absent
from drivers.dahdi.span import ChannelStatus, SpanStatus
from drivers.dahdi.values import Alarm, Signalling

_WELL = Alarm(0)
_FXS, _FXO, _NONE = Signalling.FXOKS, Signalling.FXSKS, Signalling.NONE


@dataclass
class Driver:
    """sysfs below `root`, and what /dev/dahdi/ctl says of the spans in it."""

    root: Path
    spans: dict[int, SpanStatus] = field(default_factory=dict)
    channels: dict[int, ChannelStatus] = field(default_factory=dict)
    gone: bool = False

    @property
    def devices(self) -> Path:
        return self.root / "bus/dahdi_devices/devices"

    def card(
        self, name: str, ids: tuple[str, ...], driver: str, span_types: str, **attributes: str
    ) -> Path:
        """A card on the PCI bus, as its driver registers it."""
        pci = self.root / f"devices/pci0000:00/{name}"
        (pci / "dahdi").mkdir(parents=True)
        for file, value in zip(
            ("vendor", "device", "subsystem_vendor", "subsystem_device"), ids, strict=True
        ):
            (pci / file).write_text(f"0x{value}\n")
        (pci / "driver").symlink_to(f"../../../bus/pci/drivers/{driver}")
        for attribute, value in attributes.items():
            (pci / "dahdi" / attribute).write_text(f"{value}\n")
        (pci / "dahdi/dahdi_spantype").write_text(span_types)
        self.devices.mkdir(parents=True, exist_ok=True)
        (self.devices / f"pci:{name}").symlink_to(pci / "dahdi")
        return pci / "dahdi"

    def span(
        self, card: Path, number: int, local: int, base: int, kind: str, *signalling: Signalling,
        channels: int = 0, alarms: Alarm = _WELL,
    ) -> None:  # fmt: skip
        """Give a span of the card its number; an analogue one has a `signalling` a channel."""
        count = channels or len(signalling)
        folder = card / f"span-{number}"
        folder.mkdir()
        for file, value in (("local_spanno", local), ("basechan", base), ("channels", count)):
            (folder / file).write_text(f"{value}\n")
        self.spans[number] = SpanStatus(number, f"SPAN/{number}", "", alarms, count, count, kind)
        for offset, speaks in enumerate(signalling):
            self.channels[base + offset] = ChannelStatus(
                base + offset, number, offset + 1, "", speaks, speaks, False, Alarm(0)
            )

    def control(self) -> Control:
        return Control(self)


@dataclass
class Control:
    """The open control device."""

    driver: Driver

    def __enter__(self) -> Control:
        return self

    def __exit__(self, *error: object) -> None: ...

    def span(self, number: int) -> SpanStatus:
        if self.driver.gone:
            raise Absent("span", "no such device")
        return self.driver.spans[number]

    def channel(self, number: int) -> ChannelStatus:
        return self.driver.channels[number]


@pytest.fixture
def driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    made = Driver(tmp_path)
    monkeypatch.setattr(inventory, "Control", made.control)
    monkeypatch.setattr(devices, "devices", partial(devices.devices, made.devices))
    return made


def _tdm400p(driver: Driver) -> Path:
    return driver.card(
        "0000:00:06.0", ("e159", "0001", "b100", "0001"), "wctdm", "",
        location="PCI Bus 00 Slot 06", manufacturer="Digium", type="Wildcard TDM400P REV I",
    )  # fmt: skip


def _te110p(driver: Driver) -> Path:
    return driver.card(
        "0000:00:07.0", ("e159", "0001", "71fe", "0001"), "wcte11xp", "1:T1\n",
        location="PCI Bus 00 Slot 07", manufacturer="Digium", type="Digium Wildcard TE110P",
    )  # fmt: skip


def _b410p(driver: Driver) -> Path:
    card = driver.card(
        "0000:00:08.0", ("d161", "b410", "d161", "b410"), "wcb4xxp", "1:BRI_TE\n2:BRI_TE\n",
        location="PCI Bus 00 Slot 08", manufacturer="Digium", type="B410P",
    )  # fmt: skip
    driver.span(card, 7, 1, 60, "BRI_TE", channels=3)
    driver.span(card, 8, 2, 63, "BRI_TE", channels=3)
    return card


def _te122(driver: Driver) -> Path:
    card = driver.card(
        "0000:00:09.0", ("d161", "8001", "0000", "0000"), "wcte12xp", "1:E1\n",
        location="PCI Bus 00 Slot 09", manufacturer="Digium", type="Wildcard TE122",
    )  # fmt: skip
    driver.span(card, 2, 1, 5, "E1", channels=31, alarms=Alarm.RED)
    return card


def test_a_card_at_a_place_with_spaces_is_found(driver: Driver) -> None:
    driver.span(_tdm400p(driver), 1, 1, 1, "", _FXS, _FXS, _FXO, _NONE)
    look = DahdiInventory().look()
    (card,) = look.cards
    assert str(card.found.key) == "@PCI_Bus_00_Slot_06"
    assert (card.model, str(card.found.driver)) == ("tdm400p", "wctdm")
    (span,) = card.found.spans
    assert (span.kind, span.number, span.base) == (SpanKind.ANALOGUE, 1, 1)
    assert span.ports == (Port.FXS, Port.FXS, Port.FXO, Port.EMPTY)
    assert not look.unusable
    assert not look.waiting


def test_an_e1_is_found_with_its_alarm(driver: Driver) -> None:
    _te122(driver)
    look = DahdiInventory().look()
    assert [c.model for c in look.cards] == ["te122"]
    assert [s.kind for s in look.cards[0].found.spans] == [SpanKind.E1]
    assert [(s.number, s.alarms) for s in look.spans] == [(2, frozenset({"red"}))]


def test_a_serial_number_is_the_key(driver: Driver) -> None:
    card = _tdm400p(driver)
    (card / "hardware_id").write_text("usb:X1234\n")
    driver.span(card, 1, 1, 1, "", _FXS)
    assert [str(c.found.key) for c in DahdiInventory().look().cards] == ["usb:X1234"]


def test_a_card_without_numbers_is_waited_for(driver: Driver) -> None:
    _tdm400p(driver)
    look = DahdiInventory().look()
    assert (look.cards, look.unusable, look.waiting) == ((), (), 1)


def test_a_card_that_was_pulled_out_with_a_call_up_is_not_waited_for(driver: Driver) -> None:
    """Its driver keeps the name while Asterisk holds the channels; its folder is gone."""
    shutil.rmtree(_tdm400p(driver))
    assert DahdiInventory().look() == Look()


def test_a_card_half_numbered_is_waited_for(driver: Driver) -> None:
    card = driver.card(
        "0000:00:0a.0", ("d161", "0410", "0004", "0000"), "wct4xxp", "1:E1\n2:E1\n3:E1\n4:E1\n",
        location="Board ID Switch 0", manufacturer="Digium", type="Wildcard TE410P",
    )  # fmt: skip
    driver.span(card, 1, 1, 1, "E1", channels=31)
    assert DahdiInventory().look().waiting == 1
    for local in (2, 3, 4):
        driver.span(card, local, local, 31 * local - 30, "E1", channels=31)
    look = DahdiInventory().look()
    assert not look.waiting
    assert [len(c.found.spans) for c in look.cards] == [4]


def _slot(driver: Driver, name: str, ids: tuple[str, str], *, loaded: str) -> Path:
    """A PCI device that nobody holds, and a driver that is loaded."""
    device = driver.root / "bus/pci/devices" / name
    device.mkdir(parents=True)
    for file, value in zip(("vendor", "device"), ids, strict=True):
        (device / file).write_text(f"0x{value}\n")
    (driver.root / "bus/pci/drivers" / loaded).mkdir(parents=True)
    return device


@pytest.mark.parametrize(
    ("ids", "loaded", "told"),
    [
        (("d161", "800a"), "wcte13xp", "lacks the file dahdi-fw-te133.bin"),
        (("d161", "8001"), "wcte12xp", "does not take it"),
        (("d161", "800a"), "wcte12xp", ""),  # its own driver is not loaded yet
        (("8086", "10d3"), "e1000e", ""),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_a_card_that_its_driver_did_not_take_is_told(
    driver: Driver, ids: tuple[str, str], loaded: str, told: str, beside: bool
) -> None:
    if beside:
        _te122(driver)
    device = _slot(driver, "0000:03:00.0", ids, loaded=loaded)
    looker = DahdiInventory(pci=driver.root / "bus/pci")
    look = looker.look()
    assert len(look.cards) == beside
    assert [told in card.why for card in look.unusable] == [True] * bool(told)
    assert all(card.key == "pci:0000:03:00.0" for card in look.unusable)
    (device / "driver").symlink_to(f"../../drivers/{loaded}")
    assert not looker.look().unusable


def _t1(driver: Driver) -> None:
    driver.span(_te110p(driver), 7, 1, 60, "T1", channels=24)


def _bri(driver: Driver) -> None:
    _b410p(driver)


@pytest.mark.parametrize(
    ("plug", "key", "why", "cure"),
    [
        (_t1, "@PCI_Bus_00_Slot_07", "Its line 1 is set to T1, not to E1.", "jumper"),
        (_bri, "@PCI_Bus_00_Slot_08", "It is for ISDN BRI", "another card"),
    ],
    ids=["T1", "BRI"],
)
def test_a_card_that_cannot_be_used_is_told_and_keeps_no_other_out(
    driver: Driver, plug: Callable[[Driver], None], key: str, why: str, cure: str
) -> None:
    driver.span(_tdm400p(driver), 1, 1, 1, "", _FXS)
    plug(driver)
    look = DahdiInventory().look()
    assert [c.model for c in look.cards] == ["tdm400p"]
    (refused,) = look.unusable
    assert refused.key == key
    assert refused.why.startswith(why)
    assert cure in refused.cure
    assert [span.number for span in look.spans] == [1]


def test_a_card_pulled_out_meanwhile_is_not_there(driver: Driver) -> None:
    _te122(driver)
    driver.gone = True
    look = DahdiInventory().look()
    assert (look.cards, look.unusable, look.waiting) == ((), (), 0)


def test_the_far_end_of_a_looped_span_is_not_ours(driver: Driver, tmp_path: Path) -> None:
    described = tmp_path / "spans"
    described.write_text("DYN/loc/2:0 SO\n")
    for end, number, base in ((0, 1, 1), (1, 102, 600)):
        here = driver.root / f"devices/dynamic/{end}"
        here.mkdir(parents=True)
        (here / "hardware_id").write_text(f"DYN/loc/2:{end}\n")
        (here / "dahdi_spantype").write_text("1:\n")
        driver.devices.mkdir(parents=True, exist_ok=True)
        (driver.devices / f"dynamic{end}").symlink_to(here)
        driver.span(here, number, 1, base, "", _FXS, _FXO)
    look = DahdiInventory(described).look()
    assert [str(c.found.key) for c in look.cards] == ["DYN/loc/2:0"]
    assert look.cards[0].found.spans[0].ports == (Port.FXS, Port.FXO)


def test_no_driver_no_cards(driver: Driver) -> None:
    def never() -> Any:
        raise AssertionError("nothing is asked without a card")

    driver.control = never  # type: ignore[method-assign]
    assert DahdiInventory().look().cards == ()


def test_a_card_that_goes_while_it_is_read_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> tuple[devices.Device, ...]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(devices, "devices", gone)
    with pytest.raises(Fault, match="driver refuses"):
        DahdiInventory().look()
