"""The office put together: the store of the settings, their changes, updates, cards and calls."""

import logging
import time
from functools import partial

from appliance.apply.generation import Generations
from appliance.apply.own_folder import OwnFolder
from appliance.apply.ports import ConfigStore
from appliance.apply.transaction import Applier, Compiling
from appliance.apply.verify import verify
from appliance.asterisk.pri_links import spans_with_link
from appliance.asterisk.queries import ParkedSeen
from appliance.bus import Bus
from appliance.core.errors import Fault
from appliance.core.issues import Issue, Severity
from appliance.daemon.box import Box, read_box
from appliance.daemon.calls_watch import CallsWatch
from appliance.daemon.closed_store import ClosedStore
from appliance.daemon.machine import Machine
from appliance.daemon.office import Office, drawn, internal, since_start
from appliance.daemon.places import Places
from appliance.flows.change_config import Changes
from appliance.flows.patience import Patient
from appliance.flows.system_update import Running, Updates
from appliance.flows.waiting import FILE as LATER
from appliance.flows.waiting import Kept
from appliance.hardware.span_watch import SpanWatch
from appliance.hardware.timing_watch import TimingWatch
from appliance.health.board import Board
from appliance.store.damaged_store import open_store

log = logging.getLogger(__name__)

CLOSED = "config-closed"


def joined(places: Places, machine: Machine, bus: Bus, board: Board) -> Office:
    """What is shown of the box, with the settings, updates and calls behind it."""
    box = read_box(places.slot)
    watch = SpanWatch(machine.inventory, bus)
    changes = _changes(places, machine, watch, bus, board)
    updates = Updates(
        running=_running(places, box),
        installer=machine.installer,
        power=machine.power,
        changes=changes,
        look=lambda: watch.now,
        linked=partial(spans_with_link, machine.exchange),
        bus=bus,
    )

    async def parked() -> tuple[ParkedSeen, ...]:
        return await machine.exchange.parked() if drawn(changes).parking_lots else ()

    calls = CallsWatch(machine.exchange, bus, partial(internal, changes), parked)
    return Office(
        box=box,
        exchange=machine.exchange,
        watch=watch,
        timing=TimingWatch(machine.clock, bus),
        calls_watch=calls,
        board=board,
        changes=changes,
        updates=updates,
        clock=since_start(),
    )


def _running(places: Places, box: Box) -> Running:
    return Running(
        version=box.version,
        slot=box.slot,
        boot=box.boot,
        own=places.slot,
        other=places.other_slot,
        uploads=places.uploads,
    )


def _changes(places: Places, machine: Machine, watch: SpanWatch, bus: Bus, board: Board) -> Changes:
    store = _store(places, board)
    patient = Patient(machine.exchange)
    applier = Applier(
        Generations(places.slot, places.active),
        store,
        patient,
        machine.services,
        lambda config, files, was: verify(config, files, patient, watch, was),
        Compiling(),
        OwnFolder(places.custom),
    )
    kept = Kept(places.slot / LATER)
    return Changes(
        applier,
        store,
        bus,
        kept,
        time.time,
        machine.exchange.channels,
        voicemail=places.voicemail,
    )


def _store(places: Places, board: Board) -> ConfigStore:
    """A store that does not load is an issue; telephones go on with what is committed.

    While it opens, an earlier revision can be restored; else each question is told what is wrong.
    """
    store: ConfigStore | None = None
    try:
        store = open_store(places.slot / "config.db")
        store.load()
    except Fault as fault:
        log.error("%s", fault.text)  # noqa: TRY400  # a fault, told in words
        issue = Issue(CLOSED, "settings", fault.text, fault.remedy, Severity.ERROR)
        board.post(issue, time.time())
        return store or ClosedStore(fault)
    return store
