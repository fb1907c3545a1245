"""Digium TE220."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LINE_MODE

MODEL = Model(
    key="te220",
    name="Digium TE220",
    driver="wct4xxp",
    ids=pci("d161", "0220", "0004") + pci("d161", "1220", "0005"),
    sockets=digital(2),
    parameters=(LINE_MODE,),
    quirks=("A jumper or this parameter chooses E1; without either the card may start as T1.",),
)
