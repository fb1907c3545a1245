"""Letters go at once, again after growing pauses, and are given up; a restart loses none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from appliance.core.issues import Issue
from appliance.core.letters import Letter, LetterKind, LetterState, Written
from appliance.core.mail import Mail
from appliance.mail.kept import Letters
from appliance.mail.sending import OLDEST, PATIENCE, PAUSES, URGENT, Sending
from appliance.store.mail_queue import Told
from tests.fakes.begun import begun
from tests.fakes.smtp import MailServer, serving
from tests.unit.mail.office import until
from tests.unit.mail.test_post import POST, settings

VOICE, HELP = LetterKind.VOICEMAIL, LetterKind.EMERGENCY
FULL = {"END": "452 4.3.1 full"}


@dataclass
class Box:
    """One that can be started again over the same file; its clock stands."""

    folder: Path
    mail: Mail = field(default_factory=Mail)
    now: float = 1_800_000_000.0
    issue: Issue | None = None
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.sending = Sending(
            Letters(self.folder / "mail.db"),
            lambda: self.mail,
            POST,
            lambda: self.now,
            lambda issue: setattr(self, "issue", issue),
            look=0.01,
        )

    @property
    def wrong(self) -> str:
        """What the page tells of the mail."""
        return self.issue.text if self.issue is not None else ""

    async def put(self, *numbers: int, kind: LetterKind = VOICE) -> None:
        await self.sending.put([written(number, kind) for number in numbers])

    async def letters(self) -> list[Letter]:
        """The oldest first."""
        found = await self.sending.letters(lambda queue: queue.letters(100))
        return list(reversed(found))

    async def until(self, *states: LetterState, attempts: int = 1) -> list[Letter]:
        async with asyncio.timeout(60):
            while True:
                found = await self.letters()
                if [e.state for e in found] == list(states) and found[-1].attempts >= attempts:
                    return found
                await asyncio.sleep(0.01)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            async with begun(self.sending.begin):
                yield
        finally:
            self.sending.letters.close()


def written(number: int, kind: LetterKind = VOICE) -> Written:
    return Written(kind, f"p{number}@example.com", b"Subject: x\r\n\r\nhello\r\n")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


async def test_a_letter_goes_at_once_and_its_content_is_forgotten(box: Box) -> None:
    async with serving(MailServer()) as server, box.running():
        box.mail = settings(server.port)
        await box.put(1)
        (sent,) = await box.until(LetterState.SENT)
        assert await box.sending.letters(lambda queue: queue.content(sent.number)) == b""
    assert [got.to for got in server.got] == [["p1@example.com"]]
    assert "queued as 4711" in sent.said
    assert box.issue is None


async def test_it_tries_again_after_growing_pauses_and_gives_up(box: Box) -> None:
    async with serving(MailServer(answers=dict(FULL))) as server, box.running():
        box.mail = settings(server.port)
        await box.put(1)
        waited = []
        for tries in range(1, len(PAUSES) + 3):
            (one,) = await box.until(LetterState.WAITING, attempts=tries)
            assert one.attempts == tries
            waited.append(one.next - box.now)
            box.now = one.next - 1
            await asyncio.sleep(0.05)
            assert (await box.letters())[0].attempts == tries, "not before its moment"
            box.now = one.next
            box.sending.wake()
        assert tuple(waited) == (*PAUSES, *PAUSES[-1:] * 2)
        (one,) = await box.until(LetterState.WAITING, attempts=tries + 1)
        assert "452" in one.error
        assert box.issue is not None
        assert "is tried again" in box.issue.text
        box.now = one.made + OLDEST + 1
        box.sending.wake()
        (one,) = await box.until(LetterState.GIVEN_UP)
        assert "452" in one.error
        await until(lambda: box.issue is not None and "given up" in box.issue.text)
        server.answers.clear()
        await box.put(2)
        await box.until(LetterState.GIVEN_UP, LetterState.SENT)
        await until(lambda: box.issue is None)  # another was taken since


async def test_the_page_tells_of_a_server_that_is_away_only_once_it_lasts(box: Box) -> None:
    box.mail = settings(9)
    async with box.running():
        await box.put(1)
        (one,) = await box.until(LetterState.WAITING)
        assert box.wrong == ""
        box.now = one.made + PATIENCE + 1
        await box.until(LetterState.WAITING, attempts=2)
        await until(lambda: "nobody answers at port 9" in box.wrong)


async def test_what_is_refused_for_good_is_not_tried_again(box: Box) -> None:
    answers = {"RCPT": "550 5.1.1 no such user"}
    async with serving(MailServer(answers=answers)) as server, box.running():
        box.mail = settings(server.port)
        await box.put(1)
        (one,) = await box.until(LetterState.GIVEN_UP)
        await until(lambda: box.issue is not None)
    assert (one.attempts, one.next) == (1, 0)
    assert box.issue is not None
    assert "p1@example.com" in box.issue.text


async def test_a_restart_in_the_middle_loses_none_and_sends_none_twice(box: Box) -> None:
    async with serving(MailServer(answers=dict(FULL))) as server:
        box.mail = settings(server.port)
        async with box.running():
            await box.put(1, 2)
            await box.until(LetterState.WAITING, LetterState.WAITING)
        server.answers.clear()
        box.restart()
        box.now += 3600
        async with box.running():
            await box.until(LetterState.SENT, LetterState.SENT)
        box.restart()
        async with box.running():
            await asyncio.sleep(0.1)
    assert [got.to[0] for got in server.got] == ["p1@example.com", "p2@example.com"]


async def test_a_call_for_help_waits_behind_nobody(box: Box) -> None:
    """A server that takes ages for one letter takes another meanwhile."""
    held = asyncio.Event()

    async def post(mail: Mail, to: str, content: bytes) -> str:
        if to.startswith("p1"):
            await held.wait()
        return await POST(mail, to, content)

    async with serving(MailServer()) as server:
        box.mail = settings(server.port)
        box.sending.post = post
        async with box.running():
            await box.put(1)
            await asyncio.sleep(0.05)
            await box.put(2, kind=HELP)
            await box.until(LetterState.WAITING, LetterState.SENT)
            held.set()
            await box.until(LetterState.SENT, LetterState.SENT)


async def test_a_call_for_help_is_tried_every_minute(box: Box) -> None:
    async with serving(MailServer(answers=dict(FULL))) as server, box.running():
        box.mail = settings(server.port)
        await box.put(1, kind=HELP)
        for tries in range(1, 6):
            (one,) = await box.until(LetterState.WAITING, attempts=tries)
            assert one.next - box.now <= URGENT
            box.now = one.next
            box.sending.wake()


async def test_other_settings_are_tried_at_once(box: Box) -> None:
    box.mail = settings(9)
    async with serving(MailServer()) as server, box.running():
        await box.put(1)
        await box.until(LetterState.WAITING)
        box.mail = replace(box.mail, port=server.port)
        await box.sending.changed(object())
        await box.until(LetterState.SENT)


async def test_without_a_server_letters_wait(box: Box) -> None:
    async with box.running():
        await box.put(1)
        await asyncio.sleep(0.1)
        (one,) = await box.letters()
    assert (one.state, one.attempts) == (LetterState.WAITING, 0)


async def test_a_queue_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    box = Box(tmp_path / "data")
    async with serving(MailServer()) as server, box.running():
        box.mail = settings(server.port)
        await asyncio.sleep(0.05)
        (tmp_path / "data").mkdir()
        assert await box.sending.put([written(1)], "emergency", [Told("1.1", box.now)])
        await box.until(LetterState.SENT)
        assert not await box.sending.put([written(1)], "emergency", [Told("1.1", box.now)])
        assert len(await box.letters()) == 1
