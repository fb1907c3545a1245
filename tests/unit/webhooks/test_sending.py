"""Messages go at once, again after growing pauses, and are given up; a restart loses none."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.beside import at_once
from appliance.core.errors import Fault, Invalid
from appliance.webhooks import outbox as outbox_of
from appliance.webhooks.kept import Kept, Webhook
from appliance.webhooks.outbox import Delivery, Outbox
from appliance.webhooks.sending import OLDEST, PAUSES, Sending
from appliance.webhooks.signature import signed
from appliance.wire.webhooks import CHOSEN, DeliveryState, HookEvent
from tests.fakes.receiver import OK, Receiver, receiving
from tests.unit.webhooks.test_post import POST

FAILS = b"HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad"
STARTED, ENDED = HookEvent.STARTED, HookEvent.ENDED


@dataclass
class Box:
    """One that can be started again over the same folder; its clock stands."""

    folder: Path
    now: float = 1_800_000_000.0
    pauses: tuple[float, ...] = PAUSES
    sending: Sending = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        kept = Kept(self.folder / "webhooks.json", lambda: self.now)
        outbox = Outbox(self.folder / "webhooks", lambda: self.now, at_once)
        self.sending = Sending(kept, outbox, POST, lambda: self.now, self.pauses, look=0.01)

    def hook(self, receiver: Receiver, *events: HookEvent) -> Webhook:
        url = f"http://crm.lan:{receiver.port}/"
        return self.sending.kept.make(f"crm {receiver.port}", url, events or CHOSEN, "anna")

    def tell(self, event: HookEvent, text: str = "") -> None:
        self.sending.tell(event, lambda: json.dumps({"text": text or event}))

    def of(self, hook: Webhook) -> tuple[Delivery, ...]:
        return self.sending.outbox.of(hook.id)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.sending.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not there():
            await asyncio.sleep(0.01)


async def test_whoever_chose_the_event_is_told_signed(box: Box) -> None:
    async with receiving(Receiver()) as one, receiving(Receiver()) as other:
        hook = box.hook(one, ENDED)
        box.hook(other, STARTED)
        async with box.running():
            box.tell(ENDED)
            await until(lambda: box.of(hook)[0].state is DeliveryState.DELIVERED)
    assert other.got == []
    (got,) = one.got
    (sent,) = box.of(hook)
    proof = signed(hook.secret, sent.id, box.now, got.body)
    assert {name: got.headers[name] for name in proof} == dict(proof)
    assert (sent.attempts, sent.status, sent.said) == (1, 200, "fine")


async def test_it_tries_again_after_growing_pauses_and_gives_up(box: Box) -> None:
    async with receiving(Receiver([FAILS])) as receiver:
        hook = box.hook(receiver)
        async with box.running():
            box.tell(ENDED)
            waited = []
            for tries in range(1, len(PAUSES) + 2):
                await until(lambda tries=tries: box.of(hook)[0].attempts == tries)  # type: ignore[misc]
                one = box.of(hook)[0]
                assert (one.status, one.said) == (500, "bad")
                if one.waits:
                    waited.append(one.next - box.now)
                    box.now = one.next - 0.5
                    await asyncio.sleep(0.05)
                    assert len(receiver.got) == tries, "not before its moment"
                    box.now = one.next
    assert tuple(waited) == PAUSES
    assert list(PAUSES) == sorted(set(PAUSES))
    assert sum(PAUSES) < OLDEST
    assert box.of(hook)[0].state is DeliveryState.GIVEN_UP
    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1
    assert len({each.body for each in receiver.got}) == 1


async def test_a_receiver_that_comes_back_is_told_what_waited_in_order(box: Box) -> None:
    async with receiving(Receiver([FAILS, OK])) as receiver:
        hook = box.hook(receiver)
        async with box.running():
            box.tell(ENDED, "first")
            await until(lambda: box.of(hook)[0].attempts == 1)
            box.now += PAUSES[0]
            box.tell(ENDED, "second")
            await until(lambda: all(not each.waits for each in box.of(hook)))
    texts = [json.loads(each.body)["text"] for each in receiver.got]
    assert texts == ["first", "first", "second"]


async def test_what_is_old_is_given_up(box: Box) -> None:
    async with receiving(Receiver([FAILS])) as receiver:
        hook = box.hook(receiver)
        box.tell(ENDED)
        box.now += OLDEST + 1
        async with box.running():
            await until(lambda: not box.of(hook)[0].waits)
    assert box.of(hook)[0].state is DeliveryState.GIVEN_UP
    assert len(receiver.got) == 1


async def test_a_restart_loses_nothing_that_waited(box: Box) -> None:
    async with receiving(Receiver([FAILS, OK])) as receiver:
        hook = box.hook(receiver)
        async with box.running():
            box.tell(ENDED)
            await until(lambda: box.of(hook)[0].attempts == 1)
        box.restart()
        (kept,) = box.of(hook)
        assert (kept.waits, kept.attempts) == (True, 1)
        box.now = kept.next
        async with box.running():
            await until(lambda: box.of(hook)[0].state is DeliveryState.DELIVERED)
        box.restart()
    assert [each.state for each in box.of(hook)] == [DeliveryState.DELIVERED]
    assert len({each.headers["webhook-id"] for each in receiver.got}) == 1


async def test_a_silent_receiver_keeps_no_other_waiting(box: Box) -> None:
    async with receiving(Receiver([None])) as silent, receiving(Receiver()) as quick:
        box.hook(silent)
        hook = box.hook(quick)
        async with box.running():
            for _ in range(5):
                box.tell(ENDED)
            async with asyncio.timeout(0.9):  # less than the silent one is waited for
                await until(lambda: len(quick.got) == 5)
    assert all(not each.waits for each in box.of(hook)[1:])
    assert len(silent.got) == 1


async def test_nobody_else_reads_the_secret(box: Box) -> None:
    async with receiving(Receiver()) as receiver:
        box.hook(receiver)
        box.tell(ENDED)
    files = [path for path in box.folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files)
    assert (box.folder / "webhooks").stat().st_mode & 0o777 == 0o700


async def test_the_oldest_gives_way_and_what_is_over_is_shown_for_a_while(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_of, "MOST_WAITING", 3)
    monkeypatch.setattr(outbox_of, "MOST_OVER", 2)
    async with receiving(Receiver()) as receiver:
        hook = box.hook(receiver)
    for number in range(8):
        box.now += 1
        box.tell(ENDED, str(number))
    assert [json.loads(e.body)["text"] for e in box.of(hook) if e.waits] == ["7", "6", "5"]
    over = [each for each in box.of(hook) if not each.waits]
    assert [each.error for each in over] == [outbox_of.GAVE_WAY] * 2
    box.restart()
    assert len(box.of(hook)) == 5


async def test_off_means_nothing_is_told_and_removed_is_forgotten(box: Box) -> None:
    async with receiving(Receiver()) as receiver:
        hook = box.hook(receiver)
        kept, outbox = box.sending.kept, box.sending.outbox
        box.tell(ENDED)
        kept.change(hook, hook.name, hook.url, hook.told, on=False)
        outbox.drop(hook.id, waiting=True)
        box.tell(ENDED)
        async with box.running():
            await asyncio.sleep(0.1)
        assert (receiver.got, box.of(hook)) == ([], ())
        tried = await box.sending.once(kept.named(hook.name), "{}")  # the button works all the same
        assert tried.state is DeliveryState.DELIVERED
        kept.remove(hook)
        box.restart()
        async with box.running():
            await until(lambda: not list((box.folder / "webhooks").glob("*.json")))


async def test_the_button_tries_once(box: Box) -> None:
    async with receiving(Receiver([FAILS])) as receiver:
        hook = box.hook(receiver)
        async with box.running():
            tried = await box.sending.once(hook, "{}")
            await asyncio.sleep(0.1)
    assert (tried.state, tried.status, tried.attempts) == (DeliveryState.GIVEN_UP, 500, 1)
    assert [each.headers["webhook-id"] for each in receiver.got] == [tried.id]


async def test_a_clock_that_is_put_back_keeps_nothing_waiting(box: Box) -> None:
    async with receiving(Receiver()) as receiver:
        hook = box.hook(receiver)
        box.tell(ENDED)
        box.now -= 10 * 365 * 86400
        async with box.running():
            await until(lambda: box.of(hook)[0].state is DeliveryState.DELIVERED)


@pytest.mark.parametrize(
    ("name", "url", "events", "field"),
    [
        ("", "https://a.example/", CHOSEN, "name"),
        ("crm", "https://a.example/", CHOSEN, "name"),
        ("b", "http://8.8.8.8/", CHOSEN, "url"),
        ("b", "https://127.0.0.1/", CHOSEN, "url"),
        ("b", "https://a.example/", (), "events"),
        ("b", "https://a.example/", (HookEvent.TEST,), "events"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(
    box: Box, name: str, url: str, events: tuple[HookEvent, ...], field: str
) -> None:
    kept = box.sending.kept
    kept.make("crm", "https://a.example/", CHOSEN, "anna")
    with pytest.raises(Invalid) as refused:
        kept.make(name, url, events, "anna")
    assert refused.value.field == field
    assert len(kept.every()) == 1


def test_a_file_that_cannot_be_read_tells_nobody_and_one_that_cannot_be_written_is_a_fault(
    box: Box,
) -> None:
    (box.folder / "webhooks.json").write_text("{")
    (box.folder / "webhooks").mkdir()
    (box.folder / "webhooks" / "msg_1.json").write_text("{")
    box.restart()
    assert box.sending.kept.every() == ()
    assert not (box.folder / "webhooks" / "msg_1.json").exists()
    gone = Kept(box.folder / "nowhere" / "webhooks.json", lambda: 0.0)
    with pytest.raises(Fault, match="cannot be kept"):
        gone.make("crm", "https://a.example/", CHOSEN, "anna")
    assert not any((box.folder / "webhooks").iterdir())
