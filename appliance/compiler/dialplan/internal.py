"""Calls to our own extensions."""

from appliance.compiler.caller import analogue_name, caller_name
from appliance.compiler.conf import Option, Section
from appliance.compiler.dialplan import recording
from appliance.compiler.dialplan.steps import END_OF_CALL, Context, Exten, Step
from appliance.core.config import Config
from appliance.core.people import DeskPhone, Device, Extension


def channel(config: Config, device: Device) -> str:
    """The device as Dial and hints name it."""
    if isinstance(device, DeskPhone):
        return f"DAHDI/{config.sockets()[device.socket][0]}"
    return f"PJSIP/{device.account}"


def from_internal() -> Context:
    """Where every telephone of ours begins. Emergency numbers stand before all else."""
    return Context(
        "from-internal",
        includes=("emergency", "from-internal-custom", "app-features", "ext-local", "outbound"),
    )


def ext_local(config: Config) -> Context:
    """Every extension, also for calls from outside: nothing here leads out of the office."""
    return Context("ext-local", tuple(_extension(config, ext) for ext in config.extensions))


def _extension(config: Config, extension: Extension) -> Exten:
    devices = "&".join(channel(config, device) for device in extension.devices)
    number = extension.number.digits
    if not devices:
        return Exten(number, (Step("Congestion", "20"),))
    dial = Step("Dial", f"{devices},{extension.ring_seconds}{_name_option(config, extension)}")
    return Exten(number, (*recording.inside(config), dial, END_OF_CALL), hint=devices)


def latin_names(config: Config) -> dict[str, str]:
    """Numbers whose name an analogue telephone cannot show as it is, with what it can show."""
    names = {
        ext.number.digits: analogue_name(ext.name)
        for ext in config.extensions
        if not caller_name(ext.name).isascii()
    }
    return {number: name for number, name in names.items() if name}


def _name_option(config: Config, extension: Extension) -> str:
    analogue = any(isinstance(device, DeskPhone) for device in extension.devices)
    if analogue and latin_names(config):
        return ",b(analogue-name^s^1)"
    return ""


_LATIN = "${LATIN_${FILTER(0-9,${CONNECTEDLINE(num)})}}"


def analogue_names(config: Config) -> tuple[Section, ...]:
    """The caller's name in Latin letters, put on the ringing analogue channel alone."""
    names = latin_names(config)
    if not names:
        return ()
    lines = tuple(Option(f"LATIN_{number}", name) for number, name in sorted(names.items()))
    return (Section("globals", lines),)


def analogue_name_context(config: Config) -> Context:
    """Run on the channel of the telephone before it rings."""
    if not latin_names(config):
        return Context("analogue-name")
    return Context(
        "analogue-name",
        (
            Exten(
                "s",
                (
                    Step("GotoIf", '$["${CHANNEL:0:5}"!="DAHDI"]?done'),
                    Step("GotoIf", f"$[${{LEN({_LATIN})}}=0]?done"),
                    Step("Set", f"CONNECTEDLINE(name,i)={_LATIN}"),
                    Step("Return", label="done"),
                ),
            ),
        ),
    )


def call_end() -> Context:
    """How a call that was not answered ends: the caller hears busy, or congestion, or is let go."""
    return Context(
        "call-end",
        (
            Exten("BUSY", (Step("Busy", "20"),)),
            Exten("NOANSWER", (Step("Hangup", "19"),)),  # Q.850 19: no answer, user alerted
            Exten("_[A-Z].", (Step("Congestion", "20"),)),
        ),
    )
