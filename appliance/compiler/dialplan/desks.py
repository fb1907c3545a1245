"""At which telephone somebody is, and who is at it: he took another's by his number and PIN.

AstDB has both, the telephone's guest and the guest's telephone, and only where they agree does
anything hold: what is forgotten of either ends it. A telephone with a guest is his alone, so it
calls by his rights under his number, and rings for him; his own rings no more. Help is called
as from the telephone itself, because it is sent to where that stands.
"""

from collections.abc import Iterator

from appliance.compiler.circles import pick_up_groups
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled, written
from appliance.compiler.dialplan.telephones import DEVICES, beginnings, channels
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import Family, read
from appliance.core.noted import Fact

TABLE = "desks"
DESK = "DESK"
"""The telephone's own number, once it is known who is at it."""
WHERE = "WHERE"
"""The devices that ring for somebody; nothing where somebody else is at his telephone."""

_SIT, _SEATED, _WHERE = "sub-desk", "sub-seated", "sub-where"
_LEFT = "desk-left"  # run when a channel of a telephone with a guest ends
_TALKS = "desks"  # the category of GROUP() that such channels are in, by the guest's number
_NUMBER = dialled()
_ANY = "_[0-9*#]!"
IN_USE, FREE = "INUSE", "NOT_INUSE"


def on(config: Config) -> bool:
    """Whether anybody can be at another telephone than his own."""
    return bool(config.code(Feature.HOT_DESK_ON))


def table(config: Config) -> Table:
    """What of each number goes with whoever is at its telephone, or with its owner."""
    return Table(TABLE, ("number", "devices", "channels", "rings", "takes"), tuple(_rows(config)))


def _rows(config: Config) -> Iterator[Row]:
    if not on(config):
        return
    groups = pick_up_groups(config)
    for number, devices in channels(config).items():
        opened = groups.get(number)
        takes = ("", "") if opened is None else (opened.rings, opened.takes)
        yield (number, devices, beginnings(devices), *takes)


def lamp(number: str) -> str:
    """The device state of whoever is at another telephone: whether that is in use."""
    return f"Custom:{Family.DESK}{number}"


def away(number: str) -> str:
    """Something, unless the number's telephone is its owner's as ever; perhaps even then."""
    return f"{read(Family.AT_DESK, number)}{read(Family.DESK, number)}"


_MINE = '${IF($["${ME}"=""]?-:${ME})}'  # func_db complains of a key that is empty
GUEST = f'"${{{DESK}}}"="" & "{read(Family.DESK, _MINE)}"!=""'
"""The condition that somebody else may be at the telephone of `ME`."""


def ask(config: Config) -> tuple[Step, ...]:
    """Before it counts whose telephone it is: from here on `ME` is who is at it."""
    return (Step("GosubIf", f"$[{GUEST}]?{_SIT},s,1"),) if on(config) else ()


def sit(label: str) -> Step:
    """The same without a condition."""
    return Step("Gosub", f"{_SIT},s,1", label)


def seated(variable: str) -> tuple[Step, Step]:
    """The variable, a telephone's number, becomes that of who is at it."""
    return (
        Step("Gosub", f"{_SEATED},${{{variable.lstrip('_')}}},1"),
        Step("Set", f"{variable}=${{GOSUB_RETVAL}}"),
    )


def where(config: Config, number: str) -> tuple[Step, ...]:
    """`WHERE` and `DEVICES`, if they are not the number's own, become those that ring for it."""
    if not on(config):
        return ()
    return (Step("GosubIf", f'$["{away(number)}"!=""]?{_WHERE},{number},1'),)


def contexts(config: Config) -> tuple[Context, ...]:
    """The questions that calls ask."""
    if not on(config):
        return ()
    return (
        Context(_SIT, (Exten("s", tuple(_sits(config))),)),
        Context(_SEATED, (Exten(_ANY, _seated()),)),
        Context(_WHERE, (Exten(_ANY, _where()),)),
        Context(_LEFT, (Exten("s", _left()),)),
    )


def _field(number: str, column: str) -> str:
    return f"${{REALTIME_FIELD({TABLE},number,{number},{column})}}"


def _sits(config: Config) -> Iterator[Step]:
    """On a channel of the telephone, whether it calls or is called."""
    yield Step("Set", f"{DESK}=${{ME}}")
    yield from seated("ME")
    yield Step("GotoIf", f'$["${{ME}}"="${{{DESK}}}"]?done')
    yield Step("Set", "CALLERID(num)=${ME}", note=Note("at desk", (f"${{{DESK}}}", "${ME}")))
    if config.code(Feature.PICK_UP_GROUP):
        yield Step("Set", f"CHANNEL(namedcallgroup)={_field('${ME}', 'rings')}")
        yield Step("Set", f"CHANNEL(namedpickupgroup)={_field('${ME}', 'takes')}")
    yield Step("Set", f"GROUP({_TALKS})=${{ME}}")
    yield Step("Set", f"DEVICE_STATE({lamp('${ME}')})={IN_USE}")
    yield Step("Set", f"CHANNEL(hangup_handler_push)={_LEFT},s,1(${{ME}})")
    yield written(Fact.AT_DESK, "${ME}")
    yield Step("Return", label="done")


def _left() -> tuple[Step, ...]:
    """The channel that ends counts still; ARG1 is who was at it, whoever it speaks for by now."""
    up = f"$[${{GROUP_COUNT(${{ARG1}}@{_TALKS})}}>1]"
    return (
        Step("Set", f"DEVICE_STATE({lamp('${ARG1}')})=${{IF({up}?{IN_USE}:{FREE})}}"),
        Step("Return"),
    )


def _seated() -> tuple[Step, ...]:
    """Returns who is at the telephone of the number."""
    return (
        Step("Set", f"SEATED={read(Family.DESK, _NUMBER)}"),
        Step("GotoIf", '$["${SEATED}"=""]?own'),
        Step("GotoIf", f'$["{read(Family.AT_DESK, "${SEATED}")}"!="{_NUMBER}"]?own'),
        Step("Return", "${SEATED}"),
        Step("Return", _NUMBER, "own"),
    )


def _where() -> tuple[Step, ...]:
    there = (Note("is at desk", (_NUMBER, "${AT}")), Note("desk is taken", (_NUMBER,)))
    return (
        Step("Set", f"AT={read(Family.AT_DESK, _NUMBER)}"),
        Step("GotoIf", '$["${AT}"=""]?here'),
        Step("GotoIf", f'$["{read(Family.DESK, "${AT}")}"!="{_NUMBER}"]?here'),
        Step("Set", f"{WHERE}={_field('${AT}', 'devices')}", note=there[0]),
        Step("Set", f"{DEVICES}={_field('${AT}', 'channels')}"),
        Step("Return"),
        Step("Gosub", f"{_SEATED},{_NUMBER},1", "here"),
        Step("GotoIf", f'$["${{GOSUB_RETVAL}}"="{_NUMBER}"]?own'),
        Step("Set", f"{WHERE}=", note=there[1]),
        Step("Set", f"{DEVICES}="),
        Step("Return", label="own"),
    )
