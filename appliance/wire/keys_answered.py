"""Questions about the keys of programs, answered."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.core.errors import Invalid
from appliance.wire import api_keys
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed
from appliance.wire.keys import Key

log = logging.getLogger(__name__)

Answering = Callable[[Any, Asker], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class AnsweringKeys:
    """The rights were judged before a question comes here."""

    door: Door

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            api_keys.GetApiKeys: self.every,
            api_keys.MakeApiKey: self.make,
            api_keys.RevokeApiKey: self.revoke,
            api_keys.GetOwnApiKey: self.own,
        }

    async def every(self, _request: object, _asker: Asker) -> api_keys.ApiKeys:
        return api_keys.ApiKeys(tuple(map(self._view, self.door.keys.every())))

    async def make(self, request: api_keys.MakeApiKey, asker: Asker) -> api_keys.ApiKeyMade:
        keys, wanted = self.door.keys, (request.name, request.scopes, request.seconds)
        by = asker.user, asker.api_key
        text, key = await self.door.writer(lambda: keys.make(*wanted, *by))
        log.info("key %s (%s): made by %s", key.name, key.id, asker.user)
        await self._note(asker, What.KEY_MADE, key, after=", ".join(key.scopes))
        return api_keys.ApiKeyMade(text, self._view(key))

    async def revoke(self, request: api_keys.RevokeApiKey, asker: Asker) -> api_keys.ApiKeys:
        key = self.door.keys.named(request.key)
        if asker.api_key and not key.opens <= asker.scopes:
            raise Invalid("scopes", "a key revokes none that opens more than it does itself")
        for gone in await self.door.writer(lambda: self.door.keys.revoke(key.id)):
            log.info("key %s (%s): revoked by %s", gone.name, gone.id, asker.user)
            await self._note(asker, What.KEY_REVOKED, gone, before=", ".join(gone.scopes))
        return await self.every(request, asker)

    async def own(self, _request: object, asker: Asker) -> api_keys.OwnApiKey:
        if not asker.api_key:
            raise NotAllowed(Why.RIGHTS)
        return api_keys.OwnApiKey(self._view(self.door.keys.named(asker.api_key)))

    async def _note(
        self, asker: Asker, what: What, key: Key, before: str = "", after: str = ""
    ) -> None:
        """On the disk by then."""
        self.door.log.note(asker.user, what, key.name, asker.session.origin, (before, after))
        await self.door.writer.caught_up()

    def _view(self, key: Key) -> api_keys.KeyView:
        return api_keys.KeyView(
            id=key.id,
            name=key.name,
            scopes=tuple(sorted(key.opens)),
            made=key.made,
            by=key.by,
            expires=key.expires,
            seen=key.seen,
            origin=key.origin,
            ended=self.door.keys.ended(key),
        )
