"""Calls to the outside: rights, then the trunk groups of the direction in their order.

A group is given up for the next only when it has no line to give or its far end cannot be reached:
who is called and busy is busy over every line, and a number that nobody has is nobody's there too.
"""

from collections.abc import Iterator
from dataclasses import replace

from appliance.compiler.dialplan import (
    call_back,
    camp_on,
    desks,
    directions,
    follow_me,
    idle,
    in_call,
    last_numbers,
    limits,
    line_limits,
    listening,
    presented,
    recording,
    rights,
)
from appliance.compiler.dialplan.outside import context_of
from appliance.compiler.dialplan.steps import (
    END_OF_CALL,
    Context,
    Exten,
    Note,
    Step,
    dialled,
    written,
)
from appliance.compiler.dialplan.terms import Spoken, spoken
from appliance.compiler.dialplan.transferred import whose_rights
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.noted import Fact
from appliance.core.roles import EVERY_DIRECTION, Function
from appliance.core.trunks import CityLine, Presentation, SipTrunk, TrunkGroup

# A city line's exchange needs up to a second after we seize it until it takes digits.
_PAUSE = "ww"
_ANY = "_[0-9*#]!"
OUTBOUND = "outbound"
_PICKED = "outbound-picked"
_EMERGENCY_SECONDS = 90
# Q.850: unallocated number, call rejected, invalid number format. It is the far side's last word.
_FINAL = (1, 21, 28)
IN_USE, IN_LINE = "trunks", "lines"
"""Categories of GROUP(): calls of a trunk group by its number, and of a SIP line by its name."""


def usable(config: Config) -> tuple[TrunkGroup, ...]:
    """Groups that have a line, by their number."""
    return tuple(
        sorted((group for group in config.trunk_groups if group.lines), key=lambda g: g.number)
    )


def outbound(config: Config) -> tuple[Context, ...]:
    """The choice of a group by hand, a context for each direction, and one for each group."""
    told = spoken(config)
    return (
        Context(OUTBOUND, _by_hand(config), (directions.CONTEXT,)),
        Context(_PICKED, includes=("emergency", directions.CONTEXT)),
        *(_direction(config, each, told) for each in EVERY_DIRECTION),
        *(limits.contexts(config) if told.counts else ()),
        *((limits.talk(),) if told.limits else ()),
        *line_limits.contexts(config, callers_limit=told.limits),
        *(_group(config, group, told) for group in usable(config)),
        *camp_on.contexts(config, usable(config), told, IN_LINE, IN_USE),
    )


def group_context(number: int) -> str:
    """The subroutine that tries one group; it comes back if that has no line."""
    return f"trunk-{number}"


def _direction(config: Config, direction: Direction, told: Spoken) -> Context:
    groups = [group.number for group in usable(config)]
    ordered = [number for number in config.outbound.groups_for(direction) if number in groups]
    tried = tuple(Step("Gosub", f"{group_context(n)},{dialled()},1") for n in ordered)
    none = _no_line(config, camp_on.by_direction(direction), told)
    dear = line_limits.direction(config, direction)
    steps = (
        *_may(config, direction, told),
        *dear,
        *_picked(config),
        *tried,
        *none,
        *_one(config, told),
    )
    asked = call_back.allowed(config, direction, lines=bool(ordered))
    return Context(context_of(direction), (Exten(_ANY, steps), *asked))


def _no_line(config: Config, ways: str, told: Spoken) -> tuple[Step, ...]:
    return (
        written(Fact.NO_LINE, dialled()),
        *camp_on.no_line(config, ways, told),
        Step("Goto", "call-end,CHANUNAVAIL,1", note=Note("no line")),
    )


def _may(config: Config, direction: Direction, told: Spoken) -> tuple[Step, ...]:
    return (
        *desks.ask(config),
        last_numbers.called(dialled()),
        *idle.counted(config),
        *whose_rights(),
        rights.ask(direction),
        *((limits.ask(),) if told.counts else ()),
        recording.outward(),
    )


def _picked(config: Config) -> tuple[Step, ...]:
    return (Step("GotoIf", '$["${PICK}"!=""]?picked'),) if usable(config) else ()


def _one(config: Config, told: Spoken) -> tuple[Step, ...]:
    """The group chosen by hand, and no other."""
    if not usable(config):
        return ()
    tried = Step("Gosub", f"trunk-${{PICK}},{dialled()},1", "picked")
    return (tried, *_no_line(config, camp_on.PICKED, told))


def _by_hand(config: Config) -> tuple[Exten, ...]:
    """`#` and a group's number before the number that is called."""
    return tuple(
        Exten(
            f"_#{group.number}X.",
            (
                *desks.ask(config),
                *last_numbers.called_at_once(dialled()),
                *whose_rights(),
                rights.ask_for(Function.PICK_LINE, dialled()),
                Step("Set", f"PICK={group.number}"),
                Step("Goto", f"{_PICKED},{dialled(len(f'#{group.number}'))},1"),
            ),
        )
        for group in usable(config)
    )


def _group(config: Config, group: TrunkGroup, told: Spoken) -> Context:
    number = directions.format_expression(config, group.sends)
    steps = (
        *_conditions(config, group, told),
        *line_limits.ask(group),
        *_shown(config, group),
        *_lines(config, group, number, told),
        Step("Return", label="full"),
        *line_limits.met(config, group),
    )
    return Context(group_context(group.number), (Exten(_ANY, steps), *_legs(group, told)))


def _conditions(config: Config, group: TrunkGroup, told: Spoken) -> Iterator[Step]:
    """Lines in reserve are counted with calls that come in over them."""
    if told.groups:
        other = f'"${{GROUPS}}"!="" & !("${{GROUPS}}" =~ "-{group.number}-")'
        yield Step("GotoIf", f"$[{other}]?full", note=Note("asks for group", (group.name.text,)))
    if group.reserve:
        most = config.channels(group) - group.reserve
        count = f"${{GROUP_COUNT({group.number}@{IN_USE})}}"
        yield Step(
            "GotoIf",
            f'$["${{TAKES_RESERVE}}"="" & {count}>={most}]?full',
            note=Note("asks for reserve", (group.name.text, str(group.reserve))),
        )


def _shown(config: Config, group: TrunkGroup) -> Iterator[Step]:
    """Our number as the called party sees it."""
    if group.our_number is not None:
        yield Step("Set", f"CALLERID(num)={group.our_number}")
    yield from presented.outside(config, group.presentation)


def _lines(config: Config, group: TrunkGroup, number: str, told: Spoken) -> Iterator[Step]:
    """Cards find a free line by themselves; of SIP lines each is tried that has room."""
    sip = [line for line in group.lines if isinstance(line, SipTrunk)]
    if not sip:
        legs = f"b({group_context(group.number)}^leg^1)" if _counts(group, told) else ""
        yield _dial(config, group, channels(group, number), legs, told)
        yield from _judged("full")
    for place, line in enumerate(sip, start=1):
        following = f"line{place + 1}" if place < len(sip) else "full"
        room = f"$[${{GROUP_COUNT({line.name}@{IN_LINE})}}>={line.channels}]"
        yield Step("GotoIf", f"{room}?{following}", f"line{place}")
        legs = f"b({group_context(group.number)}^leg{place}^1)"
        yield _dial(config, group, f"PJSIP/{number}@{line.name}", legs, told)
        yield from _judged(following)


def _dial(config: Config, group: TrunkGroup, where: str, legs: str, told: Spoken) -> Step:
    """`i`: an exchange that sends the call elsewhere sends it nowhere."""
    may = in_call.caller_may(config)
    lasts = f"${{{line_limits.LASTS}}}" if group.limited else "${LIMIT}" if told.limits else ""
    options = f"i{lasts}{legs}{may}{follow_me.option(config, limits.TALK if told.limits else '')}"
    note = Note("dials out", (group.name.text,))
    return Step("Dial", f"{where},{config.outbound.ring_seconds},{options}", note=note)


def _judged(otherwise: str) -> tuple[Step, Step]:
    status = '"${DIALSTATUS}"'
    final = " | ".join(f'"${{HANGUPCAUSE}}"="{cause}"' for cause in _FINAL)
    failed = f'({status}="CHANUNAVAIL" | {status}="CONGESTION")'
    return (Step("GotoIf", f"$[{failed} & !({final})]?{otherwise}"), END_OF_CALL)


def channels(group: TrunkGroup, number: str) -> str:
    """From the group's last free line down: exchanges hunt from the first up, so few meet."""
    pause = _PAUSE if any(isinstance(line, CityLine) for line in group.lines) else ""
    return f"DAHDI/G{group.number}/{pause}{number}"


def _legs(group: TrunkGroup, told: Spoken) -> Iterator[Exten]:
    """Run on each channel that leads out, so that it counts for as long as it lasts."""
    sip = [line for line in group.lines if isinstance(line, SipTrunk)]
    whose = (*((limits.counted(),) if told.counts else ()), *line_limits.counted(group))
    if not sip and _counts(group, told):
        yield Exten("leg", (*whose, *counted(group.number), Step("Return")))
    for place, line in enumerate(sip, start=1):
        steps = (*whose, *counted(group.number, line.name.text), Step("Return"))
        yield Exten(f"leg{place}", steps)


def _counts(group: TrunkGroup, told: Spoken) -> bool:
    """Whether calls out over cards are counted; over SIP lines they always are."""
    return bool(group.reserve or told.counts or group.limited)


def counted(group: int, line: str = "") -> tuple[Step, ...]:
    """The channel takes a line of the group."""
    lines = (Step("Set", f"GROUP({IN_LINE})={line}"),) if line else ()
    return (Step("Set", f"GROUP({IN_USE})={group}"), *lines)


def arriving(config: Config) -> tuple[Step, ...]:
    """A call that comes in takes a line too, where somebody counts them.

    `TRUNK` is the group's number on channels of ours, `LINE` the SIP line's name.
    """
    groups = config.trunk_groups
    found = []
    if any(group.reserve for group in groups):
        found.append(Step("ExecIf", f'$["${{TRUNK}}"!=""]?Set(GROUP({IN_USE})=${{TRUNK}})'))
    if any(isinstance(line, SipTrunk) for group in groups for line in group.lines):
        found.append(Step("ExecIf", f'$["${{LINE}}"!=""]?Set(GROUP({IN_LINE})=${{LINE}})'))
    return tuple(found)


def emergency(config: Config) -> Context:
    """Emergency numbers over every group there is, city lines first, with no condition at all."""
    dials = tuple(
        step for group in sorted(usable(config), key=_nearness) for step in _emergency(group)
    )
    if not dials:
        return Context("emergency")
    return Context(
        "emergency",
        tuple(
            Exten(number, (*_begun(config), *dials, Step("Congestion", "20")))
            for number in config.national.emergency
        ),
    )


def _begun(config: Config) -> tuple[Step, ...]:
    """Nothing of it waits for those who are told."""
    first, *rest = listening.UNHEARD
    told = ", ".join(each.digits for each in config.mail.emergency_telephones)
    return (replace(first, note=Note("help is told", (told,))) if told else first, *rest)


def _emergency(group: TrunkGroup) -> Iterator[Step]:
    """Our number in the world, that they can call back; the extension means nothing to them."""
    if group.our_number is not None and group.presentation is Presentation.SHOWN:
        yield Step("Set", f"CALLERID(num)={group.our_number}")
    note = Note("emergency", (group.name.text,))
    for where in _every_way(group):
        yield Step("Dial", f"{where},{_EMERGENCY_SECONDS}", note=note)


def _every_way(group: TrunkGroup) -> list[str]:
    sip = [line for line in group.lines if isinstance(line, SipTrunk)]
    return [f"PJSIP/${{EXTEN}}@{line.name}" for line in sip] or [channels(group, "${EXTEN}")]


def _nearness(group: TrunkGroup) -> tuple[int, int]:
    """A city line needs no power but the exchange's; what goes by the network comes last."""
    kinds = {type(line) for line in group.lines}
    return (0 if CityLine in kinds else 2 if SipTrunk in kinds else 1, group.number)
