"""Digium AEX800."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import ANALOGUE, COMPANDING, LATENCY

MODEL = Model(
    key="aex800",
    name="Digium AEX800",
    driver="wctdm24xxp",
    ids=pci("d161", "8002"),
    sockets=analogue(8),
    parameters=(
        *ANALOGUE,
        COMPANDING,
        LATENCY,
    ),
    quirks=(
        "A quad module serves sockets 1-4 or 5-8; single modules reach only 1, 2, 5 and 6.",
        "All sockets register as channels, empty ones too: ask the driver which are fitted.",
        "The driver of DAHDI 3.4.0 lost this id; our modules have it restored.",
    ),
)
