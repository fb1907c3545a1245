"""What the board of live calls tells the real Asterisk to do is done at the telephones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.asterisk.queries import ChannelSeen, Ring
from appliance.bus import Bus
from appliance.compiler.compile import compile_config
from appliance.core.calls import Deed
from appliance.core.errors import Fault
from appliance.daemon.board import CONTEXT
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.test_relations import _ACCOUNTANT, _SELLER, _office

T = TypeVar("T")


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("board")
    config = _office()
    asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
    prepare(asterisk)
    with asterisk:
        office = Office(asterisk, config, folder)
        yield office
        office.close()
        assert "\n".join(asterisk.complaints()) == ""


def _told(office: Office, deed: Callable[[ManagerExchange], Awaitable[T]]) -> T:
    """Over a manager connection that is there for this alone."""
    run = office.asterisk.folder / "run/lineman"

    async def tell() -> T:
        exchange = ManagerExchange(
            run / "ami.conf", Bus(), asyncio.Event(), Address(), run / "heard"
        )
        keeping = asyncio.create_task(exchange.run())
        try:
            async with asyncio.timeout(15):
                while not exchange.up:
                    await asyncio.sleep(0.02)
            return await deed(exchange)
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    with office.asterisk.network():
        return asyncio.run(tell())


def _channel(office: Office, account: str) -> ChannelSeen:
    channels = _told(office, lambda exchange: exchange.channels())
    return next(each for each in channels if each.name.startswith(f"PJSIP/{account}-"))


def test_a_call_is_ended(office: Office) -> None:
    seller, accountant = office.phones("302", "303")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    name = _channel(office, "302").name
    _told(office, lambda exchange: exchange.hang_up(name))
    seller.hung_up()
    accountant.hung_up()
    assert office.call().dialled == "303"
    with pytest.raises(Fault):
        _told(office, lambda exchange: exchange.hang_up(name))


def test_a_call_is_handed_over(office: Office) -> None:
    seller, accountant, other = office.phones("302", "303", "306")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    name = _channel(office, "303").name
    _told(office, lambda exchange: exchange.transfer(name, "306", CONTEXT))
    other.ringing()
    other.answer()
    accountant.hung_up()
    seller.hang_up()
    other.hung_up()
    told = office.call()
    assert told.answered_by in {"303", "306"}
    assert "306" in {leg.number for leg in told.legs}


def test_ones_own_telephone_rings_to_listen(office: Office) -> None:
    seller, accountant, head = office.phones("302", "303", "301")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    seller.sound.say(_SELLER)
    accountant.sound.say(_ACCOUNTANT)
    ring = Ring("PJSIP/301", "301", "*555302", CONTEXT, "302")
    _told(office, lambda exchange: exchange.ring(ring))
    head.ringing()
    head.answer()
    wait_for(lambda: "ChanSpy(" in office.asterisk.console("core show channels"), 5)
    wait_for(lambda: all(share(head.sound.hear(0.5), f) > 0.1 for f in (_SELLER, _ACCOUNTANT)), 10)
    seller.hang_up()
    accountant.hung_up()
    head.hung_up()
    talk = next(each for each in office.calls(1) if each.dialled == "303")
    assert (Deed.LISTENED, "301", "302") in [(e.deed, e.who, e.whom) for e in talk.happened]
