"""What happens to calls reaches webhooks once each; who changes one is written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from appliance.core.calls import Direction, Result
from appliance.core.errors import Invalid
from appliance.daemon.hooks import Hooks, hooks
from appliance.daemon.office import Office
from appliance.daemon.places import Places
from appliance.daemon.records import Records
from appliance.daemon.views import past_call
from appliance.webhooks.telling import Telling
from appliance.wire import webhooks as wire
from appliance.wire.admission import Door
from appliance.wire.views import CallState
from appliance.wire.webhooks import HookEvent
from tests.fakes.office import call
from tests.fakes.stories import calls
from tests.unit.daemon.test_board import INSIDE
from tests.unit.daemon.test_call_rights import ASKERS

STARTED, ANSWERED, ENDED = HookEvent.STARTED, HookEvent.ANSWERED, HookEvent.ENDED
MISSED, VOICEMAIL = HookEvent.MISSED, HookEvent.VOICEMAIL
RINGS = replace(INSIDE, id="call-1", ringing=True, talking=False)
TALKS = replace(RINGS, ringing=False, talking=True)
DIALS = replace(RINGS, ringing=False, called="", channels=RINGS.channels[:1])
RINGING, TALKING = call(1, CallState.RINGING), call(1)
SINCE = min(RINGING.since, TALKING.since)


class Told(list[tuple[HookEvent, dict[str, Any]]]):
    def tell(self, event: HookEvent, plain: dict[str, Any]) -> None:
        self.append((event, plain))

    @property
    def events(self) -> list[HookEvent]:
        return [event for event, _ in self]


def _telling(told: Told, since: float = SINCE - 1) -> Telling:
    return Telling(told.tell, lambda linked: f"boot/{linked}", since)


def test_a_call_is_told_once_for_each_thing_that_happens() -> None:
    told = Told()
    telling = _telling(told)
    dialling = msgspec.structs.replace(call(1, CallState.DIALLING), called="", queue="")
    telling.moved(((dialling, DIALS),))
    assert told == [], "nobody knows yet whom it is for"
    telling.moved(((RINGING, RINGS),))
    telling.moved(((RINGING, RINGS),))
    assert told.events == [STARTED]
    for _ in range(2):
        telling.moved(((TALKING, TALKS),))
    assert told.events == [STARTED, ANSWERED]
    assert {plain["key"] for _, plain in told} == {"boot/call-1"}
    assert all("may" not in plain for _, plain in told)
    telling.moved(())  # the connection to Asterisk went for a moment
    telling.moved(((TALKING, TALKS),))
    assert told.events == [STARTED, ANSWERED]


def test_what_was_up_before_the_start_is_not_told_again() -> None:
    told = Told()
    telling = _telling(told, since=SINCE + 3600)
    telling.moved(((RINGING, RINGS),))
    assert told == []
    telling.moved(((TALKING, TALKS),))
    assert told.events == [ANSWERED], "what happens later is told"


@pytest.mark.parametrize(
    ("direction", "result", "events"),
    [
        (Direction.INBOUND, Result.ANSWERED, [ENDED]),
        (Direction.INBOUND, Result.ABANDONED, [ENDED, MISSED]),
        (Direction.INBOUND, Result.NO_ANSWER, [ENDED, MISSED]),
        (Direction.INBOUND, Result.BUSY, [ENDED, MISSED]),
        (Direction.INBOUND, Result.VOICEMAIL, [ENDED, MISSED, VOICEMAIL]),
        (Direction.INTERNAL, Result.VOICEMAIL, [ENDED, VOICEMAIL]),
        (Direction.INTERNAL, Result.NO_ANSWER, [ENDED]),
        (Direction.OUTBOUND, Result.BUSY, [ENDED]),
    ],
)
def test_how_a_call_ended(direction: Direction, result: Result, events: list[HookEvent]) -> None:
    told = Told()
    (ended, *_) = calls("attended")
    ended = replace(ended, direction=direction, result=result)
    _telling(told).ended(ended, past_call(ended))
    assert told.events == events
    assert {plain["key"] for _, plain in told} == {ended.key}


@pytest.fixture
def asked(tmp_path: Path) -> Hooks:
    places = Places(state=tmp_path)
    places.identity.mkdir()
    office = cast("Office", SimpleNamespace(box=SimpleNamespace(name="lineman")))
    door = Door(places.identity, lambda: 5.0, lambda: 5.0)
    return hooks(places, office, cast("Records", None), door)


async def ask(asked: Hooks, question: object) -> Any:  # any answer
    return await asked.answering[type(question)](question, ASKERS["admin"])


async def test_who_makes_and_changes_one_is_written_down_and_no_secret(asked: Hooks) -> None:
    made = await ask(asked, wire.MakeWebhook("crm", "https://crm.example/", (ENDED,)))
    hook = made.webhook
    renewed = await ask(asked, wire.RenewWebhookSecret("crm"))
    assert renewed.secret != made.secret
    changed = wire.SetWebhook(hook.id, "crm 2", "https://crm.example/x", (MISSED,), on=False)
    await ask(asked, changed)
    (seen,) = (await ask(asked, wire.GetWebhooks())).webhooks
    assert (seen.name, seen.url, seen.events, seen.on) == (
        "crm 2", "https://crm.example/x", (MISSED,), False,
    )  # fmt: skip
    await ask(asked, wire.RemoveWebhook("crm 2"))
    assert (await ask(asked, wire.GetWebhooks())).webhooks == ()
    entries, _ = asked.door.log.entries(0, 10)
    told = [(each.what.value, each.of, each.before, each.after) for each in reversed(entries)]
    assert told == [
        ("hook-made", "crm", "", "https://crm.example/"),
        ("hook-renewed", "crm", "", ""),
        (
            "hook-changed",
            "crm 2",
            "https://crm.example/ on: call.ended",
            "https://crm.example/x off: call.missed",
        ),
        ("hook-removed", "crm 2", "https://crm.example/x", ""),
    ]
    assert made.secret not in str(entries)


async def test_what_waited_is_dropped_when_it_is_switched_off(asked: Hooks) -> None:
    made = await ask(asked, wire.MakeWebhook("crm", "https://crm.example/", (ENDED,)))
    asked.sending.tell(ENDED, lambda: "{}")
    (one,) = (await ask(asked, wire.GetDeliveries("crm"))).deliveries
    assert (one.event, one.state) == (ENDED, wire.DeliveryState.WAITING)
    hook = made.webhook
    await ask(asked, wire.SetWebhook("crm", hook.name, hook.url, hook.events, on=False))
    assert (await ask(asked, wire.GetDeliveries("crm"))).deliveries == ()


async def test_the_button_tells_why_it_does_not_arrive(asked: Hooks) -> None:
    await ask(asked, wire.MakeWebhook("crm", "https://nobody.invalid/", (ENDED,)))
    tried = (await ask(asked, wire.TestWebhook("crm"))).delivery
    assert (tried.state, tried.event) == (wire.DeliveryState.GIVEN_UP, HookEvent.TEST)
    assert "not reached" in tried.error
    (seen,) = (await ask(asked, wire.GetWebhooks())).webhooks
    assert seen.last == tried
    with pytest.raises(Invalid, match="no webhook"):
        await ask(asked, wire.TestWebhook("gone"))
