"""Hunt groups: their members' telephones ring, all at once or one after another."""

from collections.abc import Iterator, Sequence

from appliance.compiler.dialplan import desks, telephones
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
    rung = _at_once if group.strategy is HuntStrategy.ALL else _in_turn
    steps = (
        *begin(config, Note("hunt group", (group.name.text,))),
        *rung(config, ringing, group.ring_seconds),
        *steps_to(group.otherwise, "nobody"),
    )
    return Context(f"group-{group.key}", (Exten("s", steps),))


def _at_once(config: Config, ringing: Ringing, seconds: int) -> Iterator[Step]:
    """Who wants no calls is left out; `RING` begins with a `&`."""
    yield Step("Set", "RING=")
    for number, devices in ringing:
        yield from added(config, number, devices)
    yield Step("GotoIf", '$["${RING}"=""]?nobody')
    yield ring(config, tuple(number for number, _ in ringing), "${RING:1}", seconds)


def _in_turn(config: Config, ringing: Ringing, seconds: int) -> Iterator[Step]:
    """Each member in his turn; who wants no calls is passed over."""
    for place, (number, devices) in enumerate(ringing, start=1):
        after = "nobody" if place == len(ringing) else f"member{place + 1}"
        yield Step("Set", "RING=", f"member{place}")
        yield from added(config, number, devices)
        yield Step("GotoIf", f'$["${{RING}}"=""]?{after}')
        yield ring(config, (number,), "${RING:1}", seconds)
