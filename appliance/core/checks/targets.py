"""That a call is sent to something that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.errors import Invalid
from appliance.core.targets import (
    Hours,
    Target,
    ToConference,
    ToDialIn,
    ToDirectory,
    ToExtension,
    ToFax,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.wording import told

if TYPE_CHECKING:
    from appliance.core.config import Config


def check_target(config: Config, field: str, target: Target) -> None:
    """Invalid at `field` when there is no such target."""
    if not _there(config, target):
        raise Invalid(field, f"there is no {told(target)}; choose another, or make it first")


def _there(config: Config, target: Target) -> bool:  # noqa: PLR0911  # one answer a kind
    match target:
        case ToExtension(number):
            return any(ext.number == number for ext in config.extensions)
        case ToHuntGroup(key):
            return any(each.key == key for each in config.hunt_groups)
        case ToQueue(key):
            return any(each.key == key for each in config.queues)
        case ToMenu(key):
            return any(each.key == key for each in config.menus)
        case ToMailbox(number):
            return any(box.number == number for box in config.mailboxes)
        case ToPrompt(key):
            return any(each.key == key for each in config.prompts)
        case ToConference(key):
            return any(each.key == key for each in config.conferences)
        case ToFax(key):
            return any(each.key == key for each in config.fax_numbers)
        case ToDirectory() | ToDialIn() | ToNobody():
            return True


def check_hours(config: Config, field: str, hours: Hours | None) -> None:
    """Invalid at `field` when the schedule or what is rung while it is closed is not there."""
    if hours is None:
        return
    if not any(each.key == hours.schedule for each in config.schedules):
        raise Invalid(
            field, f"there is no schedule {hours.schedule}; choose another, or make it first"
        )
    check_target(config, field, hours.closed)
