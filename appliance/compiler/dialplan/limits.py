"""How many calls to the outside somebody may have at once, and how many minutes a day.

Each call outside holds as many minutes as it may last at most, and gives back what it did not use:
so calls at once never add up to more than is left, and a second call finds nothing to hold where
no longest call is set. Counted is the line that a call takes, from its first ring, if it was
answered; it is cut by its own timeout, whoever it was handed on to. All of it is the channel's
and AstDB's, so nobody else has to run.
"""

from collections.abc import Mapping

from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled, written
from appliance.core.config import Config
from appliance.core.live_state import CALLS_MET, MINUTES_MET, Family, read
from appliance.core.noted import Fact
from appliance.core.roles import Rights

CONTEXT, LEG, SPENT = "sub-limits", "sub-limited-leg", "sub-spent"
TALK = "sub-limited-talk"
"""Run on the channel that leads out once it is answered."""
HAVE_LINES = "people"
"""The category of GROUP(): whose calls to the outside are up, by the number of `ACTOR`."""

COLUMNS = ("calls", "budget", "holds")  # calls at once; seconds of a day, and of one call at most
_WHO = "${ACTOR}"
_UP = f"${{GROUP_COUNT({_WHO}@{HAVE_LINES})}}"
SILENT = "SILENT"
"""The variable of a channel into whose calls no tone may come."""
_BEEP = 60  # seconds before the end; in a short call half way through
_SAID = {CALLS_MET: "simul-call-limit-reached", MINUTES_MET: "please-try-call-later"}
_WRITTEN = {CALLS_MET: Fact.CALLS_MET, MINUTES_MET: Fact.MINUTES_MET}
_AT_ONCE = "0.01"  # seconds: such a channel ends before it is called


def columns(held: Rights) -> tuple[str, str, str]:
    """What a row says of it: a value for each of `COLUMNS`."""
    budget = held.minutes_a_day * 60
    holds = min(held.longest_minutes or held.minutes_a_day, held.minutes_a_day) * 60
    return str(held.calls_at_once or ""), str(budget or ""), str(holds or "")


def told(terms: Mapping[str, str]) -> tuple[Step, ...]:
    """The channel that leads out is told too."""
    return tuple(Step("Set", f"_{each.upper()}={terms[each]}") for each in COLUMNS)


def ask() -> Step:
    """Go on if the call may take a line; `LIMIT` is Dial's option for what is left."""
    return Step("Gosub", f"{CONTEXT},{dialled()},1")


def counted() -> Step:
    """On the channel that leads out, before it is called."""
    return Step("Gosub", f"{LEG},s,1")


def contexts(config: Config) -> tuple[Context, ...]:
    """The question, what a channel that leads out does, and what is written down at its end."""
    day = today(config)
    return (
        Context(CONTEXT, (Exten("_[0-9*#]!", _asked(day)),)),
        Context(LEG, (Exten("s", _leg(day)),)),
        Context(SPENT, (Exten("s", _spent(day)),)),
    )


def today(config: Config) -> str:
    """The office's day as an expression, `YYYYMMDD`."""
    return f"${{STRFTIME(${{EPOCH}},{config.zone},%Y%m%d)}}"


def used(family: Family, key: str, day: str) -> tuple[Step, Step]:
    """`USED`: how much an entry, a day and a number behind it, says of `day`."""
    return (
        Step("Set", f"USED={read(family, key)}"),
        Step("Set", f'USED=${{IF($["${{USED:0:8}}"="{day}"]?0${{USED:8}}:0)}}'),
    )


def option() -> str:
    """Dial's for a call that may last `LEFT` seconds, with a tone before the end."""
    tone = f"${{IF($[${{LEFT}}<{2 * _BEEP}]?$[${{LEFT}}*500]:{_BEEP * 1000})}}"
    return f'L($[${{LEFT}}*1000]:${{IF($["${{{SILENT}}}"=""]?{tone}:0)}})'


def ends_after(seconds: str) -> tuple[Step, Step]:
    """The channel ends by then, or sooner where that was said before: `MOST`."""
    sooner = f'$["${{MOST}}"!="" & 0${{MOST}}<{seconds}]'
    return (
        Step("Set", f"MOST=${{IF({sooner}?${{MOST}}:{seconds})}}"),
        Step("Set", "TIMEOUT(absolute)=${MOST}"),
    )


def ends_at_once(label: str) -> tuple[Step, Step]:
    """Before it is called."""
    return (
        Step("Set", f"MOST={_AT_ONCE}", label),
        Step("Set", "TIMEOUT(absolute)=${MOST}"),
    )


def talk() -> Context:
    """The longest length of a call goes with the line: Dial's ends with whom it connected first.

    That one ends it a moment sooner where nobody hands it over. What the channel was told before it
    was called may end it sooner still (`MOST`).
    """
    steps = (
        Step("GotoIf", '$["${LIMIT}"=""]?done'),
        Step("Set", "OWN=${LIMIT:2}"),
        Step("Set", "OWN=$[${SHIFT(OWN,:)}/1000+1]"),
        Step("GotoIf", '$["${MOST}"!="" & ${TIMEOUT(absolute)}<${OWN}]?done'),
        Step("Set", "TIMEOUT(absolute)=${OWN}"),
        Step("Return", label="done"),
    )
    return Context(TALK, (Exten("s", steps),))


def _asked(day: str) -> tuple[Step, ...]:
    return (
        Step(
            "GotoIf",
            f'$["${{CALLS}}"!="" & {_UP}>=0${{CALLS}}]?calls',
            note=Note("asks for calls at once", ("${CALLS}",)),
        ),
        Step("GotoIf", '$["${BUDGET}"=""]?free'),
        *used(Family.SPENT, _WHO, day),
        Step("Set", f"LEFT=$[${{BUDGET}}-${{USED}}-{_UP}*${{HOLDS}}]"),
        Step("GotoIf", "$[${LEFT}<=0]?minutes", note=Note("asks for minutes", ("${LEFT}",))),
        Step("Set", "LEFT=${IF($[${LEFT}<${HOLDS}]?${LEFT}:${HOLDS})}"),
        Step("Set", f"_LIMIT={option()}"),
        Step("Return", label="free"),
        *_met(day, CALLS_MET, "calls", Note("limit of calls", (_WHO,))),
        *_met(day, MINUTES_MET, "minutes", Note("limit of minutes", (_WHO,))),
    )


def _met(day: str, which: str, label: str, note: Note) -> tuple[Step, ...]:
    return (
        Step("Set", f"DB({Family.LIMIT_MET}/{_WHO})={day}{which}", label, note),
        written(_WRITTEN[which], _WHO),
        Step("Playback", f"{_SAID[which]},noanswer"),
        Step("Goto", f"{REFUSED},{dialled()},1"),
    )


def _leg(day: str) -> tuple[Step, ...]:
    """Counted first and judged then: of two calls that begin at once neither slips through."""
    return (
        Step("GotoIf", '$["${CALLS}${BUDGET}"=""]?done'),
        Step("Set", f"GROUP({HAVE_LINES})={_WHO}"),
        Step("GotoIf", f'$["${{CALLS}}"!="" & {_UP}>0${{CALLS}}]?over'),
        Step("GotoIf", '$["${BUDGET}"=""]?done'),
        *used(Family.SPENT, _WHO, day),
        Step("Set", f"LEFT=$[${{BUDGET}}-${{USED}}-({_UP}-1)*${{HOLDS}}]"),
        Step("GotoIf", "$[${LEFT}<=0]?over"),
        Step("Set", "LEFT=${IF($[${LEFT}<${HOLDS}]?${LEFT}:${HOLDS})}"),
        *ends_after("${LEFT}"),
        Step("Set", f"CHANNEL(hangup_handler_push)={SPENT},s,1(${{EPOCH}},{_WHO})"),
        Step("Return", label="done"),
        *ends_at_once("over"),
        Step("Return"),
    )


def _spent(day: str) -> tuple[Step, ...]:
    """ARG1 is when the line was taken, ARG2 whose call it is: by now `ACTOR` may be another.

    A second that began counts. What nobody answered is free.
    """
    whose = "${ARG2}"
    return (
        Step("GotoIf", '$["${CHANNEL(state)}"!="Up"]?done'),
        *used(Family.SPENT, whose, day),
        Step("Set", f"DB({Family.SPENT}/{whose})={day}$[${{USED}}+${{EPOCH}}-${{ARG1}}+1]"),
        Step("Return", label="done"),
    )
