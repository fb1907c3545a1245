"""Relations hold at the telephone: who listens, whispers, joins, and takes whose calls.

302 of the sales talks with the accountant 303. 301 supervises the trade, which the sales are part
of; chiefs, of whom 304 is one, hear the accountant; 305 is the secretary of 301; 303 and 306 are
one group.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.core.calls import Deed
from appliance.core.commands import Command, Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.may import edge
from appliance.core.people import Extension, Group, SipPhone
from appliance.core.relations import (
    USUAL,
    OnePerson,
    Opening,
    Party,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.scenario import Does, FromTelephone, Scenario, TelephoneIs, moment_of
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import SipTrunk, TrunkGroup
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.trial.trace import Trace, log_steps
from tests.machines.offices import after, number
from tests.machines.parts import at_sip, department

OPERATOR = SipTrunk(Token("operator"), "127.0.0.2", 5070)
_SETTLED = 0.6  # seconds of sound that the jitter buffers and the first packets need
_SELLER, _ACCOUNTANT, _LISTENER = 450, 1000, 1700  # Hz
_NOT_OPEN, _NOTHING = "feature-not-avail-line", "beeperr"
_HOW = {"*555": Deed.LISTENED, "*556": Deed.WHISPERED, "*557": Deed.JOINED}
_TALKING = tuple(TelephoneIs(number(digits), Does.BUSY) for digits in ("302", "303"))


def _phone(account: str) -> SipPhone:
    return SipPhone(Token(account), secret_from(account.encode().ljust(15, b".")))


def _one(digits: str) -> OnePerson:
    return OnePerson(Key(f"person-{digits}"))


def _group(key: str, *members: str) -> Command:
    return Put(Group(Key(key), DisplayName(key), tuple(Key(f"person-{n}") for n in members)))


def _relation(kind: RelationKind, who: Party, whom: Party, *opens: Opening) -> Command:
    return Put(Relation(kind, who, whom, opens or USUAL[kind]))


def _office() -> Config:
    supervises, assists = RelationKind.SUPERVISES, RelationKind.ASSISTS
    return after(
        department("trade", "Trade"),
        department("sales", "Sales", "trade"),
        at_sip("301", "Head"),
        at_sip("302", "Seller", "sales"),
        *(at_sip(digits, f"Person {digits}") for digits in ("303", "304", "305", "306")),
        at_sip("308", "Two telephones", "sales"),
        Put(Extension(number("308"), DisplayName("308"), tuple(map(_phone, ("308", "second"))))),
        _group("chiefs", "304"),
        _group("desk", "303", "306"),
        _relation(supervises, _one("301"), WholeDepartment(Key("trade"))),
        _relation(supervises, WholeGroup(Key("chiefs")), _one("303"), Opening.LISTEN),
        _relation(assists, _one("305"), _one("301")),
        Put(TrunkGroup(1, DisplayName("Operator"), (OPERATOR,))),
    )


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("relations"), _office()) as office:
        log_steps(office.asterisk)
        yield office


@pytest.fixture(scope="module")
def trace(office: Office) -> Trace:
    return Trace(office.asterisk.folder / "var/log/asterisk/trace")


@contextmanager
def _talk(office: Office) -> Iterator[tuple[Phone, Phone]]:
    """302 and 303, each in a tone of his own."""
    seller, accountant = office.phones("302", "303")
    seller.dial("303")
    accountant.ringing()
    accountant.answer()
    seller.answered()
    seller.sound.say(_SELLER)
    accountant.sound.say(_ACCOUNTANT)
    try:
        yield seller, accountant
    finally:
        seller.hang_up()
        accountant.hung_up()


def _heard(phone: Phone) -> dict[int, bool]:
    """Which of the three tones is there."""
    time.sleep(_SETTLED)
    samples = phone.sound.hear(0.5)
    return {tone: share(samples, tone) > 0.1 for tone in (_SELLER, _ACCOUNTANT, _LISTENER)}


@pytest.mark.parametrize(
    ("who", "code", "hear_him"),
    [
        ("301", "*555302", set()),
        ("304", "*555303", set()),
        ("301", "*556302", {"302"}),
        ("301", "*557302", {"302", "303"}),
    ],
)
def test_a_relation_opens_a_talk(
    office: Office, trace: Trace, who: str, code: str, hear_him: set[str]
) -> None:
    listener = office.phone(who)
    with _talk(office) as (seller, accountant):
        trace.take()
        listener.dial(code)
        listener.answered()
        listener.sound.say(_LISTENER)
        wait_for(lambda: _listened_to(office) == 1, 5)
        hears = {phone.account: _heard(phone) for phone in (listener, seller, accountant)}
        assert hears[who] == {_SELLER: True, _ACCOUNTANT: True, _LISTENER: False}
        assert hears["302"][_ACCOUNTANT]
        assert hears["303"][_SELLER]
        assert {each for each in ("302", "303") if hears[each][_LISTENER]} == hear_him
    listener.hung_up()
    talk = office.call()
    assert talk.dialled == "303"
    noted = [(each.deed, each.who, each.whom) for each in talk.happened]
    assert (_HOW[code[:4]], who, code[4:]) in noted
    assert _steps(trace)[: len(done := _simulated(office, who, code, *_TALKING))] == done


def _listened_to(office: Office) -> int:
    """Channels on which somebody listens."""
    return office.asterisk.console("core show channels").count("ChanSpy(")


def _steps(trace: Trace) -> list[str]:
    """What the channel did that dialled a code, without what came after the listening."""
    steps = trace.take()
    first = next(each for each in steps if each.context == "from-internal")
    return [str(each) for each in steps if each.channel == first.channel]


def _simulated(office: Office, who: str, code: str, *telephones: TelephoneIs) -> list[str]:
    dialled = FromTelephone(number(who), code)
    scenario = Scenario(moment_of(datetime.now(UTC)), dialled, telephones=telephones)
    return [str(step) for step in simulate(Exchange(office.config), scenario).steps]


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("301", "*555303"),  # not of the trade
        ("304", "*555302"),
        ("304", "*556303"),  # who may listen may not whisper
        ("304", "*557303"),
        ("305", "*555301"),  # an assistant takes calls, no more
        ("302", "*555301"),  # the other way round
        ("302", "*555302"),
        ("301", "*555399"),
        ("302", "**301"),
        ("304", "**303"),
        ("301", "**305"),
        ("306", "**301"),
    ],
)
def test_what_no_relation_opens_is_refused_in_words(
    office: Office, trace: Trace, who: str, code: str
) -> None:
    phone = office.another(who)
    with _talk(office):
        trace.take()
        phone.dial(code)
        phone.answered()
        phone.hung_up()
    office.calls(2)
    made = _steps(trace)
    assert made == _simulated(office, who, code, *_TALKING)
    assert any(_NOT_OPEN in step for step in made)


def test_nobody_listens_to_a_call_for_help(office: Office) -> None:
    """Nor whispers, joins or takes it; nor comes to it by a key from a talk that is open."""
    head, other = office.phone("301"), office.another("302")
    with closing(FarEnd(office.asterisk, OPERATOR.host, OPERATOR.port)) as help_:
        with _talk(office):
            head.dial("*555302")
            head.answered()
            wait_for(lambda: _listened_to(office) == 1, 5)
            assert _heard(head)[_SELLER]
            other.dial("112")
            help_.ringing()
            help_.answer()
            other.answered()
            help_.sound.say(_LISTENER)
            assert _heard(other)[_LISTENER]
            head.press("*")
            assert not _heard(head)[_LISTENER]
        head.hung_up()
        for code in (*_HOW, "**"):
            head.dial(f"{code}302")
            head.answered()
            head.hung_up()
        other.hang_up()
        help_.hung_up()
    for_help = [call for call in office.calls(6) if call.dialled == "112"]
    assert [each.deed for each in for_help[0].happened] == []


def test_nobody_comes_by_a_key_to_a_talk_that_is_handed_over_to_help(office: Office) -> None:
    """308 talks on two telephones; of the one that is not listened to the other side is helped."""
    head, one, accountant, two, clerk = office.phones("301", "308", "303", "second", "306")
    with closing(FarEnd(office.asterisk, OPERATOR.host, OPERATOR.port)) as help_:
        for caller, dialled, called in ((one, "303", accountant), (two, "306", clerk)):
            caller.dial(dialled)
            called.ringing()
            called.answer()
            caller.answered()
        one.sound.say(_SELLER)
        head.dial("*555308")
        head.answered()
        wait_for(lambda: _listened_to(office) == 1, 5)
        assert _heard(head)[_SELLER]
        clerk.transfer("112")
        help_.ringing()
        help_.answer()
        help_.sound.say(_LISTENER)
        assert _heard(two)[_LISTENER]
        head.press("*")
        assert not _heard(head)[_LISTENER]
        head.hung_up()
        head.dial("*555308")
        head.answered()
        assert not _heard(head)[_SELLER], "while one of his talks is for help none is open"
        head.hung_up()
        for phone, other in ((one, accountant), (two, help_)):
            phone.hang_up()
            other.hung_up()
    office.calls(3)  # each talk, and the try of a listener whom none was open to


@pytest.mark.parametrize(
    ("who", "lamp", "shown"),
    [
        ("305", "301", True),  # she assists him
        ("303", "306", True),  # of one group
        ("306", "*76303", True),
        ("301", "302", True),  # who supervises sees
        ("302", "301", False),
        ("304", "303", False),  # who listens does not
        ("304", "*76303", False),
        ("306", "301", False),
        ("306", "999", False),
    ],
)
def test_a_lamp_is_shown_to_whom_it_is_open(
    office: Office, who: str, lamp: str, *, shown: bool
) -> None:
    status = office.phone(who).subscribe(lamp)
    assert status == (200 if shown else 404)
    keys = [Key(f"person-{each}") for each in (who, lamp[-3:])]
    assert (edge(office.config, keys[0], Opening.STATUS, keys[1]) is not None) is shown


def test_who_does_not_talk_is_not_listened_to(office: Office, trace: Trace) -> None:
    head = office.phone("301")
    trace.take()
    head.dial("*555302")
    head.answered()
    head.hung_up()
    office.call()
    made = _steps(trace)
    assert made == _simulated(office, "301", "*555302")
    assert any(_NOTHING in step for step in made)


@pytest.mark.parametrize(
    ("called", "who", "code"),
    [
        ("302", "301", "**302"),
        ("301", "305", "**301"),
        ("301", "305", "*8"),
        ("303", "306", "**303"),
        ("303", "306", "*8"),
        ("306", "303", "*8"),
        ("302", "301", "*8"),
    ],
)
def test_a_call_is_taken_by_whom_it_is_open_to(
    office: Office, called: str, who: str, code: str
) -> None:
    caller, rung, taker = office.phones("304", called, who)
    caller.dial(called)
    rung.ringing()
    taker.dial(code)
    taker.answered()
    rung.hung_up()
    caller.answered()
    caller.sound.say(_SELLER)
    taker.sound.say(_ACCOUNTANT)
    assert _heard(taker)[_SELLER]
    assert _heard(caller)[_ACCOUNTANT]
    caller.hang_up()
    taker.hung_up()
    office.calls(1)


@pytest.mark.parametrize(("called", "who"), [("302", "306"), ("301", "302"), ("303", "304")])
def test_a_call_of_others_is_not_taken_by_the_code_of_the_group(
    office: Office, trace: Trace, called: str, who: str
) -> None:
    caller, rung, taker = office.phones("305", called, who)
    caller.dial(called)
    rung.ringing()
    trace.take()
    taker.dial("*8")
    taker.answered()
    taker.hung_up()
    made = _steps(trace)
    assert made == _simulated(office, who, "*8")
    assert any(_NOTHING in step for step in made)
    caller.cancel()
    rung.hung_up()
    office.calls(2)
