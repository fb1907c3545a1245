"""After a restart: a new release proves itself and stays, or the box goes back to the old one."""

import asyncio
import logging
import time
from dataclasses import dataclass
from pathlib import Path

from appliance.core.config import Config
from appliance.core.errors import Fault
from appliance.core.issues import Issue
from appliance.flows import trial_notes
from appliance.flows.gate import CHECKS, Gate
from appliance.flows.system_update import BUSY, Updates
from appliance.flows.trial_notes import Outcome, Trial
from appliance.health.board import Board
from appliance.wire.views import GateCheck, UpdatePhase

log = logging.getLogger(__name__)

ASKED = 3  # times that the installer is asked about the slots
INTERRUPTED_ASKED = 360
ASK_AGAIN = 10.0  # seconds
OTHER = "the other version"
NO_WORD = "it did not come up, or did not finish its checks."
UNREADABLE = "The last update was not kept, and its note cannot be read."
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
        changes = self.updates.changes
        if (self.updates.running.own / trial_notes.TRIAL).exists():
            changes.hold = HOLD
        known = await self._slots_known()
        trial = self._on_trial(known=known)
        if trial is not None:
            await self._decide(trial)
        else:
            changes.hold = ""
            self._decided_before_the_cut()
            await self._not_kept()
            self._report()
            if known:
                await self._fill_up_tries()
        await self.updates.look_at_slots()

    async def _slots_known(self) -> bool:
        for _ in range(ASKED):
            if await self.updates.look_at_slots():
                return True
            await asyncio.sleep(ASK_AGAIN)
        log.error("whether this slot is on trial cannot be learnt: it is not marked good")
        return False

    def _on_trial(self, *, known: bool) -> Trial | None:
        """The boot environment decides; the note says what to prove.

        Only where nobody tells of the boot environment the note has to do.
        """
        running = self.updates.running
        trial = trial_notes.read(running.own / trial_notes.TRIAL, Trial)
        if trial is not None and trial.boot == running.boot:
            trial = None
        if not known:
            return trial
        return (trial or self._without_note()) if self.updates.on_trial else None

    def _without_note(self) -> Trial:
        """What is configured has to be there, in whatever state it was."""
        log.warning("update: this slot is on trial without a note that can be read")
        others = [slot.version for slot in self.updates.now.slots if not slot.running]
        try:
            config = self.updates.changes.config
        except Fault:  # told elsewhere; the settings are a check of their own
            config = Config()
        return Trial(
            version=self.updates.running.version,
            before=others[0] if others and others[0] else OTHER,
            boot="",
            cards=tuple(str(card.key) for card in config.cards),
            spans=tuple(span.number for _, span in config.spans()),
            noted=False,
        )

    async def _fill_up_tries(self) -> None:
        """Each start costs the slot a try. This one needs no proof beyond our being here."""
        try:
            await self.updates.installer.mark_good()
        except Fault as fault:
            log.error("the running slot cannot be marked good: %s", fault.text)  # noqa: TRY400

    def _decided_before_the_cut(self) -> None:
        """The slot proved itself or needs not, and its note is still there."""
        running = self.updates.running
        note = running.own / trial_notes.TRIAL
        trial = trial_notes.read(note, Trial)
        if trial is not None:
            _left(running.own, Outcome(trial.version, kept=True, sentence=_kept(trial)))
        trial_notes.drop(note)

    async def _not_kept(self) -> None:
        """The other slot was to be tried, and here we are again.

        When it left no word why, it did not come as far as that.
        """
        running = self.updates.running
        note = running.other / trial_notes.TRIAL
        if not note.exists() or self._other_proved:
            trial_notes.drop(note)
            return
        trial = trial_notes.read(note, Trial)
        if trial is not None and trial.boot == running.boot:
            await self._interrupted()
            return
        if not (running.own / trial_notes.OUTCOME).exists():
            version, sentence = "", UNREADABLE
            if trial is not None:
                version, sentence = trial.version, _went_back(trial, NO_WORD)
            _left(running.own, Outcome(version, kept=False, sentence=sentence))
        try:
            await self.updates.installer.mark_other_bad()
        except Fault as fault:  # should it start after all, it has to prove itself
            log.error("update: the other slot cannot be marked bad: %s", fault.text)  # noqa: TRY400
        trial_notes.drop(note)

    @property
    def _other_proved(self) -> bool:
        return any(slot.good for slot in self.updates.now.slots if not slot.running)

    async def _interrupted(self) -> None:
        """The supervisor ended under an update of this very boot, and the installer may go on.

        What it leaves would start with the settings of now, or older ones: it has to go.
        """
        self.updates.changes.hold = BUSY
        for _ in range(INTERRUPTED_ASKED):
            remedy = await self.updates.take_back()
            if not self.updates.changes.hold:
                break
            await asyncio.sleep(ASK_AGAIN)
        self.updates.show(UpdatePhase.FAILED, sentence="The update was interrupted.", remedy=remedy)

    def _report(self) -> None:
        outcome = trial_notes.read(self.updates.running.own / trial_notes.OUTCOME, Outcome)
        if outcome is None:
            return
        self.updates.named(outcome.version)
        if outcome.kept:
            self.updates.show(UpdatePhase.KEPT, 100, outcome.sentence, outcome.checks)
            return
        remedy = "The box runs as before. Mend what is named above, or wait for the next version."
        self.updates.show(UpdatePhase.WENT_BACK, 100, outcome.sentence, outcome.checks, remedy)
        self.board.post(Issue(WENT_BACK, outcome.version, outcome.sentence, remedy), time.time())

    async def _decide(self, trial: Trial) -> None:
        updates = self.updates
        updates.changes.hold = HOLD
        updates.named(trial.version)
        updates.show(UpdatePhase.TRIAL)

        def told(done: tuple[GateCheck, ...]) -> None:
            updates.show(UpdatePhase.TRIAL, len(done) * 100 // CHECKS, checks=done)

        checks = await self.gate.judge(trial, told)
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
        sentence = _kept(trial)
        _left(running.own, Outcome(trial.version, kept=True, sentence=sentence, checks=checks))
        trial_notes.drop(running.own / trial_notes.TRIAL)
        self.updates.changes.hold = ""
        log.info("update: %s", sentence)
        self._report()

    async def _go_back(self, trial: Trial, why: str, checks: tuple[GateCheck, ...]) -> None:
        """Restart in any case: even when nothing can be marked, tries run out."""
        running = self.updates.running
        log.error("update: version %s failed its trial: %s", trial.version, why)
        sentence = _went_back(trial, why)
        _left(running.other, Outcome(trial.version, kept=False, sentence=sentence, checks=checks))
        try:
            await self.updates.installer.mark_bad()
        except Fault as fault:
            log.error("update: the new slot cannot be marked bad: %s", fault.text)  # noqa: TRY400
        self.updates.show(UpdatePhase.RESTARTING, sentence=sentence, checks=checks)
        await self._restart()

    async def _restart(self) -> None:
        """As often as it takes: nothing else brings the box back."""
        while True:
            try:
                await self.updates.power.restart_box()
            except Fault as fault:
                log.error("update: the box does not restart: %s", fault.text)  # noqa: TRY400
                await asyncio.sleep(ASK_AGAIN)
            else:
                return


def _left(slot: Path, outcome: Outcome) -> None:
    """Told when it can be; what was decided does not hang on it."""
    try:
        trial_notes.write(slot / trial_notes.OUTCOME, outcome)
    except Fault as fault:
        log.error("update: %s", fault.text)  # noqa: TRY400  # a fault, told in words


def _kept(trial: Trial) -> str:
    return f"Version {trial.version} runs; it replaced {trial.before}."


def _went_back(trial: Trial, why: str) -> str:
    return f"Version {trial.version} was tried and taken back to {trial.before}: {why}"
