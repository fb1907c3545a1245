"""Digium TE410P, TE412P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LINE_MODE

MODEL = Model(
    key="te410p",
    name="Digium TE410P, TE412P",
    driver="wct4xxp",
    ids=pci("d161", "0410", "0004", "0003", "") + pci("d161", "1410", "0005") + pci("10ee", "0314"),
    sockets=digital(4),
    parameters=(LINE_MODE,),
    quirks=(
        "A jumper or this parameter chooses E1; without either the card may start as T1.",
        "Needs a 3.3 V PCI slot.",
        "The first generation names itself TE410P/TE405P alike.",
    ),
)
