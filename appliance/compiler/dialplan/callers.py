"""Who calls from outside: told as E.164, shown as our telephones dial it, and looked up.

`CALLER` holds the number during the call, digits with the country code; nothing when it is hidden.
The table holds both lists and callers' routes; prefixes in it end in `*`.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.directions import caller_formats, normalise_caller
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.targets import NOBODY, location
from appliance.compiler.tables import Table
from appliance.core import live_state
from appliance.core.config import Config
from appliance.core.dialling import dialling_of
from appliance.core.live_state import NO, YES, Family
from appliance.core.numbering.forms import rewrites
from appliance.core.trunks import (
    Admits,
    AllowedCaller,
    BlockedCaller,
    NumberFormat,
    TrunkGroup,
)

TABLE = "callers"
_SUBROUTINE, _BY_TRUNK, _SHOWN = "sub-caller", "caller-by-trunk", "caller-shown"
_LISTED = "caller-listed"
_ADMITTED = "from-pstn"
"""Where everybody goes on; like `REFUSED` a context, so that it is always there."""
_SHORTEST = 8  # digits; shorter ones are nobody's in the world, but a carrier's own
_SAID = live_state.read(Family.BLOCK_LIST, "${CALLER}")  # by a telephone
HIDDEN = "prohib"  # how every presentation of a hidden number begins
_SHOW = Step("Goto", f"{_SHOWN},c${{CALLER}},1")  # `c` stands before what may be empty


def table(config: Config) -> Table:
    """Where each caller goes. Who is blocked and has a route too is blocked.

    `REFUSED` is a context, too, so that it is always there.
    """
    inbound = config.inbound
    rows = {_key(each.number, prefix=each.prefix): _ADMITTED for each in inbound.allowed}
    rows |= {_key(each.caller, prefix=each.prefix): location(each.to) for each in inbound.callers}
    rows |= {_key(each.number, prefix=each.prefix): REFUSED for each in inbound.blocked}
    return Table(TABLE, ("caller", "goes"), tuple(rows.items()))


def _key(number: str, *, prefix: bool) -> str:
    return f"{number}*" if prefix else number


def known(config: Config) -> tuple[Step, ...]:
    """First in a call from outside, where callers matter: who has a way of his own goes it.

    A number that is not of digits alone is written as telephones can dial it.
    """
    if not looked_up(config):
        return ()
    asked = f"{_SUBROUTINE},s,1"
    rewritten = any(group.brings is not NumberFormat.NATIONAL for group in config.trunk_groups)
    if _listed(config) or _admits(config) or rewritten:
        way = Step("GotoIf", '$["${GOSUB_RETVAL}"!=""]?${GOSUB_RETVAL}')
        return (Step("Gosub", asked), way)
    number = "${CALLERID(num)}"
    odd = f"${{LEN({number})}}!=${{LEN(${{FILTER(0-9,{number})}})}}"
    return (Step("GosubIf", f'$["${{DB_KEYS({Family.BLOCK_LIST})}}"!="" | {odd}]?{asked}'),)


def looked_up(config: Config) -> bool:
    """Whether it can matter who calls: where there are lines, a code can block somebody."""
    return bool(config.trunk_groups) or _listed(config) or _admits(config)


def _listed(config: Config) -> bool:
    inbound = config.inbound
    return bool(inbound.callers or inbound.blocked or inbound.allowed)


def _admits(config: Config) -> bool:
    return config.inbound.admits is not Admits.EVERYBODY


def contexts(config: Config) -> tuple[Context, ...]:
    """The subroutine, and how numbers are read that arrive in each format."""
    if not looked_up(config):
        return ()
    return (
        Context(_SUBROUTINE, (Exten("s", _subroutine(config)),)),
        *_table(config),
        _by_trunk(config),
        *caller_formats(config),
        _shown(config),
    )


def _subroutine(config: Config) -> tuple[Step, ...]:
    read = Step("Gosub", f'{_BY_TRUNK},${{IF($["${{TRUNK}}"=""]?s:${{TRUNK}})}},1')
    return (
        read,
        Step("GotoIf", '$["${CALLER}"=""]?unlisted'),
        Step("GotoIf", f'$["{_SAID}"="{YES}"]?refused'),
        *(_lookups(config, "CALLER") if _listed(config) else ()),
        *_unlisted(config.inbound.admits),
        *(_found() if _listed(config) else ()),
        Step("Goto", NOBODY, "refused", Note("blocked", ("${CALLER}",))),
    )


def _found() -> Iterator[Step]:
    """Whom the list has is blocked, unless a telephone said that he is not."""
    who = ("${CALLER}",)
    yield Step("GotoIf", f'$["${{GOES}}"="{REFUSED}"]?listed', "found")
    yield Step("GotoIf", f'$["${{GOES}}"="{_ADMITTED}"]?admitted')
    yield Step("Return", "${GOES}", note=Note("caller's own way", who))
    yield Step("Return", label="admitted", note=Note("on the white list", who))
    yield Step("GotoIf", f'$["{_SAID}"="{NO}"]?unlisted', "listed")


def listed_as(number: str) -> Step:
    """Returns where the table has the caller go; nothing of whom it does not know."""
    return Step("Gosub", f"{_LISTED},s,1({number})")


def blocked(config: Config, number: str) -> tuple[Step, ...]:
    """`GOSUB_RETVAL` is `REFUSED` then if the office's own list has the number."""
    return (listed_as(number),) if _listed(config) else (Step("Set", "GOSUB_RETVAL="),)


def _table(config: Config) -> tuple[Context, ...]:
    if not _listed(config):
        return ()
    steps = (
        Step("Set", "LISTED=${ARG1}"),
        *_lookups(config, "LISTED"),
        Step("Return"),
        Step("Return", "${GOES}", "found"),
    )
    return (Context(_LISTED, (Exten("s", steps),)),)


def _unlisted(admits: Admits) -> tuple[Step, ...]:
    """Of who is on no list. A number may come along although its owner hides it."""
    match admits:
        case Admits.EVERYBODY:
            return (Step("Return", label="unlisted"),)
        case Admits.SHOWN:
            hidden = f'"${{CALLER}}"="" | "${{CALLERID(num-pres):0:6}}"="{HIDDEN}"'
            return (
                Step("GotoIf", f"$[{hidden}]?hidden", "unlisted"),
                Step("Return"),
                Step("Goto", NOBODY, "hidden", Note("hides the number")),
            )
        case Admits.LISTED:
            return (Step("Goto", NOBODY, "unlisted", Note("not on the white list")),)


def _lookups(config: Config, variable: str) -> tuple[Step, ...]:
    """The whole number, then prefixes, the longest first; only lengths that there are."""
    inbound = config.inbound
    lengths = {len(route.caller) for route in inbound.callers if route.prefix}
    listed: tuple[BlockedCaller | AllowedCaller, ...] = (*inbound.blocked, *inbound.allowed)
    lengths |= {len(each.number) for each in listed if each.prefix}
    begins = (f"${{{variable}:0:{n}}}*" for n in sorted(lengths, reverse=True))
    keys = (f"${{{variable}}}", *begins)
    return tuple(step for key in keys for step in _lookup(key))


def _lookup(key: str) -> tuple[Step, ...]:
    """A way that the dialplan gets only in this moment is none yet.

    The `1` is for a row that is not there: the function complains where nothing is asked. It is a
    number in `REFUSED`, too.
    """
    return (
        Step("Set", f"GOES=${{REALTIME_FIELD({TABLE},caller,{key},goes)}}"),
        Step("GotoIf", "$[${DIALPLAN_EXISTS(${GOES},1)}]?found"),
    )


def _by_trunk(config: Config) -> Context:
    """How the group of lines that the call came by writes callers' numbers."""
    groups = tuple(Exten(f"{group.number}", _read(group)) for group in config.trunk_groups)
    unknown = (_told(), Step("Return"))
    return Context(_BY_TRUNK, (*groups, Exten("s", unknown), Exten("_X!", unknown)))


def _told() -> Step:
    return Step("Set", "CALLER=${FILTER(0-9,${CALLERID(num)})}")


def _read(group: TrunkGroup) -> tuple[Step, ...]:
    """What came as people dial it is shown as it came."""
    normalised = (*normalise_caller(group.brings), _told())
    if group.brings is not NumberFormat.NATIONAL:
        return (*normalised, _SHOW)
    return (
        Step("Set", "CAME=${FILTER(0-9+,${CALLERID(num)})}"),
        *normalised,
        Step("GotoIf", f'$["${{CAME:0:1}}"="+"]?{_SHOW.arguments}'),
        Step("Set", "CALLERID(num)=${CAME}"),
        Step("Return"),
    )


def _shown(config: Config) -> Context:
    """The number is written so that a telephone of ours can dial it again."""
    dialling = dialling_of(config)
    every = rewrites(dialling.plan, dialling.area, NumberFormat.NATIONAL)
    extens = {
        f"_c{each.begins}{'X' * (_SHORTEST - len(each.begins))}!": (
            Step("Set", f"CALLERID(num)={each.put}{dialled(each.drop + 1)}"),
            Step("Return"),
        )
        for each in every
    }
    return Context(
        _SHOWN,
        (*(Exten(p, steps) for p, steps in extens.items()), Exten("_c!", (Step("Return"),))),
    )
