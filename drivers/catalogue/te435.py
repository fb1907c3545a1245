"""Digium TE435, TE235."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LATENCY, LINE_MODE

MODEL = Model(
    key="te435",
    name="Digium TE435, TE235",
    driver="wcte43x",
    ids=pci("d161", "800e"),
    sockets=digital(4),
    parameters=(
        LINE_MODE,
        LATENCY,
    ),
    firmware="dahdi-fw-te435.bin",
    quirks=(
        "Starts as T1 unless told.",
        "The TE235 has sockets 1 and 2.",
    ),
)
