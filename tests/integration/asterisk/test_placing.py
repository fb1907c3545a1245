"""A call that is placed for a telephone is that telephone's own: its rights, its name, its row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from appliance.asterisk.calls_now import calls_up
from appliance.asterisk.exchange import ManagerExchange
from appliance.core.calls import Direction, Result
from appliance.core.errors import Invalid
from appliance.daemon.office import Office as Supervised
from appliance.daemon.placing import Placing
from appliance.daemon.whose import Whose
from appliance.wire.admission import Asker
from appliance.wire.answers import CallsNow
from appliance.wire.calls import PlaceCall
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from tests.integration.asterisk.far_end import FarEnd, far_end
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.supervising import told
from tests.integration.asterisk.test_whose_rights import LINE, MOBILE, _office


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """301 may call mobile telephones, 302 and 303 nobody outside."""
    with running(root, tmp_path_factory.mktemp("placing"), _office()) as office:
        yield office


@pytest.fixture
def far(office: Office) -> Iterator[FarEnd]:
    with far_end(office.asterisk, LINE.host, LINE.port) as far:
        yield far


def _place(office: Office, number: str, to: str) -> None:
    """The person whose number this is presses a number on the page."""
    whose = Whose(lambda: office.config)
    desk = SimpleNamespace(config=lambda: office.config, whose=whose, calls=lambda: CallsNow(()))
    asker = Asker(Session(number, Role.EMPLOYEE, 0.0), "token", f"person-{number}")

    async def place(exchange: ManagerExchange) -> None:
        placing = Placing(cast("Supervised", desk), exchange, time.monotonic)
        await placing.answering[PlaceCall](PlaceCall(to), asker)

    told(office, place)


def test_it_rings_first_at_ones_own_telephone_and_is_ones_own_call(office: Office) -> None:
    own, other = office.phones("302", "303")
    _place(office, "302", "303")
    own.ringing()
    assert not other.rings_soon(0.5)
    own.answer()
    other.ringing()
    other.answer()
    own.hang_up()
    other.hung_up()
    call = office.call()
    assert (call.direction, call.caller, call.dialled) == (Direction.INTERNAL, "302", "303")
    assert (call.result, call.answered_by) == (Result.ANSWERED, "303")


def test_while_it_rings_the_call_is_shown_from_whom_to_whom(office: Office) -> None:
    own, _ = office.phones("302", "303")
    _place(office, "302", "303")
    own.ringing()

    async def shown(exchange: ManagerExchange) -> None:
        (call,) = calls_up(await exchange.channels(), frozenset({"302", "303"}))
        assert (call.caller, call.caller_name) == ("302", "")
        assert (call.called, call.called_name) == ("303", "")
        assert call.direction is Direction.INTERNAL

    told(office, shown)
    own.refuse()


def test_outside_it_leads_whom_the_telephone_may_call(office: Office, far: FarEnd) -> None:
    staff = office.phone("301")
    _place(office, "301", "8 (916) 123-45-67")
    staff.ringing()
    staff.answer()
    assert far.ringing().first.startswith(f"INVITE sip:+7{MOBILE[1:]}@")


def test_and_nobody_whom_it_may_not(office: Office, far: FarEnd) -> None:
    """What stands behind a code only the dial plan tells, so that one rings first."""
    guest = office.phone("302")
    with pytest.raises(Invalid, match="no right"):
        _place(office, "302", MOBILE)
    assert not guest.rings_soon(0.5)
    _place(office, "302", f"#2{MOBILE}")
    guest.ringing()
    guest.answer()
    guest.hung_up()
    assert not far.called()


def test_who_does_not_lift_has_called_nobody(office: Office) -> None:
    own, other = office.phones("302", "303")
    _place(office, "302", "303")
    own.ringing()
    own.refuse()
    assert not other.rings_soon(1.0)
