"""Digium E100P, T100P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci

MODEL = Model(
    key="e100p",
    name="Digium E100P, T100P",
    driver="wct1xxp",
    ids=pci("e159", "0001", "6159"),
    sockets=digital(1),
    quirks=("E1 and T1 are different boards with one id: the driver tells which.",),
)
