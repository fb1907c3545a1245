"""How one comes in and leaves: first set-up, logging in, the code behind a password."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from appliance.core.errors import Invalid
from appliance.wire.access import GiveCode
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door, of_session
from appliance.wire.answers import Done, Me, SessionOpened, SetupCode, Why
from appliance.wire.delays import Places
from appliance.wire.errors import NotAllowed
from appliance.wire.passwords import User
from appliance.wire.protocol import GetSetupCode, LogIn, LogOut, SetUp, WhoAmI
from appliance.wire.roles import Role
from appliance.wire.second_factor import step_of, without
from appliance.wire.sessions import How

log = logging.getLogger(__name__)

AboutDoor = SetUp | LogIn | GiveCode | LogOut | WhoAmI | GetSetupCode


@dataclass(slots=True)
class Entrance:
    """`zone` is that of the office's clock, `virtual` whether the box's hardware is.

    The set-up code lies in the door's folder, and so does the note that it counts no longer.
    """

    door: Door
    zone: Callable[[], str] = str
    virtual: Callable[[], bool] = bool

    def __post_init__(self) -> None:
        if self.set_up:  # the power may have gone between the first admin and this
            self._close_setup()

    @property
    def set_up(self) -> bool:
        return bool(self.door.users)

    @property
    def _code(self) -> Path:
        return self.door.folder / "setup-code"

    async def answer(
        self, request: AboutDoor, asker: Asker
    ) -> SessionOpened | Me | Done | SetupCode:
        """Who came in or left is on the disk by then."""
        answer = await self._answer(request, asker)
        if not isinstance(request, WhoAmI):
            await self.door.writer.caught_up()
        return answer

    async def _answer(
        self, request: AboutDoor, asker: Asker
    ) -> SessionOpened | Me | Done | SetupCode:
        match request:
            case SetUp():
                return await self._set_up(request)
            case LogIn():
                return await self._log_in(request)
            case GiveCode():
                return await self._give_code(request)
            case GetSetupCode():
                return SetupCode(self._setup_code())
            case LogOut():
                self.door.sessions.end(asker.token)
                self.door.log.note(asker.user, What.LOGGED_OUT, asker.user)
                return Done()
            case WhoAmI():
                session = asker.session
                expires = min(session.expires, 1e12)
                zone, virtual = self.zone(), self.virtual()
                return Me(session.user, session.role, expires, zone, asker.owes, virtual)

    def _setup_code(self) -> str:
        if self.set_up or not self._code.exists():
            return ""
        return self._code.read_text("ascii").strip()

    async def _set_up(self, request: SetUp) -> SessionOpened:
        if self.set_up:
            raise Invalid("code", "the box is set up already: log in")
        places = Places(own=f"address {request.origin[:60]}", shared="set-up")
        self.door.attempt(places)
        code = self._setup_code()
        if not code or not hmac.compare_digest(_letters(request.code), _letters(code)):
            log.warning("set-up: wrong set-up code")
            raise NotAllowed(Why.WRONG)
        async with self.door.one_at_a_time:  # the second of two with the code finds it used
            if self.set_up:
                raise Invalid("code", "the box is set up already: log in")
            self.door.delays.right(places)
            user = await self.door.writer(
                lambda: self.door.users.set(request.user, request.password, Role.ADMIN)
            )
            self._close_setup()
        log.info("set-up: the first admin is there, the set-up code no longer counts")
        return self.door.let_in(user, request, What.SET_UP, How.SET_UP)

    def _close_setup(self) -> None:
        self._code.unlink(missing_ok=True)
        try:
            (self.door.folder / "setup-done").touch(0o600)
        except OSError as error:  # then the next start makes a code, which is closed again here
            log.warning("set-up: that it is done cannot be noted: %s", error)

    async def _log_in(self, request: LogIn) -> SessionOpened:
        door = self.door
        places = Places(own=f"address {request.origin[:60]}", shared=f"user {request.user[:60]}")
        door.attempt(places)
        user = await asyncio.to_thread(door.users.verify, request.user, request.password)
        if user is None:
            log.warning("log-in: wrong name or password from %s", request.origin or "unknown")
            if door.users.get(request.user) is not None:
                door.log.note("", What.REFUSED, request.user, origin=request.origin)
            raise NotAllowed(Why.WRONG)
        door.delays.right(places)
        door.delays.right(of_session(user.name))  # strangers may not keep him from a new password
        if user.guard.locked:
            door.log.note(user.name, What.KEPT_OUT, user.name, origin=request.origin)
            raise NotAllowed(Why.LOCKED)
        if user.guard.secret:
            raise NotAllowed(Why.CODE, ticket=door.tickets.give(user.name))
        return door.let_in(user, request, What.LOGGED_IN, How.PASSWORD)

    async def _give_code(self, request: GiveCode) -> SessionOpened:
        """A ticket is worth nothing without the code, and guessing those is as slow as passwords:
        all who guess at one account wait together, up to a quarter of an hour.
        """
        door = self.door
        name = door.tickets.user(request.ticket)
        if not name:
            raise NotAllowed(Why.LOG_IN)
        places = Places(own=f"code of {name}", shared=f"code address {request.origin[:60]}")
        door.attempt(places)
        async with door.one_at_a_time:  # a code that two give at once counts for one
            user = door.users.named(name)
            what = await self._take(user, request.code)
        if what is None:
            door.log.note(name, What.WRONG_CODE, name, origin=request.origin)
            raise NotAllowed(Why.WRONG)
        door.delays.right(places)
        door.tickets.end(name)
        how = How.RECOVERY_CODE if what is What.RECOVERY_CODE else How.CODE
        return door.let_in(user, request, what, how)

    async def _take(self, user: User, code: str) -> What | None:
        """Use up a code; None when it is none, or was used before."""
        guard = user.guard
        step = step_of(guard.secret, code, self.door.clock())
        if step is not None and step > guard.step:
            used = msgspec.structs.replace(guard, step=step)
            await self.door.writer(lambda: self.door.users.guard(user.name, used))
            return What.LOGGED_IN
        left = await asyncio.to_thread(without, guard.recovery, code)
        if left is not None:
            used = msgspec.structs.replace(guard, recovery=left)
            await self.door.writer(lambda: self.door.users.guard(user.name, used))
            return What.RECOVERY_CODE
        return None


def _letters(code: str) -> bytes:
    """As typed by a person: case, spaces and the dash do not count."""
    return "".join(c for c in code.upper() if c.isalnum()).encode()
