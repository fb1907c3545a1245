"""Mail as the supervisor joins it: from a message in a mailbox, or a call for help, to a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from appliance.asterisk.ports import Switchboard
from appliance.asterisk.queries import ChannelSeen, Ring
from appliance.bus import Bus
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.issues import Issue
from appliance.core.mail import Mail
from appliance.daemon.configuring import Configuring
from appliance.daemon.mailing import Mailing, mailing
from appliance.daemon.office import Office
from appliance.daemon.places import Places
from appliance.daemon.whose import Whose
from appliance.facts import CallsChanged
from appliance.health.board import Board
from appliance.mail import alarms, voicemail
from appliance.simulate.mailboxes import leave
from appliance.simulate.script import OUTSIDE
from appliance.wire import mail as wire
from tests.fakes.begun import begun
from tests.fakes.smtp import MailServer, serving
from tests.machines.offices import number
from tests.unit.daemon.test_call_rights import ASKERS
from tests.unit.mail.office import office, until
from tests.unit.mail.test_post import POST


@dataclass
class Box:
    places: Places
    config: Config = field(default_factory=office)
    channels: tuple[ChannelSeen, ...] = ()
    board: Board = field(default_factory=lambda: Board(Bus()))
    mail: Mailing = field(init=False)
    rung: list[Ring] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = SimpleNamespace(
            box=SimpleNamespace(name="lineman"),
            config=lambda: self.config,
            whose=Whose(lambda: self.config),
            board=self.board,
            calls_watch=self,
            exchange=SimpleNamespace(channels=self._up),
        )

        async def seen(_asker: object, *, draft: bool) -> tuple[int, Config]:
            return 1, replace(self.config, mail=Mail()) if draft else self.config

        asked = cast("Configuring", SimpleNamespace(seen=seen))
        self.mail = mailing(self.places, cast("Office", known), asked, cast("Switchboard", self))
        self.mail.sending.post = POST
        self.mail.sending.look = 0.05

    async def _up(self) -> tuple[ChannelSeen, ...]:
        return self.channels

    async def ring(self, telephone: Ring) -> None:
        self.rung.append(telephone)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with begun(self.mail.begin):
            yield

    async def ask(self, question: object) -> Any:  # any answer
        return await self.mail.answering[type(question)](question, ASKERS["admin"])


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    monkeypatch.setattr(voicemail, "EVERY", 0.05)
    monkeypatch.setattr(alarms, "EVERY", 0.05)
    monkeypatch.setattr(alarms, "LASTS", 0.0)
    places = Places(data=tmp_path)
    places.history.parent.mkdir()
    made = Box(places)
    yield made
    made.mail.close()


async def test_a_message_a_call_for_help_and_an_alarm_reach_the_server(box: Box) -> None:
    async with serving(MailServer()) as server:
        told = replace(box.config.mail, port=server.port, alarms=box.config.mail.emergency)
        told = replace(told, emergency_telephones=(number("301"), number("302")))
        box.config = replace(box.config, mail=told)
        async with box.running():
            kept = box.mail.sending.letters
            subjects: list[str] = []
            while not subjects:
                await asyncio.sleep(0.05)
                subjects = await kept(lambda queue: queue.subjects("voicemail"))
            leave(box.places.voicemail, "301", OUTSIDE[0], 1_800_000_000.0, 2)
            await until(lambda: len(server.got) == 1)
            box.channels = (
                ChannelSeen("PJSIP/302-1", "1.1", "1.1", "Up", "302", "", "", "", "103",
                            "from-internal", "", 1),
            )  # fmt: skip
            await box.mail.happened(CallsChanged())
            await until(lambda: len(server.got) == 2)
            box.board.post(Issue("x", "x", "Line 1 is down.", "Look at the cable."), 0.0)
            await until(lambda: len(server.got) == 3)
            queue = await box.ask(wire.GetMail())
    assert [got.to for got in server.got] == [
        ["anna@example.com"], ["boris@example.com"], ["boris@example.com"],
    ]  # fmt: skip
    message, help_, alarm = (got.letter["subject"] for got in server.got)
    assert message.startswith("Voice message: ")
    assert server.got[0].sound is not None
    assert [each.then for each in box.rung] == ["301*103*302"]
    assert help_ == "Вызов 103 с номера 302 Boris"
    assert alarm.startswith("lineman: ")
    assert {opened.issue.kind for opened in box.board.issues()} == {"x", "help-called"}
    assert queue.server == "mail.example.com"
    assert [each.kind.value for each in queue.letters] == ["alarm", "emergency", "voicemail"]


async def test_a_test_tells_what_the_server_answers(box: Box) -> None:
    async with serving(MailServer()) as server:
        box.config = replace(box.config, mail=replace(box.config.mail, port=server.port))
        tried = await box.ask(wire.TestMail("anna@example.com", language="en"))
        assert "queued as 4711" in tried.said
        assert server.got[0].letter["subject"] == "Mail test: lineman"
        with pytest.raises(Invalid) as refused:
            await box.ask(wire.TestMail("anna@example.com", draft=True))
        assert refused.value.field == "server"
        with pytest.raises(Invalid) as refused:
            await box.ask(wire.TestMail("anna"))
        assert refused.value.field == "to"
    failed = await box.ask(wire.TestMail("anna@example.com"))
    assert "nobody answers" in failed.error
