"""What the board of live calls tells the real Asterisk to do is done at the telephones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.asterisk.queries import ChannelSeen, Ring
from appliance.core.calls import Deed
from appliance.core.errors import Fault
from appliance.daemon.board import CONTEXT
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.supervising import told
from tests.integration.asterisk.test_relations import _ACCOUNTANT, _SELLER, _office


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("board"), _office()) as office:
        yield office


def _channel(office: Office, account: str) -> ChannelSeen:
    channels = told(office, lambda exchange: exchange.channels())
    return next(each for each in channels if each.name.startswith(f"PJSIP/{account}-"))


def test_a_call_is_ended(office: Office) -> None:
    seller, accountant = office.phones("302", "303")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    name = _channel(office, "302").name
    told(office, lambda exchange: exchange.hang_up(name))
    seller.hung_up()
    accountant.hung_up()
    assert office.call().dialled == "303"
    with pytest.raises(Fault):
        told(office, lambda exchange: exchange.hang_up(name))


def test_a_call_is_handed_over(office: Office) -> None:
    seller, accountant, other = office.phones("302", "303", "306")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    name = _channel(office, "303").name
    told(office, lambda exchange: exchange.transfer(name, "306", CONTEXT))
    other.ringing()
    other.answer()
    accountant.hung_up()
    seller.hang_up()
    other.hung_up()
    call = office.call()
    assert call.answered_by in {"303", "306"}
    assert "306" in {leg.number for leg in call.legs}


def test_ones_own_telephone_rings_to_listen(office: Office) -> None:
    seller, accountant, head = office.phones("302", "303", "301")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    seller.sound.say(_SELLER)
    accountant.sound.say(_ACCOUNTANT)
    ring = Ring("PJSIP/301", "301", "*555302", CONTEXT, "302")
    told(office, lambda exchange: exchange.ring(ring))
    head.ringing()
    head.answer()
    wait_for(lambda: "ChanSpy(" in office.asterisk.console("core show channels"), 5)
    wait_for(lambda: all(share(head.sound.hear(0.5), f) > 0.1 for f in (_SELLER, _ACCOUNTANT)), 10)
    seller.hang_up()
    accountant.hung_up()
    head.hung_up()
    talk = next(each for each in office.calls(1) if each.dialled == "303")
    assert (Deed.LISTENED, "301", "302") in [(e.deed, e.who, e.whom) for e in talk.happened]
