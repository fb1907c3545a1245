"""What a configuration has once; all else in it is cards and parts."""

from dataclasses import dataclass, field, replace

from appliance.core.cards import Card
from appliance.core.config import Config
from appliance.core.countries import Country, CountryCode
from appliance.core.drivers import driver_defaults
from appliance.core.keys import Key
from appliance.core.mail import Mail
from appliance.core.network import NetworkNames
from appliance.core.numbers import AreaCode, ExtensionNumber
from appliance.core.targets import Hours
from appliance.core.trunks import Admits, Recording
from appliance.core.zones import Zone


@dataclass(frozen=True, slots=True)
class Office:
    """Where the box stands, who is rung when nobody else was meant, and the usual ways out."""

    country: CountryCode
    zone: Zone
    area: AreaCode | None
    recording: Recording
    operator: ExtensionNumber | None
    hours: Hours | None
    did_tail: int
    groups: tuple[int, ...]
    ring_seconds: int
    admits: Admits = Admits.EVERYBODY
    hold_music: Key | None = None
    mail: Mail = field(default_factory=Mail)
    network: NetworkNames = field(default_factory=NetworkNames)
    faxes: Key | None = None


def office_of(config: Config) -> Office:
    """What of `config` stands once."""
    return Office(
        country=config.country,
        zone=config.zone,
        area=config.area,
        recording=config.recording,
        operator=config.inbound.operator,
        hours=config.inbound.hours,
        did_tail=config.inbound.did_tail,
        groups=config.outbound.groups,
        ring_seconds=config.outbound.ring_seconds,
        admits=config.inbound.admits,
        hold_music=config.hold_music,
        mail=config.mail,
        network=config.network,
        faxes=config.inbound.faxes,
    )


def _without(card: Card, national: Country) -> Card:
    """Of a card's own settings those that only said what the country says: another says another."""
    usual = driver_defaults(national).get(card.driver, ())
    kept = tuple(each for each in card.parameters if each not in usual)
    return card if kept == card.parameters else replace(card, parameters=kept)


def _told_anew(config: Config) -> tuple[Card, ...]:
    return tuple(_without(card, config.national) for card in config.cards)


def with_office(config: Config, office: Office) -> Config:
    """`config` with all of `office`; Invalid when its parts do not fit that."""
    return replace(
        config,
        country=office.country,
        cards=_told_anew(config) if office.country is not config.country else config.cards,
        zone=office.zone,
        area=office.area,
        recording=office.recording,
        hold_music=office.hold_music,
        mail=office.mail,
        network=office.network,
        inbound=replace(
            config.inbound,
            operator=office.operator,
            hours=office.hours,
            did_tail=office.did_tail,
            admits=office.admits,
            faxes=office.faxes,
        ),
        outbound=replace(config.outbound, groups=office.groups, ring_seconds=office.ring_seconds),
    )
