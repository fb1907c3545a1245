"""From what people dial to a direction: numbers are brought into one form, then told apart.

`outbound-dialled` reads what people dial, `outbound-world` knows numbers by their country code.
Whatever leads out ends in `outside.to_direction`.

A telephone that sends digit by digit is not kept waiting after a number of ours: for each there is
a pattern with `!`, which tells Asterisk that no more is wanted (pbx.c, `E_MATCHMORE`). A longer
number that was dialled at once goes on from there. An extension waits only where it looks like the
beginning of the plan's own prefixes, such as 849 in Russia.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from appliance.compiler.dialplan.outside import KIND, NUMBER, to_direction
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.dialling import Dialling, Kind, area_of, dialling_of, world_direction
from appliance.core.directions import Direction
from appliance.core.numbering.decision import deciding
from appliance.core.numbering.forms import Form, Rewrite, brought_forms, dialled_forms, rewrites
from appliance.core.numbering.language import (
    NOTHING,
    Language,
    cut,
    lengths,
    openings,
    patterns,
    words,
)
from appliance.core.numbering.plans import WORLD, Plan, plan_of
from appliance.core.numbering.unplanned import (
    LONGEST_LOCAL,
    dear_openings,
    unplanned_patterns,
)
from appliance.core.roles import EVERY_DIRECTION
from appliance.core.trunks import NumberFormat

CONTEXT = "outbound-directions"
"""Where any number that is none of ours goes."""
_DIALLED = "outbound-dialled"
_WHOLE = "outbound-whole"
_NOTHING = "outbound-nothing"
WORLD_NUMBERS = "outbound-world"
_MOST_GUARDS = 256  # patterns; Asterisk tries one after the other
AS_DIALLED = "DIALLED"
NONE: Mapping[str, tuple[Step, ...]] = {}
_CALLER = "c"  # stands before a caller's number, which may be empty


def contexts(config: Config, ours: Mapping[str, tuple[Step, ...]] = NONE) -> tuple[Context, ...]:
    """Every context that a number on its way out may pass before rights are asked.

    `ours` are numbers in the world that lead to us, with the way there.
    """
    dialling = dialling_of(config)
    own = tuple(_own(dialling, e164, way) for e164, way in ours.items())
    return (
        Context(CONTEXT, tuple(_guards(dialling)), includes=(_DIALLED,)),
        Context(_DIALLED, tuple(_numbers(dialling))),
        Context(_WHOLE, includes=(_DIALLED, _NOTHING)),
        Context(_NOTHING, (Exten("_X!", (Step("Congestion", "20"),)),)),
        Context(WORLD_NUMBERS, (*own, *_world(dialling.plan, dialling.area))),
    )


def _own(dialling: Dialling, e164: str, way: tuple[Step, ...]) -> Exten:
    """Who chooses a line by hand, to try it, gets it all the same."""
    first, *rest = _leaving(world_direction(dialling, e164))
    chosen = Step("GotoIf", '$["${PICK}"!=""]?line', note=Note("a number of ours"))
    return Exten(e164, (chosen, *way, replace(first, label="line"), *rest))


def _leaving(direction: Direction) -> tuple[Step, ...]:
    return to_direction(direction, dialled(), Kind.WORLD, f"${{{AS_DIALLED}}}")


def _guards(dialling: Dialling) -> Iterator[Exten]:
    """Where our own numbers are complete; what is dialled at once and longer is none of them."""
    whole = (Step("Goto", f"{_WHOLE},{dialled()},1"),)
    for pattern in patterns(words(dialling.emergency) | _guarded(dialling)):
        yield Exten(f"_{pattern}!", whole)


def _guarded(dialling: Dialling) -> Language:
    """Our numbers but for those with which the plan's prefixes begin, by fewer digits if many."""
    ours, prefixed = words(dialling.internal), openings(_prefixed(dialling))
    for most in range(max(lengths(ours), default=0), 0, -1):
        guarded = cut(ours, most) - prefixed
        if len(patterns(guarded)) <= _MOST_GUARDS:
            return guarded
    return NOTHING


def _prefixed(dialling: Dialling) -> Language:
    """Numbers behind a trunk or international prefix, which have no other form to be dialled in."""
    found = NOTHING
    for form in dialled_forms(dialling.plan, dialling.area):
        if form.drop and not form.sign:
            found |= form.numbers
    return found


def _numbers(dialling: Dialling) -> Iterator[Exten]:
    for form in dialled_forms(dialling.plan, dialling.area):
        yield from _extens(form.numbers, _known(form), form.sign)
    for direction, numbers in dialling.plan.services:
        yield from _extens(numbers, to_direction(direction, "${EXTEN}", Kind.RAW))
    unknown = _unplanned(dialling.plan)
    for pattern in unplanned_patterns(dialling.planned, dialling.least):
        yield Exten(f"_{pattern}", unknown)


def _unplanned(plan: Plan) -> tuple[Step, ...]:
    """As `unplanned.direction_of_unplanned` decides."""
    *told, service = to_direction(Direction.OTHER, dialled(), Kind.RAW)
    *_, dear = to_direction(Direction.INTERNATIONAL, dialled(), Kind.RAW)
    openings = (f'"${{{NUMBER}:0:{len(each)}}}"="{each}"' for each in dear_openings(plan))
    far = " | ".join((f"${{LEN(${{{NUMBER}}})}}>{LONGEST_LOCAL}", *openings))
    return (*told, Step("GotoIf", f"$[{far}]?dear"), service, replace(dear, label="dear"))


def _extens(numbers: Language, steps: tuple[Step, ...], sign: str = "") -> Iterator[Exten]:
    for pattern in patterns(numbers):
        yield Exten(f"_{sign}{pattern}", steps)


def _known(form: Form) -> tuple[Step, ...]:
    return (
        Step("Set", f"{AS_DIALLED}={_without('EXTEN', len(form.sign))}"),
        Step("Goto", f"{WORLD_NUMBERS},{form.put}{_without('EXTEN', form.drop)},1"),
    )


def _without(variable: str, first: int) -> str:
    """The variable's value without its first signs."""
    return f"${{{variable}:{first}}}" if first else f"${{{variable}}}"


@lru_cache(maxsize=64)
def _world(plan: Plan, area: str | None) -> tuple[Exten, ...]:
    steps = {each: _leaving(each) for each in EVERY_DIRECTION}
    found = deciding(plan.world(area), WORLD)
    return tuple(Exten(f"_{pattern}", steps[direction]) for pattern, direction in found)


def format_expression(config: Config, sends: NumberFormat) -> str:
    """The called number as a line wants it; one outside the world's plan goes as it is."""
    *special, rest = rewrites(plan_of(config.country), area_of(config), sends)
    if not special and not rest.put:
        return f"${{{NUMBER}}}"
    text = _written(rest)
    for rewrite in reversed(special):
        begins = f'"${{{NUMBER}:0:{len(rewrite.begins)}}}"="{rewrite.begins}"'
        text = f"${{IF($[{begins}]?{_written(rewrite)}:{text})}}"
    return f'${{IF($["${{{KIND}}}"="{Kind.RAW}"]?${{{NUMBER}}}:{text})}}'


def _written(rewrite: Rewrite) -> str:
    return rewrite.put + _without(NUMBER, rewrite.drop)


def normalise_caller(brings: NumberFormat) -> tuple[Step, Step]:
    """For the start of a call from a line: its caller's number becomes E.164 digits."""
    told = "${CALLERID(num)}"
    return normalise(brings, told), Step("Set", f"CALLERID(num)={normalised(told)}")


def normalise(brings: NumberFormat, number: str) -> Step:
    """Asks for the number in E.164 digits, which `normalised` gives then."""
    text = f"{_CALLER}${{FILTER(0-9+,{number})}}"
    return Step("Gosub", f"{_caller_context(brings)},{text},1")


def normalised(number: str) -> str:
    """What was asked for; a number that is in no form of the format is as it was."""
    return f'${{IF($["${{GOSUB_RETVAL}}"=""]?{number}:${{GOSUB_RETVAL}})}}'


def _caller_context(brings: NumberFormat) -> str:
    return f"sub-caller-{brings.value}"


def caller_formats(config: Config) -> tuple[Context, ...]:
    """What `normalise` calls, for the formats that lines have, and for numbers as people dial."""
    used = {NumberFormat.NATIONAL, *(group.brings for group in config.trunk_groups)}
    return tuple(_callers(config, brings) for brings in NumberFormat if brings in used)


def _callers(config: Config, brings: NumberFormat) -> Context:
    extens = [
        Exten(
            f"_{_CALLER}{form.sign}{pattern}",
            (Step("Return", f"{form.put}{_without('EXTEN', form.drop + 1)}"),),
        )
        for form in brought_forms(plan_of(config.country), area_of(config), brings)
        for pattern in patterns(form.numbers)
    ]
    return Context(_caller_context(brings), (*extens, Exten(f"_{_CALLER}!", (Step("Return"),))))
