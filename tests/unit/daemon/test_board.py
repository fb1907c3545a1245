"""What is done with calls from the board: who may, by which channel, and what is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from appliance.asterisk.calls_now import CallUp
from appliance.asterisk.queries import Ring
from appliance.beside import OneThread
from appliance.core.calls import Direction
from appliance.core.errors import Fault, Invalid
from appliance.core.feature_codes import Feature
from appliance.core.keys import Key
from appliance.core.live_state import YES, Family
from appliance.core.rooms import ParkingLot
from appliance.core.text import DisplayName
from appliance.daemon.board import LiveBoard
from appliance.daemon.calls_watch import Times
from appliance.daemon.office import Office
from appliance.daemon.records import Records
from appliance.daemon.sights import Sights
from appliance.daemon.views import call_view
from appliance.daemon.watched import Watched
from appliance.daemon.whose import Whose
from appliance.store.database import execute
from appliance.store.history import History
from appliance.wire import board, calls
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow, Done
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Role, Scope
from appliance.wire.sessions import Session
from appliance.wire.views import CallState, Deed
from tests.machines.offices import number
from tests.unit.daemon.test_call_rights import ASKERS, HEAD, OFFICE, SELLER, _asker

INSIDE = CallUp(
    "1.1", Direction.INTERNAL, "302", "Seller", "303", "Clerk", ringing=False, talking=True,
    seconds=9, channels=("PJSIP/302-00000001", "PJSIP/303-00000002"),
)  # fmt: skip
OUTWARD = replace(
    INSIDE, id="1.2", direction=Direction.OUTBOUND, channels=("PJSIP/302-00000003", "DAHDI/5-1")
)
INWARD = replace(
    INSIDE, id="1.3", direction=Direction.INBOUND, channels=("DAHDI/6-1", "PJSIP/302-00000004")
)

PARKED = replace(INSIDE, id="1.4", direction=Direction.INBOUND, channels=("DAHDI/7-1",))
WITH_LOTS = replace(
    OFFICE,
    parking_lots=(
        ParkingLot(Key("lot"), DisplayName("Lot"), number("700"), number("701"), 3),
        ParkingLot(Key("other"), DisplayName("Other"), number("710"), number("711"), 3),
    ),
)


@dataclass
class Switchboard:
    """Remembers what it was told; `silent` makes it refuse."""

    done: list[tuple[object, ...]] = field(default_factory=list)
    silent: bool = False

    async def hang_up(self, channel: str) -> None:
        self._do("hang up", channel)

    async def transfer(self, channel: str, number: str, context: str) -> None:
        self._do("transfer", channel, number, context)

    async def ring(self, call: Ring) -> None:
        self._do("ring", call)

    def _do(self, *what: object) -> None:
        if self.silent:
            raise Fault("Asterisk does not answer.")
        self.done.append(what)


@dataclass
class Desk:
    asked: LiveBoard
    switchboard: Switchboard
    history: History

    async def do(self, who: str, question: object) -> object:
        return await self.asked.answering[type(question)](question, ASKERS[who])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    whose = Whose(lambda: OFFICE)
    up = (INSIDE, OUTWARD, INWARD)
    shown = (
        *(call_view(each, Times(1.0, 2.0), OFFICE, whose.directory()) for each in up),
        call_view(PARKED, Times(1.0, 2.0, "701", 50.0), OFFICE, whose.directory()),
    )
    office = cast(
        "Office",
        SimpleNamespace(
            config=lambda: WITH_LOTS,
            whose=whose,
            calls=lambda: CallsNow(shown),
            calls_watch=SimpleNamespace(calls=(*up, PARKED)),
        ),
    )
    sights, history = Sights(lambda: OFFICE), History(tmp_path / "history.db")
    execute(history._database, "PRAGMA query_only = 1")  # the loop itself writes nothing
    writer, switchboard = OneThread("writer"), Switchboard()
    records = cast("Records", SimpleNamespace(past=history, write=writer))
    entries = {(Family.DO_NOT_DISTURB, "303"): YES, (Family.DO_NOT_DISTURB, "302"): YES}
    asked = LiveBoard(
        office, Watched(office, sights), sights, records, switchboard, lambda: entries, lambda: 5.0
    )
    yield Desk(asked, switchboard, history)
    writer.end(history.close)
    history.close()


async def test_each_sees_who_is_open_to_him(desk: Desk) -> None:
    everybody = cast("board.Board", await desk.do("admin", board.GetBoard()))
    assert [each.number for each in everybody.people] == ["301", "302", "303"]
    own = cast("board.Board", await desk.do("head", board.GetBoard()))
    assert ([each.key for each in own.people], own.own) == ([HEAD, SELLER], "301")
    assert await desk.do("head", board.GetResting()) == board.Resting(("302",))
    assert await desk.do("nobody", board.GetBoard()) == board.Board(())


async def test_who_takes_part_ends_his_call_and_it_is_written_down(desk: Desk) -> None:
    assert await desk.do("seller", calls.HangUp("1.1")) == Done()
    assert desk.switchboard.done == [("hang up", "PJSIP/302-00000001")]
    (deed,) = desk.history.notes.deeds("1.1")
    assert (deed.who, deed.what, deed.time) == (SELLER, "hang-up", 5.0)


@pytest.mark.parametrize("who", ["head", "nobody", "gone"])
async def test_nobody_else_ends_or_hands_it_over(desk: Desk, who: str) -> None:
    for question in (calls.HangUp("1.1"), calls.TransferCall("1.1", "301")):
        with pytest.raises((NotAllowed, Invalid)):
            await desk.do(who, question)
    assert desk.switchboard.done == []
    assert desk.history.notes.deeds("1.1") == []


@pytest.mark.parametrize(
    ("who", "call", "leaves"),
    [
        ("seller", "1.1", "PJSIP/302-00000001"),  # his own side
        ("clerk", "1.1", "PJSIP/303-00000002"),
        ("admin", "1.1", "PJSIP/303-00000002"),  # who called goes on
        ("admin", "1.2", "PJSIP/302-00000003"),  # whoever is outside goes on
        ("admin", "1.3", "PJSIP/302-00000004"),
    ],
)
async def test_our_side_leaves_a_call_that_is_handed_over(
    desk: Desk, who: str, call: str, leaves: str
) -> None:
    await desk.do(who, calls.TransferCall(call, "301"))
    assert desk.switchboard.done == [("transfer", leaves, "301", "from-internal")]


@pytest.mark.parametrize("to", ["84951112233", "", "999", "*72", "302", "301,1)"])
async def test_it_is_handed_over_within_the_office_alone(desk: Desk, to: str) -> None:
    with pytest.raises(Invalid) as refused:
        await desk.do("admin", calls.TransferCall("1.1", to))
    assert refused.value.field == "to"
    assert desk.switchboard.done == []


async def test_the_supervisors_own_telephone_rings_to_listen(desk: Desk) -> None:
    await desk.do("head", calls.ListenIn("1.1", "302", Deed.WHISPER))
    ((_, ring),) = desk.switchboard.done
    code = OFFICE.code(Feature.WHISPER)
    assert ring == Ring("PJSIP/301", "301", f"{code}302", "from-internal", "302")
    (deed,) = desk.history.notes.deeds("1.1")
    assert (deed.what, deed.after) == ("whisper", "302")


@pytest.mark.parametrize(
    ("who", "whom"), [("head", "303"), ("seller", "303"), ("admin", "302"), ("clerk", "302")]
)
async def test_nobody_listens_to_whom_no_relation_opens(desk: Desk, who: str, whom: str) -> None:
    with pytest.raises(NotAllowed):
        await desk.do(who, calls.ListenIn("1.1", whom, Deed.LISTEN))
    assert desk.switchboard.done == []


async def test_an_admin_with_a_relation_listens(desk: Desk) -> None:
    admin = replace(ASKERS["admin"], person=_asker(HEAD).person)
    listen = desk.asked.answering[calls.ListenIn]
    await listen(calls.ListenIn("1.1", "302", Deed.JOIN), admin)
    assert len(desk.switchboard.done) == 1


async def test_what_asterisk_does_not_do_is_said(desk: Desk) -> None:
    desk.switchboard.silent = True
    with pytest.raises(Fault):
        await desk.do("admin", calls.HangUp("1.1"))
    with pytest.raises(Invalid, match="over"):
        await desk.do("admin", calls.HangUp("9.9"))


@pytest.mark.parametrize(
    ("who", "lot", "leaves", "where"),
    [
        ("seller", "", "PJSIP/302-00000001", "700"),
        ("clerk", "other", "PJSIP/303-00000002", "710"),
        ("admin", "lot", "PJSIP/303-00000002", "700"),
    ],
)
async def test_our_side_leaves_a_call_that_is_parked(
    desk: Desk, who: str, lot: str, leaves: str, where: str
) -> None:
    assert await desk.do(who, calls.ParkCall("1.1", lot)) == Done()
    assert desk.switchboard.done == [("transfer", leaves, where, "from-internal")]
    (deed,) = desk.history.notes.deeds("1.1")
    assert (deed.what, deed.after) == ("park", where)


async def test_it_is_parked_by_who_may_and_where_there_is_room(desk: Desk) -> None:
    for who, question in (
        ("head", calls.ParkCall("1.1")),
        ("nobody", calls.ParkCall("1.1")),
        ("seller", calls.ParkCall("1.1", "nowhere")),
        ("admin", calls.ParkCall("1.4")),  # it waits already
    ):
        with pytest.raises((NotAllowed, Invalid)):
            await desk.do(who, question)
    assert desk.switchboard.done == []


async def test_whoever_has_the_board_and_a_telephone_takes_what_is_parked(desk: Desk) -> None:
    operator = _asker("person-303", Role.OPERATOR)
    seen = desk.asked.watched.calls(desk.asked.office.calls(), operator).calls
    (parked,) = (call for call in seen if call.state is CallState.PARKED)
    assert (parked.space, parked.until, parked.may) == ("701", 50.0, (Deed.TAKE,))
    take = desk.asked.answering[calls.TakeParked]
    desk.asked.office.calls = lambda: CallsNow((parked,))  # type: ignore[method-assign]
    await take(calls.TakeParked("1.4"), operator)
    ((_, ring),) = desk.switchboard.done
    assert ring == Ring("PJSIP/303", "303", "701", "from-internal", "701")
    (deed,) = desk.history.notes.deeds("1.4")
    assert (deed.who, deed.what, deed.after) == ("person-303", "take", "701")


async def test_nobody_else_sees_or_takes_it(desk: Desk) -> None:
    for asker in (ASKERS["clerk"], ASKERS["head"], ASKERS["nobody"]):
        shown = desk.asked.watched.calls(desk.asked.office.calls(), asker).calls
        assert CallState.PARKED not in {call.state for call in shown}
        with pytest.raises(Invalid, match="over"):
            await desk.asked.answering[calls.TakeParked](calls.TakeParked("1.4"), asker)
    operator = _asker("person-302", Role.OPERATOR)  # who talks
    with pytest.raises(Invalid, match="end it first"):
        await desk.asked.answering[calls.TakeParked](calls.TakeParked("1.4"), operator)
    with pytest.raises(NotAllowed):  # an administrator without a telephone
        await desk.do("admin", calls.TakeParked("1.4"))
    assert desk.switchboard.done == []


def _program(*scopes: Scope) -> Asker:
    session = Session("key:crm", Role.ANYONE, 0.0)
    return Asker(session, api_key="1", scopes=frozenset(scopes))


async def test_a_program_has_a_telephone_listen_as_its_owner_may(desk: Desk) -> None:
    listen = desk.asked.answering[calls.ListenIn]
    program = _program(Scope.CALLS_LISTEN)
    await listen(calls.ListenIn("1.1", "302", Deed.LISTEN, "301"), program)
    ((_, ring),) = desk.switchboard.done
    code = OFFICE.code(Feature.LISTEN)
    assert ring == Ring("PJSIP/301", "301", f"{code}302", "from-internal", "302")
    (deed,) = desk.history.notes.deeds("1.1")
    assert (deed.who, deed.what, deed.after) == ("key:crm", "listen", "302")
    everything = _program(*Scope)
    for asker, whom, own in (
        (program, "303", "301"),  # whom no relation opens to him
        (everything, "303", "301"),
        (everything, "302", "303"),  # he takes part
    ):
        with pytest.raises(NotAllowed):
            await listen(calls.ListenIn("1.1", whom, Deed.LISTEN, own), asker)
    for own in ("", "999"):
        with pytest.raises(Invalid) as refused:
            await listen(calls.ListenIn("1.1", "302", Deed.LISTEN, own), everything)
        assert refused.value.field == "number"
    with pytest.raises(NotAllowed):  # a person has his own
        await desk.do("head", calls.ListenIn("1.1", "302", Deed.LISTEN, "303"))
    assert len(desk.switchboard.done) == 1


async def test_a_program_has_a_telephone_take_what_is_parked(desk: Desk) -> None:
    take = desk.asked.answering[calls.TakeParked]
    seen = desk.asked.watched.calls(desk.asked.office.calls(), _asker(role=Role.ADMIN)).calls
    (parked,) = (call for call in seen if call.state is CallState.PARKED)
    desk.asked.office.calls = lambda: CallsNow((parked,))  # type: ignore[method-assign]
    with pytest.raises(NotAllowed):
        await take(calls.TakeParked("1.4", "303"), _program(Scope.HISTORY))
    await take(calls.TakeParked("1.4", "303"), _program(Scope.CALLS_CHANGE))
    ((_, ring),) = desk.switchboard.done
    assert ring == Ring("PJSIP/303", "303", "701", "from-internal", "701")
