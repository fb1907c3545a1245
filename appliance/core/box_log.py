"""The box's log as its owner asks for it: whose messages, how grave, of which time."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Who writes into it, as the owner knows him."""

    EXCHANGE = "exchange"
    SUPERVISOR = "supervisor"
    WEB = "web"
    CARDS = "cards"
    GUARD = "guard"  # firewall, and who is shut out
    NETWORK = "network"
    TIME = "time"
    UPDATE = "update"
    KERNEL = "kernel"


UNITS: Mapping[Source, tuple[str, ...]] = {
    Source.EXCHANGE: ("asterisk.service", "lineman-exchange-watch.service"),
    Source.SUPERVISOR: ("lineman.service", "lineman-putback.service"),
    Source.WEB: ("lineman-web.service", "nginx.service"),
    Source.CARDS: ("lineman-cards.service", "lineman-virtual.service"),
    Source.GUARD: (
        "lineman-firewall.service",
        "lineman-firewall-sets.service",
        "lineman-bans.service",
    ),
    Source.NETWORK: (
        "lineman-network.service",
        "lineman-host-name.service",
        "systemd-networkd.service",
        "systemd-resolved.service",
        "avahi-daemon.service",
    ),
    Source.TIME: ("chrony.service", "lineman-clock.service", "lineman-time-servers.service"),
    Source.UPDATE: ("rauc.service", "lineman-trial.service", "lineman-slot.service"),
    Source.KERNEL: (),
}
"""The units of each; the kernel is none."""


class Level(StrEnum):
    """At least so grave."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    INFO = "info"


PRIORITIES: Mapping[Level, int] = {
    Level.ERROR: 3,
    Level.WARNING: 4,
    Level.NOTICE: 5,
    Level.INFO: 6,
}
"""As syslog counts; a smaller one is graver."""


@dataclass(frozen=True, slots=True)
class Sought:
    """At most `count` messages, the newest first, older than the place `before` and newer than the
    place `after`.

    What is empty does not narrow; `since` and `until` in seconds since the epoch.
    """

    count: int
    source: Source | None = None
    level: Level | None = None
    since: float = 0.0
    until: float = 0.0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One message; `time` in seconds since the epoch, `priority` as syslog counts, `place` where
    the log has it.
    """

    time: float
    priority: int
    unit: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class IssueNote:
    """That an issue was raised, or was cleared, as the board wrote it into the log."""

    time: float
    kind: str
    subject: str
    raised: bool
    text: str
    remedy: str
    severity: int


@dataclass(frozen=True, slots=True)
class PastIssue:
    """An issue that is over; `until` is 0 where the box was switched off meanwhile."""

    note: IssueNote
    until: float


def past_issues(
    notes: tuple[IssueNote, ...], open_now: frozenset[tuple[str, str]]
) -> tuple[PastIssue, ...]:
    """Those that are over, of notes with the newest first; the last to end in front.

    A raising that no clearing follows was cut off by a start of the supervisor; of an issue that
    is open now that is no end.
    """
    found: list[PastIssue] = []
    ends: dict[tuple[str, str], float] = {}
    for note in notes:
        key = note.kind, note.subject
        if not note.raised:
            ends[key] = note.time
        elif (until := ends.pop(key, 0.0)) or key not in open_now:
            found.append(PastIssue(note, until))
    return tuple(sorted(found, key=lambda each: -(each.until or each.note.time)))
