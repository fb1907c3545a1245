"""Which answers of one exchange have another one tried, and which are the last word."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.numbers import AreaCode, Did
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.machines.offices import after, sip

FIRST = SipTrunk(Token("first"), "127.0.0.2", 5070)
SECOND = SipTrunk(Token("second"), "127.0.0.3", 5070)
OURS = "74957654321"


def _office() -> Config:
    name = DisplayName("x")
    groups = (TrunkGroup(1, name, (FIRST,), Did(OURS)), TrunkGroup(2, name, (SECOND,)))
    config = after(sip("301", "Telephone"), *(Put(group) for group in groups))
    return replace(config, area=AreaCode("495"), outbound=Outbound((1, 2)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("next"), _office()) as office:
        office.phone("301")
        yield office


@pytest.fixture
def ends(office: Office) -> Iterator[tuple[FarEnd, FarEnd]]:
    """The exchanges at both lines; nothing goes on at the end."""
    first, second = (FarEnd(office.asterisk, line.host, line.port) for line in (FIRST, SECOND))
    yield first, second
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: "0 active channels" in office.asterisk.console("core show channels"), 15)
    first.close()
    second.close()


@pytest.mark.parametrize("answer", ["404 Not Found", "403 Forbidden", "484 Address Incomplete"])
def test_a_number_that_one_exchange_refuses_is_not_tried_elsewhere(
    office: Office, ends: tuple[FarEnd, FarEnd], answer: str
) -> None:
    first, second = ends
    phone = office.phone("301")
    phone.dial("89161234567")
    first.ringing()
    first.refuse(answer)
    assert phone.refused().status >= 400
    assert not second.called()


def test_an_exchange_without_room_leaves_the_call_to_the_next(
    office: Office, ends: tuple[FarEnd, FarEnd]
) -> None:
    first, second = ends
    office.phone("301").dial("89161234567")
    first.ringing()
    first.refuse("503 Service Unavailable")
    second.ringing()


def test_help_is_called_with_a_number_that_can_be_called_back(
    office: Office, ends: tuple[FarEnd, FarEnd]
) -> None:
    first, second = ends
    office.phone("301").dial("112")
    request = first.ringing()
    assert request.first.startswith("INVITE sip:112@")
    assert f"sip:{OURS}@" in request.header("From")
    first.refuse("404 Not Found")
    assert second.ringing().first.startswith("INVITE sip:112@")
