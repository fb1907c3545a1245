"""One's own place: what is set of one's telephone and heard of one's mailbox, and of no other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from appliance.asterisk.voice_messages import HEARD, NEW, VoiceMessages
from appliance.core.commands import Put, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.errors import Fault, Invalid
from appliance.core.live_rules import check
from appliance.core.live_state import Entry
from appliance.core.roles import DirectionDiffers, Function, FunctionDiffers
from appliance.daemon.live_states import AskingLive
from appliance.daemon.messages import OwnMessages
from appliance.daemon.office import Office
from appliance.daemon.whose import Whose
from appliance.daemon.workplace import Workplaces
from appliance.flows.live_state import LiveStates
from appliance.simulate import mailboxes
from appliance.simulate.script import Party
from appliance.wire import workplace as wire
from appliance.wire.admission import Asker
from appliance.wire.errors import NotAllowed
from appliance.wire.history import Peaks
from appliance.wire.live_state import (
    Forwarding,
    LiveState,
    SetDoNotDisturb,
    SetFollowMe,
    SetForwarding,
    TelephoneState,
)
from appliance.wire.roles import Role, Scope
from appliance.wire.sessions import Session
from tests.machines.parts import mailbox
from tests.unit.daemon.test_call_rights import ASKERS, OFFICE, SELLER

CONFIG = edit(edit(OFFICE, mailbox("302", "Seller")), mailbox("303", "Clerk"))
CALLER = Party("PJSIP/301-1", "from-internal", "301", "as her telephone says")
STRANGER = Party("DAHDI/5-1", "from-pstn-line", "4957770003", "")
MANAGER = Asker(Session("manager", Role.MANAGER, 0.0), "token", SELLER)
INSTALLER = Asker(Session("installer", Role.INSTALLER, 0.0), "token", SELLER)
PROGRAM = replace(ASKERS["admin"], api_key="1", scopes=frozenset({Scope.OFFICE_CHANGE}))
SETTING: tuple[Callable[[str], object], ...] = (
    lambda number: SetForwarding(number, Forwarding.ALWAYS, "301"),
    lambda number: SetFollowMe(number, "84951234567"),
    lambda number: SetDoNotDisturb(number, on=True),
)


@dataclass
class States:
    """Live state without an Asterisk, by the rules that hold there."""

    config_now: Config = CONFIG
    now: dict[Entry, str] = field(default_factory=dict)

    def config(self) -> Config:
        return self.config_now

    async def set(self, entry: Entry, value: str, _who: str) -> None:
        check(self.config_now, entry, value)
        self.now[entry] = value

    async def ask(self, question: object, who: Asker) -> LiveState:
        asking = AskingLive(cast("LiveStates", self), None)  # type: ignore[arg-type]
        return cast("LiveState", await asking.answering[type(question)](question, who))

    async def place(self, who: str) -> wire.Workplace:
        office = SimpleNamespace(config=self.config, whose=Whose(self.config))
        places = Workplaces(cast("Office", office), cast("LiveStates", self))
        answer = await places.answering[wire.GetWorkplace](wire.GetWorkplace(), ASKERS[who])
        return cast("wire.Workplace", answer)


def _differs(*differences: object) -> Config:
    """The same office, where the seller's rights differ so."""
    found = next(each for each in CONFIG.people if each.key.text == SELLER)
    return edit(CONFIG, Put(replace(found, differences=differences)))  # type: ignore[arg-type]


async def test_whose_telephone_it_is_sets_it() -> None:
    states = States()
    for make in SETTING:
        await states.ask(make("302"), ASKERS["seller"])
    told = (await states.place("seller")).telephone
    assert told == TelephoneState("302", always="301", follow_me="84951234567", do_not_disturb=True)
    await states.ask(SetForwarding("302", Forwarding.BUSY, "8 (495) 123-45-67"), MANAGER)
    await states.ask(SetForwarding("302", Forwarding.ALWAYS, " "), MANAGER)
    told = (await states.place("seller")).telephone
    assert told is not None
    assert (told.busy, told.always) == ("84951234567", "")


@pytest.mark.parametrize("make", SETTING)
@pytest.mark.parametrize("who", ["head", "clerk", "gone", "nobody"])
async def test_nobody_sets_anothers_telephone(make: Callable[[str], object], who: str) -> None:
    states = States()
    for number in ("302", "", "999"):
        with pytest.raises(NotAllowed):
            await states.ask(make(number), ASKERS[who])
    with pytest.raises(NotAllowed):
        await states.ask(make("303"), MANAGER)
    assert states.now == {}


@pytest.mark.parametrize("who", [ASKERS["admin"], ASKERS["console"], INSTALLER, PROGRAM])
async def test_who_sets_the_office_up_sets_any(who: Asker) -> None:
    states = States()
    for make in SETTING:
        await states.ask(make("303"), who)
    assert {number for _, number in states.now} == {"303"}


@pytest.mark.parametrize(
    ("to", "difference", "said"),
    [
        ("89161234567", DirectionDiffers(Direction.MOBILE, allowed=False), "302 may not call"),
        ("301", FunctionDiffers(Function.FORWARD, allowed=False), "may not use"),
        ("112", FunctionDiffers(Function.FORWARD, allowed=True), "emergency"),
        ("302", FunctionDiffers(Function.FORWARD, allowed=True), "circle"),
    ],
)
async def test_what_would_be_refused_at_the_telephone_is_refused_here(
    to: str, difference: object, said: str
) -> None:
    states = States(_differs(difference))
    with pytest.raises(Invalid, match=said):
        await states.ask(SetForwarding("302", Forwarding.ALWAYS, to), ASKERS["seller"])
    assert states.now == {}


async def test_the_place_tells_what_may_be_set_and_by_which_code() -> None:
    found = await States().place("seller")
    assert (found.number, found.name, found.person) == ("302", "Seller", SELLER)
    assert (found.rings, found.forwards, found.rests, found.follows) == (True,) * 4
    assert found.mailbox
    codes = {each.what: (each.on, each.off) for each in found.codes}
    assert codes["always"] == ("*72", "*73")
    assert codes["voicemail"] == ("*97", "")
    assert not (await States().place("head")).mailbox
    differs = (Function.FORWARD, Function.DO_NOT_DISTURB)
    states = States(_differs(*(FunctionDiffers(each, allowed=False) for each in differs)))
    found = await states.place("seller")
    assert (found.forwards, found.rests, found.follows) == (False,) * 3
    for who in ("gone", "nobody", "admin"):
        assert await States().place(who) == wire.Workplace()


@dataclass
class Boxes:
    """Asterisk's side, on the files it would write."""

    folder: Path
    up: bool = True

    def _ask(self) -> None:
        if not self.up:
            raise Fault("Asterisk does not answer.")

    async def move_message(self, box: str, folder: str, message: str, to: str) -> None:
        self._ask()
        mailboxes.move(self.folder, box, folder, message, to)

    async def remove_message(self, box: str, folder: str, message: str) -> None:
        self._ask()
        mailboxes.remove(self.folder, box, folder, message)


@dataclass
class Desk:
    """The mailbox of the seller, with two messages, and of the clerk, with one."""

    folder: Path

    def __post_init__(self) -> None:
        self.boxes = Boxes(self.folder)
        self.first = mailboxes.leave(self.folder, "302", CALLER, 1000.0, 3.0)
        self.second = mailboxes.leave(self.folder, "302", STRANGER, 2000.0, 5.0)
        self.other = mailboxes.leave(self.folder, "303", STRANGER, 3000.0, 4.0)
        whose = Whose(lambda: CONFIG)
        kept = VoiceMessages(self.folder)
        self.asked = OwnMessages(kept, self.boxes, lambda: CONFIG, whose.directory)

    async def ask(self, question: object, who: str = "seller") -> wire.VoiceMessages:
        answer = await self.asked.answering[type(question)](question, ASKERS[who])
        return cast("wire.VoiceMessages", answer)

    async def heard(
        self, message: str, who: str = "seller", first: int = 0, last: int = -1
    ) -> bytes:
        asked = wire.HearMessage(message, first, last)
        return b"".join([each.content async for each in self.asked.pieces(asked, ASKERS[who])])

    def names(self, box: str, folder: str) -> list[str]:
        return sorted(each.name for each in (self.folder / "default" / box / folder).glob("*"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_ones_own_messages_are_told(desk: Desk) -> None:
    found = (await desk.ask(wire.GetMessages())).messages
    told = [(each.number, each.name, each.time, each.seconds, each.heard) for each in found]
    assert told == [
        ("4957770003", "", 2000.0, 5.0, False),
        ("301", "Head", 1000.0, 3.0, False),  # as the office knows her
    ]


async def test_a_message_is_heard_whole_and_in_parts(desk: Desk) -> None:
    whole = await desk.heard(desk.first)
    assert len(whole) == 44 + 3 * 16_000
    assert whole[:4] == b"RIFF"
    assert await desk.heard(desk.first, first=40, last=99) == whole[40:100]
    with pytest.raises(Invalid, match="this message has 48044 bytes"):
        await desk.heard(desk.first, first=9, last=99_999)
    asked = wire.GetMessagePeaks(desk.first, 10)
    peaks = await desk.asked.answering[wire.GetMessagePeaks](asked, ASKERS["seller"])
    assert isinstance(peaks, Peaks)
    assert (peaks.seconds, len(peaks.left), peaks.right) == (3.0, 10, ())
    (first, *_) = [m for m in (await desk.ask(wire.GetMessages())).messages if not m.heard]
    assert first.id == desk.second  # nothing was marked by it


async def test_it_is_marked_heard_and_new_again(desk: Desk) -> None:
    for _ in range(2):  # pressed twice
        found = (await desk.ask(wire.MarkMessage(desk.first, heard=True))).messages
        assert {each.id: each.heard for each in found} == {desk.first: True, desk.second: False}
    assert desk.names("302", HEARD) == ["msg0000.txt", "msg0000.wav"]
    assert desk.names("302", NEW) == ["msg0000.txt", "msg0000.wav"]
    found = (await desk.ask(wire.MarkMessage(desk.first, heard=False))).messages
    assert not any(each.heard for each in found)
    assert desk.names("302", HEARD) == []


async def test_it_is_removed_once_however_often_it_is_asked(desk: Desk) -> None:
    for _ in range(2):
        found = (await desk.ask(wire.RemoveMessage(desk.first))).messages
        assert [each.id for each in found] == [desk.second]
    assert desk.names("302", NEW) == ["msg0000.txt", "msg0000.wav"]
    with pytest.raises(Invalid, match="not in the mailbox any more"):
        await desk.ask(wire.MarkMessage(desk.first, heard=True))


@pytest.mark.parametrize("who", ["clerk", "head", "admin", "nobody", "gone"])
async def test_nobody_elses_message_is_within_reach(desk: Desk, who: str) -> None:
    """Neither an administrator's: he has no mailbox, and the clerk has one of his own."""
    for question in (
        wire.GetMessagePeaks(desk.first),
        wire.MarkMessage(desk.first, heard=True),
    ):
        with pytest.raises(Invalid):
            await desk.ask(question, who)
    with pytest.raises(Invalid):
        await desk.heard(desk.first, who)
    if who == "clerk":
        listed = (await desk.ask(wire.RemoveMessage(desk.first), who)).messages
        assert [each.id for each in listed] == [desk.other]
    else:
        with pytest.raises(Invalid, match="no mailbox"):
            await desk.ask(wire.RemoveMessage(desk.first), who)
        with pytest.raises(Invalid, match="no mailbox"):
            await desk.ask(wire.GetMessages(), who)
    left = (await desk.ask(wire.GetMessages())).messages
    assert [(each.id, each.heard) for each in left] == [(desk.second, False), (desk.first, False)]


async def test_a_program_names_whose_mailbox_and_a_person_may_not(desk: Desk) -> None:
    program = Asker(Session("key:crm", Role.ANYONE, 0.0), api_key="1", scopes=frozenset(Scope))

    async def ask(question: Any) -> wire.VoiceMessages:
        found = await desk.asked.answering[type(question)](question, program)
        assert isinstance(found, wire.VoiceMessages)
        return found

    listed = (await ask(wire.GetMessages("302"))).messages
    assert [each.id for each in listed] == [desk.second, desk.first]
    pieces = [each async for each in desk.asked.pieces(
        wire.HearMessage(desk.first, number="302"), program)]  # fmt: skip
    assert sum(len(each.content) for each in pieces) == 44 + 3 * 16_000
    left = (await ask(wire.RemoveMessage(desk.first, "302"))).messages
    assert [each.id for each in left] == [desk.second]
    for number in ("", "999"):
        with pytest.raises(Invalid) as refused:
            await ask(wire.GetMessages(number))
        assert refused.value.field == "number"
    for who in ("clerk", "admin", "nobody"):
        with pytest.raises(NotAllowed):
            await desk.ask(wire.GetMessages("302"), who)


async def test_a_message_whose_sound_is_gone_can_be_removed_alone(desk: Desk) -> None:
    (desk.folder / "default/302/INBOX/msg0000.wav").write_bytes(b"")
    told = {each.id: each.size for each in (await desk.ask(wire.GetMessages())).messages}
    assert told[desk.first] == 0
    with pytest.raises(Fault, match="not on the disk"):
        await desk.asked.answering[wire.GetMessagePeaks](
            wire.GetMessagePeaks(desk.first), ASKERS["seller"]
        )
    with pytest.raises(Invalid, match="0 bytes"):
        await desk.heard(desk.first)
    await desk.ask(wire.RemoveMessage(desk.first))


async def test_nothing_is_said_to_be_done_while_asterisk_is_silent(desk: Desk) -> None:
    desk.boxes.up = False
    for question in (wire.MarkMessage(desk.first, heard=True), wire.RemoveMessage(desk.first)):
        with pytest.raises(Fault):
            await desk.ask(question)
    assert len((await desk.ask(wire.GetMessages())).messages) == 2
