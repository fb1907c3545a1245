"""What the page is shown, from what the cards and Asterisk say."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from appliance.asterisk.queries import ChannelSeen as ExchangeChannel
from appliance.core.cards import E1Signalling, FoundCard, Framing, PriSide
from appliance.core.commands import AdoptCard, SetLine, edit
from appliance.core.config import Config
from appliance.daemon.bans import Bans
from appliance.daemon.board import LiveBoard
from appliance.daemon.box import release_version
from appliance.daemon.cards_view import card_views
from appliance.daemon.certificate import Certificates
from appliance.daemon.configuring import Configuring
from appliance.daemon.day_night import DayNights
from appliance.daemon.demo import Demo
from appliance.daemon.diagnosing import Diagnosing
from appliance.daemon.exchanging import Exchanging
from appliance.daemon.faxes import ReceivedFaxes
from appliance.daemon.first_start import FirstStarts
from appliance.daemon.front import Front
from appliance.daemon.hooks import Hooks
from appliance.daemon.lines import Busy, busy, line_of
from appliance.daemon.live_states import AskingLive
from appliance.daemon.load import BusyTimes
from appliance.daemon.log_book import LogBook
from appliance.daemon.mailing import Mailing
from appliance.daemon.messages import OwnMessages
from appliance.daemon.monitoring import Monitored
from appliance.daemon.networking import Networking
from appliance.daemon.past_calls import PastCalls
from appliance.daemon.placing import Placing
from appliance.daemon.removing import Removing
from appliance.daemon.running import status_line
from appliance.daemon.snmp import OverSnmp
from appliance.daemon.sounds import Sounds
from appliance.daemon.storage import StorageWatch
from appliance.daemon.workplace import Workplaces
from appliance.hardware.seen import ChannelSeen, Look, SpanSeen
from appliance.simulate.cards import ANALOGUE, DIGITAL, SimulatedCards
from appliance.wire import protocol
from appliance.wire.answers import Cards
from appliance.wire.kinds import Stream
from appliance.wire.views import AlarmWord, CallState, IssueView, SocketState, SocketView
from tests.fakes.office import Office, issue

IDLE = Busy({}, {})


def _config(*found: FoundCard) -> Config:
    config = Config()
    for card in found:
        config = edit(config, AdoptCard(card))
    return config


CARDS = SimulatedCards()
OFFICE = _config(*(card.found for card in CARDS.look().cards))


def channel(name: str, state: str, bridge: str = "", timeslot: int = 0) -> ExchangeChannel:
    known = dict.fromkeys(
        ("unique", "linked", "number", "caller_name", "connected", "connected_name", "exten"), "1"
    )
    return ExchangeChannel(
        name=name,
        state=state,
        context="from-internal",
        bridge=bridge,
        seconds=1,
        timeslot=timeslot,
        **known,
    )


def _socket(card: int, place: int, look: Look, now: Busy = IDLE) -> SocketView:
    return card_views(OFFICE, look, now)[card].sockets[place]


@pytest.mark.parametrize(
    ("name", "state", "shown"),
    [
        ("DAHDI/1-1", "Ringing", SocketState.RINGING),
        ("DAHDI/1-1", "Up", SocketState.TALKING),
        ("DAHDI/1-1", "Rsrvd", SocketState.LIFTED),
        ("DAHDI/2-1", "Up", SocketState.IDLE),  # another's
        ("PJSIP/1-1", "Up", SocketState.IDLE),
    ],
)
def test_a_telephone_does_what_asterisk_says(name: str, state: str, shown: SocketState) -> None:
    assert _socket(0, 0, CARDS.look(), busy([channel(name, state)])).state is shown


def test_a_lifted_receiver_is_seen_without_asterisk() -> None:
    look = SimulatedCards(lifted=lambda: frozenset({2})).look()
    assert _socket(0, 1, look).state is SocketState.LIFTED
    assert _socket(0, 0, look).state is SocketState.IDLE


def test_a_city_line_without_voltage_is_no_line() -> None:
    view = _socket(0, 4, SimulatedCards(dead={5}).look())
    assert view.state is SocketState.NO_LINE
    assert view.alarms == (AlarmWord.RED,)


def test_a_telephone_socket_in_alarm_is_not_idle() -> None:
    view = _socket(0, 0, SimulatedCards(dead={1}).look())
    assert view.state is SocketState.ALARM
    assert view.alarms == (AlarmWord.RED,)


@pytest.mark.parametrize("word", [w for w in AlarmWord if w is not AlarmWord.RECOVERING])
def test_every_alarm_of_a_span_is_named(word: AlarmWord) -> None:
    cards = SimulatedCards()
    cards.cut(2, word.value.replace("-", ""))
    view = _socket(1, 0, cards.look())
    assert (view.state, view.alarms) == (SocketState.ALARM, (word,))


def test_calls_of_an_e1_are_counted() -> None:
    calls = [channel("DAHDI/i2/7495-1", "Up"), channel("DAHDI/i2/7496-2", "Up")]
    assert _socket(1, 0, CARDS.look(), busy(calls)).calls == 2


def test_a_timeslot_of_an_e1_has_its_call() -> None:
    seen = [
        channel("DAHDI/i2/7495-1", "Up", timeslot=9 + 30),
        channel("DAHDI/i2/7496-2", "Ring", timeslot=9),
        channel("DAHDI/i2/7497-3", "Dialing", timeslot=10),
        channel("DAHDI/i2/7498-4", "Up"),  # held, or not told of yet
        channel("DAHDI/i3/7499-5", "Up", timeslot=11),
    ]
    socket = _socket(1, 0, CARDS.look(), busy(seen))
    assert socket.calls == 4
    assert [(each.slot, each.state) for each in socket.slots] == [
        (1, CallState.RINGING),
        (2, CallState.DIALLING),
        (31, CallState.TALKING),
    ]
    assert {each.call for each in socket.slots} == {"1"}


def test_an_e1_that_is_signalled_by_bits_has_its_calls_by_their_channels() -> None:
    by_bits = SetLine(DIGITAL, 1, Framing(), PriSide.CPE, E1Signalling.CAS)
    calls = busy([channel("DAHDI/9-1", "Up"), channel("DAHDI/39-1", "Ringing")])
    view = card_views(edit(OFFICE, by_bits), CARDS.look(), calls)[1].sockets[0]
    assert [each.slot for each in view.slots] == [1, 31]
    assert view.calls == 2
    assert line_of(edit(OFFICE, by_bits), ("DAHDI/39-1", "DAHDI/1-1")) == "E1"
    assert line_of(OFFICE, ("DAHDI/39-1",)) == ""


def test_a_port_of_a_line_names_its_trunk_group() -> None:
    groups = [s.group for card in card_views(OFFICE, CARDS.look(), IDLE) for s in card.sockets]
    assert groups == ["", "", "", "", "2", "2", "", "", "1"]


def test_a_card_out_of_its_slot_is_drawn_as_absent_with_its_numbers() -> None:
    cards = SimulatedCards()
    cards.unplug(ANALOGUE)
    view = card_views(OFFICE, cards.look(), IDLE)[0]
    assert not view.present
    assert {socket.state for socket in view.sockets} == {SocketState.ABSENT}
    assert [socket.number for socket in view.sockets][:4] == ["201", "202", "203", "204"]


def test_cards_keep_their_place_on_the_page() -> None:
    cards = SimulatedCards()
    cards.unplug(ANALOGUE)
    assert [view.key for view in card_views(OFFICE, cards.look(), IDLE)] == [
        str(ANALOGUE),
        str(DIGITAL),
    ]


def test_a_card_nobody_configured_says_so() -> None:
    look = Look(CARDS.look().cards, (SpanSeen(1, frozenset(), 0, (ChannelSeen(1, False),)),))
    states = {s.state for card in card_views(Config(), look, IDLE) for s in card.sockets}
    assert states == {SocketState.UNCONFIGURED, SocketState.EMPTY}


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (("DAHDI/1-1", "DAHDI/5-1"), "Городские линии 1"),
        (("DAHDI/6-1",), "Городские линии 2"),
        (("DAHDI/i2/495-1", "DAHDI/1-1"), "E1"),
        (("DAHDI/1-1", "DAHDI/2-1"), ""),
    ],
)
def test_a_call_names_its_outside_line(names: tuple[str, ...], line: str) -> None:
    assert line_of(OFFICE, names) == line


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('ID=debian\nIMAGE_VERSION="1.2.3"\n', "1.2.3"),
        ("IMAGE_VERSION=0.1.0\n", "0.1.0"),
        ("ID=debian\nVERSION_ID=13\n", "development"),
    ],
)
def test_the_version_is_the_images(text: str, version: str) -> None:
    assert release_version(text) == version


def test_every_question_of_the_protocol_has_an_answer() -> None:
    questions: set[type] = set(protocol.AnyRequest.__args__)
    streams = {question for question in questions if issubclass(question, Stream)}
    assert questions - streams == answered()


def answered() -> frozenset[type]:
    """Kinds of question that the front knows, without anything behind it."""

    class Nobody:
        door = None

        async def answer(self, *_: object) -> None: ...

    exchanging = Exchanging(Configuring(None, None))  # type: ignore[arg-type]
    asking = AskingLive(None, None)  # type: ignore[arg-type]
    past = PastCalls(None, None, None, None, None, time.time)  # type: ignore[arg-type]
    bans = Bans(None, None)  # type: ignore[arg-type]
    board = LiveBoard(None, None, None, None, None, dict, time.time)  # type: ignore[arg-type]
    own = Certificates(Path(), Path(), None, None, None)  # type: ignore[arg-type]
    days = DayNights(None)  # type: ignore[arg-type]
    starts = FirstStarts(Path())
    placing = Placing(None, None, time.monotonic)  # type: ignore[arg-type]
    hooks = Hooks(None, None, None, None, None)  # type: ignore[arg-type]
    sounds = Sounds(None, None, None)  # type: ignore[arg-type]
    removing = Removing(None, None, None)  # type: ignore[arg-type]
    places = Workplaces(None, None)  # type: ignore[arg-type]
    messages = OwnMessages(None, None, None, None)  # type: ignore[arg-type]
    network = Networking(None, "", str, time.time)  # type: ignore[arg-type]
    storage = StorageWatch({}, Path(), time.time)
    book = LogBook(None, Config, None)  # type: ignore[arg-type]
    diagnosing = Diagnosing(None, None, None, None, dict)  # type: ignore[arg-type]
    faxes = ReceivedFaxes(None, None, Config, None)  # type: ignore[arg-type]
    mail = Mailing(None, None, None, None, None, None, faxes)  # type: ignore[arg-type]
    demo = Demo(None, False, None, None)  # type: ignore[arg-type]
    over_snmp = OverSnmp(None, None, None)  # type: ignore[arg-type]
    monitored = Monitored(None, None, None, None, over_snmp, None)  # type: ignore[arg-type]
    parts = (
        exchanging,
        asking,
        None,
        bans,
        board,
        starts,
        days,
        own,
        placing,
        hooks,
        sounds,
        removing,
        places,
        messages,
        diagnosing,
        None,
        book,
        storage,
        network,
        mail,
        monitored,
        demo,
    )
    busy = BusyTimes(None, None, time.time)  # type: ignore[arg-type]
    front = Front(None, Nobody(), past, busy, None, *parts)  # type: ignore[arg-type]
    return front.answered


def test_every_answer_survives_the_wire() -> None:
    cards = Cards(card_views(OFFICE, CARDS.look(), IDLE), 99.98)
    assert protocol.decode_answer(protocol.encode(cards)) == cards
    assert msgspec.json.decode(protocol.encode(cards))["type"] == "Cards"


@pytest.mark.parametrize(
    ("calls", "issues", "said"),
    [
        (0, (), "running, 0 calls. No open issue."),
        (1, (issue(),), "running, 1 call. Line 2 is down: LOS."),
    ],
)
def test_systemd_is_told_what_is_wrong_and_not_only_how_much(
    calls: int, issues: tuple[IssueView, ...], said: str
) -> None:
    status = msgspec.structs.replace(Office().status, calls=calls, issues=issues)
    assert status_line(status) == said
