"""Digium AEX410."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import ANALOGUE, COMPANDING, LATENCY

MODEL = Model(
    key="aex410",
    name="Digium AEX410",
    driver="wctdm24xxp",
    ids=pci("d161", "8006"),
    sockets=analogue(4),
    parameters=(
        *ANALOGUE,
        COMPANDING,
        LATENCY,
    ),
    quirks=(
        "FXS modules are green, FXO modules red; a socket without a module is dead.",
        "All sockets register as channels, empty ones too: ask the driver which are fitted.",
        "FXS modules need the disk power plug on the card.",
        "The driver of DAHDI 3.4.0 lost this id; our modules have it restored.",
    ),
)
