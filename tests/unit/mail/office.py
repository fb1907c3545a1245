"""An office whose voice messages and calls for help go by mail, and the letters that it writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.bus import Bus
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.directory import Directory, directory_of
from appliance.core.letters import Written
from appliance.core.mail import Mail, MailSecurity
from appliance.core.people import Email, Language, Mailbox
from appliance.core.text import DisplayName
from appliance.core.zones import Zone
from appliance.health.board import Board
from appliance.mail.kept import Letters
from appliance.mail.letters import Desk
from appliance.store.mail_queue import Told
from tests.fakes.smtp import Got
from tests.machines.offices import after, number, sip
from tests.machines.parts import department, person

NOW = 1_800_000_000.0
SENDER = Email("box@example.com")
BORIS = Email("boris@example.com")


def office() -> Config:
    """301 is Anna's, English, with her mailbox by mail; 302 Boris's, without that."""
    config = after(
        department("sales", "Sales"),
        sip("301", "Telephone"),
        sip("302", "Telephone"),
        person("301", "Anna Petrova", works_in="sales", email="anna@example.com"),
        person("302", "Boris", email=BORIS.text),
    )
    for digits, mailed in (("301", True), ("302", False)):
        config = edit(config, Put(Mailbox(number(digits), DisplayName("box"), mailed)))
    config = edit(config, Put(replace(config.extension(number("301")), language=Language.EN)))
    mail = Mail("mail.example.com", 25, MailSecurity.NONE, sender=SENDER, emergency=(BORIS,))
    return replace(config, mail=mail, zone=Zone("Europe/Moscow"))


@dataclass
class Writing:
    """What was written, and where it is noted; `now` is the clock."""

    folder: Path
    config: Config = field(default_factory=office)
    now: float = NOW
    board: Board = field(default_factory=lambda: Board(Bus()))
    got: list[Written] = field(default_factory=list)
    letters: Letters = field(init=False)

    def __post_init__(self) -> None:
        self.letters = Letters(self.folder / "mail.db")

    async def put(
        self, letters: Sequence[Written], subject: str = "", told: Sequence[Told] = ()
    ) -> bool:
        fresh = await self.letters(lambda queue: queue.put(letters, self.now, subject, told))
        self.got += letters if fresh else ()
        return fresh

    def directory(self) -> Directory:
        return directory_of(self.config)

    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Moscow")

    def desk(self, language: Language = Language.RU) -> Desk:
        return Desk("lineman", SENDER, datetime.fromtimestamp(self.now, UTC), language)

    def clock(self) -> float:
        return self.now

    @property
    def read(self) -> list[Got]:
        return [Got("", [each.to], each.content, "", encrypted=False) for each in self.got]


async def until(there: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not there():
            await asyncio.sleep(0.01)
