"""Which channel events Asterisk writes down: the truth that call records are made of."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

_EVENTS = (
    "CHAN_START",
    "CHAN_END",
    "ANSWER",
    "HANGUP",
    "BRIDGE_ENTER",
    "BRIDGE_EXIT",
    "APP_START",
    "PARK_START",
    "PARK_END",
    "BLINDTRANSFER",
    "ATTENDEDTRANSFER",
    "PICKUP",
    "FORWARD",
    "LINKEDID_END",
    "USER_DEFINED",
    "LOCAL_OPTIMIZE",
)


# Who was rung, what was recorded, and where a caller was when nobody talked to him.
_APPLICATIONS = (
    "background",
    "chanspy",
    "confbridge",
    "dial",
    "mixmonitor",
    "noop",
    "park",
    "parkedcall",
    "pickup",
    "pickupchan",
    "playback",
    "queue",
    "receivefax",
    "voicemail",
    "voicemailmain",
)


def render(config: Config) -> ConfFile:
    """Applications are followed where a record needs them."""
    del config
    return ConfFile(
        header(),
        (
            Section(
                "general",
                options(enable=True, apps=",".join(_APPLICATIONS), events=",".join(_EVENTS)),
            ),
        ),
    )
