"""Who asks: first set-up, logging in, and the right of each question."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.core.errors import Invalid
from appliance.wire.answers import Accounts, Done, Me, SessionOpened, SetupCode, Why
from appliance.wire.delays import Delays, Places
from appliance.wire.errors import NotAllowed
from appliance.wire.passwords import Users
from appliance.wire.protocol import (
    AnyRequest,
    Ask,
    ChangePassword,
    GetAccounts,
    GetSetupCode,
    LogIn,
    LogOut,
    RemoveAccount,
    SetAccount,
    SetUp,
    WhoAmI,
)
from appliance.wire.roles import Role
from appliance.wire.sessions import Session, Sessions
from appliance.wire.views import AccountView

log = logging.getLogger(__name__)

_CONSOLE = Session("console", Role.CONSOLE, float("inf"))
_NOBODY = Session("", Role.ANYONE, 0.0)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as was found out; `token` is empty at the console.

    `person` is the key of whom of the office's people it is; empty for nobody of them.
    """

    session: Session
    token: str = ""
    person: str = ""

    @property
    def user(self) -> str:
        return self.session.user


class Admission:
    """`folder` holds set-up code, users and sessions. `owners`: uids that have root's right."""

    def __init__(self, folder: Path, owners: frozenset[int], clock: Callable[[], float]) -> None:
        self._code = folder / "setup-code"
        self._done = folder / "setup-done"
        self._owners = owners
        self._users = Users(folder / "users.json")
        self._sessions = Sessions(folder / "sessions.json", clock)
        self._delays = Delays(clock)
        self._one_at_a_time = asyncio.Lock()
        if self._users:  # the power may have gone between the first admin and this
            self._close_setup()

    @property
    def set_up(self) -> bool:
        return bool(self._users)

    def judge(self, ask: Ask, uid: int) -> Asker:
        """The asker, when he may ask this; NotAllowed otherwise."""
        asker = self._asker(ask, uid)
        needs = ask.request.needs
        if asker.session.role < needs:
            raise NotAllowed(Why.LOG_IN if asker.session is _NOBODY else Why.RIGHTS)
        return asker

    def _asker(self, ask: Ask, uid: int) -> Asker:
        if ask.console:
            if uid not in self._owners:
                raise NotAllowed(Why.RIGHTS)
            return Asker(_CONSOLE)
        session = self._sessions.find(ask.session) if ask.session else None
        if session is None:
            return Asker(_NOBODY)
        user = self._users.get(session.user)
        return Asker(session, ask.session, user.person if user is not None else "")

    async def answer(
        self, request: AnyRequest, asker: Asker
    ) -> SessionOpened | Me | Done | SetupCode | Accounts:
        """For the questions of this file; TypeError for any other."""
        match request:
            case SetUp():
                return await self._set_up(request)
            case LogIn():
                return await self._log_in(request)
            case LogOut() | WhoAmI():
                return self._about_session(request, asker)
            case ChangePassword():
                return await self._change_password(request, asker)
            case GetSetupCode():
                return SetupCode(self._setup_code())
            case GetAccounts() | SetAccount() | RemoveAccount():
                return await self._about_accounts(request, asker)
        raise TypeError(type(request).__name__)

    def _about_session(self, request: LogOut | WhoAmI, asker: Asker) -> Done | Me:
        if isinstance(request, LogOut):
            self._sessions.end(asker.token)
            return Done()
        session = asker.session
        return Me(session.user, session.role, min(session.expires, 1e12))

    async def _about_accounts(
        self, request: GetAccounts | SetAccount | RemoveAccount, asker: Asker
    ) -> Done | Accounts:
        match request:
            case SetAccount():
                return await self._set_account(request, asker)
            case RemoveAccount():
                return self._remove_account(request, asker)
        return Accounts(
            tuple(
                AccountView(user.name, user.role >= Role.ADMIN, user.person)
                for user in self._users.every()
            )
        )

    def _setup_code(self) -> str:
        if self.set_up or not self._code.exists():
            return ""
        return self._code.read_text("ascii").strip()

    async def _set_up(self, request: SetUp) -> SessionOpened:
        if self.set_up:
            raise Invalid("code", "the box is set up already: log in")
        places = Places(own=f"address {request.origin[:60]}", shared="set-up")
        self._try(places)
        code = self._setup_code()
        if not code or not hmac.compare_digest(_letters(request.code), _letters(code)):
            log.warning("set-up: wrong set-up code")
            raise NotAllowed(Why.WRONG)
        async with self._one_at_a_time:  # the second of two with the code finds it used
            if self.set_up:
                raise Invalid("code", "the box is set up already: log in")
            self._delays.right(places)
            await asyncio.to_thread(self._users.set, request.user, request.password, Role.ADMIN)
            self._close_setup()
        log.info("set-up: the first admin is there, the set-up code no longer counts")
        return self._open(request.user, Role.ADMIN)

    def _close_setup(self) -> None:
        self._code.unlink(missing_ok=True)
        try:
            self._done.touch(0o600)
        except OSError as error:  # then the next start makes a code, which is closed again here
            log.warning("set-up: that it is done cannot be noted: %s", error)

    async def _log_in(self, request: LogIn) -> SessionOpened:
        places = Places(own=f"address {request.origin[:60]}", shared=f"user {request.user[:60]}")
        self._try(places)
        user = await asyncio.to_thread(self._users.verify, request.user, request.password)
        if user is None:
            log.warning("log-in: wrong name or password from %s", request.origin or "unknown")
            raise NotAllowed(Why.WRONG)
        self._delays.right(places)
        self._delays.right(_of_session(user.name))  # strangers may not keep him from a new password
        return self._open(user.name, user.role)

    async def _change_password(self, request: ChangePassword, asker: Asker) -> Done:
        places = _of_session(asker.user)
        self._try(places)
        user = await asyncio.to_thread(self._users.verify, asker.user, request.old)
        if user is None:
            raise NotAllowed(Why.WRONG)
        self._delays.right(places)
        await asyncio.to_thread(self._users.set, user.name, request.new, user.role, user.person)
        self._sessions.end_all(user.name, but=asker.token)
        return Done()

    async def _set_account(self, request: SetAccount, asker: Asker) -> Done:
        own = request.user == asker.user
        if own and not request.admin:
            raise Invalid("admin", "your own rights only another administrator takes away")
        role = Role.ADMIN if request.admin else Role.USER
        async with self._one_at_a_time:
            if request.password:
                name, password = request.user, request.password
                await asyncio.to_thread(self._users.set, name, password, role, request.person)
            else:
                self._users.change(request.user, role, request.person)
        self._sessions.end_all(request.user, but=asker.token if own else "")
        log.info("account %s: set by %s", request.user, asker.user)
        return Done()

    def _remove_account(self, request: RemoveAccount, asker: Asker) -> Done:
        if request.user == asker.user:
            raise Invalid("user", "your own account only another administrator takes away")
        self._users.remove(request.user)
        self._sessions.end_all(request.user)
        log.info("account %s: taken away by %s", request.user, asker.user)
        return Done()

    def _try(self, places: Places) -> None:
        """Counted as wrong before it is looked at, so that many at once do not slip through."""
        seconds = self._delays.wait(places)
        if seconds > 0:
            raise NotAllowed(Why.WAIT, seconds)
        self._delays.wrong(places)

    def _open(self, user: str, role: Role) -> SessionOpened:
        token, session = self._sessions.begin(user, role)
        return SessionOpened(token, user, role, session.expires)


def _of_session(user: str) -> Places:
    """Where somebody asks from who has logged in."""
    return Places(own=f"session of {user}", shared=f"user {user}")


def _letters(code: str) -> bytes:
    """As typed by a person: case, spaces and the dash do not count."""
    return "".join(c for c in code.upper() if c.isalnum()).encode()
