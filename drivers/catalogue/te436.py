"""Digium TE436, TE236."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LATENCY, LINE_MODE

MODEL = Model(
    key="te436",
    name="Digium TE436, TE236",
    driver="wcte43x",
    ids=pci("d161", "8013"),
    sockets=digital(4),
    parameters=(
        LINE_MODE,
        LATENCY,
    ),
    firmware="dahdi-fw-te436.bin",
    quirks=(
        "Starts as T1 unless told.",
        "The TE236 has sockets 1 and 2.",
    ),
)
