"""What the parts of the box do, and which issues it had."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from appliance.asterisk.ports import Exchange
from appliance.core.box_log import PastIssue, past_issues
from appliance.core.errors import Fault
from appliance.core.issues import Severity
from appliance.daemon.configuring import Answering
from appliance.daemon.views import WEIGHTS
from appliance.health.board import Board
from appliance.host.ports import Journal, Units, UnitSeen
from appliance.wire import diagnosis
from appliance.wire.admission import Asker

UNITS = (
    "asterisk.service",
    "lineman-cards.service",
    "lineman.service",
    "lineman-web.service",
    "nginx.service",
    "lineman-exchange-watch.service",
    "lineman-firewall.service",
    "lineman-firewall-sets.service",
    "lineman-bans.service",
    "lineman-ceilings.service",
    "lineman-clock.service",
    "lineman-time-servers.service",
    "chrony.service",
    "lineman-network.service",
    "lineman-host-name.service",
    "systemd-networkd.service",
    "systemd-resolved.service",
    "avahi-daemon.service",
    "rauc.service",
)
NOTES = 400  # of the log, about issues
MOST_PAST = 50
_VERSION = "core show version"


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """`drivers` has what card drivers were loaded with. The rights were judged before."""

    board: Board
    exchange: Exchange
    units: Units
    journal: Journal
    drivers: Callable[[], Mapping[str, frozenset[str]]]

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {diagnosis.GetDiagnosis: self._get}

    async def _get(self, _request: object, _asker: Asker) -> diagnosis.Diagnosis:
        unknown: list[str] = []
        exchange = ""
        units: tuple[UnitSeen, ...] = ()
        past: tuple[PastIssue, ...] = ()
        try:
            exchange = await self.exchange.console(_VERSION) if self.exchange.up else ""
        except Fault as fault:
            unknown.append(fault.text)
        try:
            units = await self.units.units(UNITS)
        except Fault as fault:
            unknown.append(fault.text)
        try:
            past = past_issues(await self.journal.issues(NOTES), self._open())
        except Fault as fault:
            unknown.append(fault.text)
        return diagnosis.Diagnosis(
            exchange=exchange.partition(" built ")[0].strip(),
            units=tuple(diagnosis.UnitView(each.name, state_of(each)) for each in units),
            drivers=tuple(
                diagnosis.DriverView(name, tuple(sorted(options)))
                for name, options in sorted(self.drivers().items())
            ),
            past=tuple(map(_past, past[:MOST_PAST])),
            unknown=tuple(unknown),
        )

    def _open(self) -> frozenset[tuple[str, str]]:
        return frozenset((o.issue.kind, o.issue.subject) for o in self.board.issues())


def state_of(unit: UnitSeen) -> diagnosis.UnitState:
    """systemd's words for it in one of ours."""
    match unit.active, unit.sub:
        case "active", "exited":
            return diagnosis.UnitState.DONE
        case (("active" | "reloading" | "refreshing"), _):
            return diagnosis.UnitState.WORKS
        case ("failed", _) | (_, "auto-restart"):
            return diagnosis.UnitState.FAILED
        case "activating", _:
            return diagnosis.UnitState.STARTS
    return diagnosis.UnitState.OFF


def _past(issue: PastIssue) -> diagnosis.PastIssueView:
    note = issue.note
    known = {each.value for each in Severity}
    severity = Severity(note.severity) if note.severity in known else Severity.WARNING
    return diagnosis.PastIssueView(
        note.kind, note.subject, note.text, note.remedy, WEIGHTS[severity], note.time, issue.until
    )
