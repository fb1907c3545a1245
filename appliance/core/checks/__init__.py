"""What must hold between the parts of a `Config`; each file looks at one subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.checks import handling, hardware, numbers, people, routes

if TYPE_CHECKING:
    from appliance.core.config import Config


def check(config: Config) -> None:
    """Invalid names the field that does not fit the rest, and what would."""
    hardware.check(config)
    numbers.check(config)
    people.check(config)
    routes.check(config)
    handling.check(config)
