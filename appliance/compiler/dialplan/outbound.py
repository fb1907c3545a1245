"""Calls to the outside: by the groups in their order, or one group chosen by hand."""

from collections.abc import Iterable

from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.steps import END_OF_CALL, Context, Exten, Step, dialled
from appliance.core.config import Config
from appliance.core.trunks import TrunkGroup

RING_SECONDS = 90
# A city line's exchange needs up to a second after we seize it until it takes digits.
_PAUSE = "ww"


def _dial(group: TrunkGroup, number: str) -> Step:
    """From the group's last free line down: exchanges hunt from the first up, so few meet."""
    pause = "" if group.digital else _PAUSE
    return Step("Dial", f"DAHDI/G{group.number}/{pause}{number},{RING_SECONDS}")


def _usable(config: Config) -> dict[int, TrunkGroup]:
    return {group.number: group for group in config.trunk_groups if group.lines}


def _ours(group: TrunkGroup) -> tuple[Step, ...]:
    if group.our_number is None:
        return ()
    return (Step("Set", f"CALLERID(num)={group.our_number}"),)


def _attempts(config: Config, groups: Iterable[TrunkGroup], number: str) -> tuple[Step, ...]:
    """Group after group, going on only when a group had no line to give."""
    steps: list[Step] = list(recording.outward(config))
    for position, group in enumerate(groups):
        if position:
            steps.append(
                Step("GotoIf", '$["${DIALSTATUS}"!="CHANUNAVAIL"]?call-end,${DIALSTATUS},1')
            )
        steps += [*_ours(group), _dial(group, number)]
    return (*steps, END_OF_CALL)


def outbound(config: Config) -> Context:
    """Any number of three digits and more that is nothing of ours."""
    usable = _usable(config)
    ordered = [usable[number] for number in config.outbound.groups if number in usable]
    national = config.national
    extens: list[Exten] = []
    if ordered:
        home, abroad = national.country_calling_code, national.international_prefix
        extens = [
            Exten("_XXX.", _attempts(config, ordered, dialled())),
            Exten(
                f"_+{home}X.",
                _attempts(config, ordered, national.trunk_prefix + dialled(len(home) + 1)),
            ),
            Exten("_+X.", _attempts(config, ordered, abroad + dialled(1))),
        ]
    for number, group in sorted(usable.items()):
        code = f"#{number}"
        steps = _attempts(config, [group], dialled(len(code)))
        extens.append(Exten(f"_{code}X.", steps))
    return Context("outbound", tuple(extens))


def emergency(config: Config) -> Context:
    """Emergency numbers over every group there is, city lines first, with no condition at all."""
    groups = sorted(_usable(config).values(), key=lambda group: (group.digital, group.number))
    if not groups:
        return Context("emergency")
    dials = tuple(_dial(group, "${EXTEN}") for group in groups)
    return Context(
        "emergency",
        tuple(
            Exten(number, (*dials, Step("Congestion", "20")))
            for number in config.national.emergency
        ),
    )
