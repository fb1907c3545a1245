"""Digium TE820."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci
from drivers.catalogue.parameters import LINE_MODE

MODEL = Model(
    key="te820",
    name="Digium TE820",
    driver="wct4xxp",
    ids=pci("d161", "1820"),
    sockets=digital(8),
    parameters=(LINE_MODE,),
    firmware="dahdi-fw-te820.bin",
    quirks=("A jumper or this parameter chooses E1; without either the card may start as T1.",),
)
