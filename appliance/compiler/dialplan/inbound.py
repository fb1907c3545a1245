"""Calls from outside. They reach extensions and nothing that leads out again."""

from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.steps import Context, Exten, Step, dialled
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.targets import Target, ToExtension
from appliance.core.trunks import CityLine

_UNKNOWN_NUMBER = Step("Hangup", "1")  # Q.850 1: unallocated number


def line_context(channel: int) -> str:
    """The context of a city line that has a route of its own."""
    return f"from-line-{channel}"


def _ring(number: ExtensionNumber) -> Step:
    return Step("Goto", f"ext-local,{number},1")


def _to(config: Config, target: Target) -> tuple[Step, ...]:
    if not isinstance(target, ToExtension):
        raise TypeError(f"{target} cannot be rung yet")
    return (*recording.inward(config), _ring(target.number))


def _otherwise(config: Config) -> tuple[Step, ...]:
    operator = config.inbound.operator
    return (_UNKNOWN_NUMBER,) if operator is None else _to(config, ToExtension(operator))


def from_pstn() -> Context:
    """Where every digital line begins; the expert's own routes stand before ours."""
    return Context("from-pstn", includes=("from-pstn-custom", "from-pstn-routes"))


def from_pstn_routes(config: Config) -> Context:
    """Calls that carry a called number: our DIDs, then the last digits, then the operator."""
    routes = tuple(Exten(route.did.digits, _to(config, route.to)) for route in config.inbound.dids)
    rest = (Exten("s", _otherwise(config)), Exten("_X!", _otherwise(config)))
    return Context("from-pstn-routes", (*routes, *_by_tail(config), *rest))


def _by_tail(config: Config) -> tuple[Exten, ...]:
    tail = config.inbound.did_tail
    if not tail:
        return ()
    go = Step("Goto", f"from-pstn-tail,{dialled(-tail)},1")
    return (Exten(f"_{'X' * tail}!", (*recording.inward(config), go)),)


def from_pstn_tail(config: Config) -> tuple[Context, Context]:
    """The last digits of a called number as an extension; with no such extension, the operator."""
    operator = config.inbound.operator
    last = _UNKNOWN_NUMBER if operator is None else _ring(operator)
    return (
        Context("from-pstn-tail", includes=("ext-local", "from-pstn-operator")),
        Context("from-pstn-operator", (Exten("_X!", (last,)),)),
    )


def from_lines(config: Config) -> tuple[Context, ...]:
    """Calls on city lines: those with a route of their own, and all others to the operator."""
    sockets = config.sockets()
    own = tuple(
        Context(line_context(sockets[route.line][0]), (Exten("s", _to(config, route.to)),))
        for route in config.inbound.lines
    )
    return (Context("from-pstn-line", _line_otherwise(config)), *own)


def _line_otherwise(config: Config) -> tuple[Exten, ...]:
    if not any(isinstance(line, CityLine) for g in config.trunk_groups for line in g.lines):
        return ()
    if config.inbound.operator is None:
        # The line rings on: nobody is meant, and answering would only cost the caller.
        return (Exten("s", (Step("Wait", "30"), Step("Hangup"))),)
    return (Exten("s", _to(config, ToExtension(config.inbound.operator))),)
