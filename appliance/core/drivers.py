"""What a card's driver must be told in a country."""

from collections.abc import Mapping

from appliance.core.cards import DriverParameter
from appliance.core.config import Config
from appliance.core.countries import Country
from appliance.core.text import Token

# Drivers that set a line's impedance by country, and those that start as T1 unless told.
_ANALOGUE = ("opvxa1200", "wcaxx", "wcfxo", "wctdm", "wctdm24xxp")
_E1_OR_T1 = ("wct4xxp", "wcte12xp", "wcte13xp", "wcte43x")


def driver_settings(config: Config) -> Mapping[tuple[str, str], str]:
    """The value of each parameter, by driver and name.

    Every driver has its defaults, since a card may arrive at any time; a card's own settings win.
    A driver is loaded once for all its cards, so the last card's setting of a name holds.
    """
    return {
        (driver.text, parameter.name): parameter.value
        for driver, parameters in driver_defaults(config.national).items()
        for parameter in parameters
    } | {
        (card.driver.text, parameter.name): parameter.value
        for card in config.cards
        for parameter in card.parameters
    }


def driver_defaults(national: Country) -> Mapping[Token, tuple[DriverParameter, ...]]:
    """Parameters by driver; a driver that is not here needs none."""
    mode = DriverParameter("opermode", national.operating_mode)
    e1 = DriverParameter("default_linemode", "e1")
    return {Token(name): (mode,) for name in _ANALOGUE} | {Token(name): (e1,) for name in _E1_OR_T1}
