"""The whole supervisor on a simulated machine, asked over its own socket."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.errors import Fault, Invalid
from appliance.wire import configuration, history, protocol
from appliance.wire.answers import CallEnded, CallsNow, Cards, Status, Update
from appliance.wire.board import Resting
from appliance.wire.errors import NotAllowed
from appliance.wire.kinds import Request
from appliance.wire.live_state import DayNight
from appliance.wire.views import Impact, SocketKind, SocketState
from tests.fakes.simulated import Running, asked, eventually, supervisor

PASSWORD = "a long enough secret"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Running]:
    with supervisor(tmp_path) as running:
        yield running


def test_cards_are_taken_on_by_themselves(office: Running) -> None:
    cards = asked(office.console.ask(protocol.GetCards())).cards
    assert [card.name for card in cards] == ["Digium TDM800P", "Digium TE122"]
    kinds = [socket.kind for socket in cards[0].sockets]
    assert kinds == [SocketKind.FXS] * 4 + [SocketKind.FXO] * 2 + [SocketKind.EMPTY] * 2
    assert [socket.number for socket in cards[0].sockets][:4] == ["201", "202", "203", "204"]
    assert cards[1].sockets[0].state is SocketState.IN_SERVICE
    assert cards[0].sockets[5].state is SocketState.NO_LINE


def test_calls_are_seen_and_kept(office: Running) -> None:
    now = eventually(lambda: office.console.ask(protocol.GetCalls()), lambda c: bool(c.calls))
    assert now.calls[0].since > 0
    past = eventually(lambda: office.console.ask(history.GetHistory()), lambda h: bool(h.calls), 60)
    assert past.calls[0].dialled


def test_a_follower_hears_all_there_is_and_then_what_changes(office: Running) -> None:
    async def listen() -> list[type]:
        kinds: list[type] = []
        async for event in office.console.follow(protocol.Subscribe()):
            kinds.append(type(event))
            if CallEnded in kinds and kinds.count(CallsNow) > 2:
                break
        return kinds

    kinds = asked(asyncio.wait_for(listen(), 60))
    assert set(kinds[:6]) == {Status, Cards, CallsNow, Resting, DayNight, Update}


def test_the_first_admin_needs_the_code(office: Running) -> None:
    code = asked(office.console.ask(protocol.GetSetupCode())).code
    with pytest.raises(NotAllowed):
        asked(office.page.ask(protocol.SetUp("AAAAA-AAAAA", "anna", PASSWORD)))
    opened = asked(office.page.ask(protocol.SetUp(code, "anna", PASSWORD)))
    assert asked(office.page.ask(protocol.Hello())).set_up
    assert asked(office.page.ask(protocol.WhoAmI(), opened.token)).user == "anna"
    with pytest.raises(Invalid):
        asked(office.page.ask(protocol.SetUp(code, "eve", PASSWORD)))


def test_without_a_log_in_nothing_is_told(office: Running) -> None:
    for question in (protocol.GetStatus(), protocol.GetCards(), history.GetHistory()):
        with pytest.raises(NotAllowed):
            asked(office.page.ask(question))


def test_a_change_says_what_it_does_and_is_made(office: Running) -> None:
    found = asked(office.console.ask(protocol.GetExtensions()))
    rename = protocol.RenameExtension(found.revision, "201", "Касса", preview=True)
    seen = asked(office.console.ask(rename))
    assert seen.revision == found.revision
    assert seen.impact is Impact.RELOAD
    done = asked(office.console.ask(protocol.RenameExtension(found.revision, "201", "Касса")))
    assert done.revision == found.revision + 1
    after = asked(office.console.ask(protocol.GetExtensions()))
    assert after.extensions[0].name == "Касса"


def test_a_change_made_from_an_old_list_is_refused(office: Running) -> None:
    with pytest.raises(Invalid, match="meanwhile"):
        asked(office.console.ask(protocol.RenameExtension(77, "201", "Касса")))


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (protocol.RenameExtension(1, "999", "Касса"), "extension"),
        (protocol.RenameExtension(1, "201", ""), "name"),
        (protocol.SetOperator(1, "999"), "inbound"),
        (protocol.RouteDid(1, "x", "201"), "did"),
        (protocol.SetRecording(1, "some"), "which"),
        (protocol.ForgetCard(1, "@nowhere"), "card"),
        (protocol.AddSipPhone(1, "Ivan", "112"), "number"),
        (protocol.AddSipPhone(1, "Ivan", "201"), "number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    shared: Running, request_: Request[object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(shared.console.ask(request_))
    assert refusal.value.field == field


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that is only asked, never changed."""
    with supervisor(tmp_path_factory.mktemp("shared")) as running:
        yield running


def test_a_sip_telephone_gets_its_number_and_secret(office: Running) -> None:
    base = asked(office.console.ask(protocol.GetExtensions())).revision
    account = asked(office.console.ask(protocol.AddSipPhone(base, "Ivan")))
    assert (account.number, account.account, len(account.secret)) == ("301", "301", 24)


def test_killed_and_started_again_all_is_there(office: Running) -> None:
    base = asked(office.console.ask(protocol.GetExtensions())).revision
    asked(office.console.ask(protocol.RenameExtension(base, "202", "Склад")))
    office.kill()
    with supervisor(office.folder) as again:
        found = asked(again.console.ask(protocol.GetExtensions()))
        assert found.revision == base + 1
        assert found.extensions[1].name == "Склад"


def test_told_to_end_it_closes_the_history(office: Running) -> None:
    log = office.folder / "data" / "history" / "history.db-wal"
    assert log.exists()
    office.process.terminate()
    office.process.wait(10)
    assert not log.exists()  # else the next start would look through all of it


def test_a_simulated_box_cannot_be_updated(office: Running, tmp_path: Path) -> None:
    (tmp_path / "bundle").write_bytes(b"nothing")

    async def install() -> None:
        with (tmp_path / "bundle").open("rb") as bundle:
            async for _ in office.console.follow(protocol.InstallUpdate(), "", bundle.fileno()):
                pass

    with pytest.raises(Fault, match="no slots"):
        asked(install())
    assert not list((office.folder / "data" / "uploads").iterdir())


@pytest.mark.parametrize(
    "frame", [b"{}", b"[]", b'{"request": {"type": "Shell"}}', b"\xff\xfe", b""]
)
def test_what_is_no_question_is_refused_and_harms_nobody(shared: Running, frame: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.connect(str(shared.console.path))
        raw.sendall(struct.pack("!I", len(frame)) + frame)
        raw.settimeout(5)
        assert b"not-understood" in raw.recv(4096)
    assert asked(shared.console.ask(protocol.Hello())).name


def test_a_person_lends_the_telephone_a_name(office: Running) -> None:
    base = asked(office.console.ask(protocol.GetExtensions())).revision
    person = {"type": "Person", "key": "oleg", "name": "Олег", "number": "203"}
    edit = configuration.Edit(base, {"type": "Put", "part": person})
    assert asked(office.console.ask(edit)).revision == base + 1
    names = {
        e.number: e.name for e in asked(office.console.ask(protocol.GetExtensions())).extensions
    }
    assert names["203"] == "Олег"
    socket = asked(office.console.ask(protocol.GetCards())).cards[0].sockets[2]
    assert (socket.number, socket.name) == ("203", "Олег")
    asked(office.console.ask(protocol.RenameExtension(base + 1, "203", "Олег Б.")))
    found = asked(office.console.ask(configuration.GetParts("Person")))
    assert [each["name"] for each in found.parts] == ["Олег Б."]


@pytest.mark.parametrize(
    "command",
    [
        {"type": "AdoptCard", "card": {"key": "x", "model": "x", "driver": "x", "spans": []}},
        {
            "type": "Several",
            "commands": [
                {
                    "type": "AdoptCard",
                    "card": {"key": "x", "model": "x", "driver": "x", "spans": []},
                }
            ],
        },
    ],
)
def test_nobody_makes_up_a_card(shared: Running, command: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="by themselves"):
        asked(shared.console.ask(configuration.Edit(1, command)))


@pytest.mark.parametrize(
    "question",
    [
        configuration.GetParts("Person"),
        configuration.Edit(1, {}),
        configuration.Import(1),
        configuration.Revert(1, 1),
        configuration.Confirm(),
    ],
)
def test_the_configuration_is_for_admins(shared: Running, question: Request[object]) -> None:
    with pytest.raises(NotAllowed):
        asked(shared.page.ask(question))


def test_many_parts_come_in_several_answers(office: Running) -> None:
    """As many as a frame surely holds; the next question goes on from there."""
    base = asked(office.console.ask(protocol.GetExtensions())).revision
    prompts: list[object] = [
        {
            "type": "Put",
            "part": {"type": "Prompt", "key": f"p{n}", "name": "x", "transcript": "ы" * 2000},
        }
        for n in range(150)
    ]
    for start in (0, 75):
        several: dict[str, object] = {"type": "Several", "commands": prompts[start : start + 75]}
        base = asked(office.console.ask(configuration.Edit(base, several))).revision
    first = asked(office.console.ask(configuration.GetParts("Prompt")))
    rest = asked(office.console.ask(configuration.GetParts("Prompt", len(first.parts))))
    assert first.more
    assert not rest.more
    assert [p["key"] for p in (*first.parts, *rest.parts)] == [f"p{n}" for n in range(150)]
