"""Small offices for tests, made by commands as an admin would."""

from dataclasses import replace

from appliance.core.cards import FoundCard, FoundSpan, HardwareKey, Port, SpanKind
from appliance.core.commands import (
    AddSipPhone,
    AdoptCard,
    Command,
    Put,
    RenameExtension,
    SetRecording,
    edit,
)
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import DeskPhone
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Recording

S, O, E = Port.FXS, Port.FXO, Port.EMPTY  # noqa: E741  # as on the card's picture

TDM400P = FoundCard(
    HardwareKey("@PCI_Bus_01_Slot_05"),
    "Wildcard TDM400P",
    Token("wctdm"),
    (FoundSpan(1, SpanKind.ANALOGUE, (S, S, O, O)),),
)
TE122 = FoundCard(
    HardwareKey("@PCI_Bus_02_Slot_01"),
    "Wildcard TE122",
    Token("wcte12xp"),
    (FoundSpan(1, SpanKind.E1),),
)
A400P = FoundCard(
    HardwareKey("@PCI_Bus_01_Slot_06"),
    "OpenVox A400P",
    Token("wctdm"),
    (FoundSpan(1, SpanKind.ANALOGUE, (S, S, S, S)),),
)
TDM800P = FoundCard(
    HardwareKey("@PCI_Bus_01_Slot_07"),
    "Wildcard TDM800P",
    Token("wctdm24xxp"),
    (FoundSpan(1, SpanKind.ANALOGUE, (S, S, S, S, O, O, E, E)),),
)
ASTRIBANK = FoundCard(
    HardwareKey("usb:X1062948"),
    "Astribank 16 FXS",
    Token("xpp_usb"),
    (FoundSpan(1, SpanKind.ANALOGUE, (S,) * 8), FoundSpan(2, SpanKind.ANALOGUE, (S,) * 8)),
)
VIRTUAL_E1 = FoundCard(
    HardwareKey("DYN/loc/1:0"),
    "Virtual E1",
    Token("dahdi_dynamic_loc"),
    (FoundSpan(1, SpanKind.E1),),
)
VIRTUAL_ANALOGUE = FoundCard(
    HardwareKey("DYN/loc/2:0"),
    "Virtual telephones and lines",
    Token("dahdi_dynamic_loc"),
    (FoundSpan(1, SpanKind.ANALOGUE, (S,) * 16 + (O,) * 8),),
)


def number(digits: str) -> ExtensionNumber:
    return ExtensionNumber(digits)


def named(digits: str, name: str) -> RenameExtension:
    return RenameExtension(number(digits), DisplayName(name))


def sip(digits: str, name: str) -> AddSipPhone:
    return AddSipPhone(
        number(digits), DisplayName(name), secret_from(digits.encode().ljust(15, b"."))
    )


def with_fax_machine(config: Config, digits: str) -> Config:
    """In the socket of this number."""
    extension = config.extension(number(digits))
    devices = tuple(
        replace(each, fax_machine=True) if isinstance(each, DeskPhone) else each
        for each in extension.devices
    )
    return edit(config, Put(replace(extension, devices=devices)))


def after(*commands: Command) -> Config:
    """The empty configuration after these commands."""
    config = Config()
    for command in commands:
        config = edit(config, command)
    return config


def shop() -> Config:
    """Four telephones, two city lines, Russian names, one SIP phone; all calls outside recorded."""
    return after(
        AdoptCard(TDM800P),
        named("201", "Касса"),
        named("202", 'Директор "Ромашки"; Пётр Щукин'),
        named("203", "Warehouse"),
        sip("301", "Юлия Объедкова"),
        SetRecording(Recording.OUTSIDE),
    )


def mixed() -> Config:
    """A TDM400P beside a TE122."""
    return after(AdoptCard(TDM400P), AdoptCard(TE122), SetRecording(Recording.ALL))


def virtual() -> Config:
    """The machine `build/run` shows: looped spans."""
    return after(AdoptCard(VIRTUAL_E1), AdoptCard(VIRTUAL_ANALOGUE))
