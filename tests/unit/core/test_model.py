"""Each field's wrong value is refused at its field, and the parts have to fit each other."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from appliance.core.call_handling import HuntGroup, Menu, MenuChoice, Prompt, Queue
from appliance.core.commands import AdoptCard, Command, Put, Several, TakeOut, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.encryption import Transport, pem
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import KEY_BYTES, Key, free_key, lasting_key
from appliance.core.numbers import AreaCode, Did, ExtensionNumber, PhoneNumber
from appliance.core.people import Email, Extension, Group, Mailbox, Person, SipPhone, pin_from
from appliance.core.relations import OnePerson, Opening, Relation, RelationKind
from appliance.core.roles import CallsDiffer, DayDiffers, GroupDiffers, LimitDiffers, Rights
from appliance.core.schedules import Day, DayRange, Schedule, WeekRange
from appliance.core.secret import secret_from
from appliance.core.targets import (
    Hours,
    ToExtension,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    Codec,
    DidRoute,
    Inbound,
    Outbound,
    OutboundRoute,
    Password,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from appliance.core.zones import Zone
from tests.machines.offices import TDM400P, after

NAME = DisplayName("Name")
KEY = Key("key")
N201, N202 = ExtensionNumber("201"), ExtensionNumber("202")
WEEK = (WeekRange((1, 2, 3, 4, 5), 540, 1080),)


ACCOUNT = Registration("4951234567", Password("secret"))


def operator(host: str) -> SipTrunk:
    return SipTrunk(Token("operator"), host, registration=ACCOUNT)


TLS = replace(operator("192.0.2.1"), transport=Transport.TLS)
_SIGNED = pem(b"\x30\x82\x01\x00" + bytes(256))


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Key("Sales"), "key"),
        (lambda: Key("1st"), "key"),
        (lambda: Key("a" * 32), "key"),
        (lambda: PhoneNumber("0123"), "number"),
        (lambda: PhoneNumber("1234567890123456"), "number"),
        (lambda: AreaCode("0495"), "area code"),
        (lambda: Email("nobody"), "e-mail"),
        (lambda: Email("a@b.c;reboot"), "e-mail"),
        (lambda: Email("-f@b..c"), "e-mail"),
        (lambda: pin_from("123", "0" * 16), "PIN"),
        (lambda: pin_from("1234", "0" * 16), "PIN"),
        (lambda: pin_from("9999", "0" * 16), "PIN"),
        (lambda: pin_from("13579x", "0" * 16), "PIN"),
        (lambda: Person(KEY, NAME, outside=(PhoneNumber("79161"),) * 2), "outside numbers"),
        (lambda: Person(KEY, NAME, differences=(LimitDiffers(1),) * 2), "differences"),
        (lambda: Person(KEY, NAME, differences=(LimitDiffers(1), LimitDiffers(2))), "differences"),
        (
            lambda: Person(
                KEY,
                NAME,
                differences=(GroupDiffers(1, allowed=True), GroupDiffers(1, allowed=False)),
            ),
            "differences",
        ),
        (lambda: Group(KEY, NAME, (KEY, KEY)), "members"),
        (lambda: LimitDiffers(1441), "longest call"),
        (lambda: CallsDiffer(101), "calls at once"),
        (lambda: DayDiffers(1441), "minutes a day"),
        (lambda: Rights(calls_at_once=-1), "calls at once"),
        (lambda: Rights(minutes_a_day=1441), "minutes a day"),
        (lambda: Rights(directions=(Direction.MOBILE, Direction.CITY)), "directions"),
        (lambda: Rights(directions=(Direction.EMERGENCY,)), "directions"),
        (lambda: Rights(out_of_hours=(Direction.CITY,)), "hours"),
        (lambda: Rights(trunk_groups=(1, 1)), "trunk groups"),
        (lambda: Relation(RelationKind.ASSISTS, OnePerson(KEY), OnePerson(KEY), ()), "whom"),
        (
            lambda: Relation(
                RelationKind.ASSISTS,
                OnePerson(KEY),
                OnePerson(Key("b")),
                (Opening.PICK_UP, Opening.STATUS),
            ),
            "opens",
        ),
        (lambda: Zone("Moscow; reboot"), "time zone"),
        (lambda: WeekRange((), 0, 1), "days"),
        (lambda: WeekRange((2, 1), 0, 1), "days"),
        (lambda: WeekRange((8,), 0, 1), "days"),
        (lambda: WeekRange((1,), 600, 600), "end"),
        (lambda: WeekRange((1,), -1, 600), "start"),
        (lambda: WeekRange((1,), 0, 1441), "end"),
        (lambda: Day(2026, 2, 29), "day"),
        (lambda: Day(2026, 13, 1), "month"),
        (lambda: Day(1999, 1, 1), "year"),
        (lambda: DayRange(Day(2026, 1, 2), Day(2026, 1, 1)), "last day"),
        (lambda: DayRange(Day(2026, 1, 1), Day(2026, 1, 1), start=600), "end"),
        (lambda: Schedule(KEY, NAME, WEEK, code=10), "code"),
        (lambda: Schedule(KEY, NAME, WEEK, short_eve=-1), "short day"),
        (lambda: Prompt(KEY, NAME, "a\x00b"), "transcript"),
        (lambda: MenuChoice("12", ToNobody()), "digit"),
        (lambda: MenuChoice("a", ToNobody()), "digit"),
        (lambda: Menu(KEY, NAME, KEY, (MenuChoice("1", ToNobody()),) * 2), "choices"),
        (lambda: Menu(KEY, NAME, KEY, (), tries=0), "tries"),
        (lambda: Menu(KEY, NAME, KEY, (), wait_seconds=0), "wait"),
        (lambda: HuntGroup(KEY, NAME, None, ()), "members"),
        (lambda: HuntGroup(KEY, NAME, None, (N201, N201)), "members"),
        (lambda: HuntGroup(KEY, NAME, None, (N201,), ring_seconds=1), "ring time"),
        (lambda: Queue(KEY, NAME, None, (N201, N201)), "members"),
        (lambda: Queue(KEY, NAME, None, (), longest_wait=1), "longest wait"),
        (lambda: Queue(KEY, NAME, None, (), weight=101), "weight"),
        (lambda: FeatureCode(Feature.CLOCK, "*"), "code"),
        (lambda: FeatureCode(Feature.CLOCK, "*60,1"), "code"),
        (lambda: Password("with space"), "password"),
        (lambda: Password(""), "password"),
        (lambda: Registration("a b", Password("x")), "user"),
        (lambda: operator("sip..example.com"), "host"),
        (lambda: operator("192.0.2"), "host"),
        (lambda: operator("2001:db8::1"), "host"),
        (lambda: SipTrunk(Token("peer"), "sip.example.com"), "host"),
        (lambda: operator("-x.example.com"), "host"),
        (lambda: replace(operator("192.0.2.1"), port=0), "port"),
        (lambda: replace(operator("192.0.2.1"), codecs=()), "codecs"),
        (lambda: replace(operator("192.0.2.1"), codecs=(Codec.ALAW,) * 2), "codecs"),
        (lambda: replace(operator("192.0.2.1"), channels=0), "channels"),
        (lambda: replace(operator("192.0.2.1"), encrypted=True), "encrypted"),
        (lambda: replace(operator("192.0.2.1"), authority=_SIGNED), "authority"),
        (lambda: replace(TLS, authority="no certificate"), "authority"),
        (lambda: replace(TLS, authority=_SIGNED + "and more"), "authority"),
        (lambda: replace(TLS, authority=_SIGNED.replace("MII", "MA")), "authority"),
        (lambda: replace(TLS, authority=_SIGNED * 9), "authority"),
        (lambda: TrunkGroup(61, NAME), "trunk group"),
        (lambda: TrunkGroup(1, NAME, reserve=-1), "reserve"),
        (lambda: CallerRoute("+7", ToNobody()), "caller"),
        (lambda: BlockedCaller("abc"), "number"),
        (lambda: BlockedCaller("7916", "two\nlines"), "note"),
        (lambda: Inbound(blocked=(BlockedCaller("7916"), BlockedCaller("7916", "x"))), "blocked"),
        (lambda: AllowedCaller("+7916"), "number"),
        (lambda: AllowedCaller("7916", "x" * 101), "note"),
        (lambda: Inbound(allowed=(AllowedCaller("7916"), AllowedCaller("7916", "x"))), "allowed"),
        (
            lambda: Inbound(blocked=(BlockedCaller("7916"),), allowed=(AllowedCaller("7916"),)),
            "allowed",
        ),
        (lambda: Inbound(callers=(CallerRoute("7", ToNobody()),) * 2), "callers"),
        (lambda: OutboundRoute(Direction.EMERGENCY, (1,)), "direction"),
        (lambda: OutboundRoute(Direction.CITY, (1, 1)), "groups"),
        (lambda: Outbound(routes=(OutboundRoute(Direction.CITY, (1,)),) * 2), "routes"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(make: Callable[[], object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make()
    assert refused.value.field == field
    assert refused.value.reason


@pytest.mark.parametrize("host", ["192.0.2.1", "sip.example.com", "pbx"])
def test_a_server_is_named_or_numbered(host: str) -> None:
    assert operator(host).host == host


@pytest.mark.parametrize("digits", ["2580", "13579246"])
def test_a_pin_is_kept_as_a_digest(digits: str) -> None:
    pin = pin_from(digits, "0123456789abcdef")
    assert digits not in repr(pin) + pin.digest
    assert pin != pin_from(digits, "f" * 16)


def test_a_free_key_is_the_first_one() -> None:
    assert free_key("menu", {Key("menu-1"), Key("menu-3")}) == Key("menu-2")


def test_a_lasting_key_is_written_from_randomness_alone() -> None:
    assert lasting_key("person", b"\0" * KEY_BYTES) == Key("person-aaaaaaaa")
    assert lasting_key("person", b"\xff" * KEY_BYTES) == Key("person-77777777")
    with pytest.raises(ValueError, match="random bytes"):
        lasting_key("person", b"")


def office(*more: Command) -> Config:
    return after(AdoptCard(TDM400P), *more)


def _at(digits: str, account: str) -> Put:
    return Put(Extension(ExtensionNumber(digits), NAME, (_sip(account),)))


def _sip(account: str) -> SipPhone:
    return SipPhone(Token(account), secret_from(account.encode().ljust(15, b".")))


def test_accounts_of_one_number_may_begin_alike() -> None:
    phones = (_sip("anna"), _sip("anna-home"), _sip("anna2"))
    config = office(Put(Extension(ExtensionNumber("301"), NAME, phones)), _at("302", "annabel"))
    assert config.extension(ExtensionNumber("301")).devices == phones


SCHEDULE = Schedule(KEY, NAME, WEEK)
LOST = Menu(KEY, NAME, Key("hello"), (MenuChoice("1", ToMenu(Key("no"))),))
GREETING = Put(Prompt(Key("hello"), NAME))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (Put(Extension(ExtensionNumber("112"), NAME)), "number"),
        (Put(HuntGroup(KEY, NAME, N201, (N202,))), "hunt groups"),
        (Put(Queue(KEY, NAME, N201, ())), "queues"),
        (Put(FeatureCode(Feature.CLOCK, "201")), "codes"),
        (Put(FeatureCode(Feature.CLOCK, "*43")), "codes"),
        (Put(FeatureCode(Feature.CLOCK, "*725")), "codes"),
        (Put(FeatureCode(Feature.CLOCK, "*5551")), "codes"),
        (Put(FeatureCode(Feature.FORWARD_ALL_ON, "89")), "codes"),  # 8 916 … is a mobile
        (Put(FeatureCode(Feature.INTERCOM, "11")), "codes"),  # 112
        (Put(FeatureCode(Feature.LISTEN, "20")), "codes"),  # 201
        (Several((_at("301", "anna"), _at("302", "anna-2"))), "devices"),
        (Put(Person(KEY, NAME, number=ExtensionNumber("999"))), "number"),
        (
            Several(
                (Put(Person(KEY, NAME, number=N201)), Put(Person(Key("b"), NAME, number=N201)))
            ),
            "number",
        ),
        (Put(Menu(KEY, NAME, Key("hello"), ())), "greeting"),
        (
            Several(
                (
                    GREETING,
                    Put(Menu(KEY, NAME, Key("hello"), (MenuChoice("1", ToMenu(Key("no"))),))),
                )
            ),
            "choices",
        ),
        (Put(HuntGroup(KEY, NAME, None, (N201,), otherwise=ToQueue(KEY))), "otherwise"),
        (Put(Queue(KEY, NAME, None, (ExtensionNumber("999"),))), "members"),
        (Put(DidRoute(Did("55"), ToMailbox(N201))), "inbound"),
        (Put(DidRoute(Did("55"), ToExtension(N201), Hours(KEY, ToNobody()))), "inbound"),
        (
            Several((Put(SCHEDULE), Put(DidRoute(Did("55"), ToNobody(), Hours(KEY, ToMenu(KEY)))))),
            "inbound",
        ),
        (Put(CallerRoute("7", ToPrompt(KEY))), "inbound"),
        (Put(OutboundRoute(Direction.CITY, (9,))), "outbound"),
        (Put(TrunkGroup(9, NAME, (operator("192.0.2.1"),), reserve=10)), "reserve"),
        (
            Several(
                (
                    Put(replace(SCHEDULE, code=1)),
                    Put(replace(SCHEDULE, key=Key("other"), code=1)),
                )
            ),
            "schedules",
        ),
        (TakeOut(Mailbox(N201, NAME)), "mailboxes"),
    ],
)
def test_parts_that_do_not_fit_are_refused(command: Command, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(office(), command)
    assert refused.value.field == field


def test_a_code_with_a_number_behind_it_leaves_numbers_outside_alone() -> None:
    """Whichever the plan gives: the city's own begin with 73 only where its code is known."""
    code = Put(FeatureCode(Feature.FORWARD_ALL_ON, "73"))
    assert office(code).code(Feature.FORWARD_ALL_ON) == "73"
    with pytest.raises(Invalid, match="numbers outside begin so too: choose a code"):
        edit(replace(office(), area=AreaCode("495")), code)
    plain = Put(FeatureCode(Feature.FORWARD_ALL_OFF, "89"))
    assert office(plain).code(Feature.FORWARD_ALL_OFF) == "89", "nothing follows it"


def test_a_target_in_use_is_not_taken_out() -> None:
    sales = HuntGroup(Key("sales"), NAME, None, (N201,))
    config = office(Put(sales), Put(DidRoute(Did("55"), ToHuntGroup(sales.key))))
    with pytest.raises(Invalid, match="there is no hunt group sales"):
        edit(config, TakeOut(sales))


def test_a_part_stays_in_its_place_when_it_changes() -> None:
    config = office(*(Put(Person(Key(key), NAME)) for key in ("a", "b", "c")))
    changed = edit(config, Put(Person(Key("b"), DisplayName("Anna"))))
    assert [str(person.name) for person in changed.people] == ["Name", "Anna", "Name"]
    assert changed.people[0] is config.people[0]


def test_a_switched_off_code_is_free_for_others() -> None:
    config = office(Put(FeatureCode(Feature.CLOCK, "")), Put(FeatureCode(Feature.MY_NUMBER, "*60")))
    assert config.code(Feature.MY_NUMBER) == "*60"
    assert config.code(Feature.CLOCK) == ""


def test_the_persons_name_is_shown_not_the_telephones() -> None:
    config = office(Put(Person(KEY, DisplayName("Anna"), number=N201)))
    assert config.shown_names()[N201] == DisplayName("Anna")
    assert config.shown_names()[N202] == DisplayName("202")
