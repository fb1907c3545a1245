"""Who calls from outside: the caller's number as E.164, shown as people dial it, and looked up.

`CALLER` holds it during the call, without `+`; empty when the caller hides. The table holds blocked
callers and callers' routes; their prefixes end in `*`.
"""

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.targets import NOBODY, location
from appliance.compiler.tables import Table
from appliance.core.config import Config
from appliance.core.countries import Country
from appliance.core.trunks import NumberFormat

TABLE = "callers"
_REFUSED = "refused"
_LOCAL = (5, 6, 7, 8)  # digits of a number within a city
_WHOLE = 11  # digits from which on a number that begins with our country's code holds it


def table(config: Config) -> Table:
    """Where each caller goes. Who is blocked and has a route too is blocked."""
    inbound = config.inbound
    rows = {
        f"{route.caller}{'*' if route.prefix else ''}": location(route.to)
        for route in inbound.callers
    }
    rows |= {blocked.number: _REFUSED for blocked in inbound.blocked}
    return Table(TABLE, ("caller", "goes"), tuple(rows.items()))


def known(config: Config) -> tuple[Step, ...]:
    """First in a call from outside, where callers matter: who has a way of his own goes it."""
    if not (_matter(config) or _looked_up(config)):
        return ()
    ask = Step("Gosub", "sub-caller,s,1")
    if not _looked_up(config):
        return (ask,)
    return (ask, Step("GotoIf", '$["${GOSUB_RETVAL}"!=""]?${GOSUB_RETVAL}'))


def _matter(config: Config) -> bool:
    return any(group.brings is not NumberFormat.NATIONAL for group in config.trunk_groups)


def _looked_up(config: Config) -> bool:
    return bool(config.inbound.callers or config.inbound.blocked)


def contexts(config: Config) -> tuple[Context, ...]:
    """The subroutine, and how numbers are read that arrive in each format."""
    if not known(config):
        return ()
    formats = {group.brings for group in config.trunk_groups}
    formats |= {NumberFormat.NATIONAL, NumberFormat.PLUS}
    return (
        Context("sub-caller", (Exten("s", _subroutine(config)),)),
        _by_trunk(config),
        *(_readers(config)[each] for each in NumberFormat if each in formats),
        _shown(config.national),
    )


def _subroutine(config: Config) -> tuple[Step, ...]:
    lookups = _lookups(config) if _looked_up(config) else ()
    hidden = Step("GotoIf", '$["${CALLER}"=""]?done')
    return (
        Step("Set", "CALLER=${FILTER(0-9+,${CALLERID(num)})}"),
        Step("GotoIf", '$["${CALLER:0:1}"="+"]?plus'),
        hidden,
        Step("Gosub", 'caller-by-trunk,${IF($["${TRUNK}"=""]?s:${TRUNK})},1'),
        Step("Goto", "look"),
        Step("Set", "CALLER=${FILTER(0-9,${CALLER})}", "plus"),
        hidden,
        Step("Gosub", f"caller-{NumberFormat.PLUS},${{CALLER}},1"),
        Step("NoOp", label="look"),
        *lookups,
        Step("Return", label="done"),
        *(_found() if lookups else ()),
    )


def _lookups(config: Config) -> tuple[Step, ...]:
    """The whole number, then prefixes, the longest first; only lengths that there are."""
    lengths = {len(route.caller) for route in config.inbound.callers if route.prefix}
    keys = ("${CALLER}", *(f"${{CALLER:0:{n}}}*" for n in sorted(lengths, reverse=True)))
    return tuple(step for key in keys for step in _lookup(key))


def _lookup(key: str) -> tuple[Step, ...]:
    return (
        Step("Set", f"GOES=${{REALTIME_FIELD({TABLE},caller,{key},goes)}}"),
        Step("GotoIf", '$["${GOES}"!=""]?found'),
    )


def _found() -> tuple[Step, ...]:
    who = ("${CALLER}",)
    return (
        Step("GotoIf", f'$["${{GOES}}"="{_REFUSED}"]?refused', "found"),
        Step("Return", "${GOES}", note=Note("caller has a route", who)),
        Step("Goto", NOBODY, "refused", Note("caller is blocked", who)),
    )


def _by_trunk(config: Config) -> Context:
    """How the group of lines that the call came by writes callers' numbers."""
    groups = tuple(
        Exten(f"{group.number}", (_read(group.brings),)) for group in config.trunk_groups
    )
    usual = (_read(NumberFormat.NATIONAL),)
    return Context("caller-by-trunk", (*groups, Exten("s", usual), Exten("_X!", usual)))


def _read(how: NumberFormat) -> Step:
    return Step("Goto", f"caller-{how},${{FILTER(0-9,${{CALLER}})}},1")


def _readers(config: Config) -> dict[NumberFormat, Context]:
    """Lenient, as carriers are: a whole number is taken for one whichever way it is written."""
    national = config.national
    home, abroad = national.country_calling_code, national.international_prefix
    whole = "X" * (_WHOLE - len(home))
    significant = (
        Exten(f"_{abroad}X!", _is(dialled(len(abroad)), show=False)),
        Exten(f"_{home}{whole}!", _is(dialled(), show=True)),
        Exten("_XXXXXXXXX!", _is(home + dialled(), show=True)),
        Exten("_X!", _is(dialled(), show=False)),
    )
    e164 = (
        Exten("_XXXXXXXX!", _is(dialled(), show=True)),
        Exten("_X!", _is(dialled(), show=False)),
    )
    numbers = {
        NumberFormat.NATIONAL: (*_as_dialled(config), *significant),
        NumberFormat.SIGNIFICANT: significant,
        NumberFormat.E164: e164,
        NumberFormat.PLUS: e164,
    }
    return {how: Context(f"caller-{how}", extens) for how, extens in numbers.items()}


def _as_dialled(config: Config) -> tuple[Exten, ...]:
    """Behind the national prefix, or within our city."""
    prefix, home = config.national.trunk_prefix, config.national.country_calling_code
    far = Exten(f"_{prefix}XXXXXXXX!", _is(home + dialled(len(prefix)), show=False))
    if config.area is None:
        return (far,)
    near = _is(f"{home}{config.area}{dialled()}", show=False)
    return (far, *(Exten(f"_{'X' * digits}", near) for digits in _LOCAL))


def _is(number: str, *, show: bool) -> tuple[Step, ...]:
    """`CALLER` is that; `show`: write it for our telephones as they would dial it."""
    caller = Step("Set", f"CALLER={number}")
    return (caller, Step("Goto", "caller-shown,${CALLER},1") if show else Step("Return"))


def _shown(national: Country) -> Context:
    home, abroad = national.country_calling_code, national.international_prefix
    at_home = national.trunk_prefix + dialled(len(home))
    return Context(
        "caller-shown",
        (
            Exten(f"_{home}X!", (Step("Set", f"CALLERID(num)={at_home}"), Step("Return"))),
            Exten("_X!", (Step("Set", f"CALLERID(num)={abroad}{dialled()}"), Step("Return"))),
        ),
    )
