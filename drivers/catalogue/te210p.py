"""Digium TE210P, TE212P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LINE_MODE

MODEL = Model(
    key="te210p",
    name="Digium TE210P, TE212P",
    driver="wct4xxp",
    ids=pci("d161", "0210", "0004", "0003", "") + pci("d161", "1210", "0005"),
    sockets=digital(2),
    parameters=(LINE_MODE,),
    quirks=(
        "A jumper or this parameter chooses E1; without either the card may start as T1.",
        "Needs a 3.3 V PCI slot.",
    ),
)
