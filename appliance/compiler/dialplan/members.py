"""How hunt groups and queues ring a member: by his do not disturb, not his forwarding."""

from collections.abc import Iterator

from appliance.compiler.dialplan import (
    desks,
    in_call,
    internal,
    people_table,
    recording,
    telephones,
)
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core import live_state
from appliance.core.config import Config
from appliance.core.live_state import Family
from appliance.core.numbers import ExtensionNumber
from appliance.core.trunks import Recording

CONTEXT = "ext-members"
_TAKEN, _ELSEWHERE = "sub-taken", "sub-member"
_LONGEST = 300  # seconds; a queue's own ring time ends it sooner


def added(config: Config, number: ExtensionNumber, devices: str) -> Iterator[Step]:
    """Adds to `RING`, each behind a `&`, the member's telephones if he wants to be disturbed."""
    rests = live_state.read(Family.DO_NOT_DISTURB, number.digits)
    moved = desks.away(number.digits) if desks.on(config) else ""
    yield from telephones.ringing(f'"{rests}{moved}"=""', devices)
    if moved:
        guest = f'"{rests}"="" & "{moved}"!=""'
        yield Step("GosubIf", f"$[{guest}]?{_ELSEWHERE},{number},1({devices})")


def elsewhere(config: Config) -> tuple[Context, ...]:
    """The same of a member who is at another telephone: ARG1 are his own."""
    if not desks.on(config):
        return ()
    steps = (
        Step("Set", f"{desks.WHERE}=${{ARG1}}"),
        *desks.where(config, dialled()),
        Step("Set", f"LEFT=${{{desks.WHERE}}}"),
        *telephones.free_of_left(),
        Step("Return"),
    )
    return (Context(_ELSEWHERE, (Exten("_X!", steps),)),)


def begin(config: Config, what: Note) -> tuple[Step, ...]:
    """The caller's name, and his recording: by his own rule, or the office's for the outside.

    Who will answer is not known yet; `TAKEN` is the column of the rule that holds for him if the
    call is not recorded already.
    """
    own = '"${HASH(me,inside)}"="YES"'
    outside = "" if config.recording is Recording.NONE else '"${ME}"="" | '
    rule = '${IF($["${ME}"=""]?outside:inside)}'
    return (
        Step("Gosub", f"{internal.WHO},s,1", note=what),
        Step("GosubIf", f"$[{outside}{own}]?{recording.SUBROUTINE},s,1"),
        Step("Set", f'__TAKEN=${{IF($["${{MIXMONITOR_FILENAME}}"!=""]?nothing:{rule})}}'),
    )


def taken() -> Context:
    """Run on the channel of the telephone that answers: its owner's rule, where none held before.

    In such a recording his own words stand first, the caller's second.
    """
    wanted = f'$["{people_table.field("${ME}", "${TAKEN}")}"="YES"]'
    return Context(
        _TAKEN,
        (
            Exten(
                "s",
                (
                    Step("GosubIf", f"{wanted}?{recording.SUBROUTINE},s,1"),
                    Step("Return"),
                ),
            ),
        ),
    )


def members(config: Config) -> Context:
    """Members of queues under their numbers, for the queue to ring."""
    devices = telephones.channels(config)
    wanted = sorted({number for queue in config.queues for number in queue.members})
    return Context(
        CONTEXT, tuple(Exten(n.digits, _member(config, n, devices[n.digits])) for n in wanted)
    )


def _member(config: Config, number: ExtensionNumber, devices: str) -> tuple[Step, ...]:
    resting = Step("Hangup", "17", "rest", Note("rests", (number.digits,)))  # Q.850 17: busy
    if not devices and not desks.on(config):
        return (resting,)
    return (
        Step("Set", "RING="),
        *added(config, number, devices),
        Step("GotoIf", '$["${RING}"=""]?rest'),
        ring(config, (number,), "${RING:1}", _LONGEST),
        resting,
    )


def ring(config: Config, numbers: tuple[ExtensionNumber, ...], devices: str, seconds: int) -> Step:
    """`devices` may be a variable; `numbers` are whose they are."""
    note = Note("rings", tuple(number.digits for number in numbers))
    may = f"{in_call.called_may(config)}{in_call.caller_may(config)}"
    return Step("Dial", f"{devices},{seconds},{internal.OPTIONS}U({_TAKEN}){may}", note=note)
