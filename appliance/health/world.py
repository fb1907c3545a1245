"""What the checks look at: one value, so that a check is a pure function."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.core.bans import Ban
from appliance.core.config import Config
from appliance.hardware.seen import Look


@dataclass(frozen=True, slots=True)
class World:
    """The box at `now`, in seconds of a clock that never jumps.

    `alarm_since` has each span in alarm, `link_down_since` each E1 whose far exchange is silent;
    `free` the free share (0 to 1) of each partition and of each kind of data that has a ceiling,
    `missing` the partitions that are not mounted.
    `timing` are the newest measurements of the cards' clock in per cent, the newest at the end.
    `edited` names files of the running configuration that somebody changed by hand, `replaced`
    such files as they were, where newer ones are in use now.
    `drivers` has what each card driver that is loaded was loaded with, as `NAME=VALUE`.
    `bans` are addresses that guessed passwords and are not listened to.
    `limits_met` has the numbers that met a limit of calls to the outside today, and which;
    `lines_met` the same of trunk groups by their numbers.
    `distrusted` has why a SIP line's server is not trusted, by the line's name.
    `certificate_days` are left until the web page's certificate ends; None while it is the box's
    own. `certificate_refused`: the owner's is there, and the page shows the box's all the same.
    `*_down_since` is None while the thing answers.
    """

    now: float
    config: Config = field(default_factory=Config)
    look: Look = field(default_factory=Look)
    alarm_since: Mapping[int, float] = field(default_factory=dict)
    link_down_since: Mapping[int, float] = field(default_factory=dict)
    exchange_down_since: float | None = None
    web_down_since: float | None = None
    timing: tuple[float, ...] = ()
    edited: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    free: Mapping[str, float] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    drivers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bans: tuple[Ban, ...] = ()
    limits_met: Mapping[str, str] = field(default_factory=dict)
    lines_met: Mapping[str, str] = field(default_factory=dict)
    distrusted: Mapping[str, str] = field(default_factory=dict)
    certificate_days: int | None = None
    certificate_refused: bool = False
