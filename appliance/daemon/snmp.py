"""SNMP: who reads the box's numbers over it, and passwords made for him."""

import contextlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from appliance.core.errors import Fault, Invalid
from appliance.core.snmp import CIPHER_KEY, USER, engine_of, key_of, readers
from appliance.daemon.configuring import Answering
from appliance.daemon.monitoring_kept import Kept, Snmp
from appliance.host.snmp_agent import SnmpAgent
from appliance.wire import monitoring as wire
from appliance.wire.access_log import What
from appliance.wire.admission import Asker, Door

log = logging.getLogger(__name__)

_CHANCE = 12  # bytes of an engine
_PASSWORD = 18  # bytes of chance in each


@dataclass(frozen=True, slots=True)
class OverSnmp:
    """What is kept is written by the thread that writes the door's files."""

    kept: Kept
    door: Door
    agent: SnmpAgent

    async def begin(self) -> None:
        """Whoever could read can again; what keeps him from that is written into the log."""
        async with self.kept.alone:  # whoever switches it off meanwhile finds it begun
            try:
                await self.agent.answer(self.kept.now.snmp.reader)
            except (Fault, ValueError) as error:
                log.warning("snmp: %s", error)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {wire.SetSnmp: self._set}

    async def view(self) -> wire.SnmpView:
        snmp = self.kept.now.snmp
        try:
            runs = await self.agent.runs()
        except Fault:  # systemd does not answer
            runs = False
        return wire.SnmpView(snmp.on, snmp.addresses, USER, runs)

    async def _set(self, request: wire.SetSnmp, asker: Asker) -> wire.SnmpSet:
        addresses = readers(request.addresses)
        if request.on and not addresses:
            raise Invalid("addresses", "nobody would be heard; give the address of who watches")
        proof = cipher = ""
        async with self.kept.alone:
            before = self.kept.now.snmp
            wanted = msgspec.structs.replace(before, on=request.on, addresses=addresses)
            if request.renew or (request.on and not before.engine):
                proof, cipher = (secrets.token_urlsafe(_PASSWORD) for _ in range(2))
                wanted = _with_keys(wanted, proof, cipher)
            await self._answer(wanted, before)
        said = _said(wanted) + (" passwords-made" if proof else "")
        log.info("snmp: %s by %s", said, asker.user)
        await self.door.note(asker, What.SNMP_SET, "", _said(before), said)
        return wire.SnmpSet(await self.view(), proof, cipher)

    async def _answer(self, wanted: Snmp, before: Snmp) -> None:
        """What does not begin, or cannot be kept, leaves those reading who read."""
        settings = msgspec.structs.replace(self.kept.now, snmp=wanted)
        try:
            await self.agent.answer(wanted.reader)
            await self.door.writer(lambda: self.kept.keep(settings))
        except Fault:
            with contextlib.suppress(Fault, ValueError):
                await self.agent.answer(before.reader)
            raise


def _with_keys(snmp: Snmp, proof: str, cipher: str) -> Snmp:
    """With an engine of their own, so that nothing recorded or kept of before counts any more."""
    engine = engine_of(secrets.token_bytes(_CHANCE))
    return msgspec.structs.replace(
        snmp,
        engine=engine.hex(),
        proof=key_of(proof, engine).hex(),
        cipher=key_of(cipher, engine)[:CIPHER_KEY].hex(),
    )


def _said(snmp: Snmp) -> str:
    return " ".join(("on" if snmp.on else "off", *snmp.addresses))
