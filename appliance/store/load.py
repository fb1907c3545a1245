"""Rows to a `Config`."""

from collections.abc import Iterator
from typing import TypeVar

from peewee import Expression

from appliance.core.cards import (
    Card,
    DriverParameter,
    Framing,
    HardwareKey,
    Port,
    PriSide,
    Socket,
    Span,
    SpanKind,
)
from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.people import DeskPhone, Device, Extension, Language, SipPhone
from appliance.core.secret import Secret
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import (
    CityLine,
    DidRoute,
    DigitalLine,
    Inbound,
    Line,
    LineRoute,
    Outbound,
    Recording,
    TrunkGroup,
)
from appliance.store.rows import (
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

Part = TypeVar("Part", ParameterRow, SpanRow, DeviceRow, LineRow)


def config_of_rows() -> Config:
    """The configuration the tables hold; Invalid, KeyError or ValueError when they hold none."""
    settings = {row.name: row.value or "" for row in Setting.select()}
    operator = settings["operator"]
    inbound = Inbound(
        dids=tuple(
            DidRoute(Did(row.did), ExtensionNumber(row.extension_id))
            for row in DidRow.select().order_by(DidRow.position)
        ),
        lines=tuple(
            LineRoute(_socket(row), ExtensionNumber(row.extension_id))
            for row in LineRouteRow.select().order_by(LineRouteRow.position)
        ),
        did_tail=int(settings["did_tail"]),
        operator=ExtensionNumber(operator) if operator else None,
    )
    return Config(
        country=CountryCode(settings["country"]),
        cards=tuple(_card(row) for row in CardRow.select().order_by(CardRow.position)),
        extensions=tuple(
            _extension(row) for row in ExtensionRow.select().order_by(ExtensionRow.position)
        ),
        trunk_groups=tuple(_group(row) for row in GroupRow.select().order_by(GroupRow.position)),
        inbound=inbound,
        outbound=Outbound(
            tuple(row.group_id for row in OutboundRow.select().order_by(OutboundRow.position))
        ),
        recording=Recording(settings["recording"]),
    )


def _socket(row: DeviceRow | LineRouteRow | LineRow) -> Socket:
    if row.card is None or row.span is None or row.place is None:
        raise Invalid("socket", "is not whole")
    return Socket(HardwareKey(row.card), row.span, row.place)


def _of(table: type[Part], condition: Expression) -> Iterator[Part]:
    """Rows that belong to another, in their order."""
    yield from table.select().where(condition).order_by(table.position)


def _card(row: CardRow) -> Card:
    return Card(
        key=HardwareKey(row.key),
        model=row.model,
        driver=Token(row.driver),
        spans=tuple(_span(span) for span in _of(SpanRow, SpanRow.card_id == row.position)),
        parameters=tuple(
            DriverParameter(each.name, each.value)
            for each in _of(ParameterRow, ParameterRow.card_id == row.position)
        ),
    )


def _span(row: SpanRow) -> Span:
    return Span(
        local=row.local,
        number=row.number,
        base=row.base,
        kind=SpanKind(row.kind),
        ports=tuple(map(Port, row.ports.split())),
        framing=Framing(crc4=row.crc4, timing=row.timing),
        side=PriSide(row.side),
    )


def _extension(row: ExtensionRow) -> Extension:
    return Extension(
        number=ExtensionNumber(row.number),
        name=DisplayName(row.name),
        devices=tuple(
            _device(each) for each in _of(DeviceRow, DeviceRow.extension_id == row.position)
        ),
        language=Language(row.language),
        ring_seconds=row.ring_seconds,
    )


def _device(row: DeviceRow) -> Device:
    if row.account is not None and row.secret is not None:
        return SipPhone(Token(row.account), Secret(row.secret))
    return DeskPhone(_socket(row))


def _group(row: GroupRow) -> TrunkGroup:
    return TrunkGroup(
        number=row.number,
        name=DisplayName(row.name),
        lines=tuple(_line(each) for each in _of(LineRow, LineRow.group_id == row.number)),
        our_number=Did(row.our_number) if row.our_number is not None else None,
    )


def _line(row: LineRow) -> Line:
    if row.place is None:
        return DigitalLine(HardwareKey(row.card), row.span)
    return CityLine(_socket(row))
