"""Who may dial what: one exact extension for each class of rights and each direction or function.

Each comes back only if the call may be made. Then `GROUPS` holds the trunk groups that it may take
as `-1-2-`, or is empty for all, `LIMIT` is Dial's option for its longest length, and
`TAKES_RESERVE` is YES if it may take a line held in reserve; each where anybody's rights speak of
it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from appliance.compiler.dialplan import limits, mailboxes, schedules
from appliance.compiler.dialplan.classes import class_in, classes
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.outside import slug
from appliance.compiler.dialplan.people_table import PINS, field
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.roles import EVERY_DIRECTION, USUAL_FUNCTIONS, Function, Rights

CONTEXT = "rights"
_PIN = "sub-pin"
_TRIES = 3
_SHORTEST_PIN, _LONGEST_PIN = 4, 8  # digits
_WARNING = 60_000  # ms before a call is ended
_ASKED = "${ARG1}"  # what was dialled


def ask(direction: Direction) -> Step:
    """Go on if who makes the call may dial in that direction; his row is in HASH(me)."""
    return Step("Gosub", f"{CONTEXT},{class_in('me')}-{slug(direction)},1({dialled()})")


def ask_for(function: Function, exten: str) -> Step:
    """Go on if whose row is in HASH(me) may use the function; `exten` is what was dialled."""
    return Step("Gosub", f"{CONTEXT},{class_in('me')}-{_function(function)},1({exten})")


def may_hear(number: str) -> str:
    """The condition that whose row is in HASH(me) may hear the mailbox of `number`."""
    wanted = mailboxes.right(class_in("me"), number)
    return f"${{DIALPLAN_EXISTS({CONTEXT},{wanted},1)}}"


def _function(function: Function) -> str:
    return function.value.replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What anybody's rights speak of, so that it has to be told of each call."""

    groups: bool
    limits: bool
    priority: bool
    counts: bool


def spoken(config: Config) -> Spoken:
    """Priority matters while a trunk group holds lines in reserve."""
    everybodys = classes(config).values()
    return Spoken(
        groups=any(rights.trunk_groups is not None for rights in everybodys),
        limits=any(rights.longest_minutes or rights.minutes_a_day for rights in everybodys),
        priority=any(group.reserve for group in config.trunk_groups),
        counts=any(rights.calls_at_once or rights.minutes_a_day for rights in everybodys),
    )


def rights(config: Config) -> tuple[Context, Context]:
    """The decisions, and the subroutine that asks for a PIN."""
    told = spoken(config)
    extens = tuple(
        exten for name, each in classes(config).items() for exten in _class(name, each, told)
    )
    return Context(CONTEXT, extens), _pin()


def _class(name: str, held: Rights, told: Spoken) -> Iterator[Exten]:
    for direction in EVERY_DIRECTION:
        yield Exten(f"{name}-{slug(direction)}", tuple(_direction(held, direction, told)))
    for function in USUAL_FUNCTIONS:
        steps = (_yes(),) if function in held.functions else (_no(function.value),)
        yield Exten(f"{name}-{_function(function)}", steps)
    for number in held.mailboxes:
        yield Exten(mailboxes.right(name, number.digits), (_yes(),))


def _direction(held: Rights, direction: Direction, told: Spoken) -> Iterator[Step]:
    if direction not in held.directions:
        yield _no(direction.value)
        return
    by_hours = held.hours is not None and direction not in held.out_of_hours
    if held.hours is not None and by_hours:
        yield from schedules.unless_open(held.hours, "closed")
    if direction in held.pin_for:
        yield Step("Gosub", f"{_PIN},{_ASKED},1")
    yield from _conditions(held, told)
    yield _yes()
    if by_hours:
        note = Note("not at this hour", (direction.value,))
        yield Step("Goto", f"{REFUSED},{_ASKED},1", "closed", note)


def _conditions(held: Rights, told: Spoken) -> Iterator[Step]:
    if told.groups:
        numbers = "".join(f"{number}-" for number in sorted(held.trunk_groups or ()))
        yield Step("Set", f"GROUPS={'' if held.trunk_groups is None else f'-{numbers}'}")
    if told.limits:
        yield Step("Set", f"LIMIT={_limit(held.longest_minutes)}")
    if told.priority:
        yield Step("Set", f"TAKES_RESERVE={'YES' if held.priority else ''}")
    if told.counts:
        yield from limits.told(held)


def _limit(minutes: int) -> str:
    """Both hear a tone before the end; in a call of one minute half way through."""
    if not minutes:
        return ""
    longest = minutes * 60_000
    return f"L({longest}:{min(_WARNING, longest // 2)})"


def _yes() -> Step:
    return Step("Return")


def _no(what: str) -> Step:
    return Step("Goto", f"{REFUSED},{_ASKED},1", note=Note("no right", (what,)))


def _pin() -> Context:
    """Asks who makes the call for his PIN; nobody can give it for a call that is forwarded.

    Who has none is refused before he is asked: SHA1 of nothing is empty, and so is his digest.
    """
    given = "${FILTER(0-9,${PIN})}"
    salt, digest = (field("${ACTOR}", column, PINS) for column in ("salt", "digest"))
    steps = (
        Step("GotoIf", f'$["${{FORWARDED}}"!="" | "{digest}"=""]?refused'),
        Step("Set", "TRIES=0"),
        Step("Read", f"PIN,vm-password,{_LONGEST_PIN},,1,10", "again", Note("asks for PIN")),
        Step("GotoIf", f"$[${{LEN({given})}}<{_SHORTEST_PIN}]?wrong"),
        Step("GotoIf", f'$["${{SHA1({salt}{given})}}"="{digest}"]?right'),
        Step("Set", "TRIES=$[${TRIES}+1]", "wrong", Note("wrong PIN")),
        Step("GotoIf", f"$[${{TRIES}}<{_TRIES}]?again"),
        Step("Goto", f"{REFUSED},{dialled()},1", "refused", Note("no PIN")),
        Step("Set", "PIN=", "right"),
        Step("Return"),
    )
    return Context(_PIN, (Exten("_[0-9*#]!", steps),))
