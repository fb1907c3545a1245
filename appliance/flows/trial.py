"""After a restart: a new release proves itself and stays, or the box goes back to the old one."""

import logging
import time
from dataclasses import dataclass

from appliance.core.errors import Fault
from appliance.core.issues import Issue
from appliance.flows import trial_notes
from appliance.flows.gate import Gate
from appliance.flows.system_update import Updates
from appliance.flows.trial_notes import Outcome, Trial
from appliance.health.board import Board
from appliance.wire.views import GateCheck, UpdatePhase

log = logging.getLogger(__name__)

HOLD = "An update is on trial; settings wait until it is decided."
WENT_BACK = "update-went-back"


@dataclass(frozen=True, slots=True)
class TrialStart:
    """What a start has to do about updates."""

    updates: Updates
    gate: Gate
    board: Board

    async def run(self) -> None:
        """Tell how the last update ended, or decide the one that is on trial."""
        running = self.updates.running
        trial = trial_notes.read(running.own / trial_notes.TRIAL, Trial)
        if trial is not None and trial.boot != running.boot:
            await self._decide(trial)
        else:
            self._note_what_never_came_up()
            self._report()
            await self._fill_up_tries()
        await self.updates.look_at_slots()

    async def _fill_up_tries(self) -> None:
        """Each start costs the slot a try. This one needs no proof beyond our being here."""
        try:
            await self.updates.installer.mark_good()
        except Fault as fault:
            log.error("the running slot cannot be marked good: %s", fault.text)  # noqa: TRY400

    def _note_what_never_came_up(self) -> None:
        """The other slot was to be tried, and here we are again.

        When it left no word why, it did not even start.
        """
        running = self.updates.running
        note = running.other / trial_notes.TRIAL
        trial = trial_notes.read(note, Trial)
        if trial is None or trial.boot == running.boot:
            return
        if trial_notes.read(running.own / trial_notes.OUTCOME, Outcome) is None:
            sentence = _went_back(trial, "it did not start.")
            outcome = Outcome(trial.version, kept=False, sentence=sentence)
            trial_notes.write(running.own / trial_notes.OUTCOME, outcome)
        note.unlink(missing_ok=True)

    def _report(self) -> None:
        outcome = trial_notes.read(self.updates.running.own / trial_notes.OUTCOME, Outcome)
        if outcome is None:
            return
        phase = UpdatePhase.KEPT if outcome.kept else UpdatePhase.WENT_BACK
        self.updates.named(outcome.version)
        self.updates.show(phase, 100, outcome.sentence, outcome.checks)
        if not outcome.kept:
            remedy = "The box runs as before. Send the maker the sentence above."
            self.board.post(
                Issue(WENT_BACK, outcome.version, outcome.sentence, remedy), time.time()
            )

    async def _decide(self, trial: Trial) -> None:
        updates = self.updates
        updates.changes.hold = HOLD
        updates.named(trial.version)
        updates.show(UpdatePhase.TRIAL)
        checks = await self.gate.judge(
            trial, lambda done: updates.show(UpdatePhase.TRIAL, len(done) * 20, checks=done)
        )
        failed = [check for check in checks if not check.passed]
        if failed:
            await self._go_back(trial, failed[0].text, checks)
            return
        try:
            await updates.installer.mark_good()
        except Fault as fault:
            await self._go_back(trial, fault.text, checks)
            return
        self._keep(trial, checks)

    def _keep(self, trial: Trial, checks: tuple[GateCheck, ...]) -> None:
        running = self.updates.running
        sentence = f"Version {trial.version} runs; it replaced {trial.before}."
        outcome = Outcome(trial.version, kept=True, sentence=sentence, checks=checks)
        trial_notes.write(running.own / trial_notes.OUTCOME, outcome)
        (running.own / trial_notes.TRIAL).unlink(missing_ok=True)
        self.updates.changes.hold = ""
        log.info("update: %s", sentence)
        self._report()

    async def _go_back(self, trial: Trial, why: str, checks: tuple[GateCheck, ...]) -> None:
        """Restart in any case: even when nothing can be marked, tries run out."""
        running = self.updates.running
        log.error("update: version %s failed its trial: %s", trial.version, why)
        sentence = _went_back(trial, why)
        outcome = Outcome(trial.version, kept=False, sentence=sentence, checks=checks)
        trial_notes.write(running.other / trial_notes.OUTCOME, outcome)
        try:
            await self.updates.installer.mark_bad()
        except Fault as fault:
            log.error("update: the new slot cannot be marked bad: %s", fault.text)  # noqa: TRY400
        self.updates.show(UpdatePhase.RESTARTING, sentence=sentence, checks=checks)
        await self.updates.power.restart_box()


def _went_back(trial: Trial, why: str) -> str:
    return f"Version {trial.version} was tried and taken back to {trial.before}: {why}"
