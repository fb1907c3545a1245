"""OpenVox A1200P, A800P."""

from __future__ import annotations

from drivers.catalogue.model import Model, analogue, pci
from drivers.catalogue.parameters import ALAW_OVERRIDE, OPERMODE

MODEL = Model(
    key="a1200p",
    name="OpenVox A1200P, A800P",
    driver="opvxa1200",
    ids=pci("e159", "0001", "9100", "9519", "95d9", "9500", "9532", "8519", "9559", "9599"),
    sockets=analogue(12),
    parameters=(
        OPERMODE,
        ALAW_OVERRIDE,
    ),
    quirks=(
        "The A800P is the same board with sockets 1-8.",
        "All sockets register as channels, empty ones too: ask the driver which are fitted.",
        "FXS modules need the disk power plug on the card.",
    ),
)
