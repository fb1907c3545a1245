"""Digium TE405P, TE407P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LINE_MODE

MODEL = Model(
    key="te405p",
    name="Digium TE405P, TE407P",
    driver="wct4xxp",
    ids=pci("d161", "0405", "0004", "0003", "") + pci("d161", "1405", "0005"),
    sockets=digital(4),
    parameters=(LINE_MODE,),
    quirks=(
        "A jumper or this parameter chooses E1; without either the card may start as T1.",
        "Needs a 5 V PCI slot.",
    ),
)
