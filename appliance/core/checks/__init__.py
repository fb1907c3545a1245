"""What must hold between the parts of a `Config`; each file looks at one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.checks import again, handling, hardware, network, numbers, people, routes

if TYPE_CHECKING:
    from appliance.core.config import Config


_held: list[Config] = []  # the last one found right: most are made from it by changing one part


def check(config: Config) -> None:
    """Invalid names the field that does not fit the rest, and what would."""
    if not (_held and again.holds_as(_held[0], config)):
        hardware.check(config)
        numbers.check(config)
        people.check(config)
        routes.check(config)
        handling.check(config)
        network.check(config)
    _held[:] = [config]
