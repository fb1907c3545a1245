"""A `Config` to rows. Runs within the caller's transaction."""

from appliance.core.cards import Card, Socket
from appliance.core.config import Config
from appliance.core.people import Device, Extension, SipPhone
from appliance.core.trunks import CityLine, Line, TrunkGroup
from appliance.store.rows import (
    TABLES,
    CardRow,
    DeviceRow,
    DidRow,
    ExtensionRow,
    GroupRow,
    LineRouteRow,
    LineRow,
    OutboundRow,
    ParameterRow,
    Setting,
    SpanRow,
)

Place = dict[str, str | int | None]


def rows_of_config(config: Config) -> None:
    """Replace what the tables hold. The configuration is small: all rows are written anew."""
    for table in reversed(TABLES):
        table.delete().execute()
    operator = config.inbound.operator
    for name, value in {
        "country": config.country.value,
        "recording": config.recording.value,
        "did_tail": str(config.inbound.did_tail),
        "operator": operator.digits if operator is not None else None,
    }.items():
        Setting.insert(name=name, value=value).execute()
    for position, card in enumerate(config.cards):
        _card(position, card)
    for position, extension in enumerate(config.extensions):
        _extension(position, extension)
    for position, group in enumerate(config.trunk_groups):
        _group(position, group)
    _routes(config)


def _place(socket: Socket) -> Place:
    return {"card": socket.card.text, "span": socket.span, "place": socket.place}


def _card(position: int, card: Card) -> None:
    CardRow.insert(
        position=position, key=card.key.text, model=card.model, driver=card.driver.text
    ).execute()
    for at, parameter in enumerate(card.parameters):
        ParameterRow.insert(
            card_id=position, position=at, name=parameter.name, value=parameter.value
        ).execute()
    for at, span in enumerate(card.spans):
        SpanRow.insert(
            number=span.number,
            card_id=position,
            position=at,
            local=span.local,
            base=span.base,
            kind=span.kind.value,
            ports=" ".join(port.value for port in span.ports),
            crc4=span.framing.crc4,
            timing=span.framing.timing,
            side=span.side.value,
        ).execute()


def _extension(position: int, extension: Extension) -> None:
    ExtensionRow.insert(
        position=position,
        number=extension.number.digits,
        name=extension.name.text,
        language=extension.language.value,
        ring_seconds=extension.ring_seconds,
    ).execute()
    for at, device in enumerate(extension.devices):
        DeviceRow.insert(extension_id=position, position=at, **_device(device)).execute()


def _device(device: Device) -> Place:
    if isinstance(device, SipPhone):
        return {"account": device.account.text, "secret": device.secret.text}
    return _place(device.socket)


def _group(position: int, group: TrunkGroup) -> None:
    GroupRow.insert(
        number=group.number,
        position=position,
        name=group.name.text,
        our_number=group.our_number.digits if group.our_number is not None else None,
    ).execute()
    for at, line in enumerate(group.lines):
        LineRow.insert(group_id=group.number, position=at, **_line(line)).execute()


def _line(line: Line) -> Place:
    if isinstance(line, CityLine):
        return _place(line.socket)
    return {"card": line.card.text, "span": line.span, "place": None}


def _routes(config: Config) -> None:
    for position, did in enumerate(config.inbound.dids):
        DidRow.insert(position=position, did=did.did.digits, extension_id=did.to.digits).execute()
    for position, route in enumerate(config.inbound.lines):
        LineRouteRow.insert(
            position=position, extension_id=route.to.digits, **_place(route.line)
        ).execute()
    for position, group in enumerate(config.outbound.groups):
        OutboundRow.insert(position=position, group_id=group).execute()
