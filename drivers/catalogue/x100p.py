"""Digium X101P and clones."""

from __future__ import annotations

from drivers.catalogue.model import Model, SocketKind, analogue, pci

MODEL = Model(
    key="x100p",
    name="Digium X101P and clones",
    driver="wcfxo",
    ids=pci("e159", "0001", "8084", "8085", "8086", "8087") + pci("1057", "5608"),
    sockets=analogue(1, SocketKind.FXO),
    quirks=("The second socket is a telephone in parallel to the line, not a channel.",),
)
