"""Calls from outside. They reach what the office answers with, and nothing that leads out again."""

from collections.abc import Iterable, Mapping

from appliance.compiler.dialplan import callers, fax, outbound
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.targets import CITY_LINE, NOBODY, by_hours
from appliance.core.config import Config
from appliance.core.dialling import dialling_of, e164_of_ours
from appliance.core.numbers import Did
from appliance.core.targets import Hours, Target, ToExtension
from appliance.core.trunks import CityLine

_UNKNOWN_NUMBER = Step("Hangup", "1", note=Note("no such number"))  # Q.850 1: unallocated number
_OPERATOR = "from-pstn-operator"
_ROUTES = "from-pstn-routes"


def line_context(channel: int) -> str:
    """The context of a city line that has a route of its own."""
    return f"from-line-{channel}"


def inbound(config: Config) -> tuple[Context, ...]:
    """Every context in which a call from outside begins, and what these share."""
    return (
        from_pstn(),
        Context("from-pstn-custom"),
        from_pstn_toheader(),
        from_pstn_routes(config),
        *from_pstn_tail(config),
        *from_lines(config),
        *callers.contexts(config),
    )


def from_pstn() -> Context:
    """Where calls with a called number begin; the expert's own routes stand before ours."""
    return Context("from-pstn", includes=("from-pstn-custom", _ROUTES))


def from_pstn_toheader() -> Context:
    """Where an operator rings our account: the number that was called stands in the header To."""
    called = "${FILTER(0-9,${PJSIP_PARSE_URI_FROM(TO,user)})}"
    return Context(
        "from-pstn-toheader",
        (
            Exten(
                "s",
                (
                    Step("Set", "TO=${PJSIP_HEADER(read,To)}"),
                    Step("Set", f"CALLED={called}"),
                    Step("Goto", 'from-pstn,${IF($["${CALLED}"=""]?s:${CALLED})},1'),
                ),
            ),
        ),
        includes=("from-pstn",),
    )


def _arrives(config: Config, *way: Step) -> tuple[Step, ...]:
    """A call from outside: it takes a line, who calls, and on its way."""
    return (*outbound.arriving(config), *fax.listened(config), *callers.known(config), *way)


def _to(config: Config, target: Target, hours: Hours | None) -> tuple[Step, ...]:
    return _arrives(config, *by_hours(target, hours))


def _operator(config: Config, nobody: Step) -> tuple[Step, ...]:
    operator = config.inbound.operator
    if operator is None:
        return (nobody,)
    return by_hours(ToExtension(operator), config.inbound.hours)


def from_pstn_routes(config: Config) -> Context:
    """Our DIDs, then the last digits, then the operator."""
    routes = tuple(
        Exten(route.did.digits, _to(config, route.to, route.hours)) for route in config.inbound.dids
    )
    otherwise = _arrives(config, *_operator(config, _UNKNOWN_NUMBER))
    rest = (
        Exten("s", otherwise),
        Exten("_+X!", (Step("Goto", f"{_ROUTES},{dialled(1)},1"),)),
        Exten("_X!", otherwise),
    )
    return Context(_ROUTES, (*routes, *_by_tail(config), *rest))


def _by_tail(config: Config) -> tuple[Exten, ...]:
    tail = config.inbound.did_tail
    if not tail:
        return ()
    go = Step("Goto", f"from-pstn-tail,{dialled(-tail)},1")
    return (Exten(f"_{'X' * tail}!", _arrives(config, go)),)


def own_numbers(config: Config) -> Mapping[str, tuple[Step, ...]]:
    """Numbers of ours by their E.164 digits, and the way of a call of ours to one.

    Over the exchange it would come in again as a stranger's, and a forwarding to it never end.
    """
    dialling = dialling_of(config)
    shown = (group.our_number for group in config.trunk_groups if group.our_number is not None)
    ways = {did.digits: _unrouted(config, did) for did in shown}
    ways |= {route.did.digits: by_hours(route.to, route.hours) for route in config.inbound.dids}
    told = ((e164_of_ours(dialling, did), way) for did, way in ways.items())
    return {e164: way for e164, way in told if e164 is not None}


def _unrouted(config: Config, did: Did) -> tuple[Step, ...]:
    tail = config.inbound.did_tail
    if not tail:
        return _operator(config, _UNKNOWN_NUMBER)
    return (Step("Goto", f"from-pstn-tail,{did.digits[-tail:]},1"),)


def from_pstn_tail(config: Config) -> tuple[Context, Context]:
    """The last digits of a called number as an extension; with no such extension, the operator."""
    return (
        Context("from-pstn-tail", includes=("ext-local", _OPERATOR)),
        Context(_OPERATOR, (Exten("_X!", _operator(config, _UNKNOWN_NUMBER)),)),
    )


def from_lines(config: Config) -> tuple[Context, ...]:
    """Calls on city lines: those with a route of their own, and all others to the operator."""
    sockets = config.sockets()
    own = tuple(
        _line(line_context(sockets[route.line][0]), _to(config, route.to, route.hours))
        for route in config.inbound.lines
    )
    if not any(isinstance(line, CityLine) for g in config.trunk_groups for line in g.lines):
        return (Context("from-pstn-line"), *own)
    nobody = Step("Goto", NOBODY)
    return (_line("from-pstn-line", _arrives(config, *_operator(config, nobody))), *own)


def _line(name: str, steps: Iterable[Step]) -> Context:
    return Context(name, (Exten("s", (Step("Set", f"{CITY_LINE}=yes"), *steps)),))
