"""Questions about passkeys, answered: adding one, taking it away, logging in by it."""

import asyncio
import hashlib
import hmac
import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from appliance.core.errors import Invalid
from appliance.core.text import check_text
from appliance.wire import access
from appliance.wire.access_log import What
from appliance.wire.accounts import check_reach
from appliance.wire.admission import Asker, Door, of_session
from appliance.wire.answers import Done, PasskeyAsked, SessionOpened, Why
from appliance.wire.challenges import Challenge, Purpose
from appliance.wire.delays import Places
from appliance.wire.devices import Proof, verifier
from appliance.wire.errors import NotAllowed
from appliance.wire.passwords import Guard, Passkey, User
from appliance.wire.second_factor import last_one
from appliance.wire.sessions import How
from appliance.wire.trusted import Site, site_of, unfit

log = logging.getLogger(__name__)

MOST = 10  # of one account
_LONGEST_NAME = 60  # characters
_HANDLE = 32  # bytes
Answering = Callable[[Any, Asker], Awaitable[Any]]
Names = Callable[[], Awaitable[tuple[str, ...]]]
"""The names that the page's certificate is for; none while there is no certificate."""

_STRANGE = "this passkey opens no account here; log in with your password and add it again"


@dataclass(slots=True)
class AnsweringPasskeys:
    """The rights were judged before a question comes here.

    `_never`: by it an account without passkeys is answered as if it had one, always the same.
    """

    door: Door
    names: Names
    _never: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            access.BeginPasskey: self.begin,
            access.AddPasskey: self.add,
            access.RemovePasskey: self.remove,
            access.DropPasskeys: self.drop,
            access.BeginPasskeyLogIn: self.begin_log_in,
            access.LogInByPasskey: self.log_in,
        }

    async def begin(self, request: access.BeginPasskey, asker: Asker) -> PasskeyAsked:
        site = await self._site(request.site)
        user = await self.door.prove(asker, request.password)
        _check_name(user.guard, request.name)
        handle = user.guard.handle or _base64(secrets.token_bytes(_HANDLE))
        challenge = Challenge(
            Purpose.ADD, site, _session(asker), user.name, request.name, handle
        )  # fmt: skip
        known = [each.id for each in user.guard.passkeys if each.host == site.host]
        options = await asyncio.to_thread(
            lambda: verifier().wanted(site, challenge.value, user.name, handle, known)
        )
        return PasskeyAsked(self.door.challenges.keep(challenge), options)

    async def add(self, request: access.AddPasskey, asker: Asker) -> Done:
        asked = self.door.challenges.take(request.ticket, Purpose.ADD, _session(asker))
        made = await asyncio.to_thread(
            lambda: verifier().made(
                asked.site, asked.value, request.client_data, request.attestation
            )
        )
        new = Passkey(
            made.id, asked.name, asked.site.host, made.key, self.door.clock(), made.counter
        )

        def added(guard: Guard) -> Guard:
            if self.door.users.of_passkey(new.id) is not None:
                raise Invalid("passkey", "this passkey is kept here already")
            _check_name(guard, new.name)
            if guard.handle not in {"", asked.handle}:  # another page was faster
                raise Invalid("passkey", "this was used already, or took too long; begin again")
            kept = (*guard.passkeys, new)
            return msgspec.structs.replace(guard, passkeys=kept, handle=asked.handle)

        await self.door.guard(asker.user, added)
        log.info("account %s: a passkey was added", asker.user)
        await self.door.note(asker, What.PASSKEY_ADDED, asker.user, after=new.name)
        return Done()

    async def remove(self, request: access.RemovePasskey, asker: Asker) -> Done:
        """Another's is not there for the asker, whoever he is."""
        gone: list[str] = []

        def without(guard: Guard) -> Guard:
            gone.extend(each.name for each in guard.passkeys if each.id == request.id)
            if not gone:
                raise Invalid("passkey", "is gone already")
            last = len(guard.passkeys) == 1 and not guard.secret
            if last and asker.session.role in self.door.users.must:
                raise last_one("passkey")
            return _without(guard, lambda each: each.id == request.id)

        await self.door.guard(asker.user, without)
        self.door.end(asker.user, asker)
        await self.door.note(asker, What.PASSKEY_REMOVED, asker.user, before=gone[0])
        return Done()

    async def drop(self, request: access.DropPasskeys, asker: Asker) -> Done:
        if request.user == asker.user:
            raise Invalid("user", "your own passkeys are removed one by one on your own page")
        user = self.door.users.named(request.user)
        check_reach(asker, "role", user.role)
        names = ", ".join(each.name for each in user.guard.passkeys)
        await self.door.guard(request.user, lambda guard: _without(guard, lambda _each: True))
        self.door.end(request.user, asker)
        await self.door.note(asker, What.PASSKEY_REMOVED, request.user, before=names)
        return Done()

    async def begin_log_in(self, request: access.BeginPasskeyLogIn, _asker: Asker) -> PasskeyAsked:
        """A name that is no account's is answered as one that is."""
        site = await self._site(request.site)
        challenge = Challenge(
            Purpose.LOG_IN, site, f"address {request.origin[:60]}", request.user[:60]
        )
        known = self._known(request.user[:60], site.host) if request.user else []
        options = await asyncio.to_thread(lambda: verifier().asked(site, challenge.value, known))
        return PasskeyAsked(self.door.challenges.keep(challenge), options)

    def _known(self, name: str, host: str) -> list[str]:
        user = self.door.users.get(name)
        kept = user.guard.passkeys if user is not None else ()
        found = [each.id for each in kept if each.host == host]
        made_up = hmac.new(self._never, f"{host} {name}".encode(), hashlib.sha256).digest()
        return found or [_base64(made_up)]

    async def log_in(self, request: access.LogInByPasskey, _asker: Asker) -> SessionOpened:
        door = self.door
        own, shared = f"address {request.origin[:60]}", f"passkey {request.id[:60]}"
        places = Places(own, shared)
        door.attempt(places)
        asked = self.door.challenges.take(request.ticket, Purpose.LOG_IN)
        user, passkey = self._whose(request, asked)
        try:
            counter = await self._proved(asked, passkey, request)
            user = await self._used(user.name, passkey.id, counter)
        except Invalid:
            door.log.note("", What.WRONG_PASSKEY, user.name, request.origin, (passkey.name, ""))
            raise
        door.delays.right(places)
        door.delays.right(of_session(user.name))
        if user.guard.locked:
            door.log.note(user.name, What.KEPT_OUT, user.name, origin=request.origin)
            raise NotAllowed(Why.LOCKED)
        opened = door.let_in(user, request, What.PASSKEY, How.PASSKEY)
        await door.writer.caught_up()
        return opened

    def _whose(self, request: access.LogInByPasskey, asked: Challenge) -> tuple[User, Passkey]:
        """Whose passkey answers; the device says by the handle whose it thinks that it is."""
        found = self.door.users.of_passkey(request.id)
        if found is None or found[1].host != asked.site.host:
            raise Invalid("passkey", _STRANGE)
        user, passkey = found
        if asked.user and asked.user != user.name:
            raise Invalid("passkey", "this passkey is somebody else's; leave the name empty")
        if (request.handle or not asked.user) and request.handle != user.guard.handle:
            raise Invalid("passkey", _STRANGE)
        return user, passkey

    @staticmethod
    async def _proved(asked: Challenge, passkey: Passkey, request: access.LogInByPasskey) -> int:
        proof = Proof(
            request.id, request.client_data, request.authenticator_data, request.signature
        )
        return await asyncio.to_thread(
            lambda: verifier().proved(asked.site, asked.value, passkey, proof)
        )

    async def _used(self, name: str, ident: str, counter: int) -> User:
        """Whose device counts has to count on: of two that count alike one is a copy."""
        now = self.door.clock()

        def used(guard: Guard) -> Guard:
            old = next((each for each in guard.passkeys if each.id == ident), None)
            if old is None:  # taken away meanwhile
                raise Invalid("passkey", _STRANGE)
            if (old.counter or counter) and counter <= old.counter:
                raise Invalid(
                    "passkey",
                    "its device counts backwards, so it may have been copied; log in with your"
                    " password, remove it and add another",
                )
            new = msgspec.structs.replace(old, counter=counter, used=now)
            kept = tuple(new if each.id == ident else each for each in guard.passkeys)
            return msgspec.structs.replace(guard, passkeys=kept)

        return await self.door.guard(name, used)

    async def _site(self, text: str) -> Site:
        """Invalid where a browser keeps no passkey."""
        site = site_of(text)
        if unfit(site.host, await self.names()) is not None:
            raise Invalid(
                "passkey",
                "passkeys work only where the page is opened by a name of the box's certificate",
            )
        return site


def _check_name(guard: Guard, name: str) -> None:
    check_text("passkey_name", name, longest=_LONGEST_NAME)
    if any(each.name == name for each in guard.passkeys):
        raise Invalid("passkey_name", "is the name of another passkey of yours; choose another")
    if len(guard.passkeys) >= MOST:
        raise Invalid("passkey_name", f"{MOST} passkeys are the most; remove one first")


def _without(guard: Guard, gone: Callable[[Passkey], bool]) -> Guard:
    """A handle is kept no longer than a passkey: devices forget it with the last one."""
    kept = tuple(each for each in guard.passkeys if not gone(each))
    return msgspec.structs.replace(guard, passkeys=kept, handle=guard.handle if kept else "")


def _session(asker: Asker) -> str:
    return f"session {asker.token}"


def _base64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
