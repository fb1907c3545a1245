"""The office in which the stories happen: eight telephones, a carrier, and all that answers."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.compiler.compile import compile_config
from appliance.core.call_handling import HuntGroup, HuntStrategy, Queue
from appliance.core.commands import Command, Put
from appliance.core.config import Config
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.people import Extension, pin_from
from appliance.core.roles import Function, FunctionDiffers, Rights
from appliance.core.rooms import ConferenceRoom, ParkingLot
from appliance.core.schedules import Schedule
from appliance.core.targets import (
    Hours,
    Target,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToPrompt,
    ToQueue,
)
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    BlockedCaller,
    DidRoute,
    Outbound,
    Recording,
    SipTrunk,
    TrunkGroup,
)
from tests.integration.asterisk import office as office_of_tests
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office, unwatched
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import mailbox, menu, numbers, person, prompt, role, to

NAMES = {
    "301": "Юлия Объедкова",
    "302": "John Smith",
    "303": "Пётр",
    "304": "Off",
    "305": "Recorded",
    "306": "Guest",
    "307": "Агент Первый",
    "308": "Агент Второй",
    "310": "One call",
    "311": "A minute",
}
LINE = SipTrunk(Token("line"), "127.0.0.2", 5070, channels=2)
PARKED = 10  # seconds
_PIN = pin_from("2580", "0" * 16)
SECOND = SipTrunk(Token("second"), "127.0.0.3", 5071, channels=1)
# 70 and an extension: as a telephone with transfer codes, `*2` and `##`, calls it. 71 to 74: pick
# up, listen, whisper and join. `s`: as at an analogue telephone, where the channel begins when the
# receiver is lifted, and the number follows.
_CODES = """
[from-internal-custom]
exten => s,1,Goto(from-internal,${PJSIP_HEADER(read,X-Digits)},1)
exten => _70XXX,1,Dial(PJSIP/${EXTEN:2},25,tTkK)
 same => n,Goto(call-end,${DIALSTATUS},1)
exten => _71XXX,1,PickupChan(PJSIP/${EXTEN:2},p)
 same => n,Hangup(16)
exten => _72XXX,1,Answer
 same => n,ChanSpy(PJSIP/${EXTEN:2},qS)
 same => n,Hangup(16)
exten => _73XXX,1,Answer
 same => n,ChanSpy(PJSIP/${EXTEN:2},qSw)
 same => n,Hangup(16)
exten => _74XXX,1,Answer
 same => n,ChanSpy(PJSIP/${EXTEN:2},qSB)
 same => n,Hangup(16)
"""


def _commands() -> tuple[Command, ...]:
    name = DisplayName("x")
    turn = HuntGroup(
        Key("turn"), name, number("601"), numbers(301, 302), HuntStrategy.IN_TURN, 5,
        ToMailbox(number("303")),
    )  # fmt: skip
    queue = Queue(Key("sales"), name, number("610"), numbers(307, 308), ring_seconds=5)
    members = (*numbers(301, 302), number("305"))
    records = FunctionDiffers(Function.RECORD, allowed=True)
    choices: dict[str, Target] = {"1": to("301"), "2": ToQueue(Key("sales"))}
    return (
        *(sip(digits, shown) for digits, shown in NAMES.items()),
        role("loud", "Recorded", Rights(recording=Recording.ALL)),
        role("guest", "Guest", Rights(directions=())),
        role("one", "One call", Rights(calls_at_once=1)),
        role("minute", "A minute", Rights(minutes_a_day=1)),
        person("310", "One call", role="one"),
        person("311", "A minute", role="minute"),
        Put(Extension(number("309"), DisplayName("No telephone"))),
        Put(ParkingLot(Key("lot"), name, number("700"), number("701"), 3, PARKED)),
        Put(ConferenceRoom(Key("room"), name, number("450"), members, pin=_PIN)),
        person("305", "Recorded", role="loud"),
        person("306", "Guest", role="guest"),
        person("301", "Юлия Объедкова", records, mobile="79161234567"),
        mailbox("303", "Mailbox"),
        prompt("hello", "Hello"),
        prompt("closed", "Closed"),
        Put(Schedule(Key("never"), DisplayName("Never"), ())),
        Put(HuntGroup(Key("all"), name, number("600"), numbers(301, 302))),
        Put(turn),
        Put(replace(queue, longest_wait=10, announce_position=0, otherwise=to("303"))),
        menu("main", "Main", "hello", choices, digits="620", otherwise=to("303")),
        Put(TrunkGroup(1, DisplayName("Line"), (LINE,))),
        Put(TrunkGroup(2, DisplayName("Second"), (SECOND,))),
        Put(DidRoute(Did("74957000001"), ToMenu(Key("main")))),
        Put(DidRoute(Did("74957000002"), ToHuntGroup(Key("all")))),
        Put(DidRoute(Did("74957000003"), ToQueue(Key("sales")))),
        Put(DidRoute(Did("74957000004"), ToPrompt(Key("closed")))),
        Put(DidRoute(Did("74957000005"), to("301"), Hours(Key("never"), ToMailbox(number("303"))))),
    )


def office_config() -> Config:
    """All calls with the outside are recorded; 303 and 304 ring shortly."""
    config = after(*_commands())
    shortly = {"303", "304"}
    extensions = tuple(
        replace(each, ring_seconds=5) if each.number.digits in shortly else each
        for each in config.extensions
    )
    return replace(
        config,
        extensions=extensions,
        area=AreaCode("495"),
        outbound=Outbound((1, 2)),
        recording=Recording.OUTSIDE,
        inbound=replace(config.inbound, blocked=(BlockedCaller("79161111111"),)),
    )


@dataclass
class Stage:
    """The office at work. Far ends are there only while a story needs them.

    `talked_from` and `talked_until` are when people were connected first and parted last, by their
    own clock; 0 for never.
    """

    office: Office
    talked_from: float = 0.0
    talked_until: float = 0.0
    dead: bool = False
    _far: dict[str, FarEnd] = field(default_factory=dict)

    @property
    def asterisk(self) -> RealAsterisk:
        return self.office.asterisk

    def phone(self, account: str) -> Phone:
        return self.office.phone(account)

    def phones(self, *accounts: str) -> list[Phone]:
        return self.office.phones(*accounts)

    def far(self, line: SipTrunk = LINE) -> FarEnd:
        """The other end of a line."""
        key = str(line.name)
        if key not in self._far:
            self._far[key] = FarEnd(self.asterisk, line.host, line.port)
        return self._far[key]

    def lifted(self, account: str, digits: str) -> Phone:
        """A telephone that dials as an analogue one does: first a channel, then the number."""
        phone = self.phone(account)
        phone.dial("s", more={"X-Digits": digits})
        return phone

    def today(self) -> str:
        """As live state spells it."""
        return f"{datetime.now(ZoneInfo(self.office.config.zone.text)):%Y%m%d}"

    def put(self, family: str, key: str, value: str) -> None:
        """As a telephone's code would have set it."""
        self.asterisk.console(f"database put {family} {key} {value}")

    def talking(self) -> None:
        """From now on people talk, if they did not before."""
        self.talked_from = self.talked_from or time.time()

    def silent(self) -> None:
        """What was said until now is not the story's."""
        self.talked_from = 0.0

    def ended(self) -> None:
        """Somebody hangs up now."""
        self.talked_until = time.time()

    def first_to_ring(self, one: Phone, other: Phone) -> tuple[Phone, Phone]:
        """Wait until one of both rings; that one and the other."""
        found = [one] if one.rings_soon() else [other]
        if found == [other]:
            other.ringing()
        return (one, other) if found == [one] else (other, one)

    def dies(self) -> None:
        """Asterisk is killed; all telephones are gone with its network."""
        self.ended()
        self.asterisk.kill(signal.SIGKILL)
        self.dead = True

    def restarts(self) -> None:
        """Asterisk is told to restart at once."""
        self.ended()
        self.asterisk.console("core restart now")
        self.asterisk.kill(signal.SIGKILL)
        self.dead = True

    def channels(self, count: int) -> None:
        """Wait until so many channels are up."""
        wait_for(lambda: f"{count} active channel" in self._count(), 15)

    def idle(self) -> None:
        """Wait until nobody calls anybody."""
        wait_for(lambda: "0 active channels" in self._count(), 20)

    def _count(self) -> str:
        return self.asterisk.console("core show channels count")

    def clear(self) -> None:
        """Everybody is free again, and nothing is set."""
        self.talked_from = self.talked_until = 0.0
        if self.dead:
            self.office.put_away()
            self.asterisk.start()
            return
        self.asterisk.console("channel request hangup all")
        self.idle()
        for family in ("CF", "CFB", "CFU", "DND", "SPENT", "LIMITMET"):
            self.asterisk.console(f"database deltree {family}")
        for far in self._far.values():
            far.close()
        self._far.clear()
        self.office.forget()


Tell = Callable[[Stage], None]


@contextmanager
def stage(root: Path, folder: Path) -> Iterator[Stage]:
    """Asterisk and everybody in it."""
    config = office_config()
    asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
    asterisk.custom("pjsip_custom.conf", office_of_tests.CARRIER)
    asterisk.custom("extensions_custom.conf", _CODES)
    with asterisk, closing(Office(asterisk, config, folder)) as office:
        yield Stage(office)
