"""Call-back of queues in the real Asterisk, with nobody there but it: who is rung, and when."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from appliance.compiler.dialplan.call_files import SPOOL
from appliance.core.call_handling import CALL_BACK_KEY, Queue
from appliance.core.calls import Call, Deed, Direction, Result
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.directions import Direction as Leads
from appliance.core.keys import Key
from appliance.core.live_state import Family
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Rights
from appliance.core.targets import ToQueue
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import USUAL_ROLE, DidRoute, Outbound, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import share
from drivers.virtual.dsp.level import level
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import role

LINE = SipTrunk(Token("line"), "127.0.0.2", 5070, channels=8)
DID = "74950000001"
ONE, TWO, THREE = "84951234567", "84957654321", "84951112233"
ABROAD, OURS = "8104930123456", "84950000001"
MINUTES = 600  # that the queue may call in a day
_KEEPS = "queue show sales"
SILENT = -90.0  # dBm0
QUIET = -30.0  # dBm0
_MUSIC = re.compile(r"Started music on hold, class '(\S+)', on channel 'PJSIP/carrier")
# A call-back that waits while Asterisk ends is tried again, as one whose operator hangs up.
_ENDING = (
    "Refusing due to active shutdown",
    "Unable to allocate owner channel structure",
    "Abnormal 'Gosub(call-back-told,s,1)' exit",
)


def _config() -> Config:
    """302 alone serves the queue; telephones of nobody may call in the city and no further."""
    rights = Rights(directions=(Leads.FREE, Leads.CITY), minutes_a_day=MINUTES)
    queue = Queue(
        Key("sales"),
        DisplayName("Sales"),
        number("401"),
        (number("302"),),
        ring_seconds=60,
        wrap_up_seconds=0,
        announce_position=0,
        call_back=True,
    )
    config = after(
        *(sip(digits, f"Person {digits}") for digits in ("301", "302")),
        role(USUAL_ROLE.text, "Usual", rights),
        Put(TrunkGroup(1, DisplayName("x"), (LINE,))),
        Put(queue),
        Put(DidRoute(Did(DID), ToQueue(Key("sales")))),
    )
    return replace(config, area=AreaCode("495"), outbound=Outbound((1,)))


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running(root, tmp_path_factory.mktemp("call-back"), _config(), *_ENDING) as office:
        office.asterisk.console("logger add channel trace verbose(3)")
        office.asterisk.console("core set verbose 3")
        yield office


@pytest.fixture(autouse=True)
def nobody_waits(office: Office) -> Iterator[None]:
    yield
    office.asterisk.console(f"database deltree {Family.CALL_BACK}")
    office.asterisk.console("channel request hangup all")
    wait_for(lambda: _waiting(office) == 0, 15)
    for left in _spool(office).glob("call-back-*"):
        left.unlink()  # of who is to be tried again
    office.forget()
    office.take()


def _spool(office: Office) -> Path:
    return office.asterisk.folder / SPOOL.removeprefix("/")


def _files(office: Office, who: str) -> list[str]:
    """Of the spool, of who is called back; each ends with the number of the try."""
    return sorted(path.name for path in _spool(office).glob(f"call-back-sales-{who}-*"))


def _music(office: Office) -> list[str]:
    """What callers from outside heard while they waited, one after the other."""
    trace = office.asterisk.folder / "var/log/asterisk/trace"
    return _MUSIC.findall(trace.read_text(errors="replace"))


def _waiting(office: Office) -> int:
    """How many wait in the queue, whoever stands there for himself or is kept there."""
    said = office.asterisk.console(_KEEPS)
    found = re.search(r"has (\d+) calls", said)
    assert found is not None, said
    return int(found[1])


def _in_line(office: Office) -> list[str]:
    """Channels that wait, in their order."""
    return re.findall(r"^\s+\d+\. (\w+/\w+)", office.asterisk.console(_KEEPS), re.M)


def _kept(office: Office, who: str) -> str:
    said = office.asterisk.console(f"database get {Family.CALL_BACK} sales-{who}")
    found = re.search(r"^Value: \d+\+(\d)$", said, re.M)
    return found[1] if found else ""


def _comes(office: Office, shown: str = "") -> Phone:
    """A call from outside waits in the queue."""
    before = _waiting(office)
    carrier = office.another("carrier")
    carrier.dial(DID, shown)
    carrier.answered()
    wait_for(lambda: _waiting(office) == before + 1, 15)
    return carrier


def _asks(office: Office, caller: Phone) -> None:
    """He presses the key and hangs up; his turn is kept before he has."""
    before = _waiting(office)
    caller.press(CALL_BACK_KEY)
    caller.hang_up()
    wait_for(lambda: _waiting(office) == before, 15)


def _taken(office: Office, count: int) -> list[Call]:
    """Wait for `count` calls to end, whatever waits on."""
    found: list[Call] = []

    def ended() -> bool:
        found.extend(office.take())
        return len(found) >= count

    wait_for(ended, 15)
    return found


def _busy(office: Office) -> Phone:
    agent = office.phone("302")
    agent.dial("*43")
    agent.answered()
    wait_for(lambda: "In use" in office.asterisk.console(_KEEPS), 15)
    return agent


def _hears(phone: Phone) -> bool:
    return share(phone.sound.hear(0.5), 1000) > 0.8


def _hear_each_other(one: Phone, other: Phone) -> None:
    for speaks, hears in ((one, other), (other, one)):
        speaks.sound.say(1000)
        wait_for(partial(_hears, hears), 30)
        speaks.sound.say(1000, SILENT)


def _reaches(office: Office, agent: Phone, far: FarEnd, whom: str) -> None:
    """The operator is rung for `whom`, who is called only once he has answered."""
    assert agent.rings_soon(60)
    assert agent.shown == whom
    assert not far.called()
    agent.answer()
    assert whom.endswith(far.ringing().first.partition(":")[2].partition("@")[0])


def _happened(call: Call) -> list[tuple[Deed, str, str]]:
    return [(each.deed, each.who, each.whom) for each in call.happened]


def test_who_hung_up_is_called_when_an_operator_is_free(office: Office) -> None:
    agent = _busy(office)
    _asks(office, _comes(office, ONE))
    assert _kept(office, ONE) == "1"
    (first,) = _taken(office, 1)
    assert (first.result, first.caller) == (Result.ABANDONED, ONE)
    assert (Deed.KEEPS_TURN, ONE, "sales") in _happened(first)
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        agent.hang_up()
        _reaches(office, agent, far, ONE)
        far.answer()
        _hear_each_other(agent, far)
        assert _kept(office, ONE) == ""
        agent.hang_up()
        far.hung_up()
    echo, second = sorted(_taken(office, 2), key=lambda call: call.dialled)
    assert echo.dialled == "*43"
    assert (second.direction, second.result) == (Direction.OUTBOUND, Result.ANSWERED)
    assert (second.caller, second.dialled, second.answered_by) == ("302", ONE, ONE)
    assert (Deed.CALLED_BACK, "sales", ONE) in _happened(second)
    wait_for(lambda: not _files(office, ONE), 15)


def test_three_keep_their_turns(office: Office) -> None:
    """The second of them is called back: after the first and before the third."""
    agent = _busy(office)
    first, second, third = (_comes(office, shown) for shown in (ONE, TWO, THREE))
    _asks(office, second)
    assert _in_line(office) == ["PJSIP/carrier", f"Local/{TWO}", "PJSIP/carrier"]
    agent.hang_up()
    agent.ringing()
    assert agent.shown == ONE
    agent.answer()
    agent.hang_up()
    first.hung_up()
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        _reaches(office, agent, far, TWO)
        far.answer()
        agent.hang_up()
        far.hung_up()
    agent.ringing()
    assert agent.shown == THREE
    third.hang_up()
    agent.hung_up()


@pytest.mark.parametrize(
    ("shown", "more"),
    [(ONE, {"Privacy": "id"}), ("", {}), (ABROAD, {}), (OURS, {})],
    ids=["withheld", "no number", "not allowed", "our own"],
)
def test_who_cannot_be_called_waits_on_at_his_place(
    office: Office, shown: str, more: dict[str, str]
) -> None:
    _busy(office)
    caller = office.another("carrier")
    caller.dial(DID, shown, more)
    caller.answered()
    wait_for(lambda: _waiting(office) == 1, 15)
    other = _comes(office, ONE)
    assert _music(office)[-2:] == ["default", "call-back-default"]
    caller.press(CALL_BACK_KEY)
    wait_for(lambda: _music(office)[-1] == "default", 15)
    assert caller.undisturbed()
    assert not _files(office, shown)
    caller.hang_up()
    wait_for(lambda: _waiting(office) == 1, 15)
    other.hang_up()


def test_who_is_not_reached_is_tried_again(office: Office) -> None:
    agent = _busy(office)
    _asks(office, _comes(office, ONE))
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        agent.hang_up()
        _reaches(office, agent, far, ONE)
        far.refuse()
        agent.hang_up()
    wait_for(lambda: _kept(office, ONE) == "2", 15)
    wait_for(lambda: [name[-2:] for name in _files(office, ONE)] == ["-2"], 15)


def test_who_was_handed_over_is_not_kept_as_who_asked_for_him(office: Office) -> None:
    """Else a colleague were called, who has long hung up, and never he."""
    _busy(office)
    one, asking = office.phone("301"), office.another("301")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        one.dial(ONE)
        far.ringing()
        far.answer()
        one.answered()
        asking.dial("401")
        asking.answered()
        wait_for(lambda: _waiting(office) == 1, 15)
        one.transfer("401", replaces=asking)
        asking.hung_up()
        before = _music(office)
        far.press(CALL_BACK_KEY)
        time.sleep(2)
        assert (_files(office, "301"), _waiting(office), before) == ([], 1, _music(office))
        far.hang_up()


def test_who_meets_a_limit_is_tried_again(office: Office) -> None:
    """It holds for a while, and nobody who keeps his turn is forgotten for it."""
    agent = _busy(office)
    _asks(office, _comes(office, ONE))
    day = datetime.now(ZoneInfo(office.config.zone.text)).strftime("%Y%m%d")
    office.asterisk.console(f"database put {Family.SPENT} queue-sales {day}{MINUTES * 60}")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        agent.hang_up()
        assert agent.rings_soon(60)
        agent.answer()
        wait_for(lambda: [name[-2:] for name in _files(office, ONE)] == ["-2"], 30)
        agent.hung_up()
        assert not far.called()
    assert _kept(office, ONE) == "2"
    office.asterisk.console(f"database del {Family.SPENT} queue-sales")


def test_whose_operator_hangs_up_before_he_is_called_is_tried_again(office: Office) -> None:
    """He was told that he is called: no other way of losing him is any better."""
    agent = _busy(office)
    _asks(office, _comes(office, ONE))
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        agent.hang_up()
        assert agent.rings_soon(60)
        agent.answer()
        wait_for(lambda: level(agent.sound.hear(0.3)) > QUIET, 15)
        agent.hang_up()
        wait_for(lambda: "PJSIP/302" not in office.asterisk.console("core show channels"), 15)
        time.sleep(1)
        assert [name[-1] for name in _files(office, ONE)] == [_kept(office, ONE)], "kept"
        assert not far.called(), "nobody would be there for him"


def test_who_may_not_be_called_any_more_rings_nobody(office: Office) -> None:
    """The office has taken the right away since his turn was kept."""
    since, world = int(time.time()), ABROAD.removeprefix("810")
    office.asterisk.console(f"database put {Family.CALL_BACK} sales-{ABROAD} {since}+1")
    told = {"BACK": ABROAD, "WORLD": world, "TURN": 1, "SINCE": since, "TRY": 1, "NOTBEFORE": 0}
    lines = (
        f"Channel: Local/{ABROAD}@call-back-kept-sales/n",
        "Context: call-back-calling-sales",
        f"Extension: {ABROAD}",
        *(f"Setvar: __{name}={value}" for name, value in told.items()),
    )
    made = office.asterisk.folder / "var/spool/asterisk/turn"
    made.write_text("\n".join((*lines, "")))
    agent = office.phone("302")
    made.rename(made.parent / f"outgoing/call-back-sales-{ABROAD}-{since}-1")
    wait_for(lambda: not _files(office, ABROAD), 15)
    assert _kept(office, ABROAD) == ""
    assert not agent.rings_soon(0.5)


def test_who_asks_twice_keeps_his_first_turn(office: Office) -> None:
    _busy(office)
    _asks(office, _comes(office, ONE))
    _comes(office, TWO)
    second = _comes(office, ONE)
    second.press(CALL_BACK_KEY)
    second.hang_up()
    wait_for(lambda: _waiting(office) == 2, 15)
    assert _in_line(office) == [f"Local/{ONE}", "PJSIP/carrier"]


def test_a_turn_outlives_asterisk(office: Office) -> None:
    _busy(office)
    _asks(office, _comes(office, ONE))
    office.forget()
    office.asterisk.kill(signal.SIGTERM)
    office.asterisk.start()
    agent = office.phone("302")
    with closing(FarEnd(office.asterisk, LINE.host, LINE.port)) as far:
        _reaches(office, agent, far, ONE)
        far.answer()
        agent.hang_up()
        far.hung_up()
