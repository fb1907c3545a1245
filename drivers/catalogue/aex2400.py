"""Digium AEX2400."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import ANALOGUE, COMPANDING, LATENCY

MODEL = Model(
    key="aex2400",
    name="Digium AEX2400",
    driver="wctdm24xxp",
    ids=pci("d161", "8003"),
    sockets=analogue(24),
    parameters=(
        *ANALOGUE,
        COMPANDING,
        LATENCY,
    ),
    quirks=(
        "One 50-pin connector: pair 1 to pair 24 are channels 1 to 24, four to a module.",
        "All sockets register as channels, empty ones too: ask the driver which are fitted.",
    ),
)
