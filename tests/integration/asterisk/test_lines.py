"""SIP lines: an operator we log in at, and an exchange that is known by its address."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.asterisk.registrations import QUESTION, states
from appliance.compiler.compile import compile_config
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.live_state import UNKNOWN, Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    DidRoute,
    Outbound,
    Password,
    Presentation,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from tests.integration.asterisk.far_end import FarEnd, at
from tests.integration.asterisk.name_server import NameServer
from tests.integration.asterisk.office import Office, running, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, sip
from tests.machines.parts import to

OUR_NUMBER, MORE = "74951234567", "74957654321"
# By name, so that nothing but the secret word tells its calls from the telephones'.
OPERATOR = SipTrunk(
    Token("operator"), "sip.example.com", 5090, Registration("account", Password("secret"))
)
PEER = SipTrunk(Token("site-2"), "127.0.0.2", 5070)
CONFIG = replace(
    after(
        sip("301", "Somebody"),
        sip("302", "Other"),
        Put(TrunkGroup(1, DisplayName("Operator"), (OPERATOR,), our_number=Did(OUR_NUMBER))),
        Put(TrunkGroup(2, DisplayName("Site 2"), (PEER,))),
        Put(DidRoute(Did(OUR_NUMBER), to("301"))),
        Put(DidRoute(Did(MORE), to("302"))),
    ),
    area=AreaCode("495"),
    outbound=Outbound((1,)),
)


@pytest.fixture
def office(root: Path, tmp_path: Path) -> Iterator[Office]:
    with running(root, tmp_path, CONFIG, "operator", "site-2") as office:
        yield office


@pytest.fixture
def operator(office: Office) -> Iterator[FarEnd]:
    with (
        closing(NameServer(office.asterisk, "127.0.0.1")),
        closing(FarEnd(office.asterisk, "127.0.0.1", OPERATOR.port)) as far,
    ):
        office.asterisk.console("pjsip send register operator")  # nobody was there at the start
        yield far


def _where(operator: FarEnd) -> str:
    """The address under which the box wants its calls."""
    request = operator.registered()
    assert request.header("To").startswith("<sip:account@sip.example.com")
    return request.header("Contact").removeprefix("<").split(">")[0]


@pytest.mark.parametrize(("called", "rings"), [(OUR_NUMBER, "301"), (MORE, "302")])
@pytest.mark.parametrize("said_in", ["To", "request"])
def test_an_operators_call_rings_whoever_has_the_number(
    office: Office, operator: FarEnd, called: str, rings: str, said_in: str
) -> None:
    phone, where = office.phone(rings), _where(operator)
    user, _, rest = where.removeprefix("sip:").partition("@")
    assert (user, ";line=" in rest) == ("s", True)
    uri = where if said_in == "To" else f"sip:{called}@{rest}"
    operator.call(uri, called, "84951112233")
    assert "84951112233" in phone.ringing().header("From")
    phone.answer()
    operator.answered()
    operator.hang_up()
    phone.hung_up()


@pytest.mark.parametrize(
    ("caller", "kept"), [("+78125554433", "88125554433"), ("*281", "281"), ("anna", UNKNOWN)]
)
def test_whoever_calls_is_called_back_as_he_is_dialled(
    office: Office, operator: FarEnd, caller: str, kept: str
) -> None:
    """A line may bring a form that nobody dials, or a code of ours."""
    phone = office.phone("301")
    operator.call(_where(operator), OUR_NUMBER, caller)
    phone.ringing()
    said = office.asterisk.console(f"database get {Family.LAST_CALLER} 301")
    assert f"Value: {kept}" in said.splitlines()
    operator.cancel()
    phone.hung_up()


def test_how_far_logging_in_is_stands_in_words_that_are_known(office: Office) -> None:
    """Of a line that is known by its address nothing is told."""
    assert states(office.asterisk.console(QUESTION)) == {"operator": "Unregistered"}


def test_a_call_without_the_secret_word_is_a_strangers(office: Office, operator: FarEnd) -> None:
    office.phone("301")
    host = _where(operator).partition("@")[2].partition(";")[0]
    operator.call(f"sip:{OUR_NUMBER}@{host}", OUR_NUMBER, "84951112233")
    assert operator.refused().status == 401


def test_the_name_of_a_line_proves_nothing(office: Office, operator: FarEnd) -> None:
    """Whoever writes it in From gets what a stranger gets."""
    office.phone("301")
    host = _where(operator).partition("@")[2].partition(";")[0]
    operator.call(f"sip:{OUR_NUMBER}@{host}", OUR_NUMBER, OPERATOR.name.text)
    assert operator.refused().status == 401


def test_a_call_out_says_our_account_and_our_number(office: Office, operator: FarEnd) -> None:
    _where(operator)
    phone = office.phone("301")
    phone.dial("84952223344")
    request = operator.ringing()
    assert request.first.startswith("INVITE sip:2223344@sip.example.com:5090")
    assert "<sip:account@sip.example.com>" in request.header("From")
    assert f"<sip:{OUR_NUMBER}@" in request.header("P-Asserted-Identity")
    operator.answer()
    phone.answered()
    phone.hang_up()
    operator.hung_up()


def test_an_exchange_is_known_by_its_address_alone(office: Office) -> None:
    phone = office.phone("301")
    with (
        closing(FarEnd(office.asterisk, PEER.host, PEER.port)) as peer,
        closing(FarEnd(office.asterisk, "127.0.0.3", 5070)) as stranger,
    ):
        stranger.call(f"sip:{OUR_NUMBER}@127.0.0.1", OUR_NUMBER, "8495")
        assert stranger.refused().status == 401
        peer.call(f"sip:{OUR_NUMBER}@127.0.0.1", OUR_NUMBER, "84951112233")
        phone.ringing()
        phone.answer()
        peer.answered()
        phone.hang_up()
        peer.hung_up()


@pytest.mark.parametrize("config", [CONFIG, after(sip("301", "Somebody"))])
def test_a_telephone_is_taken_in_the_office_alone(
    config: Config, root: Path, tmp_path: Path
) -> None:
    """Whatever it knows, and whether strangers may knock for an operator's sake or not."""
    asterisk = RealAsterisk(root, tmp_path, compile_config(config))
    with asterisk, closing(Office(asterisk, config, tmp_path)) as office:
        asterisk.address("198.51.100.7/32")
        secret = office.phone("301").secret
        outside = Phone(at(asterisk, "198.51.100.7"), "301", secret)
        with closing(outside), pytest.raises(AssertionError, match=r"SIP/2\.0 40[13]"):
            outside.register()


def test_a_hidden_number_is_the_operators_alone_to_know(root: Path, tmp_path: Path) -> None:
    group = replace(CONFIG.trunk_groups[0], presentation=Presentation.HIDDEN)
    config = edit(CONFIG, Put(group))
    asterisk = RealAsterisk(root, tmp_path, unwatched(compile_config(config)))
    with (
        asterisk,
        closing(Office(asterisk, config, tmp_path)) as office,
        closing(NameServer(asterisk, "127.0.0.1")),
        closing(FarEnd(asterisk, "127.0.0.1", OPERATOR.port)) as operator,
    ):
        phone = office.phone("301")
        phone.dial("84952223344")
        request = operator.ringing()
        assert request.header("Privacy") == "id"
        assert f"<sip:{OUR_NUMBER}@" in request.header("P-Asserted-Identity")
        assert OUR_NUMBER not in request.header("From")
        phone.cancel()
        operator.hung_up()
