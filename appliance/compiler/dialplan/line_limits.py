"""How much a group of lines carries out: calls at once, minutes of a day, dear calls of a day.

The same counting as a person's (`limits.py`), by the number of the group. A group that is at a
limit has no line to give, so that the next one is tried; emergency calls never come here. What a
call that leads out may last is the shorter of what its caller and its lines allow.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import limits
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.core.config import Config
from appliance.core.directions import DEAR, Direction
from appliance.core.live_state import CALLS_MET, DEAR_MET, MINUTES_MET, Family
from appliance.core.noted import Fact
from appliance.core.trunks import TrunkGroup

CONTEXT, LEG, SPENT = "sub-line-limits", "sub-limited-line", "sub-line-spent"
OUT, OUT_DEAR = "out", "dear"
"""Categories of GROUP(): calls out over a group, and those of them in dear directions."""
LASTS = "LASTS"
"""Dial's option for how long a call over the group may last."""

_IS_DEAR = '"${DEAR}"="YES"'
_WHAT = {
    CALLS_MET: (Fact.LINES_CALLS_MET, "asks for the lines' calls"),
    MINUTES_MET: (Fact.LINES_MINUTES_MET, "asks for the lines' minutes"),
    DEAR_MET: (Fact.LINES_DEAR_MET, "asks for dear calls"),
}


def direction(config: Config, which: Direction) -> Iterator[Step]:
    """The channel that leads out is told, too, whether the call is a dear one."""
    if any(group.dear_calls_a_day for group in config.trunk_groups):
        yield Step("Set", f"_DEAR={'YES' if which in DEAR else ''}")


def ask(group: TrunkGroup) -> Iterator[Step]:
    """Go on if the group may carry the call; else to the label `met`."""
    if group.limited:
        yield Step("Gosub", f"{CONTEXT},{group.number},1")
        yield Step("GotoIf", '$["${GOSUB_RETVAL}"!=""]?met')


def met(config: Config, group: TrunkGroup) -> Iterator[Step]:
    """The owner is told, and the next group is tried."""
    if group.limited:
        entry = f"DB({Family.LINES_MET}/{group.number})={limits.today(config)}${{GOSUB_RETVAL}}"
        yield Step("Set", entry, "met", Note("lines' limit", (group.name.text,)))
        yield Step("Return")


def counted(group: TrunkGroup) -> tuple[Step, ...]:
    """On the channel that leads out, before it is called."""
    return (Step("Gosub", f"{LEG},{group.number},1"),) if group.limited else ()


def contexts(config: Config, *, callers_limit: bool) -> tuple[Context, ...]:
    """`callers_limit`: whether anybody's rights end his calls (`LIMIT`)."""
    groups = [group for group in config.trunk_groups if group.limited and group.lines]
    if not groups:
        return ()
    today = limits.today(config)
    return (
        Context(
            CONTEXT,
            tuple(Exten(str(g.number), tuple(_asked(g, today, callers_limit))) for g in groups),
        ),
        Context(LEG, tuple(Exten(str(g.number), tuple(_leg(g, today))) for g in groups)),
        Context(SPENT, tuple(Exten(str(g.number), tuple(_spent(g, today))) for g in groups)),
    )


def _up(group: TrunkGroup, category: str = OUT) -> str:
    return f"${{GROUP_COUNT({group.number}@{category})}}"


def _holds(group: TrunkGroup) -> int:
    """Seconds that a call may last; 0: without end."""
    longest, day = group.longest_minutes * 60, group.minutes_a_day * 60
    return min(longest, day) if day else longest


def _left(group: TrunkGroup, today: str, others: str) -> Iterator[Step]:
    """`LEFT`: seconds of today that calls which are up do not hold."""
    budget = group.minutes_a_day * 60
    yield from limits.used(Family.LINES_SPENT, str(group.number), today)
    yield Step("Set", f"LEFT=$[{budget}-${{USED}}-{others}*{_holds(group)}]")


def _asked(group: TrunkGroup, today: str, callers_limit: bool) -> Iterator[Step]:
    """Comes back with the limit that is met, or with nothing and `LASTS`."""
    name = group.name.text
    if group.calls_at_once:
        most = group.calls_at_once
        yield _meets(f"{_up(group)}>={most}", CALLS_MET, name, str(most))
    if group.dear_calls_a_day:
        most = group.dear_calls_a_day
        yield from limits.used(Family.LINES_DEAR, str(group.number), today)
        over = f"{_IS_DEAR} & ${{USED}}+{_up(group, OUT_DEAR)}>={most}"
        yield _meets(over, DEAR_MET, name, str(most))
    if group.minutes_a_day:
        yield from _left(group, today, _up(group))
        yield _meets("${LEFT}<=0", MINUTES_MET, name)
    yield from _lasts(group, callers_limit)
    yield Step("Return")
    if group.calls_at_once:
        yield from _tells(group, CALLS_MET)
    if group.dear_calls_a_day:
        yield from _tells(group, DEAR_MET)
    if group.minutes_a_day:
        yield from _tells(group, MINUTES_MET)


def _meets(condition: str, which: str, *about: str) -> Step:
    return Step("GotoIf", f"$[{condition}]?{which.lower()}", note=Note(_WHAT[which][1], about))


def _tells(group: TrunkGroup, which: str) -> Iterator[Step]:
    fact = written(_WHAT[which][0], str(group.number))
    yield Step(fact.application, fact.arguments, which.lower())
    yield Step("Return", which)


def _lasts(group: TrunkGroup, callers_limit: bool) -> Iterator[Step]:
    """The caller's own option where that ends the call sooner."""
    holds = _holds(group)
    if callers_limit:
        yield Step("Set", f"{LASTS}=${{LIMIT}}")
    if not holds:
        if not callers_limit:
            yield Step("Set", f"{LASTS}=")
        return
    if group.minutes_a_day:
        yield Step("Set", f"LEFT=${{IF($[${{LEFT}}<{holds}]?${{LEFT}}:{holds})}}")
    else:
        yield Step("Set", f"LEFT={holds}")
    if callers_limit:
        yield Step("Set", "OWN=${LIMIT:2}")
        yield Step("Set", "OWN=${SHIFT(OWN,:)}")
        yield Step("GotoIf", '$["${OWN}"!="" & 0${OWN}<=${LEFT}*1000]?own')
    yield Step("Set", f"{LASTS}={limits.option()}")
    if callers_limit:
        yield Step("Return", label="own")


def _leg(group: TrunkGroup, today: str) -> Iterator[Step]:
    """Counted first and judged then, as a person's: nothing slips through."""
    yield Step("Set", f"GROUP({OUT})={group.number}")
    if group.calls_at_once:
        yield Step("GotoIf", f"$[{_up(group)}>{group.calls_at_once}]?over")
    if group.dear_calls_a_day:
        yield Step("ExecIf", f"$[{_IS_DEAR}]?Set(GROUP({OUT_DEAR})={group.number})")
        yield from limits.used(Family.LINES_DEAR, str(group.number), today)
        over = f"{_IS_DEAR} & ${{USED}}+{_up(group, OUT_DEAR)}>{group.dear_calls_a_day}"
        yield Step("GotoIf", f"$[{over}]?over")
    holds = _holds(group)
    if group.minutes_a_day:
        yield from _left(group, today, f"({_up(group)}-1)")
        yield Step("GotoIf", "$[${LEFT}<=0]?over")
        yield Step("Set", f"LEFT=${{IF($[${{LEFT}}<{holds}]?${{LEFT}}:{holds})}}")
    elif holds:
        yield Step("Set", f"LEFT={holds}")
    if holds:
        yield from limits.ends_after("${LEFT}")
    if group.minutes_a_day or group.dear_calls_a_day:
        dear = ",${DEAR}" if group.dear_calls_a_day else ""
        handler = f"{SPENT},{group.number},1(${{EPOCH}}{dear})"
        yield Step("Set", f"CHANNEL(hangup_handler_push)={handler}")
    yield Step("Return")
    if group.calls_at_once or group.dear_calls_a_day or group.minutes_a_day:
        yield from limits.ends_at_once("over")
        yield Step("Return")


def _spent(group: TrunkGroup, today: str) -> Iterator[Step]:
    """ARG1 is when the line was taken, ARG2 whether for a dear call: `DEAR` may be another's now.

    What nobody answered is free.
    """
    number = str(group.number)
    yield Step("GotoIf", '$["${CHANNEL(state)}"!="Up"]?done')
    if group.minutes_a_day:
        yield from limits.used(Family.LINES_SPENT, number, today)
        spent = f"{today}$[${{USED}}+${{EPOCH}}-${{ARG1}}+1]"
        yield Step("Set", f"DB({Family.LINES_SPENT}/{number})={spent}")
    if group.dear_calls_a_day:
        yield Step("GotoIf", '$["${ARG2}"="YES"]?dear:done')
        first, second = limits.used(Family.LINES_DEAR, number, today)
        yield Step(first.application, first.arguments, "dear")
        yield second
        yield Step("Set", f"DB({Family.LINES_DEAR}/{number})={today}$[${{USED}}+1]")
    yield Step("Return", label="done")
