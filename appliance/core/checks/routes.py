"""Routes lead somewhere, over trunk groups that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.cards import Port
from appliance.core.checks.targets import check_hours, check_target
from appliance.core.errors import Invalid
from appliance.core.targets import ToExtension, ToFax

if TYPE_CHECKING:
    from appliance.core.config import Config


def check(config: Config) -> None:
    """Every target, line, group and schedule that a route names is there."""
    _inbound(config)
    _outbound(config)


def _inbound(config: Config) -> None:
    inbound = config.inbound
    check_hours(config, "inbound", inbound.hours)
    for did in inbound.dids:
        check_target(config, "inbound", did.to)
        check_hours(config, "inbound", did.hours)
    for line in inbound.lines:
        check_target(config, "inbound", line.to)
        check_hours(config, "inbound", line.hours)
    for caller in inbound.callers:
        check_target(config, "inbound", caller.to)
    if inbound.operator is not None:
        check_target(config, "inbound", ToExtension(inbound.operator))
    if inbound.faxes is not None:
        check_target(config, "faxes", ToFax(inbound.faxes))
    sockets = config.sockets()
    for line in inbound.lines:
        if sockets.get(line.line, (0, None))[1] is not Port.FXO:
            raise Invalid("inbound", f"{line.line} is no port for a city line; choose one of those")


def _outbound(config: Config) -> None:
    known = {group.number for group in config.trunk_groups}
    for number in (*config.outbound.groups, *(n for r in config.outbound.routes for n in r.groups)):
        if number not in known:
            raise Invalid(
                "outbound", f"there is no trunk group {number}; choose another, or make it first"
            )
    for group in config.trunk_groups:
        if group.lines and group.reserve >= config.channels(group):
            raise Invalid(
                "reserve", f"{group.name} would have no line left for the others; hold fewer back"
            )
