"""What an admin can ask of the configuration: `edit` answers with the next one or refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from typing import Any

from appliance.core.adopt import adopted, with_cards
from appliance.core.cards import E1Signalling, FoundCard, Framing, HardwareKey, PriSide
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.numbers import Did, ExtensionNumber
from appliance.core.office import Office, with_office
from appliance.core.parts import Part, put, put_all, take_out
from appliance.core.people import Extension, Language, SipPhone
from appliance.core.renaming import put_as
from appliance.core.secret import Secret
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import USUAL_ROLE, DidRoute, Recording
from appliance.core.zones import Zone, check_known


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
    signalling: E1Signalling = E1Signalling.PRI


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


@dataclass(frozen=True, slots=True)
class Put:
    """A part of the configuration as it is to be: new, or in place of the one of its name."""

    part: Part


@dataclass(frozen=True, slots=True)
class PutAs:
    """A part in the place of the one that had the name `was`; what pointed there points here.

    `was` is written as people write it: a telephone's number, two keys with a blank between them.
    """

    was: str
    part: Part


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Remove the part that has this one's name; what points at it has to go first."""

    part: Part


@dataclass(frozen=True, slots=True)
class SetOffice:
    """All that the configuration has once."""

    office: Office


@dataclass(frozen=True, slots=True)
class Replace:
    """The whole configuration anew, such as from a file or an earlier revision."""

    config: Config


@dataclass(frozen=True, slots=True)
class Several:
    """One change after the other, all or none. What is put one after the other is put at once."""

    commands: "tuple[Command, ...]"


Command = (
    Several
    | Replace
    | Put
    | PutAs
    | TakeOut
    | SetOffice
    | AdoptCard
    | ForgetCard
    | SetLine
    | RenameExtension
    | AddSipPhone
    | RemoveExtension
    | RouteDid
    | SetOperator
    | SetRecording
)


def _forgotten(config: Config, key: HardwareKey) -> Config:
    card = config.card(key)
    return with_cards(config, tuple(each for each in config.cards if each is not card))


def _line_set(config: Config, command: SetLine) -> Config:
    card = config.card(command.card)
    if command.span not in {span.local for span in card.spans}:
        raise Invalid("span", f"{card.model} has no span {command.span}; choose one that it has")
    spans = tuple(
        replace(span, framing=command.framing, side=command.side, signalling=command.signalling)
        if span.local == command.span
        else span
        for span in card.spans
    )
    changed = replace(card, spans=spans)
    return replace(config, cards=tuple(changed if c is card else c for c in config.cards))


def _renamed(config: Config, command: RenameExtension) -> Config:
    """The person who has the number, else the telephone itself."""
    person = config.owner(command.number)
    if person is not None:
        return put(config, replace(person, name=command.name))
    return put(config, replace(config.extension(command.number), name=command.name))


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
    inbound, mail = config.inbound, config.mail
    told = tuple(each for each in mail.emergency_telephones if each != number)
    return replace(
        config,
        extensions=tuple(ext for ext in config.extensions if ext is not gone),
        people=tuple(
            replace(person, number=None) if person.number == number else person
            for person in config.people
        ),
        inbound=replace(
            inbound,
            dids=tuple(route for route in inbound.dids if route.to != ToExtension(number)),
            lines=tuple(route for route in inbound.lines if route.to != ToExtension(number)),
            operator=None if inbound.operator == number else inbound.operator,
        ),
        mail=mail
        if told == mail.emergency_telephones
        else replace(mail, emergency_telephones=told),
    )


def _did_routed(config: Config, command: RouteDid) -> Config:
    others = tuple(route for route in config.inbound.dids if route.did != command.did)
    if command.to is not None:
        others = (*others, DidRoute(command.did, ToExtension(command.to)))
    return replace(config, inbound=replace(config.inbound, dids=others))


def _all_of(config: Config, commands: "tuple[Command, ...]") -> Config:
    """Thousands of parts are put as fast as one, and can point at those that come after them."""
    for kind, group in groupby(commands, type):
        if kind is Put:
            config = put_all(config, (each.part for each in group if isinstance(each, Put)))
        else:
            config = reduce(_edited, group, config)
    return config


_EDITS: Mapping[type, Callable[[Config, Any], Config]] = {
    Several: lambda config, c: _all_of(config, c.commands),
    Replace: lambda _, c: c.config,
    Put: lambda config, c: put(config, c.part),
    PutAs: lambda config, c: put_as(config, c.was, c.part),
    TakeOut: lambda config, c: take_out(config, c.part),
    SetOffice: lambda config, c: with_office(config, c.office),
    AdoptCard: lambda config, c: adopted(config, c.card),
    ForgetCard: lambda config, c: _forgotten(config, c.key),
    SetLine: _line_set,
    RenameExtension: _renamed,
    AddSipPhone: _phone_added,
    RemoveExtension: lambda config, c: _removed(config, c.number),
    RouteDid: _did_routed,
    SetOperator: lambda config, c: replace(
        config, inbound=replace(config.inbound, operator=c.number)
    ),
    SetRecording: lambda config, c: replace(config, recording=c.recording),
}


def _edited(config: Config, command: Command) -> Config:
    return _EDITS[type(command)](config, command)


def edit(config: Config, command: Command) -> Config:
    """The configuration after `command`; Invalid names the field and the cure."""
    edited = _edited(config, command)
    if not isinstance(command, Replace):
        _check_usual_role(config, edited)
    if _zones(edited) != (before := _zones(config)):
        check_known(_zones(edited), before)
    return edited


def _check_usual_role(before: Config, after: Config) -> None:
    """While there are roles: what everybody may who has none would be more than anybody said."""
    usual = before.role(USUAL_ROLE)
    if usual is not None and after.roles and after.role(USUAL_ROLE) is None:
        raise Invalid(
            "roles",
            f"{usual.name} is the role of everybody who has no other; change it, "
            "or take the others out first",
        )


def _zones(config: Config) -> tuple[Zone, ...]:
    return (config.zone, *(each.zone for each in config.schedules if each.zone is not None))
