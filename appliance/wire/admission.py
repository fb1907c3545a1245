"""Who asks, and the right of each question."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from appliance.beside import OneThread
from appliance.wire.access import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    GetOwnAccess,
    GiveCode,
    LogInByPasskey,
)
from appliance.wire.access_log import AccessLog, What
from appliance.wire.answers import EVENT_RIGHTS, SessionOpened, Why
from appliance.wire.challenges import Challenges
from appliance.wire.delays import Delays, Places
from appliance.wire.errors import NotAllowed
from appliance.wire.keys import Keys, ident_of, is_key
from appliance.wire.kinds import Request
from appliance.wire.passwords import Guard, User, Users
from appliance.wire.protocol import Ask, LogIn, LogOut, SetUp, WhoAmI
from appliance.wire.roles import Right, Role, Scope, may
from appliance.wire.scopes import grants, opens, tells
from appliance.wire.sessions import PROVED, How, Session, Sessions

log = logging.getLogger(__name__)

_CONSOLE = Session("console", Role.CONSOLE, float("inf"))
_NOBODY = Session("", Role.ANYONE, 0.0)
SNMP_AGENT = "snmp-agent"
_TICKET = 300.0  # seconds to give a code in
_MOST_TICKETS = 100

Comes = SetUp | LogIn | GiveCode | LogInByPasskey
# What somebody asks who owes a second factor.
_OWING = frozenset({BeginSecondFactor, ConfirmSecondFactor, GetOwnAccess, LogOut, WhoAmI})


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as was found out; `token` is empty at the console.

    `person` is the key of whom of the office's people it is; empty for nobody of them. `api_key` is
    the id of a program's key, which is no role's and opens what its `scopes` say.
    `owes`: his role wants a second factor, and a password alone opened the session.
    """

    session: Session
    token: str = ""
    person: str = ""
    api_key: str = ""
    scopes: frozenset[Scope] = frozenset()
    owes: bool = False

    @property
    def user(self) -> str:
        return self.session.user

    def may(self, right: Right) -> bool:
        """Whether an answer tells him what this right makes it tell."""
        return grants(self.scopes, right) if self.api_key else may(self.session.role, right)

    def may_ask(self, question: type[Request[Any]]) -> bool:
        if self.api_key:
            return opens(self.scopes, question)
        return may(self.session.role, question.needs)

    def is_told(self, event: type) -> bool:
        """Whether events of this kind are for him."""
        if self.api_key:
            return tells(self.scopes, event)
        return may(self.session.role, EVENT_RIGHTS.get(event, Right.OWN))


_AGENT = Asker(_NOBODY, api_key=SNMP_AGENT, scopes=frozenset({Scope.METRICS}))


@dataclass(slots=True)
class Tickets:
    """Who gave the right password a moment ago and owes a code."""

    clock: Callable[[], float]
    _open: dict[str, tuple[str, float]] = field(default_factory=dict)

    def give(self, user: str) -> str:
        ticket, now = secrets.token_urlsafe(24), self.clock()
        alive = [(key, each) for key, each in self._open.items() if each[1] > now]
        self._open = dict(alive[-_MOST_TICKETS:])
        self._open[ticket] = (user, now + _TICKET)
        return ticket

    def user(self, ticket: str) -> str:
        """Empty when the ticket does not hold any more."""
        user, until = self._open.get(ticket, ("", 0.0))
        return user if until > self.clock() else ""

    def end(self, user: str) -> None:
        """His password or his code is another one now."""
        self._open = {key: each for key, each in self._open.items() if each[0] != user}


@dataclass(slots=True)
class Door:
    """What decides who comes in; kept in `folder`, where `writer` writes.

    `clock` gives epoch seconds, for what is kept and shown. What lasts a while, and is not kept,
    goes by `steady`, which nobody sets: a wall clock that was ahead would keep people out for long.
    """

    folder: Path
    clock: Callable[[], float]
    steady: Callable[[], float]
    users: Users = field(init=False)
    sessions: Sessions = field(init=False)
    delays: Delays = field(init=False)
    tickets: Tickets = field(init=False)
    challenges: Challenges = field(init=False)
    log: AccessLog = field(init=False)
    keys: Keys = field(init=False)
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    writer: OneThread = field(default_factory=lambda: OneThread("door-writer"))

    def __post_init__(self) -> None:
        self.users = Users(self.folder / "users.json")
        self.sessions = Sessions(self.folder / "sessions.json", self.clock, self.writer.soon)
        self.delays = Delays(self.steady)
        self.tickets = Tickets(self.steady)
        self.challenges = Challenges(self.steady)
        self.keys = Keys(self.folder / "api-keys.json", self.clock, self.writer.soon)
        self.log = AccessLog(self.folder / "access-log", self.clock, self.writer.soon)

    def attempt(self, places: Places) -> None:
        """Counted as wrong before it is looked at, so that many at once do not slip through."""
        seconds = self.delays.wait(places)
        if seconds > 0:
            raise NotAllowed(Why.WAIT, seconds)
        self.delays.wrong(places)

    async def prove(self, asker: Asker, password: str) -> User:
        """The asker's account, when he knows its password too; wrong ones make him wait."""
        places = of_session(asker.user)
        self.attempt(places)
        user = await asyncio.to_thread(self.users.verify, asker.user, password)
        if user is None:
            self.log.note(asker.user, What.REFUSED, asker.user, origin=asker.session.origin)
            raise NotAllowed(Why.WRONG)
        self.delays.right(places)
        return user

    async def guard(self, name: str, changed: Callable[[Guard], Guard]) -> User:
        """What guards an account becomes what `changed` makes of it."""
        async with self.one_at_a_time:
            guard = changed(self.users.named(name).guard)
            return await self.writer(lambda: self.users.guard(name, guard))

    def let_in(self, user: User, came: Comes, what: What, how: How) -> SessionOpened:
        """Let somebody in who proved who he is."""
        token, session = self.sessions.begin(user.name, user.role, came.origin, came.agent, how)
        self.log.note(user.name, what, user.name, origin=came.origin)
        return SessionOpened(token, user.name, user.role, session.expires)

    def end(self, name: str, asker: Asker) -> None:
        """Whoever is logged in as that logs in again, but for who asks."""
        self.tickets.end(name)
        self.sessions.end_all(name, but=asker.token if name == asker.user else "")

    async def note(
        self, asker: Asker, what: What, of: str, before: str = "", after: str = ""
    ) -> None:
        """Last of all: what was done is on the disk then."""
        self.log.note(asker.user, what, of, asker.session.origin, (before, after))
        await self.writer.caught_up()


class Admission:
    """`folder` holds users, sessions and keys. `owners`: uids that have root's right; `agent`: that
    of who asks for the box's numbers, and for nothing else.
    """

    def __init__(
        self,
        folder: Path,
        owners: frozenset[int],
        clock: Callable[[], float],
        steady: Callable[[], float] = time.monotonic,
        agent: int | None = None,
    ) -> None:
        self.door = Door(folder, clock, steady)
        self._owners = owners
        self._agent = agent
        self._told_ended: set[str] = set()

    def judge(self, ask: Ask, uid: int) -> Asker:
        """The asker, when he may ask this; NotAllowed otherwise."""
        asker = self._asker(ask, uid)
        if asker.owes and type(ask.request) not in _OWING:
            raise NotAllowed(Why.FACTOR)
        if asker.may_ask(type(ask.request)):
            return asker
        if asker.session is _NOBODY:
            raise NotAllowed(Why.LOG_IN)
        log.warning("%s may not ask %s", asker.user, type(ask.request).__name__)
        raise NotAllowed(Why.RIGHTS)

    def _asker(self, ask: Ask, uid: int) -> Asker:
        if uid == self._agent:
            return _AGENT
        if ask.console:
            if uid not in self._owners:
                raise NotAllowed(Why.RIGHTS)
            return Asker(_CONSOLE)
        if is_key(ask.session):
            return self._program(ask)
        session = self.door.sessions.find(ask.session) if ask.session else None
        if session is None:
            return Asker(_NOBODY)
        user = self.door.users.get(session.user)
        owes = session.role in self.door.users.must and session.how not in PROVED
        return Asker(session, ask.session, user.person if user is not None else "", owes=owes)

    def _program(self, ask: Ask) -> Asker:
        """Whose key it is. A program with one waits for nobody's wrong ones: behind an address may
        be many programs, and one of them goes on for ever with a key that was revoked.
        """
        door, origin = self.door, ask.origin[:60]
        key = door.keys.find(ask.session)
        if key is None:
            raise self._wrong_key(ident_of(ask.session), origin)
        if door.keys.ended(key):
            if key.id not in self._told_ended:  # a program goes on asking for days
                self._told_ended.add(key.id)
                door.log.note(key.author, What.KEY_ENDED, key.name, origin=origin)
            raise NotAllowed(Why.LOG_IN)
        door.keys.touch(key, origin)
        session = Session(key.author, Role.ANYONE, key.expires, key.made, origin=origin)
        return Asker(session, api_key=key.id, scopes=key.opens)

    def _wrong_key(self, ident: str, origin: str) -> NotAllowed:
        """Guessing keys is as slow as guessing passwords."""
        door = self.door
        places = Places(own=f"key address {origin}", shared=f"key {ident}")
        if (seconds := door.delays.wait(places)) > 0:
            return NotAllowed(Why.WAIT, seconds)
        door.delays.wrong(places)
        named = next((each.name for each in door.keys.every() if each.id == ident), "")
        if named:  # else it may be anything that somebody typed
            door.log.note("", What.KEY_WRONG, named, origin=origin)
        return NotAllowed(Why.WRONG)


def of_session(user: str) -> Places:
    """Where somebody asks from who has logged in."""
    return Places(own=f"session of {user}", shared=f"user {user}")
