"""A call as from outside, made at a telephone of ours: its owner hears what callers meet.

It takes no line and costs nothing. From here on nobody of ours makes it: it goes by nobody's
rights, and whoever calls has the number of the telephone. Where calls come in by several ways, the
number that is called is asked for; `*` and a channel mean the city line there.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.codes import ANSWER, own
from appliance.compiler.dialplan.inbound import line_context
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.trunks import CityLine

_CONTEXT = "app-simulated"
_CALLED = "${FILTER(0-9*,${CALLED})}"
_MOST_KEYS = 20
_SECONDS = 10  # for each key
_LINE = "*"  # before the channel of a city line
_BY_NUMBER = "from-pstn"
_BY_LINE = "from-pstn-line,s,1"
_UNNUMBERED = f"{_BY_NUMBER},s,1"


def call(config: Config, code: str) -> Iterator[Exten]:
    """Nothing where no call comes in."""
    ways, asked = _ways(config), _asked(config)
    if not ways and not asked:
        return
    begin = (
        own(code),
        Step("Set", "ME=", note=Note("as from outside")),
        Step("Set", "DYNAMIC_FEATURES="),
        Step("Set", f"CHANNEL(language)={config.national.language}"),
    )
    if not asked:
        yield Exten(code, (*begin, Step("Goto", ways[0])))
        return
    asks = Step(
        "Read",
        f"CALLED,telephone-number,{_MOST_KEYS},,1,{_SECONDS}",
        note=Note("asks for our number"),
    )
    yield Exten(code, (*begin, *ANSWER, asks, Step("Goto", f"{_CONTEXT},s,1")))


def contexts(config: Config) -> tuple[Context, ...]:
    """What may be typed where there are several ways in."""
    if not config.code(Feature.SIMULATED_CALL) or not _asked(config):
        return ()
    there = f"${{DIALPLAN_EXISTS({_CONTEXT},{_CALLED},1)}}"
    steps = (
        Step("GotoIf", f'$["{_CALLED}"=""]?{_BY_LINE if _unrouted(config) else _UNNUMBERED}'),
        Step("GotoIf", f"{there}?{_CONTEXT},{_CALLED},1"),
        Step("Playback", "pbx-invalid", note=Note("no such way in", (_CALLED,))),
        Step("Hangup"),
    )
    lines = (
        Exten(f"{_LINE}{channel}", (Step("Goto", f"{line_context(channel)},s,1"),))
        for channel in _routed(config)
    )
    return (Context(_CONTEXT, (Exten("s", steps), *lines), (_BY_NUMBER,)),)


def _asked(config: Config) -> bool:
    """Whether the number that is called decides: of several ways in, or by its last digits."""
    inbound = config.inbound
    lines = (line for group in config.trunk_groups for line in group.lines)
    numbered = not all(isinstance(line, CityLine) for line in lines)
    others = inbound.did_tail > 0 or (inbound.operator is not None and bool(inbound.dids))
    return len(_ways(config)) > 1 or (numbered and others)


def _ways(config: Config) -> tuple[str, ...]:
    """Where calls begin, one for each number and line that leads somewhere else."""
    ways = (
        *(f"{_BY_NUMBER},{route.did.digits},1" for route in config.inbound.dids),
        *(f"{line_context(channel)},s,1" for channel in _routed(config)),
        *((_BY_LINE,) if _unrouted(config) else ()),
    )
    operator = () if config.inbound.operator is None else (_UNNUMBERED,)
    return ways or operator


def _routed(config: Config) -> tuple[int, ...]:
    """Channels of city lines that have a route of their own."""
    sockets = config.sockets()
    return tuple(sockets[route.line][0] for route in config.inbound.lines)


def _unrouted(config: Config) -> bool:
    """Whether a city line leads where all the others do."""
    own_ways = {route.line for route in config.inbound.lines}
    return any(
        isinstance(line, CityLine) and line.socket not in own_ways
        for group in config.trunk_groups
        for line in group.lines
    )
