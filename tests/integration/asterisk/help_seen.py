"""What a supervisor does beside a call for help, done in the test."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import cast
from zoneinfo import ZoneInfo

from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.core.directory import directory_of
from appliance.core.letters import Written
from appliance.health.board import Board
from appliance.mail.emergency import CallsForHelp
from appliance.mail.kept import Letters
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.supervising import told


def calls_for_help_seen(office: Office) -> None:
    """The supervisor sees who calls for help, and has others rung; no mail server is set up."""

    async def kept(*_: object) -> bool:
        return True

    async def see(exchange: ManagerExchange) -> None:
        watch = CallsForHelp(
            lambda: office.config,
            lambda: directory_of(office.config),
            lambda: ZoneInfo("Europe/Moscow"),
            lambda: None,
            Board(Bus()),
            cast("Letters", None),
            kept,
            cast("Callable[[Written], Awaitable[None]]", kept),
            exchange.ring,
            time.time,
        )
        watch.up(await exchange.channels())
        await asyncio.sleep(1)

    told(office, see)
