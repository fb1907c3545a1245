"""Digium A8A."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import COMPANDING, LATENCY, OPERMODE

MODEL = Model(
    key="a8a",
    name="Digium A8A",
    driver="wcaxx",
    ids=pci("d161", "800c"),
    sockets=analogue(8),
    parameters=(
        OPERMODE,
        COMPANDING,
        LATENCY,
    ),
    firmware="dahdi-fw-a8a.bin",
    quirks=("All sockets register as channels, empty ones too: ask the driver which are fitted.",),
)
