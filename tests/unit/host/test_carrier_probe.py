"""Why a carrier's certificate is not trusted, told by a server that has the certificate."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.encryption import Transport
from appliance.core.text import Token
from appliance.core.trunks import Password, Registration, SipTrunk
from appliance.host.carrier_probe import distrusted
from tests.integration.asterisk.papers import Paper, paper, serving

_HOST = "127.0.0.1"
_AUTHORITY = paper("Carriers")
_LINE = SipTrunk(
    Token("city"), _HOST, 5061, Registration("a", Password("b")), transport=Transport.TLS
)


@asynccontextmanager
async def _carrier(own: Paper, folder: Path) -> AsyncIterator[int]:
    """The port of a server that shows `own`."""
    server = await asyncio.start_server(
        lambda _reader, writer: writer.close(), _HOST, 0, ssl=serving(folder, own)
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("own", "authority", "why"),
    [
        (paper("c", _HOST, by=_AUTHORITY), _AUTHORITY.pem, ""),
        (paper("c", _HOST, by=_AUTHORITY), "", "nobody whom this box trusts has signed it"),
        (paper("c", _HOST), _AUTHORITY.pem, "nobody whom this box trusts has signed it"),
        (paper("c", "127.0.0.9", by=_AUTHORITY), _AUTHORITY.pem, "it is another server's"),
        (paper("c", _HOST, by=_AUTHORITY, days=-1), _AUTHORITY.pem, "it has ended"),
    ],
)
async def test_it_says_why(own: Paper, authority: str, why: str, tmp_path: Path) -> None:
    async with _carrier(own, tmp_path) as port:
        line = replace(_LINE, port=port, authority=authority)
        assert await distrusted(line, str(tmp_path / "nobody")) == why


async def test_an_authority_that_only_looks_like_one_vouches_for_nobody(tmp_path: Path) -> None:
    torn = base64.b64encode(b"\x30\x82\x00\x04torn").decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{torn}\n-----END CERTIFICATE-----\n"
    async with _carrier(paper("c", _HOST, by=_AUTHORITY), tmp_path) as port:
        line = replace(_LINE, port=port, authority=pem)
        why = await distrusted(line, str(tmp_path / "nobody"))
    assert why == "nobody whom this box trusts has signed it"


async def test_who_does_not_answer_is_not_distrusted(tmp_path: Path) -> None:
    async with _carrier(_AUTHORITY, tmp_path) as port:
        pass
    assert await distrusted(replace(_LINE, port=port), str(tmp_path)) == ""
