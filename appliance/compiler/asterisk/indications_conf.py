"""Tones by country, from Asterisk's own table (configs/samples/indications.conf.sample)."""

from collections.abc import Mapping

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.header import header
from appliance.core.config import Config

_STUTTER_425 = "!425/100,!0/100," * 6 + "425"
_DIAL_US = "350+440"

TONES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "description": "Russian Federation",
        "ringcadence": "1000,4000",
        "dial": "425",
        "busy": "425/350,0/350",
        "ring": "425/1000,0/4000",
        "congestion": "425/175,0/175",
        "callwaiting": "425/200,0/5000",
        "record": "1400/400,0/15000",
        "info": "950/330,1400/330,1800/330,0/1000",
        "dialrecall": "425/400,0/40",
        "stutter": _STUTTER_425,
    },
    "us": {
        "description": "United States",
        "ringcadence": "2000,4000",
        "dial": _DIAL_US,
        "busy": "480+620/500,0/500",
        "ring": "440+480/2000,0/4000",
        "congestion": "480+620/250,0/250",
        "callwaiting": "440/300,0/10000",
        "record": "1400/500,0/15000",
        "info": "!950/330,!1400/330,!1800/330,0",
        "dialrecall": f"!{_DIAL_US}/100,!0/100," * 3 + _DIAL_US,
        "stutter": f"!{_DIAL_US}/100,!0/100," * 6 + _DIAL_US,
    },
    "de": {
        "description": "Germany",
        "ringcadence": "1000,4000",
        "dial": "425",
        "busy": "425/480,0/480",
        "ring": "425/1000,0/4000",
        "congestion": "425/240,0/240",
        "callwaiting": "!425/200,!0/200,!425/200,!0/5000," * 3 + "!425/200,!0/200,!425/200,0",
        "record": "1400/80,0/15000",
        "info": "950/330,1400/330,1800/330,0/1000",
        "dialrecall": "!425/100,!0/100," * 3 + "425",
        "stutter": "425+400",
    },
    "uk": {
        "description": "United Kingdom",
        "ringcadence": "400,200,400,2000",
        "dial": _DIAL_US,
        "busy": "400/375,0/375",
        "ring": "400+450/400,0/200,400+450/400,0/2000",
        "congestion": "400/400,0/350,400/225,0/525",
        "callwaiting": "400/100,0/4000",
        "record": "1400/500,0/60000",
        "info": "950/330,0/15,1400/330,0/15,1800/330,0/1000",
        "dialrecall": _DIAL_US,
        "stutter": "350+440/750,440/750",
    },
}


def render(config: Config) -> ConfFile:
    """Every country we know, and the box's own as the default."""
    sections = tuple(
        Section(zone, tuple(Option(name, tone) for name, tone in tones.items()))
        for zone, tones in TONES.items()
    )
    general = Section("general", options(country=config.national.tone_zone))
    return ConfFile(header(), (general, *sections))
