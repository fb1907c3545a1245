"""Which channel of Asterisk's is which socket or E1 of ours."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.asterisk.queries import ChannelSeen
from appliance.core.cards import HardwareKey, Socket
from appliance.core.config import Config
from appliance.core.trunks import CityLine, DigitalLine

_ANALOGUE = re.compile(r"DAHDI/([0-9]+)-")
_DIGITAL = re.compile(r"DAHDI/i([0-9]+)/")


@dataclass(frozen=True, slots=True)
class Busy:
    """What Asterisk does with our channels: analogue by channel number, digital by span."""

    analogue: Mapping[int, ChannelSeen]
    digital: Mapping[int, int]


def busy(channels: Iterable[ChannelSeen]) -> Busy:
    """`DAHDI/5-1` is analogue channel 5, `DAHDI/i2/…` a call on span 2."""
    analogue: dict[int, ChannelSeen] = {}
    digital: Counter[int] = Counter()
    for channel in channels:
        if found := _ANALOGUE.match(channel.name):
            analogue.setdefault(int(found[1]), channel)
        elif found := _DIGITAL.match(channel.name):
            digital[int(found[1])] += 1
    return Busy(analogue, digital)


def line_names(config: Config) -> dict[Socket | tuple[HardwareKey, int], str]:
    """Each outside line as a person names it: its group, and its place when it has company."""
    names: dict[Socket | tuple[HardwareKey, int], str] = {}
    for group in config.trunk_groups:
        for place, line in enumerate(group.lines, 1):
            name = group.name.text if len(group.lines) == 1 else f"{group.name.text} {place}"
            match line:
                case CityLine(socket):
                    names[socket] = name
                case DigitalLine(card, span):
                    names[card, span] = name
    return names


def line_of(config: Config, names: Iterable[str]) -> str:
    """The outside line that a call with these channels uses; empty for one within the office."""
    lines = line_names(config)
    by_channel = {channel: lines.get(s, "") for s, (channel, _) in config.sockets().items()}
    by_span = {s.number: lines.get((d.card, d.span), "") for d, s in config.digital_lines().items()}
    for name in names:
        if (found := _ANALOGUE.match(name)) and by_channel.get(int(found[1])):
            return by_channel[int(found[1])]
        if (found := _DIGITAL.match(name)) and by_span.get(int(found[1])):
            return by_span[int(found[1])]
    return ""
