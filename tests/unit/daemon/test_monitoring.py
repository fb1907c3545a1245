"""Who may read the box's numbers, what they are, and who that was changed by."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec
import pytest

from appliance.asterisk import registrations
from appliance.core.config import Config
from appliance.core.errors import Fault, Invalid
from appliance.core.log_server import LogServer
from appliance.core.people import SipPhone
from appliance.core.text import Token
from appliance.core.trunks import SipTrunk
from appliance.daemon import carriers_watch, metrics
from appliance.daemon.metrics import Counting
from appliance.daemon.monitoring import Monitored
from appliance.daemon.monitoring_kept import FILE, Kept, Settings
from appliance.daemon.office import Office
from appliance.daemon.secrets_kept import fresh_secret
from appliance.daemon.snmp import OverSnmp
from appliance.host.log_sender import SETTINGS, UNIT, LogSender
from appliance.host.ports import UnitSeen
from appliance.host.snmp_agent import UNIT as AGENT
from appliance.host.snmp_agent import SnmpAgent
from appliance.wire import monitoring as wire
from appliance.wire.admission import SNMP_AGENT, Asker, Door
from appliance.wire.answers import CallsNow, Why
from appliance.wire.errors import NotAllowed
from appliance.wire.monitoring import (
    GetMetrics,
    GetMonitoring,
    Registered,
    SetMetrics,
    SetSnmp,
    SetSyslog,
    TestSyslog,
)
from appliance.wire.roles import Role, Scope
from appliance.wire.sessions import Session
from appliance.wire.storage import RoomView
from appliance.wire.views import AlarmWord, SocketKind
from tests.fakes import office as fakes
from tests.unit.daemon.test_call_rights import ASKERS

STRANGER = Asker(Session("", Role.ANYONE, 0.0))
PROGRAM = Asker(
    Session("key:prometheus", Role.ANYONE, 0.0), api_key="1", scopes=frozenset({Scope.METRICS})
)
LAN = "192.168.1.10"
_SHOWN = {
    registrations.QUESTION: " city/sip:192.0.2.7:5060   city   Registered   (exp. 2s)\n",
    carriers_watch.QUESTION: "  Contact:  city/sip:192.0.2.7:5060  abc Avail  3.1\n"
    "  Contact:  301/sip:301@192.0.2.9:5060  abd Avail  3.1\n",
}


@dataclass
class _Exchange:
    up: bool = True
    broken: bool = False

    async def console(self, line: str) -> str:
        if self.broken:
            raise Fault("Asterisk does not answer.")
        return _SHOWN[line]


def _office(exchange: _Exchange) -> Office:
    """An E1 in alarm, a call and two SIP lines, of which one logs in."""
    whole = fakes.Office()
    alarmed = fakes.e1_card(2, (AlarmWord.LOS,))
    login: Any = "an account"
    lines = (
        SipTrunk(Token("city"), "192.0.2.7", registration=login),
        SipTrunk(Token("other"), "192.0.2.8"),
    )
    phones = tuple(SipPhone(Token(name), fresh_secret()) for name in ("301", "302"))
    extensions = (SimpleNamespace(devices=phones),)
    config = cast(
        "Config",
        SimpleNamespace(trunk_groups=(SimpleNamespace(lines=lines),), extensions=extensions),
    )
    names = ("DAHDI/1-1", "PJSIP/301-0001", "PJSIP/302-0002")
    channels = tuple(SimpleNamespace(name=name) for name in names)
    return cast(
        "Office",
        SimpleNamespace(
            exchange=exchange,
            status=lambda: msgspec.structs.replace(whole.status, issues=(fakes.issue(),)),
            cards=lambda: msgspec.structs.replace(
                whole.cards, cards=(fakes.analogue_card(), alarmed)
            ),
            calls=lambda: CallsNow((fakes.call(),)),
            calls_watch=SimpleNamespace(channels=channels),
            updates=SimpleNamespace(now=fakes.idle_update()),
            config=lambda: config,
        ),
    )


@dataclass
class _Counts:
    """How often something was measured; `broken`: it cannot be."""

    rooms: int = 0
    broken: bool = False
    now: float = 0.0

    async def measured(self) -> tuple[RoomView, ...]:
        self.rooms += 1
        return (RoomView("history", 5, 10),)

    async def letters(self) -> int:
        if self.broken:
            raise Fault("The letters cannot be read.")
        return 3


@dataclass
class _Units:
    """What is asked of systemd."""

    asked: list[str] = field(default_factory=list)
    up: set[str] = field(default_factory=set)
    refused: int = 0
    """How many more restarts fail."""
    begins: asyncio.Event | None = None
    """A restart waits for it."""

    async def restart(self, unit: str) -> None:
        self.asked.append(f"restart {unit}")
        if self.begins is not None:
            await self.begins.wait()
        if self.refused:
            self.up.discard(unit)
            self.refused -= 1
            raise Fault(f"{unit} did not do as told: failed.")
        self.up.add(unit)

    async def stop(self, unit: str) -> None:
        self.asked.append(f"stop {unit}")
        self.up.discard(unit)

    async def units(self, names: tuple[str, ...]) -> tuple[UnitSeen, ...]:
        return tuple(UnitSeen(n, "active" if n in self.up else "inactive", "") for n in names)


@dataclass
class _Box:
    folder: Path
    exchange: _Exchange = field(default_factory=_Exchange)
    counts: _Counts = field(default_factory=_Counts)
    units: _Units = field(default_factory=_Units)
    away: str = ""

    def __post_init__(self) -> None:
        self.door = Door(self.folder, lambda: 5.0, lambda: 5.0)
        counting = Counting(
            _office(self.exchange), self.counts.measured, self.counts.letters,
            lambda: self.counts.now, lambda: 48.5,
        )  # fmt: skip
        sender = LogSender(self.folder, self.units)
        kept = Kept(self.folder / FILE)
        agent = SnmpAgent(self.folder, self.units, ("lineman", "1.2"))
        over_snmp = OverSnmp(kept, self.door, agent)
        self.monitored = Monitored(kept, self.door, counting, sender, over_snmp, self._reach)

    async def _reach(self, _server: LogServer) -> None:
        if self.away:
            raise Fault(self.away)

    async def ask(self, question: object, asker: Asker = ASKERS["admin"]) -> Any:
        return await self.monitored.answering[type(question)](question, asker)


@pytest.fixture
def box(tmp_path: Path) -> _Box:
    return _Box(tmp_path)


async def _opened(box: _Box, *addresses: str) -> wire.Metrics:
    await box.ask(SetMetrics(on=True, addresses=addresses))
    found = await box.ask(GetMetrics(), PROGRAM)
    assert isinstance(found, wire.Metrics)
    return found


async def test_nobody_reads_them_until_they_are_opened(box: _Box) -> None:
    found = await box.ask(GetMonitoring())
    assert (found.metrics, found.addresses) == (False, ())
    for asker in (STRANGER, ASKERS["admin"]):
        with pytest.raises(NotAllowed) as refusal:
            await box.ask(GetMetrics(LAN), asker)
        assert refusal.value.why is Why.LOG_IN
    with pytest.raises(Invalid, match="switched off"):
        await box.ask(GetMetrics(LAN), PROGRAM)


async def test_a_key_reads_them_from_anywhere_and_a_named_address_without_one(box: _Box) -> None:
    await _opened(box, LAN, "10.0.0.0/24")
    for origin in (LAN, "10.0.0.77"):
        assert isinstance(await box.ask(GetMetrics(origin), STRANGER), wire.Metrics)
    for origin in ("192.168.1.11", "10.0.1.0", ""):
        with pytest.raises(NotAllowed):
            await box.ask(GetMetrics(origin), STRANGER)
    await box.ask(SetMetrics(on=False, addresses=(LAN,)))
    with pytest.raises(NotAllowed):
        await box.ask(GetMetrics(LAN), STRANGER)
    assert (await box.ask(GetMonitoring())).addresses == (LAN,), "for when they are open again"


async def test_who_opens_them_is_written_down_and_it_outlives_a_restart(box: _Box) -> None:
    await box.ask(SetMetrics(on=True, addresses=(LAN,)))
    with pytest.raises(Invalid, match="not of the LAN"):
        await box.ask(SetMetrics(on=True, addresses=("8.8.8.8",)))
    (entry,) = box.door.log.entries(0.0, 10)[0]
    assert (entry.what, entry.before, entry.after) == ("metrics-set", "off", f"on {LAN}")
    assert Kept(box.folder / FILE).now == Settings(metrics=True, addresses=(LAN,))
    (box.folder / FILE).write_text("{")
    assert Kept(box.folder / FILE).now == Settings(), "what cannot be read opens nothing"


async def test_they_tell_all_of_the_box_and_nobodys_name(box: _Box) -> None:
    found = await _opened(box)
    assert found.calls == {"inbound": 1}
    assert found.channels == {"dahdi": 1, "pjsip": 2}
    assert found.issues == {"error": 1}
    assert [card.present for card in found.cards] == [True, True]
    (e1,) = [port for port in found.ports if port.kind is SocketKind.E1]
    assert (e1.card, e1.label, e1.span, e1.alarms) == (2, "1", 2, (AlarmWord.LOS,))
    assert found.trunks == (
        wire.TrunkView("city", Registered.REGISTERED, answers=True),
        wire.TrunkView("other", Registered.NONE, answers=False),
    )
    assert (found.rooms, found.letters) == ((RoomView("history", 5, 10),), 3)
    assert [slot.version for slot in found.slots] == [fakes.VERSION, "0.0.9"]
    assert (found.telephones, found.telephones_up, found.temperature) == (2, 1, 48.5)
    text = msgspec.json.encode(found).decode()
    for hidden in ("Анна", "Ivan", "201", "7495"):
        assert hidden not in text


@pytest.mark.parametrize("exchange", [_Exchange(up=False), _Exchange(broken=True)])
async def test_what_is_not_known_hides_nothing_of_the_rest(box: _Box, exchange: _Exchange) -> None:
    box = _Box(box.folder, exchange, _Counts(broken=True))
    found = await _opened(box)
    assert found.trunks[0] == wire.TrunkView("city", Registered.UNKNOWN, answers=False)
    assert found.trunks[1].registered is Registered.NONE
    assert (found.telephones, found.telephones_up) == (2, 0)
    assert found.letters == -1


async def test_however_many_ask_the_box_is_looked_at_seldom(box: _Box) -> None:
    first = await _opened(box)
    box.exchange.up = False
    assert await box.ask(GetMetrics(), PROGRAM) is first
    box.counts.now = metrics.FRESH
    later = await box.ask(GetMetrics(), PROGRAM)
    assert later.trunks != first.trunks
    assert box.counts.rooms == 1, "files may have to be counted"
    box.counts.now = metrics.ROOMS_FRESH
    await box.ask(GetMetrics(), PROGRAM)
    assert box.counts.rooms == 2


_RESTART = f"restart {UNIT}"


async def test_the_log_is_sent_from_now_on_and_after_a_restart_and_undisturbed(box: _Box) -> None:
    await box.monitored.begin()
    assert box.units.asked == [], "nowhere, as before"
    found = await box.ask(SetSyslog("log.example.com"))
    assert (found.syslog.server, found.syslog.port, found.syslog.runs) == (
        "log.example.com", 514, True,
    )  # fmt: skip
    assert box.units.asked == [_RESTART]
    again = _Box(box.folder, units=box.units)
    await again.monitored.begin()
    assert box.units.asked == [_RESTART], "it goes on while the supervisor begins anew"
    box.units.up.clear()
    await again.monitored.begin()
    assert box.units.asked == [_RESTART] * 2, "as after a restart of the box"
    await again.ask(SetSyslog("log.example.com", 515))
    assert box.units.asked == [_RESTART] * 3
    found = await again.ask(SetSyslog(""))
    assert (found.syslog.server, found.syslog.runs) == ("", False)
    assert box.units.asked[-1] == f"stop {UNIT}"
    assert not (box.folder / SETTINGS).exists()
    said = [(each.what, each.before, each.after) for each in box.door.log.entries(0.0, 10)[0]]
    assert said == [("syslog-set", "nowhere", "log.example.com:514 udp")]


async def test_what_is_no_server_changes_nothing(box: _Box) -> None:
    await box.ask(SetSyslog("log.example.com"))
    with pytest.raises(Invalid, match="neither a name nor an address"):
        await box.ask(SetSyslog('x" protocol="tcp'))
    assert (await box.ask(GetMonitoring())).syslog.server == "log.example.com"
    assert box.units.asked == [_RESTART]


async def test_a_line_is_written_and_what_is_in_its_way_is_said(
    box: _Box, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with pytest.raises(Invalid, match="name it first"):
        await box.ask(TestSyslog())
    await box.ask(SetSyslog("log.example.com"))
    tried = await box.ask(TestSyslog())
    assert tried.error == ""
    assert tried.line in caplog.messages
    box.units.up.clear()
    assert "its sender does not run" in (await box.ask(TestSyslog())).error
    box.away = "nobody answers"
    assert (await box.ask(TestSyslog())).error == "nobody answers"


async def test_what_is_closed_while_the_log_moves_stays_closed(box: _Box) -> None:
    await _opened(box, LAN)
    box.units.begins = asyncio.Event()
    moving = asyncio.create_task(box.ask(SetSyslog("log.example.com")))
    closing = asyncio.create_task(box.ask(SetMetrics(on=False)))
    await asyncio.sleep(0.05)
    box.units.begins.set()
    await asyncio.gather(moving, closing)
    found = await box.ask(GetMonitoring())
    assert (found.metrics, found.syslog.server) == (False, "log.example.com")
    assert not Kept(box.folder / FILE).now.metrics


async def test_what_is_switched_off_while_the_supervisor_begins_stays_off(box: _Box) -> None:
    await box.ask(SetSnmp(on=True, addresses=(LAN,)))
    box.units.up.clear()
    box.units.begins = asyncio.Event()
    beginning = asyncio.create_task(box.monitored.begin())
    await asyncio.sleep(0.05)
    ending = asyncio.create_task(box.ask(SetSnmp(on=False)))
    await asyncio.sleep(0.05)
    box.units.begins.set()
    await asyncio.gather(beginning, ending)
    assert AGENT not in box.units.up


async def test_a_sender_that_does_not_begin_leaves_the_log_going_where_it_went(box: _Box) -> None:
    await box.ask(SetSyslog("log.example.com"))
    before = (box.folder / SETTINGS).read_text()
    box.units.refused = 1
    with pytest.raises(Fault, match="did not do as told"):
        await box.ask(SetSyslog("other.example.com"))
    assert (box.folder / SETTINGS).read_text() == before
    assert box.units.up
    assert (await box.ask(GetMonitoring())).syslog.server == "log.example.com"


async def test_passwords_are_made_once_shown_once_and_kept_nowhere(box: _Box) -> None:
    with pytest.raises(Invalid, match="nobody would be heard"):
        await box.ask(SetSnmp(on=True))
    made = await box.ask(SetSnmp(on=True, addresses=(LAN,)))
    assert (made.snmp.on, made.snmp.addresses, made.snmp.runs) == (True, (LAN,), True)
    assert min(len(made.proof), len(made.cipher)) >= 20
    assert made.proof != made.cipher
    kept = "".join(path.read_text() for path in box.folder.rglob("*") if path.is_file())
    assert made.proof not in kept
    assert made.cipher not in kept
    again = await box.ask(SetSnmp(on=True, addresses=(LAN, "10.0.0.0/8")))
    assert (again.proof, again.cipher) == ("", "")
    before = Kept(box.folder / FILE).now.snmp
    other = await box.ask(SetSnmp(on=True, addresses=(LAN,), renew=True))
    assert other.proof not in {"", made.proof}
    assert Kept(box.folder / FILE).now.snmp.engine != before.engine
    entries = box.door.log.entries(0.0, 10)[0]
    assert {each.what for each in entries} == {"snmp-set"}
    assert entries[0].after == f"on {LAN} passwords-made"


async def test_the_agent_is_told_the_numbers_while_it_is_switched_on(box: _Box) -> None:
    agent = Asker(
        Session(SNMP_AGENT, Role.ANYONE, 0.0),
        api_key=SNMP_AGENT,
        scopes=frozenset({Scope.METRICS}),
    )
    with pytest.raises(NotAllowed):
        await box.ask(GetMetrics(), agent)
    await box.ask(SetSnmp(on=True, addresses=(LAN,)))
    assert isinstance(await box.ask(GetMetrics(), agent), wire.Metrics)
    await box.ask(SetSnmp(on=False, addresses=(LAN,)))
    with pytest.raises(NotAllowed):
        await box.ask(GetMetrics(), agent)
