"""Whom the box does not trust it tells of, while Asterisk does not speak to him."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from appliance.core.encryption import Transport
from appliance.core.trunks import SipTrunk
from appliance.daemon.carriers_watch import CarriersWatch
from tests.unit.compiler.test_sip import ACCOUNT, PEER, with_lines
from tests.unit.daemon.test_watches import Exchange

_SHOWN = """
  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>
==========================================================================================

  Contact:  operator/sip:sip.example.com:5061;transport=tl 1e1b6b5fd8 {state}         nan
"""
_OVER_TLS = replace(ACCOUNT, transport=Transport.TLS)


class Shows(Exchange):
    """Asterisk, with what it knows of the carrier."""

    state = "Unavail"

    async def console(self, line: str) -> str:
        assert line == "pjsip show contacts"
        return _SHOWN.format(state=self.state)


async def _told(exchange: Exchange, *lines: SipTrunk) -> Mapping[str, str]:
    async def nobody(line: SipTrunk) -> str:
        return f"{line.host} has none"

    watch = CarriersWatch(exchange, lambda: with_lines(*lines), nobody)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.1):
            await watch.run()
    return watch.distrusted


@pytest.mark.parametrize("state", ["Unavail", "Avail"])
async def test_only_of_who_does_not_answer_asterisk_it_is_asked(state: str) -> None:
    exchange = Shows()
    exchange.state = state
    expected = {} if state == "Avail" else {"operator": "sip.example.com has none"}
    assert await _told(exchange, _OVER_TLS, PEER) == expected


async def test_lines_without_tls_prove_nothing_and_a_silent_asterisk_tells_nothing() -> None:
    assert await _told(Shows(), ACCOUNT) == {}
    assert await _told(Shows(up=False), _OVER_TLS) == {}
