"""Cards, their channel numbers, and the telephones and lines in their sockets."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from appliance.core.cards import Port
from appliance.core.checks.unique import unique
from appliance.core.errors import Invalid
from appliance.core.people import DeskPhone, SipPhone
from appliance.core.trunks import CityLine, DigitalLine, SipTrunk

if TYPE_CHECKING:
    from appliance.core.config import Config


def check(config: Config) -> None:
    """No number is given twice, and who hangs on a socket hangs on the right kind."""
    _cards(config)
    _telephones(config)
    _lines(config)


def _cards(config: Config) -> None:
    unique("cards", "card", (card.key for card in config.cards))
    spans = [span for _, span in config.spans()]
    unique("cards", "span", (span.number for span in spans))
    taken = sorted((span.base, span.end, span.number) for span in spans)
    for (_, end, number), (base, _, following) in itertools.pairwise(taken):
        if base < end:
            raise Invalid(
                "cards",
                f"spans {number} and {following} share channel {base}; "
                "leave them as they were exported",
            )


def _telephones(config: Config) -> None:
    sockets = config.sockets()
    devices = [device for ext in config.extensions for device in ext.devices]
    phones = [device.socket for device in devices if isinstance(device, DeskPhone)]
    unique("devices", "socket", phones)
    accounts = [device.account.text.lower() for device in devices if isinstance(device, SipPhone)]
    trunks = [line.name.text.lower() for line in _sip_trunks(config)]
    unique("devices", "SIP account", [*accounts, *trunks])
    _told_apart(config)
    peers = [line.host for line in _sip_trunks(config) if line.registration is None]
    unique("trunk groups", "address", peers)
    for socket in phones:
        if sockets.get(socket, (0, None))[1] is not Port.FXS:
            raise Invalid("devices", f"{socket} is no port for a telephone; choose one of those")


def _told_apart(config: Config) -> None:
    """Channels are known by how their names begin, `PJSIP/<account>-`, when they are listened to.

    So no account goes on, behind a `-`, from one that is another number's, or from a trunk's.
    """
    owners = {line.name.text.lower(): "a trunk" for line in _sip_trunks(config)}
    for ext in config.extensions:
        for device in ext.devices:
            if isinstance(device, SipPhone):
                owners[device.account.text.lower()] = ext.number.digits
    for account, owner in owners.items():
        for at, sign in enumerate(account):
            begun = account[:at]
            if sign == "-" and owners.get(begun, owner) != owner:
                raise Invalid(
                    "devices", f"SIP account {account} begins with {begun}, another's; rename one"
                )


def _sip_trunks(config: Config) -> list[SipTrunk]:
    lines = (line for group in config.trunk_groups for line in group.lines)
    return [line for line in lines if isinstance(line, SipTrunk)]


def _lines(config: Config) -> None:
    unique("trunk groups", "group", (group.number for group in config.trunk_groups))
    lines = [line for group in config.trunk_groups for line in group.lines]
    unique("trunk groups", "line", lines)
    sockets, digital = config.sockets(), config.digital_lines()
    for line in lines:
        if isinstance(line, CityLine) and sockets.get(line.socket, (0, None))[1] is not Port.FXO:
            raise Invalid("lines", f"{line.socket} is no port for a city line; choose one of those")
        if isinstance(line, DigitalLine) and line not in digital:
            raise Invalid("lines", f"{line.card} has no E1 {line.span}; choose one that it has")
