"""Digium TE110P."""

from __future__ import annotations

from drivers.catalogue.model import Model, digital, pci

MODEL = Model(
    key="te110p",
    name="Digium TE110P",
    driver="wcte11xp",
    ids=pci("e159", "0001", "71fe", "79fe", "795e", "79de", "797e"),
    sockets=digital(1),
    quirks=("A jumper chooses E1.",),
)
