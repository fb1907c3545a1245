"""Which channel of Asterisk's is which socket or E1 of ours."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from appliance.asterisk.queries import ChannelSeen
from appliance.core.cards import E1_CHANNELS, E1Signalling, HardwareKey, Socket
from appliance.core.config import Config
from appliance.core.trunks import CityLine, DigitalLine

_NUMBERED = re.compile(r"DAHDI/([0-9]+)-")
_ISDN = re.compile(r"DAHDI/i([0-9]+)/")


@dataclass(frozen=True, slots=True)
class Busy:
    """What Asterisk does with our channels: by channel number, or ISDN calls by span."""

    numbered: Mapping[int, ChannelSeen]
    isdn: Mapping[int, tuple[ChannelSeen, ...]]

    def on_span(self, number: int, base: int) -> Iterator[tuple[int, ChannelSeen]]:
        """Each call on an E1 with its timeslot, 0 where that is not known."""
        for channel in self.isdn.get(number, ()):
            slot = channel.timeslot - base + 1
            yield slot if 1 <= slot <= E1_CHANNELS else 0, channel
        for slot in range(1, E1_CHANNELS + 1):  # signalled by bits, a call is named by its channel
            if (used := self.numbered.get(base + slot - 1)) is not None:
                yield slot, used


def busy(channels: Iterable[ChannelSeen]) -> Busy:
    """`DAHDI/5-1` is channel 5, `DAHDI/i2/…` an ISDN call on span 2."""
    numbered: dict[int, ChannelSeen] = {}
    isdn: dict[int, list[ChannelSeen]] = {}
    for channel in channels:
        if found := _NUMBERED.match(channel.name):
            numbered.setdefault(int(found[1]), channel)
        elif found := _ISDN.match(channel.name):
            isdn.setdefault(int(found[1]), []).append(channel)
    return Busy(numbered, {span: tuple(each) for span, each in isdn.items()})


@dataclass(frozen=True, slots=True)
class LineName:
    """An outside line as a person names it, and the number of its trunk group."""

    name: str
    group: str


NAMELESS = LineName("", "")


def line_names(config: Config) -> dict[Socket | tuple[HardwareKey, int], LineName]:
    """Each outside line by its group, and its place when it has company."""
    names: dict[Socket | tuple[HardwareKey, int], LineName] = {}
    for group in config.trunk_groups:
        for place, line in enumerate(group.lines, 1):
            name = group.name.text if len(group.lines) == 1 else f"{group.name.text} {place}"
            named = LineName(name, str(group.number))
            match line:
                case CityLine(socket):
                    names[socket] = named
                case DigitalLine(card, span):
                    names[card, span] = named
    return names


def line_of(config: Config, names: Iterable[str]) -> str:
    """The outside line that a call with these channels uses; empty for one within the office."""
    lines = {line: each.name for line, each in line_names(config).items()}
    by_channel = {channel: lines.get(s, "") for s, (channel, _) in config.sockets().items()}
    by_span: dict[int, str] = {}
    for line, span in config.digital_lines().items():
        name = lines.get((line.card, line.span), "")
        if span.signalling is E1Signalling.CAS:
            by_channel |= dict.fromkeys(range(span.base, span.end), name)
        else:
            by_span[span.number] = name
    for channel in names:
        if (found := _NUMBERED.match(channel)) and by_channel.get(int(found[1])):
            return by_channel[int(found[1])]
        if (found := _ISDN.match(channel)) and by_span.get(int(found[1])):
            return by_span[int(found[1])]
    return ""
