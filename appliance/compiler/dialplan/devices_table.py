"""Whose telephone it is, by the names that Asterisk gives a telephone's channels."""

from operator import attrgetter

from appliance.compiler.dialplan.telephones import namer
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.people import DeskPhone, Extension, SipPhone

TABLE = "devices"


def table(config: Config) -> Table:
    """Each telephone as Dial names it, and its number."""
    return Table(TABLE, ("device", "number"), (*_desks(config), *_accounts(config.extensions)))


def _desks(config: Config) -> tuple[Row, ...]:
    """Their channel numbers hang on the cards."""
    name = namer(config)
    return tuple(
        (name(device), extension.number.digits)
        for extension in config.extensions
        for device in extension.devices
        if isinstance(device, DeskPhone)
    )


@same_while(attrgetter("number", "devices"))
def _accounts(extensions: tuple[Extension, ...]) -> tuple[Row, ...]:
    return tuple(
        (f"PJSIP/{device.account}", extension.number.digits)
        for extension in extensions
        for device in extension.devices
        if isinstance(device, SipPhone)
    )


def owner(device: str) -> str:
    """Whose the telephone is that an expression names; nothing when it is none of ours."""
    return f"${{REALTIME_FIELD({TABLE},device,{device},number)}}"


def owner_of_channel(variable: str) -> str:
    """The same for a variable that holds the name of one of its channels, which may be gone.

    Channels are named PJSIP/<account>-<8 hexadecimal digits> and DAHDI/<channel>-<1 digit>.
    """
    analogue = f'"${{{variable}:0:5}}"="DAHDI"'
    return owner(f"${{IF($[{analogue}]?${{{variable}:0:-2}}:${{{variable}:0:-9}})}}")
