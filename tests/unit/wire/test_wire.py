"""The socket itself: who may ask, what is refused, files that travel along."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import struct
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest

from appliance.core.errors import Fault, Invalid, Outdated
from appliance.core.issues import MAKE_ROOM
from appliance.wire import protocol
from appliance.wire.access import ChangePassword
from appliance.wire.accounts import AnsweringAccounts
from appliance.wire.admission import Admission, Asker
from appliance.wire.answers import AnyAnswer, Done, Greeting, Update, Why
from appliance.wire.client import Client
from appliance.wire.entrance import Entrance
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.kinds import Request
from appliance.wire.passwords import Users
from appliance.wire.roles import Role
from appliance.wire.server import Server
from appliance.wire.sessions import IDLE, Sessions
from appliance.wire.views import UpdatePhase

PASSWORD = "a long enough secret"


_AT_THE_DOOR = (
    protocol.SetUp, protocol.LogIn, protocol.LogOut, protocol.WhoAmI,
)  # fmt: skip


@dataclass
class Front:
    """Answers in one word; remembers what it was given."""

    entrance: Entrance
    error: Exception | None = None
    files: list[bytes] = field(default_factory=list)
    ended: int = 0

    async def answer(
        self, request: protocol.AnyRequest, asker: Asker, descriptor: int | None
    ) -> AnyAnswer:
        del descriptor
        if isinstance(request, _AT_THE_DOOR):
            return await self.entrance.answer(request, asker)
        if isinstance(request, ChangePassword):
            return await AnsweringAccounts(self.entrance.door).change_password(request, asker)
        if self.error is not None:
            raise self.error
        return Greeting("box", set_up=False)

    async def follow(
        self, request: protocol.AnyRequest, asker: Asker, descriptor: int | None
    ) -> AsyncIterator[AnyAnswer]:
        del request, asker
        try:
            if descriptor is not None:
                self.files.append(os.read(descriptor, 100))
                return
            while True:
                yield Update(UpdatePhase.NONE, 0, "", ())
                await asyncio.sleep(0.01)
        finally:
            self.ended += 1


@dataclass
class Box:
    path: Path
    front: Front
    admission: Admission

    def client(self, *, console: bool = True) -> Client:
        return Client(self.path, console=console, patience=5.0)


@asynccontextmanager
async def box(folder: Path, owners: frozenset[int] | None = None) -> AsyncIterator[Box]:
    admission = Admission(folder, owners or frozenset({os.getuid()}), lambda: 1000.0)
    front = Front(Entrance(admission.door))
    serving = asyncio.Event()
    server = Server(folder / "sock", admission, front)
    task = asyncio.create_task(server.run(serving.set))
    try:
        await asyncio.wait_for(serving.wait(), 5)
        yield Box(folder / "sock", front, admission)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_question_is_answered(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        assert (await there.client().ask(protocol.Hello())).name == "box"


async def test_the_socket_is_for_owner_and_group_alone(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        assert there.path.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize("error", [Invalid("a", "b"), Outdated("a", "b", 7), Fault("a", "b")])
async def test_refusals_and_faults_arrive_as_they_were(
    tmp_path: Path, error: Invalid | Fault
) -> None:
    async with box(tmp_path) as there:
        there.front.error = error
        with pytest.raises(type(error)) as raised:
            await there.client().ask(protocol.GetStatus())
        assert vars(raised.value) == vars(error)


async def test_a_bug_costs_the_asker_his_answer_and_nobody_else(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        there.front.error = RuntimeError("a bug")
        with pytest.raises(Unreachable):
            await there.client().ask(protocol.Hello())
        there.front.error = None
        await there.client().ask(protocol.Hello())


async def test_the_console_is_believed_by_its_uid_alone(tmp_path: Path) -> None:
    async with box(tmp_path, owners=frozenset({os.getuid() + 1})) as there:
        with pytest.raises(NotAllowed) as refused:
            await there.client().ask(protocol.GetStatus())
        assert refused.value.why is Why.RIGHTS


async def test_without_a_session_only_the_door_answers(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        await there.client(console=False).ask(protocol.Hello())
        with pytest.raises(NotAllowed) as refused:
            await there.client(console=False).ask(protocol.GetStatus())
        assert refused.value.why is Why.LOG_IN
        with pytest.raises(NotAllowed):
            await there.client(console=False).ask(protocol.GetStatus(), "a made-up token")


async def test_an_ordinary_user_changes_nothing(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json")
    users.set("olga", PASSWORD, Role.EMPLOYEE)
    token, _ = Sessions(tmp_path / "sessions.json", lambda: 1000.0).begin("olga", Role.EMPLOYEE)
    async with box(tmp_path) as there:
        client = there.client(console=False)
        await client.ask(protocol.GetStatus(), token)
        questions: list[protocol.AnyRequest] = [
            protocol.Restart(),
            protocol.SetRecording(1, "all"),
            protocol.GetLog(),
        ]
        for question in questions:
            with pytest.raises(NotAllowed) as refused:
                await client.ask(cast("Request[object]", question), token)
            assert refused.value.why is Why.RIGHTS


async def test_a_file_travels_with_its_question(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        reading, writing = os.pipe()
        os.write(writing, b"a bundle")
        os.close(writing)
        question = protocol.InstallUpdate()
        assert [u async for u in there.client().follow(question, descriptor=reading)] == []
        os.close(reading)
        assert there.front.files == [b"a bundle"]


async def test_surplus_files_are_closed(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        before = len(list(Path("/proc/self/fd").iterdir()))
        frame = protocol.encode(protocol.Ask(protocol.Hello()))
        with socket.socket(socket.AF_UNIX) as raw, tempfile.TemporaryFile() as file:
            raw.connect(str(there.path))
            socket.send_fds(raw, [struct.pack("!I", len(frame)) + frame], [file.fileno()] * 5)
            await asyncio.to_thread(raw.recv, 4096)
        await asyncio.sleep(0.1)
        assert len(list(Path("/proc/self/fd").iterdir())) <= before


async def test_a_follower_that_leaves_is_forgotten(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        async for _ in there.client().follow(protocol.Subscribe()):
            break
        async with asyncio.timeout(5):
            while not there.front.ended:
                await asyncio.sleep(0.01)


async def test_whose_session_was_ended_is_told_nothing_more(tmp_path: Path) -> None:
    Users(tmp_path / "users.json").set("olga", PASSWORD, Role.EMPLOYEE)
    async with box(tmp_path) as there:
        client = there.client(console=False)
        token = (await client.ask(protocol.LogIn("olga", PASSWORD))).token
        stream = client.follow(protocol.Subscribe(), token)
        await anext(stream)
        there.admission.door.sessions.end_all("olga")

        with pytest.raises(NotAllowed) as refused:  # after what was on its way
            [await anext(stream) for _ in range(20)]
        assert refused.value.why is Why.LOG_IN


@pytest.mark.parametrize(
    "raw",
    [struct.pack("!I", protocol.LARGEST_FRAME + 1), struct.pack("!I", 3) + b"{[}"],
    ids=["too large", "no question"],
)
async def test_nonsense_is_refused(tmp_path: Path, raw: bytes) -> None:
    async with box(tmp_path) as there:
        reader, writer = await asyncio.open_unix_connection(str(there.path))
        writer.write(raw)
        answer = await asyncio.wait_for(reader.read(4096), 5)
        assert b"not-understood" in answer
        writer.close()
        await writer.wait_closed()


def test_unknown_fields_are_refused() -> None:
    raw = b'{"request": {"type": "Hello", "more": 1}}'
    with pytest.raises(Exception, match="more"):
        protocol.decode_ask(raw)


async def test_the_set_up_code_counts_once(tmp_path: Path) -> None:
    (tmp_path / "setup-code").write_text("ABCDE-FGHJK\n")
    async with box(tmp_path) as there:
        client = there.client(console=False)
        opened = await client.ask(protocol.SetUp("abcde fghjk", "anna", PASSWORD))
        assert opened.role is Role.ADMIN
        assert not (tmp_path / "setup-code").exists()
        with pytest.raises(Invalid):
            await client.ask(protocol.SetUp("ABCDE-FGHJK", "eve", PASSWORD))
        again = await client.ask(protocol.LogIn("anna", PASSWORD, "1.2.3.4"))
        assert await client.ask(protocol.LogOut(), again.token) == Done()
        with pytest.raises(NotAllowed):
            await client.ask(protocol.WhoAmI(), again.token)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "anna-anna-anna", "Asterisk2026"])
async def test_a_weak_password_is_refused(tmp_path: Path, password: str) -> None:
    (tmp_path / "setup-code").write_text("ABCDE-FGHJK\n")
    async with box(tmp_path) as there:
        with pytest.raises(Invalid) as refused:
            await there.client().ask(protocol.SetUp("ABCDE-FGHJK", "anna", password))
        assert refused.value.field == "password"
        assert (tmp_path / "setup-code").exists()


async def test_of_two_with_the_set_up_code_one_is_the_first_admin(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        (tmp_path / "setup-code").write_text("ABCDE-FGHJK\n")
        asked = [
            there.client().ask(protocol.SetUp("ABCDE-FGHJK", name, PASSWORD))
            for name in ("anna", "eve")
        ]
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert sorted(type(each).__name__ for each in told) == ["Invalid", "SessionOpened"]


def full(_descriptor: int) -> None:
    """A disk on which nothing more has room."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    sessions = Sessions(tmp_path / "sessions.json", lambda: now[0])
    ended, _ = sessions.begin("eve", Role.ADMIN)
    monkeypatch.setattr(os, "fsync", full)
    token, _ = sessions.begin("anna", Role.ADMIN)
    now[0] += IDLE / 2
    assert sessions.find(token)
    sessions.end(ended)
    monkeypatch.undo()
    after = Sessions(tmp_path / "sessions.json", lambda: now[0])
    assert after.find(ended) is None


def test_a_password_that_has_no_room_is_refused_and_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = Users(tmp_path / "users.json")
    users.set("anna", PASSWORD, Role.ADMIN)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Fault, match="No space left") as fault:
        users.set("anna", "another good password", Role.ADMIN)
    assert fault.value.remedy == MAKE_ROOM
    monkeypatch.undo()
    for kept in (users, Users(tmp_path / "users.json")):
        assert kept.verify("anna", PASSWORD)
        assert not kept.verify("anna", "another good password")
    assert [path.name for path in tmp_path.iterdir()] == ["users.json"]


def test_a_session_ends_when_nobody_uses_it(tmp_path: Path) -> None:
    now = [1000.0]
    sessions = Sessions(tmp_path / "sessions.json", lambda: now[0])
    token, _ = sessions.begin("anna", Role.ADMIN)
    now[0] += IDLE - 1
    assert sessions.find(token)
    now[0] += IDLE - 1
    assert sessions.find(token)
    now[0] += IDLE + 1
    assert sessions.find(token) is None


def test_a_session_outlives_a_restart_and_its_token_is_not_on_disk(tmp_path: Path) -> None:
    token, _ = Sessions(tmp_path / "s.json", lambda: 0.0).begin("anna", Role.ADMIN)
    assert Sessions(tmp_path / "s.json", lambda: 1.0).find(token)
    assert token not in (tmp_path / "s.json").read_text()
    assert (tmp_path / "s.json").stat().st_mode & 0o077 == 0
