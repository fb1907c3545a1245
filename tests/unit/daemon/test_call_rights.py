"""Who may see, hear and write what of calls: asked of the parts that answer, role by role."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from appliance.asterisk.recordings import Recordings
from appliance.beside import OneThread
from appliance.core.calls import Call
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directory import directory_of
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.relations import OnePerson, Opening, Relation, RelationKind
from appliance.core.roles import Reach, Rights
from appliance.core.roles import Role as Rank
from appliance.core.text import DisplayName
from appliance.daemon.office import Office
from appliance.daemon.past_calls import PastCalls
from appliance.daemon.records import Records
from appliance.daemon.sights import Sights
from appliance.daemon.watched import Watched
from appliance.store import call_rows
from appliance.store.database import execute
from appliance.store.history import History
from appliance.wire import history as wire
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow
from appliance.wire.calls import CommentCall
from appliance.wire.errors import NotAllowed
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from appliance.wire.views import CallState, CallView, Deed, Direction
from tests.fakes.stories import calls, rows
from tests.machines.offices import after, sip
from tests.machines.parts import person

HEAD, SELLER, CLERK = "person-301", "person-302", "person-303"
OFFICE = replace(
    after(
        *(sip(str(number), f"Telephone {number}") for number in (301, 302, 303)),
        Put(Rank(Key("member"), DisplayName("Member"), Rights(recordings=Reach.OWN))),
        person("301", "Head", role="member"),
        person("302", "Seller", role="member"),
        person("303", "Clerk", role="member"),
    ),
    relations=(
        Relation(
            RelationKind.SUPERVISES,
            OnePerson(Key(HEAD)),
            OnePerson(Key(SELLER)),
            tuple(Opening),
        ),
    ),
)


def _asker(person: str = "", role: Role = Role.EMPLOYEE) -> Asker:
    return Asker(Session(person or "somebody", role, 0.0), "token", person)


ASKERS = {
    "admin": _asker(role=Role.ADMIN),
    "console": _asker(role=Role.CONSOLE),
    "head": _asker(HEAD),
    "seller": _asker(SELLER),
    "clerk": _asker(CLERK),
    "gone": _asker("person-999"),  # no longer in the office
    "nobody": _asker(),
}
_EVERY = frozenset({"head", "seller", "clerk", "city"})


def _told(key: str, *people: str, recorded: bool = True) -> Call:
    """A call between these, who all talked."""
    (call,) = calls("attended")
    leg = replace(call.legs[0], answer=2.0)
    return replace(
        call,
        key=f"boot/{key}",
        legs=tuple(replace(leg, person=each) for each in people),
        recordings=(f"/srv/recordings/2026/11/28/{key}.raw",) if recorded else (),
    )


@dataclass
class Desk:
    """The questions about past calls, with a history and recordings behind them."""

    past: PastCalls
    history: History

    async def keys(self, who: str, **wanted: object) -> frozenset[str]:
        asked = wire.GetHistory(**wanted)  # type: ignore[arg-type]
        found = await self.past.rows(asked, ASKERS[who])
        return frozenset(call.key.removeprefix("boot/") for call in found.calls)

    async def heard(self, who: str, key: str) -> bytes:
        asked = wire.GetRecording(f"boot/{key}", first=40, last=47)
        return b"".join([each.content async for each in self.past.pieces(asked, ASKERS[who])])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = History(tmp_path / "history.db", lambda: directory_of(OFFICE))
    folder = tmp_path / "2026/11/28"
    folder.mkdir(parents=True)
    for key, people in {"head": [HEAD, ""], "seller": [SELLER, ""], "clerk": [CLERK, ""],
                        "city": ["", ""]}.items():  # fmt: skip
        call_rows.insert(made._database, _told(key, *people), directory_of(OFFICE))
        (folder / f"{key}.raw").write_bytes(struct.pack("<2h", 1, 2) * 10)
    execute(made._database, "PRAGMA query_only = 1")  # the loop itself writes nothing
    writer = OneThread("writer")
    records = cast(
        "Records",
        SimpleNamespace(
            write=writer,
            past=made,
            calls=made.calls,
            call=made.call,
            events=lambda _: rows("attended"),
        ),
    )
    past = PastCalls(
        records,
        Recordings(tmp_path),
        lambda: directory_of(OFFICE),
        lambda: ZoneInfo("UTC"),
        Sights(lambda: OFFICE),
        lambda: 1000.0,
    )
    yield Desk(past, made)
    writer.end(made.close)
    made.close()


SEEN = [
    ("admin", _EVERY),
    ("console", _EVERY),
    ("head", frozenset({"head", "seller"})),
    ("seller", frozenset({"seller"})),
    ("clerk", frozenset({"clerk"})),
    ("gone", frozenset()),
    ("nobody", frozenset()),
]


@pytest.mark.parametrize(("who", "seen"), SEEN)
async def test_each_finds_reads_hears_and_notes_what_is_his(
    desk: Desk, who: str, seen: frozenset[str]
) -> None:
    assert await desk.keys(who) == seen
    assert await desk.keys(who, recorded=True) == seen
    assert await desk.keys(who, heard=True) == seen
    for key in _EVERY:
        asker = ASKERS[who]
        if key in seen:
            told = await desk.past.call(wire.GetCall(f"boot/{key}"), asker)
            assert told.may_hear
            assert await desk.heard(who, key) == struct.pack("<I4B", 40, 1, 0, 2, 0)
            assert (await desk.past.peaks(wire.GetPeaks(told.call.key), asker)).seconds > 0
            await desk.past.comment(CommentCall(f"boot/{key}", "noted"), asker)
        else:
            for question in (
                desk.past.call(wire.GetCall(f"boot/{key}"), asker),
                desk.past.peaks(wire.GetPeaks(f"boot/{key}"), asker),
                desk.past.comment(CommentCall(f"boot/{key}", "noted"), asker),
                desk.heard(who, key),
            ):
                with pytest.raises(Invalid, match="there is no call"):
                    await question


@pytest.mark.parametrize(("who", "seen"), SEEN)
async def test_a_table_and_the_last_call_hold_no_more(
    desk: Desk, who: str, seen: frozenset[str]
) -> None:
    asked = wire.GetCallTable(wire.GetHistory())
    table = b"".join([each.content async for each in desk.past.pieces(asked, ASKERS[who])])
    assert table.count(b"\r\n") == 1 + len(seen)
    if seen:
        told = await desk.past.call(wire.GetCall("last"), ASKERS[who])
        assert told.call.key.removeprefix("boot/") in seen
    else:
        with pytest.raises(Invalid):
            await desk.past.call(wire.GetCall("last"), ASKERS[who])


async def test_whom_it_only_rang_at_sees_the_row_and_does_not_hear(desk: Desk) -> None:
    call = _told("missed", "", SELLER)
    legs = (call.legs[0], replace(call.legs[1], answer=0.0))
    missed, database = replace(call, legs=legs), desk.history._database
    await desk.past.records.write(lambda: call_rows.insert(database, missed, directory_of(OFFICE)))
    told = await desk.past.call(wire.GetCall("boot/missed"), ASKERS["seller"])
    assert not told.may_hear
    assert await desk.keys("seller") == {"seller", "missed"}
    assert await desk.keys("seller", heard=True) == {"seller"}
    asked = wire.GetCallTable(wire.GetHistory(heard=True))
    table = b"".join([each.content async for each in desk.past.pieces(asked, ASKERS["seller"])])
    assert table.count(b"\r\n") == 2
    with pytest.raises(NotAllowed):
        await desk.past.peaks(wire.GetPeaks("boot/missed"), ASKERS["seller"])
    with pytest.raises(NotAllowed):
        await desk.heard("seller", "missed")


async def test_each_hearing_is_written_down_once_and_told_to_an_admin_alone(desk: Desk) -> None:
    for _ in range(3):
        await desk.heard("head", "seller")
    told = await desk.past.call(wire.GetCall("boot/seller"), ASKERS["admin"])
    assert [(each.who, each.what) for each in told.deeds] == [(HEAD, "hear")]
    told = await desk.past.call(wire.GetCall("boot/seller"), ASKERS["head"])
    assert told.deeds == ()


@pytest.mark.parametrize(
    ("text", "reason"), [("x" * 1001, "longer than 1000"), ("a\x07b", "cannot be shown")]
)
async def test_a_comment_that_cannot_be_is_refused(desk: Desk, text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        await desk.past.comment(CommentCall("boot/head", text), ASKERS["admin"])
    assert refused.value.field == "text"


def _up(number: str, state: CallState = CallState.TALKING) -> CallView:
    return CallView(
        number, Direction.INBOUND, state, "84951112233", "", number, "", "", 1.0, 2.0, (number,)
    )


class Shown:
    """The office, as far as watching asks it."""

    def config(self) -> Config:
        return OFFICE


def _watched() -> Watched:
    return Watched(cast("Office", Shown()), Sights(lambda: OFFICE))


NOW = CallsNow((_up("301"), _up("302"), _up("303"), _up("302", CallState.RINGING)))
_OWN = (Deed.HANG_UP, Deed.TRANSFER)
_OPEN = (Deed.LISTEN, Deed.WHISPER, Deed.JOIN)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("admin", [("301", _OWN), ("302", _OWN), ("303", _OWN), ("302", _OWN[:1])]),
        ("head", [("301", _OWN), ("302", _OPEN), ("302", ())]),
        ("seller", [("302", _OWN), ("302", _OWN[:1])]),
        ("clerk", [("303", _OWN)]),
        ("gone", []),
        ("nobody", []),
    ],
)
def test_each_watches_and_may_do_what_is_open(
    who: str, may: list[tuple[str, tuple[Deed, ...]]]
) -> None:
    shown = cast("CallsNow", _watched().narrowed(NOW, ASKERS[who]))
    assert [(call.numbers[0], call.may) for call in shown.calls] == may


def test_an_admin_listens_by_relations_too() -> None:
    admin = _asker(HEAD, Role.ADMIN)
    shown = cast("CallsNow", _watched().narrowed(NOW, admin))
    assert [call.may for call in shown.calls] == [_OWN, _OWN + _OPEN, _OWN, _OWN[:1]]
