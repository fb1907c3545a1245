"""Keeping the parts going: which fact wakes which part, and every long task by its name."""

import asyncio
import contextlib
import signal
from functools import partial

from appliance import facts, notify
from appliance.bus import deadly
from appliance.core.errors import Fault
from appliance.daemon.machine import Build
from appliance.daemon.office_joined import CLOSED
from appliance.daemon.places import Places
from appliance.daemon.root import Parts, build
from appliance.wire.answers import Status

_SHOWN = (
    facts.CallRecorded,
    facts.CallsChanged,
    facts.CardsLooked,
    facts.ChangeWaits,
    facts.ConfigCommitted,
    facts.ExchangeCame,
    facts.ExchangeWent,
    facts.FarEndsMoved,
    facts.IssuesChanged,
    facts.LiveStateChanged,
    facts.TimingMeasured,
    facts.UpdateMoved,
)
STATUS_EVERY = 10.0  # seconds


async def supervise(places: Places, make: Build) -> None:
    """Until we are told to end. Every write is a transaction, so nothing has to be saved.

    The history is closed, which spares the next start a look through all of it.
    """
    ended = asyncio.Event()
    for which in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(which, ended.set)
    parts = build(places, make)
    begin(parts)
    await ended.wait()
    parts.mail.close()
    parts.records.close()


def begin(parts: Parts) -> None:
    """Start every task; each takes the process with it should it fail."""
    subscribe(parts)
    deadly("watchdog", notify.keep_alive())
    deadly("wire", parts.server.run(notify.ready))
    deadly("exchange", parts.machine.exchange.run())
    deadly("calls", parts.office.calls_watch.run())
    deadly("live events", parts.live.run())
    deadly("live state", parts.states.run())
    deadly("call spool", parts.records.run())
    deadly("prompts", parts.prompts.committed())
    deadly("webhooks", parts.hooks.sending.run())
    parts.mail.begin()
    deadly("demo telephones", parts.demo.run())
    deadly("log sender", parts.monitored.begin())
    deadly("nightly audit", parts.audit.run())
    deadly("storage samples", parts.storage.run())
    deadly("web probe", parts.health.probe_web())
    deadly("link probe", parts.health.probe_links())
    deadly("limit probe", parts.health.probe_limits())
    deadly("carrier probe", parts.health.carriers.run())
    deadly("file probe", parts.health.probe_files())
    deadly("hardware", _hardware(parts))
    deadly("update trial", parts.trial.run())
    deadly("status line", _status_line(parts))
    if parts.machine.run is not None:
        deadly("machine", parts.machine.run())


def subscribe(parts: Parts) -> None:
    """Who hears of what."""
    bus, calls, cards = parts.bus, parts.office.calls_watch, parts.cards
    moves = (facts.ChannelsMoved, facts.ExchangeCame, facts.ExchangeWent, facts.ConfigCommitted)
    bus.subscribe("calls", *moves, call=calls.moved)
    bus.subscribe("live", *_SHOWN, call=parts.live.stir)
    told = (facts.CallsChanged, facts.CallRecorded)
    bus.subscribe("webhook events", *told, call=parts.hooks.happened)
    bus.subscribe("calls for help", *told, call=parts.mail.happened)
    bus.subscribe("mail settings", facts.ConfigCommitted, call=parts.mail.sending.changed)
    kept = (facts.ChannelsMoved, facts.ExchangeCame, facts.ConfigCommitted)
    bus.subscribe("live state", *kept, call=parts.states.moved)
    bus.subscribe("later change", facts.ConfigCommitted, call=parts.later.committed)
    bus.subscribe("stored calls", facts.ConfigCommitted, call=parts.answers.committed)
    bus.subscribe("nobody's yes", facts.NobodyConfirmed, call=parts.later.unconfirmed)
    bus.subscribe("stored settings", facts.ConfigCommitted, call=partial(_stored, parts))
    bus.subscribe("let in", facts.LiveStateChanged, call=parts.let_in.changed)
    placing = (facts.ConfigCommitted, facts.ExchangeCame)
    bus.subscribe("prompts", *placing, call=parts.prompts.committed)
    bus.subscribe("recorded prompts", facts.LiveStateChanged, call=parts.prompts.recorded)
    moved = (facts.CardsLooked, facts.ExchangeCame, facts.ConfigCommitted)
    bus.subscribe("cards", *moved, call=cards.stir)


async def _stored(parts: Parts, _event: object) -> None:
    """What was committed can be read again."""
    parts.office.board.clear(CLOSED, "settings")


async def _hardware(parts: Parts) -> None:
    """The first look comes before anything is judged by it."""
    watch = parts.office.watch
    with contextlib.suppress(Fault):  # the watch looks again at once, and tells
        await watch.look()
    parts.machine.listen(watch.moved)
    deadly("span watch", watch.run())
    deadly("timing watch", parts.office.timing.run())
    deadly("health", parts.health.run())
    deadly("cards flow", parts.cards.run())
    deadly("later change", parts.later.run())
    deadly("stored calls", parts.answers.look())


def status_line(status: Status) -> str:
    """For whoever asks systemd: what the box does, and what is wrong in its own words."""
    calls = "1 call" if status.calls == 1 else f"{status.calls} calls"
    wrong = " ".join(issue.text for issue in status.issues) or "No open issue."
    return f"{status.state}, {calls}. {wrong}"


async def _status_line(parts: Parts) -> None:
    while True:
        notify.status(status_line(parts.office.status()))
        await asyncio.sleep(STATUS_EVERY)
