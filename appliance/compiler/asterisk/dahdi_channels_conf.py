"""Each line card channel in a section of its own, so that no setting leaks to the next.

Read by chan_dahdi.conf. A telephone plugs into an FXS socket, and so speaks FXO signalling.
"""

from appliance.compiler.caller import identity
from appliance.compiler.conf import ConfFile, Line, Option, Section, options
from appliance.compiler.dialplan.inbound import line_context
from appliance.compiler.header import header
from appliance.core.cards import E1_SIGNALLING_CHANNEL, Card, Port, Socket, Span, SpanKind
from appliance.core.config import Config
from appliance.core.people import DeskPhone, Extension
from appliance.core.trunks import CityLine, DigitalLine
from appliance.core.trunks import Line as TrunkLine


def render(config: Config) -> ConfFile:
    """Sockets with nobody and lines in no group stay out of service."""
    phones = {
        device.socket: ext
        for ext in config.extensions
        for device in ext.devices
        if isinstance(device, DeskPhone)
    }
    groups = {line: group.number for group in config.trunk_groups for line in group.lines}
    sections: list[Section] = []
    for card, span in config.spans():
        if span.kind is SpanKind.E1:
            sections += _digital(card, span, groups)
        else:
            sections += _analogue(config, card, span, phones, groups)
    return ConfFile(header(), tuple(sections))


def _echo(card: Card) -> tuple[Option, ...]:
    # Virtual spans have no echo, and no canceller is configured on them.
    return options(echocancel=False) if card.key.virtual else ()


def _digital(card: Card, span: Span, groups: dict[TrunkLine, int]) -> list[Section]:
    line = DigitalLine(card.key, span.local)
    if line not in groups:
        return []
    signalling = span.base + E1_SIGNALLING_CHANNEL - 1
    channels = f"{span.base}-{signalling - 1},{signalling + 1}-{span.end - 1}"
    lines = options(
        signalling=span.side.value,
        switchtype="euroisdn",
        context="from-pstn",
        group=groups[line],
        dahdichan=channels,
    )
    return [Section(f"span-{span.number}", (*_echo(card), *lines))]


def _analogue(
    config: Config,
    card: Card,
    span: Span,
    phones: dict[Socket, Extension],
    groups: dict[TrunkLine, int],
) -> list[Section]:
    routed = {route.line for route in config.inbound.lines}
    sections = []
    for place, port in enumerate(span.ports, start=1):
        socket, channel = Socket(card.key, span.local, place), span.base + place - 1
        lines: tuple[Line, ...] = ()
        if port is Port.FXS and socket in phones:
            lines = _telephone(phones[socket])
        elif port is Port.FXO and CityLine(socket) in groups:
            context = line_context(channel) if socket in routed else "from-pstn-line"
            lines = _city_line(context, groups[CityLine(socket)])
        if lines:
            chan = options(dahdichan=channel)
            sections.append(Section(f"channel-{channel}", (*_echo(card), *lines, *chan)))
    return sections


def _telephone(extension: Extension) -> tuple[Option, ...]:
    return options(
        signalling="fxo_ks",
        context="from-internal",
        language=extension.language.value,
        callerid=identity(extension.name, extension.number.digits),
    )


def _city_line(context: str, group: int) -> tuple[Option, ...]:
    return options(signalling="fxs_ks", context=context, group=group, busydetect=True, busycount=6)
