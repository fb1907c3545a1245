"""The certificate that browsers are shown: the box's own, or one of the owner's in its place."""

import asyncio
import contextlib
import hashlib
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.core.errors import Fault, Invalid
from appliance.core.issues import MAKE_ROOM
from appliance.daemon.configuring import Answering
from appliance.durable import write_whole
from appliance.host.ports import Front, Network
from appliance.wire import certificate as wire
from appliance.wire.access_log import What
from appliance.wire.admission import Asker
from appliance.wire.trusted import covers, is_address

if TYPE_CHECKING:
    from appliance.daemon import certificate_judged

log = logging.getLogger(__name__)

SHOWN_WITHIN = 10.0  # seconds from a reload to new connections
_STEP = 0.2
_RESOLVED_WITHIN = 5.0  # seconds for the network to say where a name leads
_REMEDY = "Switch the box off and on: it makes one at its start."
Note = Callable[[Asker, What, str], Awaitable[None]]
Lookup = Callable[[str], Awaitable[frozenset[str]]]
_MADE = "request.pem"  # a key and the request that was made with it, until its answer came
_MOST_NAMES = 20


async def addresses_of(name: str) -> frozenset[str]:
    """Where the network says that a name leads; nothing where it does not know."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError, TimeoutError, UnicodeError):
        async with asyncio.timeout(_RESOLVED_WITHIN):
            return frozenset(str(each[4][0]) for each in await loop.getaddrinfo(name, 443))
    return frozenset()


@dataclass(slots=True)
class Certificates:
    """`own` is the file that the box made, `owners` where key and chain of another are put.

    `note` writes down who did it; `clock` is the wall's.
    """

    own: Path
    owners: Path
    front: Front
    network: Network
    note: Note
    clock: Callable[[], float] = time.time
    lookup: Lookup = addresses_of
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answering(self) -> Mapping[type, Answering]:
        """Which question is answered by what."""
        return {
            wire.GetCertificate: self._get,
            wire.GetCertificateRequest: self._get_request,
            wire.MakeCertificateRequest: self._make_request,
            wire.SetCertificate: self._set,
            wire.DropCertificate: self._drop,
        }

    async def names(self) -> tuple[str, ...]:
        """What the one that is shown is for; nothing while there is none that can be read."""
        try:
            return (await asyncio.to_thread(self._read)).names
        except Fault:
            return ()

    async def refused(self) -> bool:
        """Whether there is one of the owner's, and the page shows another all the same."""
        async with self._one_at_a_time:  # not while one is tried
            if not self.owners.exists():
                return False
            try:
                wanted = (await asyncio.to_thread(read, self.owners)).pem
            except Fault:
                return True
            return await self.front.shown() not in {ssl.PEM_cert_to_DER_cert(_one(wanted)), b""}

    async def _get(self, _request: object, _asker: Asker) -> wire.Certificate:
        return await asyncio.to_thread(self._read)

    async def _get_request(self, _request: object, _asker: Asker) -> wire.CertificateRequest:
        return await asyncio.to_thread(self._requested)

    async def _make_request(
        self, request: wire.MakeCertificateRequest, asker: Asker
    ) -> wire.CertificateRequest:
        names = tuple(dict.fromkeys(name.strip().lower() for name in request.names if name.strip()))
        _check_names(names)
        async with self._one_at_a_time:
            await asyncio.to_thread(self._keep_request, names)
        await self.note(asker, What.CERTIFICATE_ASKED, ", ".join(names))
        return await asyncio.to_thread(self._requested)

    def _keep_request(self, names: tuple[str, ...]) -> None:
        from appliance.daemon import certificate_judged  # noqa: PLC0415  # not at the start

        key, made = certificate_judged.request(names)
        _write(self.owners.with_name(_MADE), key + made)

    def _requested(self) -> wire.CertificateRequest:
        from appliance.daemon import certificate_judged  # noqa: PLC0415  # not at the start

        begin = "-----BEGIN CERTIFICATE REQUEST-----"
        try:
            text = self.owners.with_name(_MADE).read_text("ascii")
            pem = text[text.index(begin) :]
            return wire.CertificateRequest(pem, certificate_judged.requested(pem.encode()))
        except (OSError, ValueError):
            return wire.CertificateRequest()

    async def _set(self, request: wire.SetCertificate, asker: Asker) -> wire.Certificate:
        for name, text in (("chain", request.chain), ("key", request.key)):
            if len(text) > wire.LONGEST:
                raise Invalid(name, f"is longer than {wire.LONGEST} characters")
        async with self._one_at_a_time:
            found = await asyncio.to_thread(self._judged, request)
            await self._check_reached(found.names, request.host)
            await self._put(found.whole, found.der)
            if not request.key:
                self.owners.with_name(_MADE).unlink(missing_ok=True)
        log.info("certificate: one of the owner's is shown, for %s", ", ".join(found.names))
        await self.note(asker, What.CERTIFICATE_SET, ", ".join(found.names))
        return await asyncio.to_thread(self._read)

    def _judged(self, request: wire.SetCertificate) -> "certificate_judged.Judged":
        from appliance.daemon import certificate_judged  # noqa: PLC0415  # not at the start

        key = request.key or self._own_key()
        own_key = not request.key
        return certificate_judged.judged(request.chain, key, self.clock(), own_key=own_key)

    def _own_key(self) -> str:
        try:
            text = self.owners.with_name(_MADE).read_text("ascii")
        except OSError as error:
            raise Invalid(
                "key", "is wanted: no request of this box waits for an answer; paste the key too"
            ) from error
        return text.partition("-----BEGIN CERTIFICATE REQUEST-----")[0]

    async def _check_reached(self, names: tuple[str, ...], host: str) -> None:
        """One of the names is the one of the visitor's address, or leads to an address of ours."""
        if any(covers(name, host) for name in names):
            return
        links = await self.network.links()
        own = {each.address.partition("/")[0] for link in links for each in link.addresses}
        for name in names[:_MOST_NAMES]:  # each may take its while
            found = {name} if is_address(name) else await self.lookup(name)
            if own & found:
                return
        raise Invalid(
            "chain",
            f"is for {', '.join(names)}, and none of these leads to this box; open the page by one"
            " of them, or let the network's names lead here, then try again",
        )

    async def _drop(self, _request: object, asker: Asker) -> wire.Certificate:
        async with self._one_at_a_time:
            if self.owners.exists():
                own = await asyncio.to_thread(read, self.own)
                await self._put(b"", ssl.PEM_cert_to_DER_cert(own.pem))
                await self.note(asker, What.CERTIFICATE_DROPPED, "")
        return await asyncio.to_thread(self._read)

    async def _put(self, whole: bytes, wanted: bytes) -> None:
        """Have it shown, and see that it is; else the one of before comes back, with a Fault."""
        before = self.owners.read_bytes() if self.owners.exists() else b""
        await asyncio.to_thread(_write, self.owners, whole)
        try:
            await self.front.take()
            shown = await self._is_shown(wanted)
            why = "" if shown else "a connection that was tried got another one."
        except Fault as fault:
            shown, why = False, fault.text
        if shown:
            return
        log.warning("certificate: put back: %s", why)
        await asyncio.to_thread(_write, self.owners, before)
        with contextlib.suppress(Fault):
            await self.front.take()
        raise Fault(
            f"The web page does not show this certificate, and shows the one of before: {why}",
            "Look at the log of the web page's front (nginx) under Logs, then try again.",
        )

    async def _is_shown(self, wanted: bytes) -> bool:
        """New connections may be answered by what was there before for a moment."""
        for _ in range(int(SHOWN_WITHIN / _STEP)):
            if await self.front.shown() == wanted:
                return True
            await asyncio.sleep(_STEP)
        return False

    def _read(self) -> wire.Certificate:
        return shown(self.own, self.owners)


def shown(own: Path, owners: Path) -> wire.Certificate:
    """The one that browsers get, with what telephones trust beside it."""
    if not owners.exists():
        return read(own)
    try:
        made = read(own).pem
    except Fault:
        made = ""
    return read(owners, owners=True, own=made)


def days_left(owners: Path, now: float) -> int | None:
    """Until one of the owner's ends; None where there is none, as the box renews its own."""
    try:
        return int((read(owners).ends - now) // 86400) if owners.exists() else None
    except Fault:
        return None


def read(path: Path, *, owners: bool = False, own: str = "") -> wire.Certificate:
    """Fault where there is none, or what stands there is none."""
    from appliance.daemon import certificate_judged  # noqa: PLC0415  # not at the start

    try:
        text = path.read_text("ascii")
        pem = text[text.index(ssl.PEM_HEADER) :]
        found = certificate_judged.first(pem.encode())
    except (OSError, ValueError) as error:
        raise Fault("The box has no certificate that can be read.", _REMEDY) from error
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(_one(pem))).hexdigest().upper()
    return wire.Certificate(
        names=certificate_judged.names_of(found),
        begins=found.not_valid_before_utc.timestamp(),
        ends=found.not_valid_after_utc.timestamp(),
        fingerprint=":".join(digest[i : i + 2] for i in range(0, len(digest), 2)),
        pem=pem,
        owners=owners,
        own=own,
    )


def _one(pem: str) -> str:
    return pem[: pem.index(ssl.PEM_FOOTER) + len(ssl.PEM_FOOTER)]


def _check_names(names: tuple[str, ...]) -> None:
    if not names:
        raise Invalid("names", "is wanted: by what name is the page to be opened?")
    if len(names) > _MOST_NAMES:
        raise Invalid("names", f"holds more than {_MOST_NAMES} names; leave the others out")
    for name in names:
        labels = name.removeprefix("*.").split(".")
        well = all(
            label.isascii() and label.replace("-", "").isalnum() and len(label) <= 63
            and not label.startswith("-") and not label.endswith("-")
            for label in labels
        )  # fmt: skip
        if is_address(name) or len(labels) < 2 or len(name) > 253 or not well:
            raise Invalid("names", f"holds “{name}”, which is no name such as pbx.example.com")


def _write(path: Path, content: bytes) -> None:
    """For its owner alone; nothing takes the file away."""
    try:
        if content:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, content)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise Fault(f"The certificate cannot be kept: {why}", MAKE_ROOM) from error
