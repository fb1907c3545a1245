"""Whatever the protocol lets one ask, somebody answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from appliance.daemon.front import Front, joined
from appliance.daemon.root import build
from appliance.simulate.journal import SimulatedJournal
from appliance.simulate.machine import places_below, prepare, simulated
from appliance.store.config_store import SqliteConfigStore
from appliance.wire import protocol
from appliance.wire.answers import Done
from appliance.wire.kinds import Stream


def test_every_question_of_the_protocol_has_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedJournal, "listen", lambda _: None)  # to every test after this
    questions: set[type] = set(protocol.AnyRequest.__args__)
    streams = {question for question in questions if issubclass(question, Stream)}
    answered = asyncio.run(_answered(tmp_path))
    assert questions - streams == answered


def test_a_question_that_two_would_answer_ends_the_start() -> None:
    with pytest.raises(ValueError, match="GetStatus is answered twice"):
        joined(
            [
                {protocol.GetStatus: _nobody},
                {protocol.GetCards: _nobody, protocol.GetStatus: _nobody},
            ]
        )


async def _nobody(_question: object, _asker: object) -> Done:
    raise NotImplementedError


async def _answered(folder: Path) -> frozenset[type]:
    """What the whole supervisor answers, built and not begun."""
    places = places_below(folder)
    prepare(places)
    parts = build(places, simulated)
    front, store = parts.server.front, parts.office.changes.store
    assert isinstance(front, Front)
    assert isinstance(store, SqliteConfigStore)
    for kept in (parts.mail, parts.records, store):
        kept.close()
    return front.answered
