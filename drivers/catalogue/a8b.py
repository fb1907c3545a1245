"""Digium A8B."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import COMPANDING, LATENCY, OPERMODE

MODEL = Model(
    key="a8b",
    name="Digium A8B",
    driver="wcaxx",
    ids=pci("d161", "800d"),
    sockets=analogue(8),
    parameters=(
        OPERMODE,
        COMPANDING,
        LATENCY,
    ),
    firmware="dahdi-fw-a8b.bin",
    quirks=("All sockets register as channels, empty ones too: ask the driver which are fitted.",),
)
