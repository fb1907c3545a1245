"""Digium TE120P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LATENCY, LINE_MODE

MODEL = Model(
    key="te120p",
    name="Digium TE120P",
    driver="wcte12xp",
    ids=pci("d161", "0120"),
    sockets=digital(1),
    parameters=(
        LINE_MODE,
        LATENCY,
    ),
    quirks=(
        "A jumper or this parameter chooses E1; without either the card may start as T1.",
        "Debounces loss of signal for 2.5 s before it raises an alarm.",
    ),
)
