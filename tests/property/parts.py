"""Every kind of part a configuration consists of, each valid by itself; `whole.py` fits them."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from appliance.core.call_handling import (
    DIGITS,
    HuntGroup,
    HuntStrategy,
    Menu,
    MenuChoice,
    Prompt,
    Queue,
    QueueStrategy,
)
from appliance.core.encryption import Encryption, Transport, pem
from appliance.core.fax import FaxNumber
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.network import NetworkPort
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import (
    Department,
    DeskPhone,
    Extension,
    Group,
    Language,
    Mailbox,
    Person,
    PersonKind,
    SipPhone,
)
from appliance.core.relations import (
    OnePerson,
    Opening,
    Relation,
    RelationKind,
    WholeDepartment,
    WholeGroup,
)
from appliance.core.roles import (
    EVERY_DIRECTION,
    CallsDiffer,
    DayDiffers,
    DirectionDiffers,
    Function,
    FunctionDiffers,
    GroupDiffers,
    HoursDiffer,
    LimitDiffers,
    MailboxDiffers,
    OutOfHoursDiffers,
    PinDiffers,
    PriorityDiffers,
    Reach,
    ReachDiffers,
    RecordingDiffers,
    Rights,
    Role,
    subject,
)
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import Schedule
from appliance.core.sounds import MOST_SECONDS, SoundFile
from appliance.core.targets import (
    Hours,
    ToConference,
    ToDialIn,
    ToDirectory,
    ToExtension,
    ToFax,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)
from appliance.core.test_calls import StoredCall
from appliance.core.text import Token
from appliance.core.trunks import (
    AllowedCaller,
    BlockedCaller,
    CallerRoute,
    CityLine,
    Codec,
    DidRoute,
    DigitalLine,
    LineRoute,
    NumberFormat,
    OutboundRoute,
    Password,
    Presentation,
    Recording,
    Registration,
    SipTrunk,
    TrunkGroup,
)
from tests.property.networks import network_ports
from tests.property.pools import (
    CARDS,
    dids,
    emails,
    few,
    groups,
    keys,
    numbers,
    phone_numbers,
    pins,
    secrets,
    sockets,
    subsets,
)
from tests.property.scenarios import stored_calls
from tests.property.times import schedules
from tests.property.words import NASTY, names

_nobody = st.just(ToNobody())
targets = st.one_of(
    _nobody,
    _nobody,
    st.builds(ToExtension, numbers),
    st.builds(ToHuntGroup, keys),
    st.builds(ToQueue, keys),
    st.builds(ToMenu, keys),
    st.builds(ToMailbox, numbers),
    st.builds(ToPrompt, keys),
    st.builds(ToConference, keys),
    st.builds(ToFax, keys),
    st.just(ToDirectory()),
    st.just(ToDialIn()),
)
hours = st.builds(Hours, keys, targets)

accounts = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True).map(Token)
devices = st.one_of(
    st.builds(DeskPhone, sockets, st.booleans()),
    st.builds(SipPhone, accounts, secrets, st.booleans(), st.sampled_from(Encryption)),
)
extensions = st.builds(
    Extension, numbers, names, few(devices, 2), st.sampled_from(Language), st.integers(5, 300)
)

differences = st.one_of(
    st.builds(DirectionDiffers, st.sampled_from(EVERY_DIRECTION), st.booleans()),
    st.builds(FunctionDiffers, st.sampled_from(Function), st.booleans()),
    st.builds(GroupDiffers, groups, st.booleans()),
    st.builds(PinDiffers, st.sampled_from(EVERY_DIRECTION), st.booleans()),
    st.builds(PriorityDiffers, st.booleans()),
    st.builds(LimitDiffers, st.integers(0, 1440)),
    st.builds(CallsDiffer, st.integers(0, 100)),
    st.builds(DayDiffers, st.integers(0, 1440)),
    st.builds(RecordingDiffers, st.sampled_from(Recording)),
    st.builds(HoursDiffer, st.none() | keys),
    st.builds(OutOfHoursDiffers, st.sampled_from(EVERY_DIRECTION), st.booleans()),
    st.builds(MailboxDiffers, numbers, st.booleans()),
    st.builds(ReachDiffers, st.sampled_from(Reach)),
)
people = st.builds(
    Person,
    key=keys,
    name=names,
    kind=st.sampled_from(PersonKind),
    number=st.none() | numbers,
    department=st.none() | keys,
    role=st.none() | keys,
    differences=few(differences, by=subject),
    email=st.none() | emails,
    outside=few(phone_numbers),
    pin=st.none() | pins,
)
departments = st.builds(Department, keys, names, st.none() | keys, st.none() | keys)
people_groups = st.builds(Group, keys, names, few(keys))


@st.composite
def _rights(draw: st.DrawFn) -> Rights:
    schedule = draw(st.none() | keys)
    return Rights(
        directions=draw(subsets(EVERY_DIRECTION)),
        trunk_groups=draw(st.none() | few(groups)),
        functions=draw(subsets(Function)),
        pin_for=draw(subsets(EVERY_DIRECTION)),
        hours=schedule,
        out_of_hours=draw(subsets(EVERY_DIRECTION)) if schedule is not None else (),
        priority=draw(st.booleans()),
        longest_minutes=draw(st.integers(0, 1440)),
        recording=draw(st.none() | st.sampled_from(Recording)),
        recordings=draw(st.sampled_from(Reach)),
        mailboxes=draw(few(numbers)),
        calls_at_once=draw(st.integers(0, 100)),
        minutes_a_day=draw(st.integers(0, 1440)),
    )


rights = _rights()
roles = st.builds(Role, keys, names, rights)

parties = st.one_of(
    st.builds(OnePerson, keys), st.builds(WholeGroup, keys), st.builds(WholeDepartment, keys)
)
relations = (
    st.tuples(st.sampled_from(RelationKind), parties, parties, subsets(Opening))
    .filter(lambda r: r[1] != r[2] or not isinstance(r[1], OnePerson))
    .map(lambda r: Relation(*r))
)
mailboxes = st.builds(Mailbox, numbers, names, mailed=st.booleans())

_passwords = st.text([chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=24)
registrations = st.builds(
    Registration,
    st.sampled_from(("74951234567", "user@sip.example.com", "a_b-c.d+e")),
    _passwords.map(Password),
)
_addresses = st.integers(1, 254).map("192.0.2.{}".format)
_servers = st.one_of(
    st.tuples(_addresses, st.none() | registrations),
    st.tuples(st.sampled_from(("sip.example.com", "pbx")), registrations),
)
AUTHORITY = pem(b"\x30\x82\x01\x00" + bytes(256))  # what a core checks of it, and no more
_WAY = ("transport", "encrypted", "authority", "t38")
_ways = st.one_of(
    st.tuples(st.sampled_from(Transport), st.just(False), st.just(""), st.booleans()),
    st.tuples(
        st.just(Transport.TLS), st.just(True), st.sampled_from(("", AUTHORITY)), st.just(False)
    ),
    st.tuples(
        st.just(Transport.TLS), st.just(False), st.sampled_from(("", AUTHORITY)), st.booleans()
    ),
)
sip_trunks = st.builds(
    lambda server, way, **rest: SipTrunk(
        host=server[0], registration=server[1], **dict(zip(_WAY, way, strict=True)), **rest
    ),
    server=_servers,
    way=_ways,
    name=accounts,
    port=st.integers(1, 65535),
    codecs=few(st.sampled_from(Codec), 4, least=1),
    channels=st.integers(1, 500),
)
lines = st.one_of(
    few(st.builds(CityLine, sockets)),
    few(st.builds(DigitalLine, st.sampled_from(CARDS), st.integers(1, 2))),
    few(sip_trunks),
)
_limits: st.SearchStrategy[dict[str, int]] = st.just({}) | st.fixed_dictionaries(
    {},
    optional={
        "calls_at_once": st.integers(0, 500),
        "longest_minutes": st.integers(1, 1440),
        "dear_calls_a_day": st.integers(0, 10_000),
    },
)
trunk_groups = st.builds(
    lambda limits, minutes, **rest: TrunkGroup(
        **rest, **limits, minutes_a_day=minutes if "longest_minutes" in limits else 0
    ),
    limits=_limits,
    minutes=st.integers(0, 100_000),
    number=groups,
    name=names,
    lines=lines,
    our_number=st.none() | dids,
    presentation=st.sampled_from(Presentation),
    sends=st.sampled_from(NumberFormat),
    brings=st.sampled_from(NumberFormat),
    reserve=st.integers(0, 2),
)
did_routes = st.builds(DidRoute, dids, targets, st.none() | hours)
line_routes = st.builds(LineRoute, sockets, targets, st.none() | hours)
callers = st.integers(100, 10**15 - 1).map(str)
caller_routes = st.builds(CallerRoute, callers, targets, st.booleans())
_listed = (callers, st.just("") | st.sampled_from(NASTY), st.booleans())
blocked_callers = st.builds(BlockedCaller, *_listed)
allowed_callers = st.builds(AllowedCaller, *_listed)
outbound_routes = st.builds(OutboundRoute, st.sampled_from(EVERY_DIRECTION), few(groups))
digests = st.sampled_from(("0" * 64, "a1" * 32))
sounds = st.builds(SoundFile, digests, st.integers(1, MOST_SECONDS * 1000))
prompts = st.builds(
    Prompt,
    keys,
    names,
    st.sampled_from(NASTY) | st.just("Здравствуйте!\nНажмите 1."),
    st.none() | sounds,
    st.none() | st.integers(1, 999),
)
choices = st.builds(MenuChoice, st.sampled_from(DIGITS), targets)
menus = st.builds(
    Menu,
    key=keys,
    name=names,
    greeting=keys,
    choices=st.lists(choices, max_size=2, unique_by=lambda c: c.digit).map(tuple),
    number=st.none() | numbers,
    direct_dial=st.booleans(),
    wait_seconds=st.integers(1, 60),
    tries=st.integers(1, 9),
    otherwise=targets,
)
hunt_groups = st.builds(
    HuntGroup,
    key=keys,
    name=names,
    number=st.none() | numbers,
    members=few(numbers, least=1),
    strategy=st.sampled_from(HuntStrategy),
    ring_seconds=st.integers(5, 300),
    otherwise=targets,
)
queues = st.builds(
    Queue,
    key=keys,
    name=names,
    number=st.none() | numbers,
    members=few(numbers),
    strategy=st.sampled_from(QueueStrategy),
    ring_seconds=st.integers(5, 120),
    wrap_up_seconds=st.integers(0, 600),
    longest_wait=st.integers(10, 7200),
    longest_queue=st.integers(0, 999),
    announce_position=st.integers(0, 600),
    announce_least=st.integers(0, 600),
    announce_wait=st.booleans(),
    weight=st.integers(0, 100),
    otherwise=targets,
    music=st.none() | keys,
    call_back=st.booleans(),
    call_back_tries=st.integers(1, 9),
    call_back_minutes=st.integers(5, 720),
    call_back_group=st.none() | groups,
)


@st.composite
def conferences(draw: st.DrawFn) -> ConferenceRoom:
    """Whoever waits for a leader can have one."""
    members = draw(few(numbers))
    leaders = tuple(each for each in draw(few(numbers)) if each not in members)
    pin, leaders_pin = draw(st.none() | pins), draw(st.none() | pins)
    leaders_pin = None if leaders_pin == pin else leaders_pin
    led = bool(leaders) or leaders_pin is not None
    return ConferenceRoom(
        key=draw(keys),
        name=draw(names),
        number=draw(st.none() | numbers),
        members=members,
        leaders=leaders,
        pin=pin,
        leader_pin=leaders_pin,
        waits=led and draw(st.booleans()),
        ends=led and draw(st.booleans()),
        most=draw(st.integers(0, 99)),
        tones=draw(st.booleans()),
    )


parking_lots = st.builds(
    ParkingLot,
    key=keys,
    name=names,
    number=st.sampled_from(("70", "700", "800")).map(ExtensionNumber),
    first=st.sampled_from(("71", "701", "4321")).map(ExtensionNumber),
    spaces=st.integers(1, 20),
    seconds=st.integers(10, 3600),
    otherwise=targets,
)
fax_numbers = st.builds(FaxNumber, key=keys, name=names, number=st.none() | numbers, to=few(emails))
feature_codes = st.builds(
    FeatureCode, st.sampled_from(Feature), st.sampled_from(("", "*44", "#12*3", "88", "*7"))
)

PARTS: Mapping[type, st.SearchStrategy[Any]] = {
    Extension: extensions,
    Person: people,
    Department: departments,
    Group: people_groups,
    Role: roles,
    Relation: relations,
    Mailbox: mailboxes,
    TrunkGroup: trunk_groups,
    DidRoute: did_routes,
    LineRoute: line_routes,
    CallerRoute: caller_routes,
    BlockedCaller: blocked_callers,
    AllowedCaller: allowed_callers,
    OutboundRoute: outbound_routes,
    Schedule: schedules,
    Prompt: prompts,
    Menu: menus,
    HuntGroup: hunt_groups,
    Queue: queues,
    ConferenceRoom: conferences(),
    ParkingLot: parking_lots,
    FaxNumber: fax_numbers,
    FeatureCode: feature_codes,
    StoredCall: stored_calls,
    NetworkPort: network_ports,
}
