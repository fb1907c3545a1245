"""What a card's driver must be told in a country."""

from collections.abc import Mapping

from appliance.core.cards import DriverParameter
from appliance.core.countries import Country
from appliance.core.text import Token

# Drivers that set a line's impedance by country, and those that start as T1 unless told.
_ANALOGUE = ("opvxa1200", "wcaxx", "wcfxo", "wctdm", "wctdm24xxp")
_E1_OR_T1 = ("wct4xxp", "wcte12xp", "wcte13xp", "wcte43x")


def driver_defaults(national: Country) -> Mapping[Token, tuple[DriverParameter, ...]]:
    """Parameters by driver; a driver that is not here needs none."""
    mode = DriverParameter("opermode", national.operating_mode)
    e1 = DriverParameter("default_linemode", "e1")
    return {Token(name): (mode,) for name in _ANALOGUE} | {Token(name): (e1,) for name in _E1_OR_T1}
