"""What lineman-cards.service gives each driver it loads: `MODULE NAME=VALUE`, one a line."""

from appliance.compiler.lines import text
from appliance.core.config import Config
from appliance.core.drivers import driver_settings


def render(config: Config) -> str:
    """Every driver's own."""
    settings = sorted(driver_settings(config).items())
    return text(f"{driver} {name}={value}" for (driver, name), value in settings)
