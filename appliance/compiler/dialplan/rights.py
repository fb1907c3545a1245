"""Who may dial what: an exact extension for each answer that a person's row can give.

`letter_in` the row chooses it: `y-city` comes back, `n-city` refuses, others ask for the hour or a
PIN first. Then `GROUPS` holds the trunk groups that the call may take as `-1-2-`, or is empty for
all, `LIMIT` is Dial's option for its longest length, of which the channel that leads out knows too,
and `TAKES_RESERVE` is YES if it may take a line held in reserve; each where anybody's rights speak
of it. `usual-city` is for whom the table does not know.
"""

from collections.abc import Iterator, Mapping

from appliance.compiler.dialplan import guesses, limits, schedules
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.outside import slug
from appliance.compiler.dialplan.people_table import PINS, field
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.terms import (
    COLUMNS,
    FUNCTIONS,
    HEARS,
    HOURS,
    HOURS_AND_PIN,
    LETTERS,
    NO,
    PIN,
    USUAL,
    YES,
    Spoken,
    columns,
    letter,
    letter_in,
    spoken,
    usual,
)
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.roles import EVERY_DIRECTION, Function

CONTEXT = "rights"
_PIN = "sub-pin"
_LATER = "later"
_ASKED = "${ARG1}"  # what was dialled
_HIS = {column: f"${{HASH(me,{column})}}" for column in COLUMNS}

Terms = Mapping[str, str]  # of `COLUMNS`: what stands there, or an expression for it


def ask(direction: Direction) -> Step:
    """Go on if who makes the call may dial in that direction; his row is in HASH(me)."""
    wanted = f"{letter_in('me', direction)}-{slug(direction)}"
    return Step("Gosub", f"{CONTEXT},{wanted},1({dialled()})")


def ask_for(function: Function, exten: str) -> Step:
    """Go on if whose row is in HASH(me) may use the function; `exten` is what was dialled."""
    wanted = f"{letter_in('me', function)}-{_function(function)}"
    return Step("Gosub", f"{CONTEXT},{wanted},1({exten})")


def may_hear(number: str) -> str:
    """The condition that whose row is in HASH(me) may hear the mailbox of `number`."""
    return f'"${{REALTIME_FIELD({HEARS},mailbox,{_HIS["hears"]}-{number},heard)}}"="YES"'


def _function(function: Function) -> str:
    return function.value.replace(" ", "-")


def rights(config: Config) -> tuple[Context, Context]:
    """The decisions, and the subroutine that asks for a PIN."""
    held, told = usual(config), spoken(config)
    terms = dict(zip(COLUMNS, columns(held), strict=True))
    directions = tuple(
        exten
        for direction in EVERY_DIRECTION
        for exten in (
            *(_direction(each, each, direction, _HIS, told, config) for each in LETTERS),
            _direction(USUAL, letter(held, direction), direction, terms, told, config),
        )
    )
    functions = tuple(
        exten
        for function in FUNCTIONS
        for exten in (
            *(_may(each, each, function) for each in (YES, NO)),
            _may(USUAL, letter(held, function), function),
        )
    )
    return Context(CONTEXT, (*directions, *functions, _later(config))), _pin(config)


def _may(name: str, answer: str, function: Function) -> Exten:
    step = _yes() if answer == YES else _no(function.value)
    return Exten(f"{name}-{_function(function)}", (step,))


def _direction(  # noqa: PLR0913, PLR0917  # all that it is made from
    name: str, answer: str, direction: Direction, terms: Terms, told: Spoken, config: Config
) -> Exten:
    steps = (
        (_no(direction.value),) if answer == NO else _open(answer, direction, terms, told, config)
    )
    return Exten(f"{name}-{slug(direction)}", tuple(steps))


def _open(
    answer: str, direction: Direction, terms: Terms, told: Spoken, config: Config
) -> Iterator[Step]:
    by_hours = answer in {HOURS, HOURS_AND_PIN}
    if by_hours:
        yield _whether_open(terms["hours"], config)
        yield Step("GotoIf", f'$["${{GOSUB_RETVAL}}"!="{schedules.OPEN}"]?closed')
    if answer in {PIN, HOURS_AND_PIN}:
        yield Step("Gosub", f"{_PIN},{_ASKED},1")
    yield from _conditions(terms, told)
    yield _yes()
    if by_hours:
        note = Note("not at this hour", (direction.value,))
        yield Step("Goto", f"{REFUSED},{_ASKED},1", "closed", note)


def _whether_open(schedule: str, config: Config) -> Step:
    """A row may name a schedule that the dialplan gets in this moment: that is waited for."""
    if not config.schedules:
        return Step("Gosub", f"{CONTEXT},{_LATER},1")
    asked = f"{schedules.context(schedule)},s,1"
    return Step("GosubIf", f"${{DIALPLAN_EXISTS({asked})}}?{asked}:{CONTEXT},{_LATER},1")


def _later(config: Config) -> Exten:
    """Asks what the dialplan knows by then, and by the new dialplan's steps."""
    asked = f"{schedules.context(_HIS['hours'])},s,1"
    there = f"${{DIALPLAN_EXISTS({asked})}}"
    again = (Step("GosubIf", f"{there}?{asked}"),) if config.schedules else ()
    answer = f"${{IF({there}?${{GOSUB_RETVAL}}:{schedules.CLOSED})}}"
    return Exten(_LATER, (Step("Wait", "1"), *again, Step("Return", answer)))


def _conditions(terms: Terms, told: Spoken) -> Iterator[Step]:
    if told.groups:
        yield Step("Set", f"GROUPS={terms['groups']}")
    if told.limits:
        yield Step("Set", f"_LIMIT={terms['longest']}")
    if told.priority:
        yield Step("Set", f"TAKES_RESERVE={terms['reserve']}")
    if told.counts:
        yield from limits.told(terms)


def _yes() -> Step:
    return Step("Return")


def _no(what: str) -> Step:
    return Step("Goto", f"{REFUSED},{_ASKED},1", note=Note("no right", (what,)))


def _pin(config: Config) -> Context:
    """Asks who makes the call for his PIN; nobody can give it for a call that is forwarded.

    Who has none is refused before he is asked: SHA1 of nothing is empty, and so is his digest.
    """
    who = "${ACTOR}"
    none = f'"{field(who, "digest", PINS)}"=""'
    refused = Step("Goto", f"{REFUSED},{dialled()},1", "refused", Note("no PIN"))
    steps = (
        Step("GotoIf", f'$["${{FORWARDED}}"!="" | {none}]?refused'),
        *guesses.asked(who),
        *guesses.judged(config, refused),
        Step("Return"),
    )
    return Context(_PIN, (Exten("_[0-9*#]!", steps),))
