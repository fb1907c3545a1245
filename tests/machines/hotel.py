"""A hotel of 200 rooms: analogue telephones in every room, rights of guests, a reception."""

from dataclasses import replace

from appliance.core.call_handling import HuntGroup, HuntStrategy
from appliance.core.cards import FoundCard, FoundSpan, HardwareKey, Port, Socket, SpanKind
from appliance.core.commands import AdoptCard, Command, Put, SetOperator, Several, edit
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.people import DeskPhone, Extension
from appliance.core.roles import Rights
from appliance.core.targets import ToHuntGroup
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, OutboundRoute
from tests.machines.offices import TE122, after, number, sip
from tests.machines.parts import role

_BANKS = 7  # of 32 telephones each
_FLOORS, _ROOMS = 8, 25


def _bank(index: int) -> FoundCard:
    spans = tuple(FoundSpan(local, SpanKind.ANALOGUE, (Port.FXS,) * 8) for local in range(1, 5))
    return FoundCard(HardwareKey(f"usb:X{index:07}"), "Astribank 32 FXS", Token("xpp_usb"), spans)


_RECEPTION = HuntGroup(
    Key("reception"),
    DisplayName("Стойка"),
    number("1000"),
    (number("1101"), number("1102")),
    HuntStrategy.MEMORY,
    ring_seconds=60,
)


def _rooms() -> Command:
    """Each room's number is floor and room; its telephone is in the next socket."""
    floors, rooms = range(2, 2 + _FLOORS), range(1, 1 + _ROOMS)
    names = [f"{floor}{room:02}" for floor in floors for room in rooms]
    sockets = [
        Socket(_bank(index).key, local, place)
        for index in range(_BANKS)
        for local in range(1, 5)
        for place in range(1, 9)
    ]
    return Several(
        tuple(
            Put(Extension(number(name), DisplayName(f"Номер {name}"), (DeskPhone(socket),)))
            for name, socket in zip(names, sockets, strict=False)
        )
    )


def _staff() -> tuple[Command, ...]:
    desks = ("101", "Администратор"), ("102", "Ночной администратор"), ("103", "Консьерж")
    return tuple(sip(f"1{digits}", name) for digits, name in desks)


def hotel() -> Config:
    """Guests call inside, for free and in the city; the reception's telephones ring together."""
    cards = after(AdoptCard(TE122), *(AdoptCard(_bank(index)) for index in range(_BANKS)))
    # Rooms have numbers of their own instead of those that sockets get by themselves.
    empty = replace(cards, extensions=(), inbound=replace(cards.inbound, operator=None))
    commands = (
        _rooms(),
        *_staff(),
        role("staff", "Гость", Rights(directions=(Direction.FREE, Direction.CITY), functions=())),
        Put(_RECEPTION),
        Put(OutboundRoute(Direction.CITY, (1,))),
        Put(DidRoute(Did("74951230000"), ToHuntGroup(_RECEPTION.key))),
        SetOperator(number("1101")),
    )
    return edit(empty, Several(commands))
