"""Questions about accounts, sessions and what guards them, answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from appliance.core.errors import Invalid
from appliance.wire import access
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door, of_session
from appliance.wire.answers import (
    AccessLog,
    Accounts,
    Done,
    OpenSessions,
    OwnAccess,
    RecoveryCodes,
    SecondFactor,
)
from appliance.wire.passwords import Guard, User
from appliance.wire.roles import ROLES, Role
from appliance.wire.scopes import covers
from appliance.wire.second_factor import (
    digests,
    fresh_recovery_codes,
    fresh_secret,
    last_one,
    step_of,
    uri,
)
from appliance.wire.sessions import PROVED, How, Session, name_of
from appliance.wire.trusted import unfit
from appliance.wire.views import AccessView, AccountView, PasskeyView, SessionView

log = logging.getLogger(__name__)

_MOST_BEGUN = 50
Answering = Callable[[Any, Asker], Awaitable[Any]]


async def _no_names() -> tuple[str, ...]:
    return ()


@dataclass(slots=True)
class AnsweringAccounts:
    """The rights were judged before a question comes here. `_begun`: secrets without a code yet.

    `called` is how people call whom of the office's people a key names; the log keeps that name,
    which tells who it was when he is gone. `names` are those of the page's certificate.
    """

    door: Door
    called: Callable[[str], str] = str
    names: Callable[[], Awaitable[tuple[str, ...]]] = _no_names
    _begun: dict[str, str] = field(default_factory=dict)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            access.GetAccounts: self.accounts,
            access.SetAccount: self.set_account,
            access.RemoveAccount: self.remove,
            access.LockAccount: self.lock,
            access.LiftDelays: self.lift_delays,
            access.GetSessions: self.own_sessions,
            access.GetEverySession: self.every_session,
            access.EndSession: self.end_session,
            access.EndSessions: self.end_sessions,
            access.ChangePassword: self.change_password,
            access.GetAccessLog: self.access_log,
            access.GetOwnAccess: self.own_access,
            access.BeginSecondFactor: self.begin_factor,
            access.ConfirmSecondFactor: self.confirm_factor,
            access.RenewRecoveryCodes: self.renew_codes,
            access.EndSecondFactor: self.end_factor,
            access.DropSecondFactor: self.drop_factor,
            access.WantSecondFactor: self.want_factor,
        }

    async def accounts(self, _request: access.GetAccounts, _asker: Asker) -> Accounts:
        opened = [session.user for _, session in self.door.sessions.every()]
        return Accounts(
            tuple(
                AccountView(
                    user.name,
                    user.role,
                    user.person,
                    user.guard.locked,
                    opened.count(user.name),
                    bool(user.guard.secret),
                    len(user.guard.passkeys),
                )
                for user in self.door.users.every()
            ),
            tuple(role for role in ROLES if role in self.door.users.must),
        )

    async def set_account(self, request: access.SetAccount, asker: Asker) -> Done:
        users, name = self.door.users, request.user
        own, old = name == asker.user, users.get(name)
        if own and old is not None and request.role is not old.role:
            raise Invalid("role", "your own rights only another administrator changes")
        check_reach(asker, "role", request.role, *(() if old is None else (old.role,)))
        async with self.door.one_at_a_time:
            if request.password:
                await self.door.writer(
                    lambda: users.set(name, request.password, request.role, request.person)
                )
            else:
                await self.door.writer(lambda: users.change(name, request.role, request.person))
        self.door.end(name, asker)
        log.info("account %s: set by %s", name, asker.user)
        what = What.MADE if old is None else What.CHANGED
        before = "" if old is None else self._told(old.role, old.person)
        await self.door.note(asker, what, name, before, self._told(request.role, request.person))
        return Done()

    def _told(self, role: Role, person: str) -> str:
        """What the account may do and whose it is, as the log keeps it."""
        return f"{role.value}, {self.called(person)}" if person else role.value

    async def remove(self, request: access.RemoveAccount, asker: Asker) -> Done:
        if request.user == asker.user:
            raise Invalid("user", "your own account only another administrator takes away")
        old = self._within_reach(request.user, asker)
        before = self._told(old.role, old.person)
        async with self.door.one_at_a_time:
            await self.door.writer(lambda: self.door.users.remove(request.user))
        self.door.end(request.user, asker)
        log.info("account %s: taken away by %s", request.user, asker.user)
        await self.door.note(asker, What.REMOVED, request.user, before)
        return Done()

    async def lock(self, request: access.LockAccount, asker: Asker) -> Done:
        if request.locked and request.user == asker.user:
            raise Invalid("user", "your own account only another administrator locks")
        self._within_reach(request.user, asker)
        await self._guard(request.user, locked=request.locked)
        if request.locked:
            self.door.end(request.user, asker)
        await self.door.note(asker, What.LOCKED if request.locked else What.OPENED, request.user)
        return Done()

    async def lift_delays(self, _request: access.LiftDelays, asker: Asker) -> Done:
        self.door.delays.lift()
        await self.door.note(asker, What.DELAYS, "")
        return Done()

    async def own_sessions(self, _request: access.GetSessions, asker: Asker) -> OpenSessions:
        every = self.door.sessions.every()
        return _opened((pair for pair in every if pair[1].user == asker.user), asker)

    async def every_session(self, _request: access.GetEverySession, asker: Asker) -> OpenSessions:
        return _opened(self.door.sessions.every(), asker)

    async def end_session(self, request: access.EndSession, asker: Asker) -> Done:
        """Another's is not there for the asker, whoever he is."""
        await self.door.prove(asker, request.password)
        sessions = self.door.sessions
        if not request.id:
            sessions.end_all(asker.user, but=asker.token)
        elif not sessions.end_one(asker.user, request.id):
            raise Invalid("session", "this session has ended already")
        await self.door.note(asker, What.SESSIONS, asker.user)
        return Done()

    async def end_sessions(self, request: access.EndSessions, asker: Asker) -> Done:
        self._within_reach(request.user, asker)
        self.door.end(request.user, asker)
        await self.door.note(asker, What.SESSIONS, request.user)
        return Done()

    async def change_password(self, request: access.ChangePassword, asker: Asker) -> Done:
        user = await self.door.prove(asker, request.old)
        async with self.door.one_at_a_time:
            users = self.door.users
            await self.door.writer(
                lambda: users.set(user.name, request.new, user.role, user.person)
            )
        self.door.end(user.name, asker)
        await self.door.note(asker, What.RENEWED, user.name)
        return Done()

    async def access_log(self, request: access.GetAccessLog, _asker: Asker) -> AccessLog:
        limit = max(1, min(request.limit, access.MOST_ENTRIES))
        found, more = self.door.log.entries(request.before, limit)
        return AccessLog(tuple(AccessView(**msgspec.structs.asdict(each)) for each in found), more)

    async def own_access(self, _request: access.GetOwnAccess, asker: Asker) -> OwnAccess:
        guard = self.door.users.named(asker.user).guard
        passkeys = tuple(
            PasskeyView(each.id, each.name, each.host, each.made, each.used)
            for each in guard.passkeys
        )
        opens_at = await self._opens_at(guard)
        return OwnAccess(bool(guard.secret), len(guard.recovery), passkeys, opens_at)

    async def _opens_at(self, guard: Guard) -> str:
        names = await self.names() if guard.passkeys else ()
        return next((p.host for p in guard.passkeys if unfit(p.host, names) is None), "")

    async def begin_factor(self, request: access.BeginSecondFactor, asker: Asker) -> SecondFactor:
        """Who owes one and has a passkey proves himself by that: whoever knows the password alone
        makes no code of his own in its place.
        """
        user = await self.door.prove(asker, request.password)
        if asker.owes and (host := await self._opens_at(user.guard)):
            raise Invalid(
                "password", f"you have a passkey already: log out, and log in with it at {host}"
            )
        secret = fresh_secret()
        self._begun = dict(list(self._begun.items())[-_MOST_BEGUN:])
        self._begun[asker.token] = secret
        return SecondFactor(secret, uri(secret, user.name))

    async def confirm_factor(
        self, request: access.ConfirmSecondFactor, asker: Asker
    ) -> RecoveryCodes:
        secret = self._begun.get(asker.token)
        if secret is None:
            raise Invalid("code", "begin again: this picture no longer counts")
        places = of_session(asker.user)
        self.door.attempt(places)
        step = step_of(secret, request.code, self.door.clock())
        if step is None:
            raise Invalid("code", "is not the one that the app shows now")
        self.door.delays.right(places)
        del self._begun[asker.token]  # pressed twice, the codes of the first answer count
        codes = fresh_recovery_codes()
        kept = await asyncio.to_thread(digests, codes)
        await self._guard(asker.user, secret=secret, step=step, recovery=kept)
        self.door.sessions.prove(asker.token, How.CODE)
        self.door.end(asker.user, asker)
        await self.door.note(asker, What.SECOND_FACTOR, asker.user)
        return RecoveryCodes(codes)

    async def renew_codes(self, request: access.RenewRecoveryCodes, asker: Asker) -> RecoveryCodes:
        user = await self.door.prove(asker, request.password)
        if not user.guard.secret:
            raise Invalid("password", "there is no second factor that a code could stand in for")
        codes = fresh_recovery_codes()
        await self._guard(user.name, recovery=await asyncio.to_thread(digests, codes))
        await self.door.note(asker, What.RECOVERY_CODES, user.name)
        return RecoveryCodes(codes)

    async def end_factor(self, request: access.EndSecondFactor, asker: Asker) -> Done:
        user = await self.door.prove(asker, request.password)
        if user.role in self.door.users.must and not user.guard.passkeys:
            raise last_one("password")
        await self._without_factor(user.name)
        await self.door.note(asker, What.NO_SECOND_FACTOR, user.name)
        return Done()

    async def drop_factor(self, request: access.DropSecondFactor, asker: Asker) -> Done:
        if request.user == asker.user:
            raise Invalid("user", "your own second factor is switched off with your password")
        self._within_reach(request.user, asker)
        await self._without_factor(request.user)
        self.door.end(request.user, asker)
        await self.door.note(asker, What.NO_SECOND_FACTOR, request.user)
        return Done()

    async def want_factor(self, request: access.WantSecondFactor, asker: Asker) -> Done:
        roles, users = frozenset(request.roles), self.door.users
        if not roles <= set(ROLES):
            raise Invalid("roles", "no account can be that")
        check_reach(asker, "roles", *(roles ^ users.must))
        proved = asker.api_key or asker.session.role is Role.CONSOLE
        if roles - users.must and asker.session.how not in PROVED and not proved:
            raise Invalid(
                "roles", "log in with a code or a passkey of your own before you ask it of others"
            )
        async with self.door.one_at_a_time:
            before = users.must
            await self.door.writer(lambda: users.want_factor(roles))
        self.door.sessions.end_unproved(roles)
        told = (", ".join(sorted(each.value for each in named)) for named in (before, roles))
        await self.door.note(asker, What.FACTOR_WANTED, "", *told)
        return Done()

    def _within_reach(self, name: str, asker: Asker) -> User:
        """The account; Invalid when there is none, or for a key that may less than it."""
        user = self.door.users.named(name)
        check_reach(asker, "role", user.role)
        return user

    async def _without_factor(self, name: str) -> None:
        await self._guard(name, secret="", step=0, recovery=())

    async def _guard(self, name: str, **changed: object) -> None:
        """Whoever owes a code begins anew."""
        await self.door.guard(name, lambda guard: msgspec.structs.replace(guard, **changed))
        self.door.tickets.end(name)


def check_reach(asker: Asker, named: str, *roles: Role) -> None:
    """Invalid at the field `named` where a key would touch accounts that may more than it does.

    Whoever sets the password of an account can do what the account can.
    """
    if not asker.api_key:
        return
    if not all(covers(asker.scopes, role) for role in roles):
        raise Invalid(named, "such an account may more than this key; choose another role")


def _opened(found: Iterable[tuple[str, Session]], asker: Asker) -> OpenSessions:
    own = name_of(asker.token)
    return OpenSessions(
        tuple(
            SessionView(name, s.user, s.began, s.seen, s.origin, s.agent, name == own, s.how)
            for name, s in found
        )
    )
