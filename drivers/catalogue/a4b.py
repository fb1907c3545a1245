"""Digium A4B."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import COMPANDING, LATENCY, OPERMODE

MODEL = Model(
    key="a4b",
    name="Digium A4B",
    driver="wcaxx",
    ids=pci("d161", "8010"),
    sockets=analogue(4),
    parameters=(
        OPERMODE,
        COMPANDING,
        LATENCY,
    ),
    firmware="dahdi-fw-a4b.bin",
    quirks=("All sockets register as channels, empty ones too: ask the driver which are fitted.",),
)
