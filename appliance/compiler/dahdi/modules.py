"""What lineman-cards.service gives each driver it loads: `MODULE NAME=VALUE`, one a line."""

from appliance.compiler.lines import text
from appliance.core.config import Config
from appliance.core.drivers import driver_defaults


def render(config: Config) -> str:
    """Every driver's defaults, since a card may arrive at any time; a card's own settings win.

    A driver is loaded once for all its cards, so the last card's setting of a name holds.
    """
    settings = {
        (driver.text, parameter.name): parameter.value
        for driver, parameters in driver_defaults(config.national).items()
        for parameter in parameters
    } | {
        (card.driver.text, parameter.name): parameter.value
        for card in config.cards
        for parameter in card.parameters
    }
    return text(f"{driver} {name}={value}" for (driver, name), value in sorted(settings.items()))
