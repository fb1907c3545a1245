"""Telephones as Dial names them, and which of them may ring while somebody talks at them.

A telephone of the office network decides for itself what a second call does. Of an analogue one the
driver would always announce it by a tone in the talk; here it is busy unless its owner has call
waiting on. Groups and queues never announce a call so: somebody else is free.
"""

from collections.abc import Callable, Iterator

from appliance.compiler.dialplan.steps import Note, Step, written
from appliance.core.cards import Port
from appliance.core.config import Config
from appliance.core.live_state import Family, read
from appliance.core.noted import Fact
from appliance.core.people import DeskPhone, Device

TALKS = "ext-talks"
"""Of an extension at whose telephone somebody may be talking."""
DEVICES = "DEVICES"
"""Beginnings of the names of the channels of whom was asked about, joined by `&`."""
_ANALOGUE = "DAHDI/"
_TALKING = ("INUSE", "ONHOLD")  # states of a device; one that rings is busy to the driver anyhow


def namer(config: Config) -> Callable[[Device], str]:
    """Names a device as Dial and hints do."""
    sockets = config.sockets()

    def name(device: Device) -> str:
        if isinstance(device, DeskPhone):
            return f"DAHDI/{sockets[device.socket][0]}"
        return f"PJSIP/{device.account}"

    return name


def channels(config: Config) -> dict[str, str]:
    """Every extension's devices as Dial names them all at once."""
    name = namer(config)
    return {ext.number.digits: "&".join(map(name, ext.devices)) for ext in config.extensions}


def beginnings(devices: str) -> str:
    """As each channel of these devices is called, but for what tells it from the next."""
    return "&".join(f"{device}-" for device in devices.split("&") if device)


def analogue(config: Config) -> bool:
    """Whether there is a socket for telephones: displays without Cyrillic, and call waiting."""
    return any(port is Port.FXS for _, span in config.spans() for port in span.ports)


def ringing(takes_calls: str, devices: str) -> Iterator[Step]:
    """Adds to `RING`, each behind a `&`, those of a group's member that may ring.

    `takes_calls` is the condition that he wants to be disturbed.
    """
    named = devices.split("&")
    if network := "&".join(each for each in named if not each.startswith(_ANALOGUE)):
        yield _added(takes_calls, network)
    for each in named:
        if each.startswith(_ANALOGUE):
            yield _added(f"{takes_calls} & !({_talks(each)})", each)


def _added(condition: str, devices: str) -> Step:
    return Step("Set", f"RING=${{RING}}${{IF($[{condition}]?&{devices})}}")


def _talks(device: str) -> str:
    state = f"${{DEVICE_STATE({device})}}"
    return " | ".join(f'"{state}"="{each}"' for each in _TALKING)


def perhaps_talking() -> Step:
    """On to `TALKS` where ARG2 has an analogue telephone that is not known to be free."""
    asked = f'"${{ARG2}}" =~ "{_ANALOGUE}" & "${{DEVICE_STATE(${{ARG2}})}}"!="NOT_INUSE"'
    return Step("GotoIf", f"$[{asked}]?{TALKS},${{ARG1}},1")


def free_of_left() -> Iterator[Step]:
    """Adds to `RING` those of `LEFT` at which nobody talks, as `ringing` does."""
    talks = f'"${{ONE}}"="" | "${{ONE:0:6}}"="{_ANALOGUE}" & ({_talks("${ONE}")})'
    yield Step("Set", "ONE=${SHIFT(LEFT,&)}", "next")
    yield Step("GotoIf", f"$[{talks}]?more")
    yield Step("Set", "RING=${RING}&${ONE}")
    yield Step("GotoIf", '$["${LEFT}"!=""]?next', "more")


def unless_talking() -> Iterator[Step]:
    """`RING` becomes the devices of ARG2 that may ring, or busy: ARG1 is whose they are."""
    waiting = read(Family.CALL_WAITING, "${ARG1}")
    talks = f'"${{ONE:0:6}}"="{_ANALOGUE}" & "{waiting}"="" & ({_talks("${ONE}")})'
    yield Step("Set", "LEFT=${ARG2}")
    yield Step("Set", "RING=")
    yield Step("Set", "ONE=${SHIFT(LEFT,&)}", "next")
    yield Step("GotoIf", f"$[{talks}]?more", note=Note("telephone talks", ("${ARG1}",)))
    yield Step("Set", "RING=${RING}&${ONE}")
    yield Step("GotoIf", '$["${LEFT}"!=""]?next', "more")
    yield Step("Set", "DIALSTATUS=BUSY")
    yield Step("ExecIf", f'$["${{RING}}"=""]?{written(Fact.TALKS, "${ARG1}")}')
    yield Step("GotoIf", '$["${RING}"=""]?after')
