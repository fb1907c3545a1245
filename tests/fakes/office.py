"""What a made-up office looks like on the wire: two cards, some calls, two slots."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from appliance.wire.answers import CallsNow, Cards, Status, Update
from appliance.wire.board import Board, LineTile, PersonTile, QueueTile, Resting
from appliance.wire.configured import NamesOf
from appliance.wire.demo import DemoTelephones
from appliance.wire.kinds import Plain
from appliance.wire.live_state import DayNight, ScheduleState, Switch, TelephoneState
from appliance.wire.views import (
    AlarmWord,
    BoxState,
    CallResult,
    CallState,
    CallView,
    CardView,
    Deed,
    Direction,
    IssueView,
    LogLine,
    PastCall,
    Slot,
    SlotView,
    SocketKind,
    SocketState,
    SocketView,
    UpdatePhase,
    Weight,
)
from appliance.wire.workplace import OwnCode, VoiceMessage, Workplace

VERSION = "0.1.0"
NAMES = ("Анна Петрова", "Ivan Smirnov", "Ольга", "")


def analogue_card(number: int = 1) -> CardView:
    """Four telephones, two city lines, two empty places."""
    kinds = [SocketKind.FXS] * 4 + [SocketKind.FXO] * 2 + [SocketKind.EMPTY] * 2
    sockets = tuple(_socket(place, kind) for place, kind in enumerate(kinds, 1))
    return CardView("@0000:00:04.0", number, "tdm800p", "Digium TDM800P", "wctdm24xxp",
                    virtual=False, present=True, sockets=sockets)  # fmt: skip


def _socket(place: int, kind: SocketKind) -> SocketView:
    state = SocketState.EMPTY if kind is SocketKind.EMPTY else SocketState.IDLE
    phone = kind is SocketKind.FXS
    return SocketView(
        label=str(place), kind=kind, span=1, channel=place, channels=1, state=state,
        number=str(200 + place) if phone else "", name=NAMES[place - 1] if phone else "",
        local=1, place=place,
    )  # fmt: skip


def e1_card(number: int = 2, alarms: tuple[AlarmWord, ...] = ()) -> CardView:
    state = SocketState.ALARM if alarms else SocketState.IN_SERVICE
    socket = SocketView("1", SocketKind.E1, 2, 9, 31, state, alarms, name="Outside 1",
                        local=1, place=1, group="1")  # fmt: skip
    return CardView("@0000:00:05.0", number, "te122", "Digium TE122", "wcte12xp",
                    virtual=False, present=True, sockets=(socket,))  # fmt: skip


def call(number: int = 1, state: CallState = CallState.TALKING) -> CallView:
    """One call from outside to the first telephone."""
    now = time.time()
    return CallView(
        f"call-{number}", Direction.INBOUND, state, f"+7495123450{number}", "ООО «Ромашка»",
        "201", "Анна Петрова", "E1 1", now - 75, now - 65 if state is CallState.TALKING else 0.0,
        ("201",), "1", may=tuple(Deed) if state is CallState.TALKING else (Deed.HANG_UP,),
    )  # fmt: skip


def past_call(number: int, result: CallResult = CallResult.ANSWERED) -> PastCall:
    """`number` counts minutes before a fixed evening."""
    start = 1_795_000_000.0 - 60 * number
    talked = 42.0 + number if result is CallResult.ANSWERED else 0.0
    way = list(Direction)[number % 3]
    return PastCall(
        f"boot/{number}", way, result, "201", NAMES[number % 3], f"20{number % 9 + 1}",
        "202" if talked else "", start, 4.0, talked, 16, recorded=number % 4 == 0,
    )  # fmt: skip


def issue(weight: Weight = Weight.ERROR) -> IssueView:
    return IssueView("span-in-alarm", "span 2", "Line 2 is down: LOS.",
                     "Check the cable, then ask the carrier.", weight, time.time())  # fmt: skip


def idle_update() -> Update:
    slots = (SlotView(Slot.A, VERSION, running=True, good=True),
             SlotView(Slot.B, "0.0.9", running=False, good=True))  # fmt: skip
    return Update(UpdatePhase.NONE, 0, "", slots)


@dataclass
class Office:
    """All that a page can ask for."""

    status: Status = field(
        default_factory=lambda: Status(
            "lineman-1a2b",
            VERSION,
            Slot.A,
            BoxState.RUNNING,
            exchange_up=True,
            calls=0,
            started=1_795_000_000.0,
        )
    )
    cards: Cards = field(default_factory=lambda: Cards((analogue_card(), e1_card())))
    calls: CallsNow = field(default_factory=lambda: CallsNow(()))
    log: tuple[LogLine, ...] = ()
    day_night: DayNight = field(
        default_factory=lambda: DayNight(
            (ScheduleState("main", "Рабочее время", 1, Switch.AUTO, open=True),), may=True
        )
    )
    demo: DemoTelephones = field(default_factory=DemoTelephones)
    resting: Resting = field(default_factory=lambda: Resting(("203",)))
    board: Board = field(
        default_factory=lambda: Board(
            tuple(
                PersonTile(str(200 + place), name or f"Telephone {200 + place}", f"person-{place}")
                for place, name in enumerate(NAMES, 1)
            ),
            (LineTile("1", "E1 1", 30),),
            (QueueTile("sales", "Отдел продаж", ("202", "203")),),
            own="202",
        )
    )
    place: Workplace = field(
        default_factory=lambda: Workplace(
            number="202", name="Ivan Smirnov", person="person-2", rings=True, forwards=True,
            rests=True, follows=True, mailbox=True,
            telephone=TelephoneState("202", busy="203"),
            codes=(OwnCode("always", "*72", "*73"), OwnCode("do-not-disturb", "*78", "*79")),
        )
    )  # fmt: skip
    messages: tuple[VoiceMessage, ...] = (
        VoiceMessage("b", "89161234567", "ООО «Ромашка»", 1_795_000_000.0, 21.5, False, 344_044),
        VoiceMessage("a", "", "", 1_794_000_000.0, 4.0, True, 64_044),
    )
    update: Update = field(default_factory=idle_update)
    past: list[PastCall] = field(
        default_factory=lambda: [
            past_call(number, list(CallResult)[number % 6]) for number in range(1, 80)
        ]
    )

    def names(self, kind: str) -> NamesOf:
        """How those are called."""
        phones = [s for c in self.cards.cards for s in c.sockets if s.number]
        if kind == "Person":
            phones = [s for s in phones if s.name]
            return NamesOf(
                kind, tuple(f"person-{s.place}" for s in phones), tuple(s.name for s in phones)
            )
        titles = tuple(s.name or s.number for s in phones)
        return NamesOf(kind, tuple(s.number for s in phones), titles)

    def parts(self, kind: str) -> tuple[Plain, ...]:
        """Each telephone at its socket, and what people are called."""
        phones = [(c.key, s) for c in self.cards.cards for s in c.sockets if s.number]
        if kind == "Person":
            return tuple(
                {"key": f"person-{s.place}", "name": s.name, "number": s.number}
                for _, s in phones
                if s.name
            )
        return tuple(
            {
                "number": s.number,
                "name": s.number,
                "devices": [
                    {
                        "type": "DeskPhone",
                        "socket": {"card": key, "span": s.local, "place": s.place},
                    }
                ],
            }
            for key, s in phones
        )

    def updating(self, url: str) -> Iterator[Update]:
        """The steps of an update that is received or fetched, and written."""
        first = UpdatePhase.RECEIVING
        for phase, percent in (
            (first, 10),
            (UpdatePhase.CHECKING, 0),
            (UpdatePhase.INSTALLING, 40),
        ):
            version = "" if phase is first and not url else "0.2.0"
            yield msgspec.structs.replace(
                self.update, phase=phase, percent=percent, version=version
            )

    def bad_bundle(self) -> Update:
        """The signature does not fit."""
        sentence = "The update was refused. It was not signed by the maker."
        return msgspec.structs.replace(
            self.update, phase=UpdatePhase.FAILED, percent=0, sentence=sentence
        )
