"""Digium TE132, TE134."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LATENCY, LINE_MODE

MODEL = Model(
    key="te132",
    name="Digium TE132, TE134",
    driver="wcte13xp",
    ids=pci("d161", "800b"),
    sockets=digital(1),
    parameters=(
        LINE_MODE,
        LATENCY,
    ),
    firmware="dahdi-fw-te134.bin",
    quirks=("Starts as T1 unless told.",),
)
