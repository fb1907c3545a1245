"""Codes within a call; those of Asterisk's own choosing are switched off."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

# The channel drivers take this code before the dialplan sees it; ours is in `app-features`.
_NOBODY_DIALS = "pickup"


def render(config: Config) -> ConfFile:
    """Transfer from an analogue telephone is by hook flash, which chan_dahdi does itself."""
    del config
    return ConfFile(
        header(),
        (
            Section("general", options(pickupexten=_NOBODY_DIALS, transferdialattempts=3)),
            Section(
                "featuremap",
                options(blindxfer="##", disconnect="", atxfer="*2", parkcall="", automixmon="*1"),
            ),
        ),
    )
