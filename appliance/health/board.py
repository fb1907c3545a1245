"""Every open issue, each raised and cleared once."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from appliance.bus import Bus
from appliance.core.issues import Issue
from appliance.facts import IssuesChanged
from appliance.health.checks import ALL
from appliance.health.world import World

log = logging.getLogger(__name__)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """An issue and when it was raised, in seconds since the epoch."""

    issue: Issue
    since: float


@dataclass(slots=True)
class Board:
    """Checks raise and clear by themselves; flows `post` and `clear` what only they know."""

    bus: Bus
    _checked: dict[Key, Open] = field(default_factory=dict)
    _posted: dict[Key, Open] = field(default_factory=dict)

    def judge(self, world: World, wall: float) -> None:
        """Run every check; `wall` is the time of day."""
        found = {_key(issue): issue for check in ALL for issue in check(world)}
        before = self._checked
        self._checked = {
            key: Open(issue, before[key].since if key in before else wall)
            for key, issue in found.items()
        }
        self._tell(before, self._checked)

    def post(self, issue: Issue, wall: float) -> None:
        before = dict(self._posted)
        since = before[_key(issue)].since if _key(issue) in before else wall
        self._posted[_key(issue)] = Open(issue, since)
        self._tell(before, self._posted)

    def clear(self, kind: str, subject: str) -> None:
        before = dict(self._posted)
        self._posted.pop((kind, subject), None)
        self._tell(before, self._posted)

    def issues(self) -> tuple[Open, ...]:
        """The worst first, then the oldest."""
        every = [*self._checked.values(), *self._posted.values()]
        return tuple(sorted(every, key=lambda o: (-o.issue.severity, o.since, o.issue.subject)))

    def _tell(self, before: dict[Key, Open], after: dict[Key, Open]) -> None:
        for key in after.keys() - before.keys():
            issue = after[key].issue
            log.warning("%s: %s", issue.subject, issue.text, extra=_fields(issue, "raised"))
        for key in before.keys() - after.keys():
            issue = before[key].issue
            log.info("%s: cleared: %s", issue.subject, issue.text, extra=_fields(issue, "cleared"))
        if _issues(before.values()) != _issues(after.values()):
            self.bus.publish(IssuesChanged())


def _key(issue: Issue) -> Key:
    return issue.kind, issue.subject


def _issues(opened: Iterable[Open]) -> set[Issue]:
    return {each.issue for each in opened}


def _fields(issue: Issue, state: str) -> dict[str, str]:
    """Of the journal's entry, to look it up by: `journalctl LINEMAN_ISSUE=…`."""
    return {
        "LINEMAN_ISSUE": issue.kind,
        "LINEMAN_SUBJECT": issue.subject,
        "LINEMAN_STATE": state,
        "LINEMAN_TEXT": issue.text,
        "LINEMAN_REMEDY": issue.remedy,
        "LINEMAN_SEVERITY": str(int(issue.severity)),
    }
