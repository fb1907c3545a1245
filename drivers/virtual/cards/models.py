"""The cards that can be emulated, by the names used on a command line.

`tdm400p:SSOO` is a TDM400P with two FXS modules (a telephone at each) and two FXO modules (an
exchange line at each); `-` is an empty place. `te122` is an E1 card with a loop-back plug.
"""

from dataclasses import dataclass
from typing import Final

from drivers.virtual.cards.boards.tdm400p import PLACES, Tdm400p
from drivers.virtual.cards.boards.te12x import DEVICES, Te12x
from drivers.virtual.cards.chips.falc56 import Falc56
from drivers.virtual.cards.chips.si3050 import Si3050
from drivers.virtual.cards.chips.si3210 import Si3210
from drivers.virtual.cards.far_end.e1 import E1FarEnd
from drivers.virtual.cards.far_end.exchange import Exchange
from drivers.virtual.cards.far_end.telephone import Telephone
from drivers.virtual.cards.line import Module
from drivers.virtual.cards.transport.pci import PciFunction

ANALOGUE: Final = ("tdm400p", "a400p")
DEFAULT_MODULES: Final = "SSOO"

FarEnd = Telephone | Exchange | E1FarEnd


@dataclass(frozen=True, slots=True)
class Assembly:
    """A card and what is plugged into its ports, ports counted from 1."""

    card: PciFunction
    far_ends: dict[int, FarEnd]


def assemble(specification: str) -> Assembly:
    """Build what the specification names; ValueError says what is wrong with it."""
    model, _, modules = specification.partition(":")
    if model in ANALOGUE:
        return _analogue(modules or DEFAULT_MODULES)
    if model in DEVICES and not modules:
        far_end = E1FarEnd()
        return Assembly(Te12x(model, Falc56(far_end)), {1: far_end})
    known = ", ".join((*ANALOGUE, *DEVICES))
    raise ValueError(f"no emulated card is called {specification!r}; there are: {known}")


def _analogue(letters: str) -> Assembly:
    if len(letters) != PLACES or set(letters) - set("SO-"):
        raise ValueError(f"modules are {PLACES} of S (FXS), O (FXO) and - (none), not {letters!r}")
    modules: list[Module | None] = []
    far_ends: dict[int, FarEnd] = {}
    for port, letter in enumerate(letters, start=1):
        if letter == "S":
            telephone = Telephone()
            far_ends[port] = telephone
            modules.append(Si3210(telephone))
        elif letter == "O":
            exchange = Exchange()
            far_ends[port] = exchange
            modules.append(Si3050(exchange))
        else:
            modules.append(None)
    return Assembly(Tdm400p(modules), far_ends)
