"""One condition a file, each a pure `check(world)`; a new one is named in `ALL`."""

from collections.abc import Callable, Iterator

from appliance.core.issues import Issue
from appliance.health.checks import (
    card_missing,
    card_unusable,
    carrier_distrusted,
    certificate_ends,
    clock_inexact,
    data_missing,
    disk_full,
    driver_waits,
    edited_by_hand,
    exchange_down,
    limit_met,
    line_dead,
    lines_limit_met,
    link_down,
    mail_nowhere,
    no_emergency_line,
    password_guessed,
    span_in_alarm,
    web_down,
    zone_unknown,
)
from appliance.health.world import World

ALL: tuple[Callable[[World], Iterator[Issue]], ...] = (
    card_missing.check,
    card_unusable.check,
    carrier_distrusted.check,
    certificate_ends.check,
    clock_inexact.check,
    data_missing.check,
    disk_full.check,
    driver_waits.check,
    edited_by_hand.check,
    exchange_down.check,
    limit_met.check,
    line_dead.check,
    lines_limit_met.check,
    link_down.check,
    no_emergency_line.check,
    mail_nowhere.check,
    password_guessed.check,
    span_in_alarm.check,
    web_down.check,
    zone_unknown.check,
)
