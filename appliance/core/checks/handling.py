"""Menus, groups and queues know their members and where unanswered calls go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.checks.targets import check_target
from appliance.core.checks.unique import unique
from appliance.core.errors import Invalid

if TYPE_CHECKING:
    from appliance.core.call_handling import HuntGroup, Queue
    from appliance.core.config import Config


def check(config: Config) -> None:
    """Keys and switching codes stand once; prompts, members and targets are there."""
    for field, parts in (
        ("schedules", config.schedules),
        ("prompts", config.prompts),
        ("menus", config.menus),
        ("hunt groups", config.hunt_groups),
        ("queues", config.queues),
        ("test calls", config.test_calls),
    ):
        unique(field, "key", (part.key for part in parts))
    unique("schedules", "code", (s.code for s in config.schedules if s.code is not None))
    _menus(config)
    extensions = {ext.number for ext in config.extensions}
    answering: tuple[HuntGroup | Queue, ...] = (*config.hunt_groups, *config.queues)
    for group in answering:
        for member in group.members:
            if member not in extensions:
                raise Invalid("members", f"{group.name}: there is no extension {member}")
        check_target(config, "otherwise", group.otherwise)


def _menus(config: Config) -> None:
    prompts = {each.key for each in config.prompts}
    for menu in config.menus:
        if menu.greeting not in prompts:
            raise Invalid("greeting", f"{menu.name}: there is no prompt {menu.greeting}")
        for choice in menu.choices:
            check_target(config, "choices", choice.to)
        check_target(config, "otherwise", menu.otherwise)
