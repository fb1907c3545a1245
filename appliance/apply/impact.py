"""What a change does to calls, and the only table of which file wakes what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Impact(IntEnum):
    """Ordered: a plan's impact is the worst of its steps."""

    NOTHING = 0
    RELOAD = 1  # calls in progress are not touched
    DROPS_CHANNEL_CALLS = 2  # calls through the sockets and lines that change
    DROPS_CARD_CALLS = 3  # every call through a card
    DROPS_NETWORK_CALLS = 4  # every call over the network
    RESTARTS_EXCHANGE = 5  # every call


class Target(StrEnum):
    CONSOLE = "console"  # a line for Asterisk's console
    UNIT = "unit"  # a systemd unit to restart


@dataclass(frozen=True, slots=True, order=True)
class Verb:
    """One thing to wake. Verbs run in the order of `order`; equal ones run once.

    `first` to `last` are the channels it is about, 0 when it is about none in particular.
    """

    order: int
    target: Target
    text: str
    impact: Impact = Impact.RELOAD
    first: int = 0
    last: int = 0


NETWORK, FIREWALL, DESTROY, FORGET, CARDS, CREATE, MODULES, TABLES, DIALPLAN, EXCHANGE = range(10)


def console(order: int, line: str, impact: Impact = Impact.RELOAD) -> Verb:
    """A line for Asterisk's console."""
    return Verb(order, Target.CONSOLE, line, impact)


def destroy(first: int, last: int) -> Verb:
    """Take channels away; calls over them end."""
    line = f"dahdi destroy channels {first} {last}"
    return Verb(DESTROY, Target.CONSOLE, line, Impact.DROPS_CHANNEL_CALLS, first, last)


def forget_link(span: int) -> Verb:
    """Take an E1's signalling away, whose channels are gone: made anew it may have another side."""
    return console(FORGET, f"pri destroy span {span}")


def create(first: int, last: int) -> Verb:
    """Make channels that are not there."""
    line = f"dahdi create channels {first} {last}"
    return Verb(CREATE, Target.CONSOLE, line, Impact.RELOAD, first, last)


CARDS_UNIT = "lineman-cards.service"
EXCHANGE_UNIT = "asterisk.service"
FIREWALL_UNIT = "lineman-firewall-sets.service"
NETWORK_UNIT = "lineman-network.service"
NAME_UNIT = "lineman-host-name.service"
TIME_UNIT = "lineman-time-servers.service"

RESTART_EXCHANGE = Verb(EXCHANGE, Target.UNIT, EXCHANGE_UNIT, Impact.RESTARTS_EXCHANGE)
CONFIGURE_CARDS = Verb(CARDS, Target.UNIT, CARDS_UNIT, Impact.DROPS_CARD_CALLS)
ADD_CARDS = Verb(CARDS, Target.UNIT, CARDS_UNIT, Impact.RELOAD)
# First: what they refuse is refused before anything else was touched.
SET_PORTS = Verb(NETWORK, Target.UNIT, NETWORK_UNIT, Impact.DROPS_NETWORK_CALLS)
SET_NAME = Verb(NETWORK, Target.UNIT, NAME_UNIT)
SET_TIME = Verb(NETWORK, Target.UNIT, TIME_UNIT)
FILL_FIREWALL = Verb(FIREWALL, Target.UNIT, FIREWALL_UNIT)
READ_DIALPLAN = console(DIALPLAN, "dialplan reload")
RELOAD_CHANNELS = console(MODULES, "module reload chan_dahdi.so")
# A queue that the new dialplan leads to is there before it, if its members' hints are (`plan`); see
# queues.conf in `ON_CHANGE`.
MAKE_QUEUES = console(MODULES, "queue reload all")


def _reload(module: str) -> Verb:
    return console(MODULES, f"module reload {module}")


# The only place that knows which file wakes which service. Two files are looked at more closely by
# `plan`: dahdi-channels.conf wakes only the channels that differ, system.conf only what is new.
ON_CHANGE: Mapping[str, Verb | None] = {
    "asterisk/acl.conf": _reload("acl"),
    "asterisk/asterisk.conf": RESTART_EXCHANGE,
    # It is read where TLS begins, and neither a line of the console nor a signal makes it anew.
    "asterisk/carriers.pem": RESTART_EXCHANGE,
    "asterisk/ccss.conf": RESTART_EXCHANGE,
    "asterisk/cdr.conf": _reload("cdr"),
    "asterisk/cel.conf": _reload("cel"),
    "asterisk/cel_custom.conf": _reload("cel_custom.so"),
    "asterisk/chan_dahdi.conf": console(CREATE, "dahdi restart", Impact.DROPS_CARD_CALLS),
    "asterisk/confbridge.conf": _reload("app_confbridge.so"),
    "asterisk/dahdi-channels.conf": RELOAD_CHANNELS,
    "asterisk/extconfig.conf": _reload("extconfig"),
    "asterisk/extensions.conf": READ_DIALPLAN,
    "asterisk/features.conf": _reload("features"),
    "asterisk/indications.conf": _reload("indications"),
    "asterisk/logger.conf": console(MODULES, "logger reload"),
    "asterisk/manager.conf": _reload("manager"),
    "asterisk/modules.conf": RESTART_EXCHANGE,
    "asterisk/musiconhold.conf": _reload("res_musiconhold.so"),
    "asterisk/pjproject.conf": RESTART_EXCHANGE,
    "asterisk/pjsip.conf": _reload("res_pjsip.so"),
    # A call may ask a row only the new table has, so it is there before the dialplan that asks.
    "asterisk/res_config_sqlite3.conf": console(TABLES, "module reload res_config_sqlite3.so"),
    # After the dialplan, whose hints tell whether a member is there.
    "asterisk/queues.conf": console(DIALPLAN, "queue reload all"),
    "asterisk/res_fax.conf": _reload("res_fax.so"),
    "asterisk/res_parking.conf": _reload("res_parking.so"),
    "asterisk/rtp.conf": _reload("res_rtp_asterisk.so"),
    "asterisk/stasis.conf": RESTART_EXCHANGE,
    "asterisk/udptl.conf": _reload("udptl"),
    "asterisk/voicemail.conf": _reload("app_voicemail.so"),
    "dahdi/assigned-spans.conf": ADD_CARDS,  # numbers in use never change, see core/adopt.py
    "dahdi/modules": None,  # read when a driver is loaded, at the next start
    "dahdi/span-types.conf": ADD_CARDS,
    "dahdi/system.conf": CONFIGURE_CARDS,
    "firewall/sets": FILL_FIREWALL,
    "network/name": SET_NAME,
    "network/ports": SET_PORTS,
    "network/time": SET_TIME,
}
