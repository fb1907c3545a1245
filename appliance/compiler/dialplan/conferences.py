"""Conference rooms: who may come in and who leads is asked here, the rest is ConfBridge's."""

from collections.abc import Iterable, Iterator

from appliance.compiler.dialplan import guesses
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.internal import who_calls
from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.people_table import PINS, field, leaders_row
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.targets import location
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.rooms import ConferenceRoom
from appliance.core.targets import ToConference

NUMBERS = "ext-conferences"
MEMBER, LEADER, KEYS = "member", "leader", "keys"
"""Ends of the names that ConfBridge knows a room's people and their keys by."""

_TRIES = 3
_LONGEST_PIN = 8  # digits
_BY_PIN = "pin"  # end of the labels that a right one leads to
_LEADERS = "LED"  # begin of the variables that count for their PIN
_GIVEN = "${FILTER(0-9,${PIN})}"


def name(room: ConferenceRoom) -> str:
    """As ConfBridge calls the room, and confbridge.conf the rules of it."""
    return f"conference-{room.key}"


def numbers(config: Config) -> Context:
    """Rooms that have an internal number."""
    return Context(
        NUMBERS,
        tuple(
            numbered(config, room.number.digits, location(ToConference(room.key)))
            for room in config.conferences
            if room.number is not None
        ),
    )


def by_code(code: str) -> Iterator[Exten]:
    """The room's number follows the code, or is asked for."""
    wanted = dialled(len(code))
    asked = "${FILTER(0-9,${ROOM})}"
    yield Exten(
        code,
        (
            Step("Answer"),
            Step("Wait", "1"),
            Step("Set", "TRIES=0"),
            Step("Read", "ROOM,conf-getconfno,6,,1,10", "again", Note("asks for room")),
            Step("GotoIf", f"${{DIALPLAN_EXISTS({NUMBERS},{asked},1)}}?{NUMBERS},{asked},1"),
            Step("Playback", "conf-invalid"),
            Step("Set", "TRIES=$[${TRIES}+1]"),
            Step("GotoIf", f"$[${{TRIES}}<{_TRIES}]?again"),
            Step("Hangup"),
        ),
    )
    yield Exten(
        f"_{code}X.",
        (
            Step("GotoIf", f"${{DIALPLAN_EXISTS({NUMBERS},{wanted},1)}}?{NUMBERS},{wanted},1"),
            Step("Goto", f"{REFUSED},{dialled()},1", note=Note("no such number")),
        ),
    )


def conferences(config: Config) -> tuple[Context, ...]:
    """A context each."""
    return tuple(
        Context(name(room), (Exten("s", _room(config, room)),)) for room in config.conferences
    )


def _room(config: Config, room: ConferenceRoom) -> tuple[Step, ...]:
    """Known by their telephones, else by PIN; where there is none everybody comes in."""
    return (
        who_calls(),
        Step("Answer", note=Note("conference", (room.name.text,))),
        Step("Wait", "1"),
        *_known(room.leaders, LEADER),
        *_known(room.members, MEMBER),
        *(_asked(config, room) if room.pin is not None or room.leader_pin is not None else ()),
        *_inside(room, MEMBER),
        *(_inside(room, LEADER) if room.led else ()),
    )


def _known(numbers: Iterable[ExtensionNumber], where: str) -> Iterator[Step]:
    listed = "".join(f"{number}-" for number in numbers)
    if listed:
        yield Step("GotoIf", f'$["${{ME}}"!="" & "-{listed}" =~ "-${{ME}}-"]?{where}')


def _asked(config: Config, room: ConferenceRoom) -> tuple[Step, ...]:
    """One question for both PINs. Where only leaders have one, nothing typed is right too.

    Wrong ones are counted for the leaders' PIN by itself too: the members', which clears the room's
    count, stands in every invitation.
    """
    key, row = room.key.text, leaders_row(room)
    members: tuple[Step, ...] = (Step("GotoIf", f'$["{_GIVEN}"=""]?{MEMBER}'),)
    leaders: tuple[Step, ...] = ()
    let_in: tuple[Step, ...] = ()
    if room.pin is not None:
        members = (_compared(key, MEMBER),)
        let_in = _let_in(MEMBER, key)
    if room.leader_pin is not None:
        leaders = (
            *guesses.unlocked(row, room.name.text, "guessed", _LEADERS),
            _compared(row, LEADER),
        )
        let_in += _let_in(LEADER, key, row)
    return (
        Step("Set", "TRIES=0"),
        Step("Read", f"PIN,conf-getpin,{_LONGEST_PIN},,1,10", "again", Note("asks for PIN")),
        *guesses.unlocked(key, room.name.text),
        *members,
        *leaders,
        *guesses.counted(config, key),
        *(guesses.counted(config, row, "", _LEADERS, told=key) if leaders else ()),
        *guesses.wrong(guesses.OVER),
        *let_in,
    )


def _compared(row: str, where: str) -> Step:
    """SHA1 of nothing is nothing, which is nobody's digest."""
    salt, digest = (field(row, column, PINS) for column in ("salt", "digest"))
    return Step("GotoIf", f'$["${{SHA1({salt}{_GIVEN})}}"="{digest}"]?{where}{_BY_PIN}')


def _let_in(where: str, *rows: str) -> tuple[Step, ...]:
    """Who is known by his telephone ends no count of wrong PINs, who typed the right one does."""
    label = f"{where}{_BY_PIN}"
    first, *others = rows
    return (
        guesses.forgotten(first, label),
        *map(guesses.forgotten, others),
        Step("Goto", where),
    )


def _inside(room: ConferenceRoom, who: str) -> tuple[Step, ...]:
    """The PIN goes before anybody could read it off the channel."""
    profile = f"{name(room)}-{who}"
    return (
        Step("Set", "PIN=", who),
        Step("ConfBridge", f"{room.key},{name(room)},{profile},{KEYS}-{who}"),
        Step("Hangup"),
    )
