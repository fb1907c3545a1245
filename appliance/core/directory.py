"""Whose a number, a telephone and a line is: a call's channels become people and trunk groups.

A row keeps who it was then: numbers go from one person to another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appliance.core.calls import Call, Direction, Leg, Part
from appliance.core.cards import E1Signalling
from appliance.core.config import Config
from appliance.core.dialling import Dialling, Kind, classify, dialling_of
from appliance.core.directions import Direction as Leads
from appliance.core.people import DeskPhone, Device
from appliance.core.trunks import CityLine, DigitalLine, Line, SipTrunk


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody by the name that others see; `person` is his key, empty for a mere telephone."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Directory:
    """`inside` by internal number, `outside` by E.164 digits.

    `telephones` give a device's number, `lines` a line's trunk group, both by how the names of
    their channels begin.
    """

    dialling: Dialling
    inside: Mapping[str, Who]
    outside: Mapping[str, Who]
    telephones: Mapping[str, str]
    lines: Mapping[str, str]

    def who(self, number: str) -> Who | None:
        """Whose a number is, as telephones dial or show it."""
        return self.inside.get(number) or self.outside.get(self.canonical(number))

    def number_of(self, channel: str) -> str:
        """The internal number of the telephone that a channel leads to; empty for a line."""
        return self.telephones.get(beginning(channel), "")

    def group_of(self, channel: str) -> str:
        """The number of the trunk group that a channel's line belongs to; empty for a telephone."""
        return self.lines.get(beginning(channel), "")

    def canonical(self, number: str) -> str:
        """E.164 digits of a number in the world; any other as it is."""
        digits = number.removeprefix("+")
        if digits != number:
            return digits
        read = classify(self.dialling, digits) if digits.isdecimal() else None
        return read.number if read is not None and read.kind is Kind.WORLD else number

    def leads_out(self, dialled: str) -> bool:
        """Whether what was dialled means somebody in the world."""
        read = classify(self.dialling, dialled) if dialled.isdecimal() else None
        return read is not None and read.direction is not Leads.INTERNAL


def directory_of(config: Config) -> Directory:
    """As the office is configured."""
    names = config.shown_names()
    owners = config.owners()
    keys = {number: str(person.key) for number, person in owners.items()}
    return Directory(
        dialling=dialling_of(config),
        inside={
            number.digits: Who(keys.get(number, ""), str(name)) for number, name in names.items()
        },
        outside={
            number.digits: Who(str(person.key), str(person.name))
            for person in config.people
            for number in person.outside
        },
        telephones={
            _telephone(config, device): extension.number.digits
            for extension in config.extensions
            for device in extension.devices
        },
        lines={
            name: str(group.number)
            for group in config.trunk_groups
            for line in group.lines
            for name in _line(config, line)
        },
    )


def _telephone(config: Config, device: Device) -> str:
    if isinstance(device, DeskPhone):
        return f"DAHDI/{config.sockets()[device.socket][0]}"
    return f"PJSIP/{device.account}"


def _line(config: Config, line: Line) -> tuple[str, ...]:
    """How the names of its calls begin."""
    match line:
        case CityLine(socket):
            return (f"DAHDI/{config.sockets()[socket][0]}",)
        case DigitalLine():
            span = config.digital_lines()[line]
            if span.signalling is E1Signalling.CAS:
                return tuple(f"DAHDI/{channel}" for channel in range(span.base, span.end))
            return (f"DAHDI/i{span.number}",)
        case SipTrunk(name):
            return (f"PJSIP/{name}",)


def identified(call: Call, directory: Directory) -> Call:
    """The call with its people and lines, and outside when only its number says that it was."""
    legs = tuple(_leg(leg, directory) for leg in call.legs)
    number = legs[0].number or call.caller
    return replace(
        call,
        caller=number,
        caller_name=legs[0].name,
        direction=_direction(call, directory),
        legs=legs,
    )


def _direction(call: Call, directory: Directory) -> Direction:
    refused = call.direction is Direction.INTERNAL and len(call.legs) == 1
    return Direction.OUTBOUND if refused and directory.leads_out(call.dialled) else call.direction


def _leg(leg: Leg, directory: Directory) -> Leg:
    began = beginning(leg.channel)
    number = leg.number or directory.telephones.get(began, "")
    who = directory.who(number)
    # What a far end was called by us is not its own name.
    own = leg.name if leg.part is Part.CALLER or number in directory.inside else ""
    return replace(
        leg,
        number=number,
        name=who.name if who is not None else own,
        person=who.person if who is not None else "",
        line=directory.lines.get(began, ""),
    )


def beginning(channel: str) -> str:
    """`PJSIP/301` of `PJSIP/301-0000001f`, `DAHDI/5` of `DAHDI/5-1`, `DAHDI/i2` of `DAHDI/i2/…`."""
    if channel.startswith("DAHDI/i"):
        return "/".join(channel.split("/")[:2])
    return channel.rpartition("-")[0]
