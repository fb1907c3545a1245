"""A supervisor of its own words: the real protocol, a real socket, an office a test moves."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.wire.answers import (
    AnyAnswer,
    CallEnded,
    CallsNow,
    Cards,
    Denied,
    Done,
    Event,
    Failed,
    Greeting,
    Log,
    Me,
    Refused,
    SessionOpened,
    Status,
    Update,
    Why,
)
from appliance.wire.board import GetBoard, GetResting, Resting
from appliance.wire.calls import (
    HangUp,
    ListenIn,
    ParkCall,
    PlaceCall,
    TakeParked,
    TransferCall,
)
from appliance.wire.certificate import CertificateRequest, GetCertificate, GetCertificateRequest
from appliance.wire.configuration import GetDraft, GetNames, GetParts, GetPending
from appliance.wire.configured import Draft, Names, Parts, Pending, Piece
from appliance.wire.demo import (
    DemoTelephones,
    EndDemo,
    GetDemoTelephones,
    HangUpDemo,
    HearDemo,
    LiftDemo,
    PressDemo,
    RingDemo,
    SetDemoAnswers,
)
from appliance.wire.directory import Directory, DirectoryEntry, GetDirectory
from appliance.wire.first_start import FirstStart, GetFirstStart
from appliance.wire.frames import Frames
from appliance.wire.history import GetHistory, History
from appliance.wire.live_state import DayNight, GetDayNight, LiveState, SetDayNight
from appliance.wire.protocol import (
    Ask,
    GetCalls,
    GetCards,
    GetLog,
    GetStatus,
    GetUpdate,
    Hello,
    InstallUpdate,
    LogIn,
    LogOut,
    SetUp,
    Subscribe,
    WhoAmI,
    decode_ask,
    encode,
)
from appliance.wire.roles import Role
from appliance.wire.workplace import (
    GetMessages,
    GetWorkplace,
    MarkMessage,
    RemoveMessage,
    VoiceMessages,
)
from drivers.virtual.dsp.level import BLOCK, steady
from tests.fakes.office import Office

CODE = "AB3DE-7GHK9"
_KEPT = {
    Status: "status",
    Cards: "cards",
    CallsNow: "calls",
    Resting: "resting",
    DayNight: "day_night",
    DemoTelephones: "demo",
    Update: "update",
}
# Questions by the office's own attribute that answers, and those whose answer is always the same.
_SHOWN: Mapping[type, str] = {
    GetStatus: "status",
    GetCards: "cards",
    GetCalls: "calls",
    GetUpdate: "update",
    GetBoard: "board",
    GetDayNight: "day_night",
    GetResting: "resting",
    GetWorkplace: "place",
    **dict.fromkeys((GetDemoTelephones, LiftDemo, PressDemo, HangUpDemo), "demo"),
    **dict.fromkeys((RingDemo, EndDemo, SetDemoAnswers), "demo"),
}
_ALWAYS: Mapping[type, AnyAnswer] = {
    GetPending: Pending(),
    GetDraft: Draft(0),
    GetCertificate: Failed("There is none.", "Switch it off and on."),
    GetCertificateRequest: CertificateRequest(),
    GetFirstStart: FirstStart((), over=False),
    SetDayNight: LiveState(()),
    LogOut: Done(),
    **dict.fromkeys((HangUp, TransferCall, ParkCall, TakeParked, ListenIn, PlaceCall), Done()),
}


def _history(office: Office, request: GetHistory) -> History:
    before, limit = request.before, request.limit
    found = [call for call in office.past if not before or call.start < before]
    more = len(found) > limit
    return History(tuple(found[:limit]), more, found[limit - 1].start if more else 0.0)


def _directory(office: Office, _request: GetDirectory) -> Directory:
    entries = (DirectoryEntry(each.number, each.name) for each in office.board.people)
    return Directory(tuple(entries), office.board.own)


def _messages(office: Office, _request: object) -> VoiceMessages:
    return VoiceMessages(office.messages)


def _not_understood(_office: Office, _request: object) -> Denied:
    return Denied(Why.NOT_UNDERSTOOD)


_WORKED_OUT: Mapping[type, Callable[[Office, Any], AnyAnswer]] = {
    GetParts: lambda office, request: Parts(1, request.kind, office.parts(request.kind)),
    GetNames: lambda office, request: Names(1, tuple(map(office.names, request.kinds))),
    GetLog: lambda office, request: Log(office.log[-request.lines :]),
    GetDirectory: _directory,
    GetHistory: _history,
    **dict.fromkeys((GetMessages, MarkMessage, RemoveMessage), _messages),
}
PIECES = 10  # of a tenth of a second
PASSWORD = "a long enough secret"


class FakeSupervisor:
    """Serves `office` at `path` from a thread; `change` is how a test moves the world."""

    def __init__(self, path: Path, office: Office) -> None:
        self.path = path
        self.office = office
        self.asked: list[object] = []
        self.uploads: list[tuple[int, str]] = []
        self.refuses_uploads = False
        self.accounts: dict[str, str] = {}
        self.sessions: dict[str, str] = {}
        self._followers: set[asyncio.Queue[Event]] = set()
        self._loop = asyncio.new_event_loop()
        self._listening: socket.socket | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def start(self) -> None:
        self._do(self._start()).result(5)

    def stop(self) -> None:
        """As if the supervisor were killed: every connection breaks."""
        self._do(self._stop()).result(5)

    def close(self) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def change(self, *events: Event) -> None:
        """The world has become so; every subscriber hears of it."""
        self._do(self._change(events)).result(5)

    def set_up(self, user: str = "anna", password: str = PASSWORD) -> str:
        """An administrator exists; returns a session of theirs."""
        self.accounts[user] = password
        return self._opened(user).token

    def _do(self, work: object) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]

    async def _start(self) -> None:
        self.path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(self.path))
        listening.listen()
        listening.setblocking(False)
        self._listening = listening
        self._loop.add_reader(listening, self._accept, listening)

    async def _stop(self) -> None:
        if self._listening is not None:
            self._loop.remove_reader(self._listening)
            self._listening.close()
            self._listening = None
            self.path.unlink(missing_ok=True)
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        connection.setblocking(False)
        frames = Frames(connection)
        task = self._loop.create_task(self._talk(frames))
        self._connections.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._connections.discard(task)
            frames.close()  # a task that is cancelled before its first step closes nothing itself

        task.add_done_callback(ended)

    async def _talk(self, frames: Frames) -> None:
        try:
            while (frame := await frames.receive()) is not None:
                ask = decode_ask(frame)
                self.asked.append(ask.request)
                if isinstance(ask.request, Subscribe) and ask.session in self.sessions:
                    await self._stream(frames)
                elif isinstance(ask.request, InstallUpdate) and ask.session in self.sessions:
                    await self._install(frames, ask.request)
                elif isinstance(ask.request, HearDemo) and ask.session in self.sessions:
                    await self._hear(frames)
                else:
                    await frames.send(encode(self._answer(ask)))
        except ConnectionError:
            pass

    async def _stream(self, frames: Frames) -> None:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        office = self.office
        first = (office.status, office.cards, office.calls, office.resting, office.day_night,
                 office.update, office.demo)  # fmt: skip
        for event in first:
            queue.put_nowait(event)
        self._followers.add(queue)
        try:
            while True:
                await frames.send(encode(await queue.get()))
        finally:
            self._followers.discard(queue)

    async def _hear(self, frames: Frames) -> None:
        """A second of a tone, as fast as it is taken, and the handset goes down."""
        for _ in range(PIECES):
            await frames.send(encode(Piece(steady(425, -10.0)[:BLOCK].tobytes() * 5)))
        await frames.send(encode(Done()))

    async def _install(self, frames: Frames, request: InstallUpdate) -> None:
        descriptor = frames.take_descriptor()
        if self.refuses_uploads:
            await frames.send(encode(Failed("There is no room for the update on the box.")))
            return
        steps = self.office.updating(request.url)
        await self._tell(frames, next(steps))
        if descriptor is not None and not await asyncio.to_thread(self._received, descriptor):
            await self._tell(frames, self.office.bad_bundle())
            await frames.send(encode(Failed(self.office.update.sentence)))
            return
        for event in steps:
            await self._tell(frames, event)
        await frames.send(encode(Done()))

    async def _tell(self, frames: Frames, event: Update) -> None:
        await self._change((event,))
        await frames.send(encode(event))

    def _received(self, descriptor: int) -> bool:
        """Whether a bundle came through the pipe; only its size and sum are remembered."""
        size, digest, first = 0, hashlib.sha256(), b""
        with os.fdopen(descriptor, "rb") as bundle:
            while piece := bundle.read(1 << 16):
                first = first or piece[:4]
                size += len(piece)
                digest.update(piece)
        self.uploads.append((size, digest.hexdigest()))
        return first == b"hsqs"

    async def _change(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event, CallEnded):
                self.office.past.insert(0, event.call)
            elif name := _KEPT.get(type(event)):
                setattr(self.office, name, event)
            for queue in self._followers:
                queue.put_nowait(event)

    def _opened(self, user: str) -> SessionOpened:
        token = os.urandom(12).hex()
        self.sessions[token] = user
        return SessionOpened(token, user, Role.ADMIN, time.time() + 3600)

    def _answer(self, ask: Ask) -> AnyAnswer:
        match ask.request:
            case Hello():
                return Greeting(self.office.status.name, bool(self.accounts))
            case SetUp(code=code, user=user, password=password):
                return self._first(code, user, password)
            case LogIn(user=user, password=password):
                known = self.accounts.get(user) == password
                return self._opened(user) if known else Denied(Why.WRONG)
        if ask.session not in self.sessions:
            return Denied(Why.LOG_IN)
        return self._within(ask)

    def _within(self, ask: Ask) -> AnyAnswer:
        """What somebody is told who is logged in."""
        kind = type(ask.request)
        if isinstance(ask.request, WhoAmI):
            user, expires = self.sessions[ask.session], time.time() + 3600
            return Me(user, Role.ADMIN, expires, virtual=self.office.demo.there)
        if isinstance(ask.request, LogOut):
            del self.sessions[ask.session]
        if (always := _refused(ask.request) or _ALWAYS.get(kind)) is not None:
            return always
        if kind in _SHOWN:
            shown: AnyAnswer = getattr(self.office, _SHOWN[kind])
            return shown
        return _WORKED_OUT.get(kind, _not_understood)(self.office, ask.request)

    def _first(self, code: str, user: str, password: str) -> AnyAnswer:
        if self.accounts or code.upper() != CODE:
            return Denied(Why.WRONG)
        if len(password) < 10:
            return Refused("password", "a password has at least 10 characters")
        self.accounts[user] = password
        return self._opened(user)


def _refused(question: object) -> Refused | None:
    match question:
        case TransferCall(to="999"):
            return Refused("to", "999 is no telephone, group or queue of the office")
        case SetDayNight(schedule="gone"):
            return Refused("schedule", "there is no schedule gone")
    return None


@contextmanager
def running(path: Path, office: Office) -> Iterator[FakeSupervisor]:
    """A supervisor that answers at `path` until the block ends."""
    fake = FakeSupervisor(path, office)
    fake.start()
    try:
        yield fake
    finally:
        fake.close()
