"""An office where people are at everything that a change could disturb."""

from dataclasses import dataclass, field, replace

from appliance.core.call_handling import HuntGroup, Menu, MenuChoice, Queue
from appliance.core.commands import Command, Put
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode
from appliance.core.roles import Rights
from appliance.core.rooms import ConferenceRoom
from appliance.core.targets import ToMailbox
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import Outbound, Password, Registration, SipTrunk, TrunkGroup
from tests.integration.asterisk.far_end import FarEnd
from tests.integration.asterisk.office import Office
from tests.integration.asterisk.real_asterisk import wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.machines.offices import after, number, sip
from tests.machines.parts import mailbox, numbers, person, prompt, role, to

NAME = DisplayName("x")
LINE = SipTrunk(Token("line"), "127.0.0.2", 5070)
LINES = TrunkGroup(1, NAME, (LINE,), calls_at_once=5)
ACCOUNT = SipTrunk(
    Token("operator"), "192.0.2.1", registration=Registration("4951234567", Password("secret"))
)
ACCOUNTS = TrunkGroup(2, NAME, (ACCOUNT,))
QUEUE = Queue(Key("sales"), NAME, number("610"), numbers(308, 308), announce_position=0)
MENU = Menu(
    Key("welcome"), NAME, Key("hello"), (MenuChoice("1", to("310")),), number("620"),
    wait_seconds=60, tries=9,
)  # fmt: skip
ROOM = ConferenceRoom(Key("meeting"), NAME, number("640"), numbers(313, 314))
_LEAVES = HuntGroup(
    Key("away"), NAME, number("630"), numbers(309, 309), otherwise=ToMailbox(number("309"))
)
_PARTS: tuple[Command, ...] = (
    *(sip(str(digits), f"Somebody {digits}") for digits in range(301, 316)),
    mailbox("309", "Mailbox"),
    prompt("hello", "Hello"),
    Put(MENU),
    Put(QUEUE),
    Put(_LEAVES),
    Put(LINES),
    Put(ACCOUNTS),
    Put(ROOM),
    role("staff", "Staff", Rights()),
    person("312", "Somebody", role="staff"),
)
STAFF = replace(after(*_PARTS), area=AreaCode("495"), outbound=Outbound((1,)))


@dataclass
class CallsUp:
    """301 and 302 talk, 303 holds 304, 308 serves 306 while 305 waits, 307 hears the menu, 311
    speaks to a mailbox, 312 talks to the outside, and 313 and 314 sit in a conference room."""

    office: Office
    at: dict[str, Phone] = field(default_factory=dict)

    def begin(self) -> None:
        """All of it, one after the other."""
        self._talk("301", "302")
        self._talk("303", "304")
        assert self.at["303"].undisturbed()  # it is told whom it talks to first
        self.at["303"].hold()
        self._served()
        self._alone("305", "610")  # waits for the member who is busy
        self._alone("307", "620")  # hears the menu
        self._alone("311", "630")  # speaks to the mailbox
        self._outside("312")
        self._alone("313", "640")
        self._alone("314", "640")

    def _phones(self, *accounts: str) -> list[Phone]:
        found = self.office.phones(*accounts)
        self.at |= dict(zip(accounts, found, strict=True))
        return found

    def _talk(self, caller: str, called: str) -> None:
        one, two = self._phones(caller, called)
        one.dial(called)
        two.ringing()
        two.answer()
        one.answered()

    def _served(self) -> None:
        caller, member = self._phones("306", "308")
        wait_for(self._is_free, 15)
        caller.dial("610")
        caller.answered()
        member.ringing()
        member.answer()

    def _is_free(self) -> bool:
        """Whether the queue knows that its member is there."""
        return "Not in use" in self.office.asterisk.console(f"queue show {QUEUE.key}")

    def _alone(self, caller: str, dialled: str) -> None:
        (phone,) = self._phones(caller)
        phone.dial(dialled)
        phone.answered()

    def _outside(self, caller: str) -> None:
        (phone,) = self._phones(caller)
        far = self.at["outside"] = FarEnd(self.office.asterisk, LINE.host, LINE.port)
        phone.dial("84951234567")
        far.ringing()
        far.answer()
        phone.answered()

    def close(self) -> None:
        """Put the other exchange away."""
        if "outside" in self.at:
            self.at["outside"].close()

    def dropped(self) -> set[str]:
        """Whose calls ended."""
        return {name for name, phone in self.at.items() if not phone.undisturbed()}
