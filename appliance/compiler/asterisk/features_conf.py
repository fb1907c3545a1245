"""Codes within a call; those of Asterisk's own choosing are switched off."""

from collections.abc import Mapping

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.dialplan import record_now
from appliance.compiler.header import header
from appliance.core.config import Config
from appliance.core.feature_codes import Feature

# The channel drivers take this code before the dialplan sees it; ours is in `app-features`.
_NOBODY_DIALS = "pickup"
_WHILE_ASKING: Mapping[str, Feature] = {
    "atxferabort": Feature.TRANSFER_ABORT,
    "atxfercomplete": Feature.TRANSFER_COMPLETE,
    "atxferthreeway": Feature.THREE_WAY,
    "atxferswap": Feature.TRANSFER_SWAP,
}


def render(config: Config) -> ConfFile:
    """From an analogue telephone a hook flash does the same, which chan_dahdi does itself.

    Who is asked before a call is handed over rings as long as any telephone; if he does not answer,
    who was to be handed over comes back to who asked.
    """
    asking = {name: config.code(feature) for name, feature in _WHILE_ASKING.items()}
    return ConfFile(
        header(),
        (
            Section(
                "general",
                options(
                    pickupexten=_NOBODY_DIALS,
                    transferdialattempts=3,
                    transferdigittimeout=4,
                    atxfernoanswertimeout=25,
                    atxferdropcall=False,
                    atxfercallbackretries=1,
                    **asking,
                ),
            ),
            Section(
                "featuremap",
                options(
                    blindxfer=config.code(Feature.TRANSFER_BLIND),
                    disconnect="",
                    atxfer=config.code(Feature.TRANSFER),
                    parkcall="",
                    automixmon="",
                ),
            ),
            Section(
                "applicationmap", options(**{record_now.FEATURE: record_now.application(config)})
            ),
        ),
    )
