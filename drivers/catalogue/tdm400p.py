"""Digium TDM400P, OpenVox A400P."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import ANALOGUE

MODEL = Model(
    key="tdm400p",
    name="Digium TDM400P, OpenVox A400P",
    driver="wctdm",
    ids=pci(
        "e159",
        "0001",
        "a159",
        "e159",
        "b100",
        "b1d9",
        "b118",
        "b119",
        "a9fd",
        "a8fd",
        "a800",
        "a801",
        "a908",
        "a901",
    ),
    sockets=analogue(4),
    parameters=ANALOGUE,
    quirks=(
        "FXS modules are green, FXO modules red; a socket without a module is dead.",
        "All sockets register as channels, empty ones too: ask the driver which are fitted.",
        "FXS modules need the disk power plug on the card.",
        "Revisions with other subsystem ids match no driver of this release.",
    ),
)
