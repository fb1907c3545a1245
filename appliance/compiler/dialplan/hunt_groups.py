"""Hunt groups: their members' telephones ring, all at once, one after another, or more and more."""

from collections.abc import Iterator, Sequence

from appliance.compiler.dialplan import desks, idle, telephones
from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.members import added, begin, ring
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import location, steps_to
from appliance.core.call_handling import HuntGroup, HuntStrategy
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.targets import ToHuntGroup

Ringing = Sequence[tuple[ExtensionNumber, str]]
"""Members that may have a telephone, with what Dial rings for them at their own."""


def hunt_groups(config: Config) -> tuple[Context, ...]:
    """A context each."""
    devices = telephones.channels(config)
    anywhere = desks.on(config)
    return tuple(
        _group(
            config,
            group,
            [(n, devices[n.digits]) for n in group.members if devices[n.digits] or anywhere],
        )
        for group in config.hunt_groups
    )


def numbers(config: Config) -> Context:
    """Groups that have an internal number."""
    return Context(
        "ext-group",
        tuple(
            numbered(config, group.number.digits, location(ToHuntGroup(group.key)))
            for group in config.hunt_groups
            if group.number is not None
        ),
    )


def _group(config: Config, group: HuntGroup, ringing: Ringing) -> Context:
    asked: tuple[Exten, ...] = ()
    match group.strategy:
        case HuntStrategy.ALL:
            rung = _at_once(config, ringing, group.ring_seconds)
        case HuntStrategy.IN_TURN:
            rung = _in_turn(config, ringing, group.ring_seconds)
        case HuntStrategy.LONGEST_IDLE:
            rung = _idle_first(config, group, ringing)
            asked = tuple(_asked(config, ringing))
        case HuntStrategy.MEMORY:
            rung = _more_each_time(config, group, ringing)
            asked = tuple(_asked(config, ringing))
    steps = (
        *begin(config, Note("hunt group", (group.name.text,))),
        *rung,
        *steps_to(group.otherwise, "nobody"),
    )
    return Context(_context(group), (Exten("s", steps), *asked))


def _context(group: HuntGroup) -> str:
    return f"group-{group.key}"


def _at_once(config: Config, ringing: Ringing, seconds: int) -> Iterator[Step]:
    """Who wants no calls is left out; `RING` begins with a `&`."""
    yield Step("Set", "RING=")
    for number, devices in ringing:
        yield from added(config, number, devices)
    yield Step("GotoIf", '$["${RING}"=""]?nobody')
    yield ring(config, _numbers(ringing), "${RING:1}", seconds)


def _in_turn(config: Config, ringing: Ringing, seconds: int) -> Iterator[Step]:
    """Each member in his turn; who wants no calls is passed over."""
    for place, (number, devices) in enumerate(ringing, start=1):
        after = "nobody" if place == len(ringing) else f"member{place + 1}"
        yield Step("Set", "RING=", f"member{place}")
        yield from added(config, number, devices)
        yield Step("GotoIf", f'$["${{RING}}"=""]?{after}')
        yield ring(config, (number,), "${RING:1}", seconds)


def _asked(config: Config, ringing: Ringing) -> Iterator[Exten]:
    """Each member under his number: he is added to `RING` if he wants to be."""
    for number, devices in ringing:
        yield Exten(number.digits, (*added(config, number, devices), Step("Return")))


def _listed(ringing: Ringing) -> str:
    return "-".join(number.digits for number, _ in ringing)


def _numbers(ringing: Ringing) -> tuple[ExtensionNumber, ...]:
    return tuple(number for number, _ in ringing)


def _idle_first(config: Config, group: HuntGroup, ringing: Ringing) -> Iterator[Step]:
    """Before each ringing all are looked at anew; of who is like another the first in the list.

    `RUNG` are those who did not answer, each between two `-`.
    """
    if not ringing:
        return
    rung = '"${RUNG}" =~ "-${MEMBER}-"'
    younger = f"{idle.since('${MEMBER}')}>=${{OLDEST}}"
    yield Step("Set", "RUNG=-")
    yield Step("Set", f"LIST={_listed(ringing)}", "turn")
    yield Step("Set", "LONGEST=")
    yield Step("Set", "OLDEST=9999999999")
    yield Step("Set", "MEMBER=${SHIFT(LIST,-)}", "one")
    yield Step("GotoIf", f"$[{rung} | {younger} | !{idle.free('${MEMBER}')}]?next")
    yield Step("Set", "LONGEST=${MEMBER}")
    yield Step("Set", f"OLDEST={idle.since('${MEMBER}')}")
    yield Step("GotoIf", '$["${LIST}"!=""]?one', "next")
    yield Step("GotoIf", '$["${LONGEST}"=""]?nobody')
    yield Step("Set", "RUNG=${RUNG}${LONGEST}-")
    yield Step("Set", "RING=")
    yield Step("Gosub", f"{_context(group)},${{LONGEST}},1")
    yield Step("GotoIf", '$["${RING}"=""]?turn')
    yield ring(config, _numbers(ringing), "${RING:1}", group.ring_seconds)
    yield Step("Goto", "turn")


def _more_each_time(config: Config, group: HuntGroup, ringing: Ringing) -> Iterator[Step]:
    """Who wants no calls adds no time; of those who ring all are rung anew."""
    if not ringing:
        return
    yield Step("Set", f"REST={_listed(ringing)}")
    yield Step("Set", "BEGUN=")
    yield Step("Set", "BEFORE=")
    yield Step("GotoIf", '$["${REST}"=""]?nobody', "more")
    yield Step("Set", "BEGUN=${BEGUN}-${SHIFT(REST,-)}")
    yield Step("Set", "LIST=${BEGUN:1}")
    yield Step("Set", "RING=")
    yield Step("Gosub", f"{_context(group)},${{SHIFT(LIST,-)}},1", "one")
    yield Step("GotoIf", '$["${LIST}"!=""]?one')
    yield Step("GotoIf", '$["${RING}"="${BEFORE}" | "${RING}"=""]?more')
    yield Step("Set", "BEFORE=${RING}")
    yield ring(config, _numbers(ringing), "${RING:1}", group.ring_seconds)
    yield Step("Goto", "more")
