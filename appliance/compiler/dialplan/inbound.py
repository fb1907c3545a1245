"""Calls from outside. They reach extensions and nothing that leads out again."""

from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.steps import Context, Exten, Step
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber

_UNKNOWN_NUMBER = Step("Hangup", "1")  # Q.850 1: unallocated number


def line_context(channel: int) -> str:
    """The context of a city line that has a route of its own."""
    return f"from-line-{channel}"


def _to(config: Config, number: ExtensionNumber) -> tuple[Step, ...]:
    return (*recording.inward(config), Step("Goto", f"ext-local,{number},1"))


def _otherwise(config: Config) -> tuple[Step, ...]:
    operator = config.inbound.operator
    return (_UNKNOWN_NUMBER,) if operator is None else _to(config, operator)


def from_pstn(config: Config) -> Context:
    """Where every digital line begins; the expert's own routes stand before ours."""
    del config
    return Context("from-pstn", includes=("from-pstn-custom", "from-pstn-routes"))


def from_pstn_routes(config: Config) -> Context:
    """Calls that carry a called number: our DIDs, then the last digits, then the operator."""
    routes = tuple(Exten(route.did.digits, _to(config, route.to)) for route in config.inbound.dids)
    tail = config.inbound.did_tail
    by_tail = (
        (Exten(f"_{'X' * tail}!", (Step("Goto", f"from-pstn-tail,${{EXTEN:-{tail}}},1"),)),)
        if tail
        else ()
    )
    rest = (Exten("s", _otherwise(config)), Exten("_X!", _otherwise(config)))
    return Context("from-pstn-routes", (*routes, *by_tail, *rest))


def from_pstn_tail(config: Config) -> Context:
    """The last digits of a called number as an extension."""
    tail = config.inbound.did_tail
    known = tuple(
        Exten(ext.number.digits, _to(config, ext.number))
        for ext in config.extensions
        if len(ext.number.digits) == tail
    )
    return Context("from-pstn-tail", (*known, Exten("_X!", _otherwise(config))) if tail else ())


def from_lines(config: Config) -> tuple[Context, ...]:
    """Calls on city lines: those with a route of their own, and all others to the operator."""
    sockets = config.sockets()
    own = tuple(
        Context(line_context(sockets[route.line][0]), (Exten("s", _to(config, route.to)),))
        for route in config.inbound.lines
    )
    return (Context("from-pstn-line", (Exten("s", _line_otherwise(config)),)), *own)


def _line_otherwise(config: Config) -> tuple[Step, ...]:
    if config.inbound.operator is None:
        return (Step("Wait", "30"), Step("Hangup"))  # the line rings on, nobody is meant
    return _to(config, config.inbound.operator)
