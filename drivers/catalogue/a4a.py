"""Digium A4A."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import COMPANDING, LATENCY, OPERMODE

MODEL = Model(
    key="a4a",
    name="Digium A4A",
    driver="wcaxx",
    ids=pci("d161", "800f"),
    sockets=analogue(4),
    parameters=(
        OPERMODE,
        COMPANDING,
        LATENCY,
    ),
    firmware="dahdi-fw-a4a.bin",
    quirks=("All sockets register as channels, empty ones too: ask the driver which are fitted.",),
)
