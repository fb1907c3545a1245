"""Digium TE131, TE133."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LATENCY, LINE_MODE

MODEL = Model(
    key="te131",
    name="Digium TE131, TE133",
    driver="wcte13xp",
    ids=pci("d161", "800a"),
    sockets=digital(1),
    parameters=(
        LINE_MODE,
        LATENCY,
    ),
    firmware="dahdi-fw-te133.bin",
    quirks=("Starts as T1 unless told.",),
)
