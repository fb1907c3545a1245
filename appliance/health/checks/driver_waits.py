"""A card driver runs with other settings than are stored: it takes them when it is loaded."""

from collections.abc import Iterator

from appliance.core.config import Config
from appliance.core.drivers import driver_settings
from appliance.core.issues import Issue, Severity
from appliance.health.world import World

KIND = "driver-waits"


def check(world: World) -> Iterator[Issue]:
    for driver, has in sorted(world.drivers.items()):
        wanted = _wanted(world.config, driver)
        if driver in {card.driver.text for card in world.config.cards} and has != wanted:
            yield Issue(
                KIND,
                driver,
                f"The driver {driver} runs with {_said(has)} until the next start; it is to have"
                f" {_said(wanted)}.",
                "Switch the box off and on when nobody calls.",
                Severity.WARNING,
            )


def _wanted(config: Config, driver: str) -> frozenset[str]:
    settings = driver_settings(config).items()
    return frozenset(f"{name}={value}" for (whose, name), value in settings if whose == driver)


def _said(settings: frozenset[str]) -> str:
    return " ".join(sorted(settings)) or "nothing"
