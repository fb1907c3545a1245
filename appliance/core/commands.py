"""What an admin can ask of the configuration: `edit` answers with the next one or refuses."""

from dataclasses import dataclass, replace
from typing import assert_never

from appliance.core.adopt import adopted, with_cards
from appliance.core.cards import FoundCard, Framing, HardwareKey, PriSide
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.people import Extension, Language, SipPhone
from appliance.core.secret import Secret
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, Recording


@dataclass(frozen=True, slots=True)
class AdoptCard:
    """Take a card on with the country's defaults."""

    card: FoundCard


@dataclass(frozen=True, slots=True)
class ForgetCard:
    """Free the numbers of a card that will not come back."""

    key: HardwareKey


@dataclass(frozen=True, slots=True)
class SetLine:
    """How an E1 is spoken with its carrier."""

    card: HardwareKey
    span: int
    framing: Framing
    side: PriSide


@dataclass(frozen=True, slots=True)
class RenameExtension:
    number: ExtensionNumber
    name: DisplayName


@dataclass(frozen=True, slots=True)
class AddSipPhone:
    """A new extension with a telephone that registers under the extension's number."""

    number: ExtensionNumber
    name: DisplayName
    secret: Secret


@dataclass(frozen=True, slots=True)
class RemoveExtension:
    number: ExtensionNumber


@dataclass(frozen=True, slots=True)
class RouteDid:
    """Calls to one of our numbers ring `to`; None takes the route away."""

    did: Did
    to: ExtensionNumber | None


@dataclass(frozen=True, slots=True)
class SetOperator:
    """Who is rung when nobody else was meant; None: such calls are refused."""

    number: ExtensionNumber | None


@dataclass(frozen=True, slots=True)
class SetRecording:
    recording: Recording


Command = (
    AdoptCard
    | ForgetCard
    | SetLine
    | RenameExtension
    | AddSipPhone
    | RemoveExtension
    | RouteDid
    | SetOperator
    | SetRecording
)


def edit(config: Config, command: Command) -> Config:  # noqa: PLR0911  # one answer a command
    """The configuration after `command`; Invalid names the field and the cure."""
    match command:
        case AdoptCard(card):
            return adopted(config, card)
        case ForgetCard(key):
            return _forgotten(config, key)
        case SetLine():
            return _line_set(config, command)
        case RenameExtension(number, name):
            return _extension(config, replace(config.extension(number), name=name))
        case AddSipPhone():
            return _phone_added(config, command)
        case RemoveExtension(number):
            return _removed(config, number)
        case RouteDid():
            return _did_routed(config, command)
        case SetOperator(number):
            return replace(config, inbound=replace(config.inbound, operator=number))
        case SetRecording(recording):
            return replace(config, recording=recording)
        case _:
            assert_never(command)


def _forgotten(config: Config, key: HardwareKey) -> Config:
    card = config.card(key)
    return with_cards(config, tuple(each for each in config.cards if each is not card))


def _line_set(config: Config, command: SetLine) -> Config:
    card = config.card(command.card)
    if command.span not in {span.local for span in card.spans}:
        raise Invalid("span", f"{card.model} has no span {command.span}")
    spans = tuple(
        replace(span, framing=command.framing, side=command.side)
        if span.local == command.span
        else span
        for span in card.spans
    )
    changed = replace(card, spans=spans)
    return replace(config, cards=tuple(changed if c is card else c for c in config.cards))


def _extension(config: Config, changed: Extension) -> Config:
    extensions = tuple(
        changed if ext.number == changed.number else ext for ext in config.extensions
    )
    return replace(config, extensions=extensions)


def _phone_added(config: Config, command: AddSipPhone) -> Config:
    extension = Extension(
        number=command.number,
        name=command.name,
        devices=(SipPhone(Token(command.number.digits), command.secret),),
        language=Language(config.national.language),
    )
    return replace(config, extensions=(*config.extensions, extension))


def _removed(config: Config, number: ExtensionNumber) -> Config:
    gone = config.extension(number)
    inbound = config.inbound
    return replace(
        config,
        extensions=tuple(ext for ext in config.extensions if ext is not gone),
        inbound=replace(
            inbound,
            dids=tuple(route for route in inbound.dids if route.to != number),
            lines=tuple(route for route in inbound.lines if route.to != number),
            operator=None if inbound.operator == number else inbound.operator,
        ),
    )


def _did_routed(config: Config, command: RouteDid) -> Config:
    others = tuple(route for route in config.inbound.dids if route.did != command.did)
    if command.to is not None:
        others = (*others, DidRoute(command.did, command.to))
    return replace(config, inbound=replace(config.inbound, dids=others))
