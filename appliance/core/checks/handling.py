"""Menus, groups and queues know their members, and where unanswered calls go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appliance.core.checks.targets import check_target
from appliance.core.checks.unique import unique
from appliance.core.errors import Invalid
from appliance.core.targets import Target, ToHuntGroup, ToMenu, ToQueue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appliance.core.call_handling import HuntGroup, Menu, Queue
    from appliance.core.config import Config

MOST_RINGING = 120
"""Telephones of a hunt group: Asterisk takes an application's arguments up to 8,191 bytes."""


def check(config: Config) -> None:
    """Keys and switching codes stand once; prompts, members and targets are there."""
    for field, parts in (
        ("schedules", config.schedules),
        ("prompts", config.prompts),
        ("menus", config.menus),
        ("hunt groups", config.hunt_groups),
        ("queues", config.queues),
        ("conferences", config.conferences),
        ("parking lots", config.parking_lots),
        ("fax numbers", config.fax_numbers),
        ("test calls", config.test_calls),
    ):
        unique(field, "key", (part.key for part in parts))
    unique("schedules", "code", (s.code for s in config.schedules if s.code is not None))
    unique("prompts", "code", (p.code for p in config.prompts if p.code is not None))
    _menus(config)
    extensions = {ext.number for ext in config.extensions}
    answering: tuple[HuntGroup | Queue, ...] = (*config.hunt_groups, *config.queues)
    for group in answering:
        for member in group.members:
            if member not in extensions:
                raise Invalid(
                    "members",
                    f"{group.name}: there is no extension {member}; "
                    "choose another, or make it first",
                )
        check_target(config, "otherwise", group.otherwise)
    for lot in config.parking_lots:
        check_target(config, "otherwise", lot.otherwise)
    for room in config.conferences:
        for field, known in (("members", room.members), ("leaders", room.leaders)):
            for number in known:
                if number not in extensions:
                    raise Invalid(
                        field,
                        f"{room.name}: there is no extension {number}; "
                        "choose another, or make it first",
                    )
    _told(config)
    _machines(config)
    _music(config)
    _call_backs(config)
    _circles(config)
    _ringing(config)


def _told(config: Config) -> None:
    extensions = {ext.number for ext in config.extensions}
    for told in config.mail.emergency_telephones:
        if told not in extensions:
            raise Invalid(
                "emergency telephones",
                f"there is no extension {told}; choose another, or make it first",
            )


def _machines(config: Config) -> None:
    """A fax machine answers whatever rings it, before anybody of a group could."""
    machines = {ext.number for ext in config.extensions if ext.fax_machine}
    answering: tuple[HuntGroup | Queue, ...] = (*config.hunt_groups, *config.queues)
    for group in answering:
        for member in group.members:
            if member in machines:
                raise Invalid(
                    "members",
                    f"{group.name}: a fax machine of {member} would answer; choose another",
                )
    for told in config.mail.emergency_telephones:
        if told in machines:
            raise Invalid(
                "emergency telephones", f"a fax machine of {told} would answer; choose another"
            )


def _circles(config: Config) -> None:
    """A call that nobody takes is never sent round: it would not end before its caller does."""
    ways: Mapping[Target, Menu | HuntGroup | Queue] = {
        **{ToMenu(menu.key): menu for menu in config.menus},
        **{ToHuntGroup(group.key): group for group in config.hunt_groups},
        **{ToQueue(queue.key): queue for queue in config.queues},
    }
    for begin in ways.values():
        seen, here = 0, ways.get(begin.otherwise)
        while here is not None:
            if here is begin or seen > len(ways):
                raise Invalid(
                    "otherwise",
                    f"{begin.name}: unanswered calls would go round for ever; send them elsewhere",
                )
            seen, here = seen + 1, ways.get(here.otherwise)


def _ringing(config: Config) -> None:
    devices = {ext.number: len(ext.devices) for ext in config.extensions}
    for group in config.hunt_groups:
        if sum(devices[member] for member in group.members) > MOST_RINGING:
            raise Invalid(
                "members", f"{group.name}: at most {MOST_RINGING} telephones ring; split the group"
            )


def _music(config: Config) -> None:
    prompts = {each.key for each in config.prompts}
    for queue in config.queues:
        if queue.music is not None and queue.music not in prompts:
            raise Invalid(
                "music",
                f"{queue.name}: there is no prompt {queue.music}; choose another, or make it first",
            )
    if config.hold_music is not None and config.hold_music not in prompts:
        raise Invalid(
            "hold music",
            f"there is no prompt {config.hold_music}; choose another, or make it first",
        )


def _call_backs(config: Config) -> None:
    groups = {each.number for each in config.trunk_groups}
    for queue in config.queues:
        if queue.call_back_group is not None and queue.call_back_group not in groups:
            raise Invalid(
                "call back group",
                f"{queue.name}: there is no trunk group {queue.call_back_group}; "
                "choose another, or make it first",
            )


def _menus(config: Config) -> None:
    prompts = {each.key for each in config.prompts}
    for menu in config.menus:
        if menu.greeting not in prompts:
            raise Invalid(
                "greeting",
                f"{menu.name}: there is no prompt {menu.greeting}; "
                "choose another, or make it first",
            )
        for choice in menu.choices:
            check_target(config, "choices", choice.to)
        check_target(config, "otherwise", menu.otherwise)
