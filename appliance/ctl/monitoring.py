"""`lineman monitoring`: who may watch how the box is doing, over SNMP too; where its log goes."""

import os
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from appliance.core.encryption import Transport
from appliance.core.errors import Fault
from appliance.ctl.files import opened as opened_file
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire.client import Client
from appliance.wire.monitoring import (
    TLS_PORT,
    USUAL_PORT,
    GetMonitoring,
    Monitoring,
    SetMetrics,
    SetSnmp,
    SetSyslog,
    SnmpSet,
    SnmpView,
    TestSyslog,
)

_LONGEST = 1 << 16  # bytes; certificates are refused long before


def add(words: Words, group: str) -> None:
    """The word with those that follow it."""
    word = words.word(group, "monitoring", told, _("who may watch how the box is doing"))
    opened = word.sub("metrics", metrics, _("open the metrics for Prometheus, or close them"))
    opened.add_argument("to", choices=("on", "off"))
    opened.add_argument(
        "--from", dest="addresses", action="append", default=[], metavar=_("ADDRESS"),
        help=_("of the LAN, may read them without a key; can be said more than once"),
    )  # fmt: skip
    asked = word.sub("snmp", snmp, _("let the numbers be read over SNMPv3, or not"))
    asked.add_argument("to", choices=("on", "off"))
    asked.add_argument(
        "--from", dest="addresses", action="append", default=[], metavar=_("ADDRESS"),
        help=_("of the LAN, is heard; can be said more than once"),
    )  # fmt: skip
    asked.add_argument("--new", action="store_true", help=_("with new passwords"))
    sent = word.sub("syslog", syslog, _("send the log of the box to a syslog server as well"))
    sent.add_argument("server", metavar=_("SERVER"), help=_("its name or address; off: nowhere"))
    sent.add_argument("--port", type=int, default=0, metavar=_("PORT"))
    choices = [each.value for each in Transport]
    sent.add_argument("--protocol", choices=choices, default=Transport.UDP.value)
    sent.add_argument(
        "--authority", type=Path, metavar=_("FILE"),
        help=_("certificates in PEM that may have signed the server's, in place of public ones"),
    )  # fmt: skip
    word.sub("test", test, _("write a line into the log that is sent, and see who is reached"))


async def told(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetMonitoring())
    show(chosen, _lines(found), found)


async def metrics(client: Client, chosen: Namespace) -> None:
    wanted = SetMetrics(on=chosen.to == "on", addresses=tuple(chosen.addresses))
    found = await client.ask(wanted)
    show(chosen, _lines(found), found)


async def snmp(client: Client, chosen: Namespace) -> None:
    wanted = SetSnmp(chosen.to == "on", tuple(chosen.addresses), chosen.new)
    found = await client.ask(wanted)
    show(chosen, _passwords(found), found)


def _passwords(found: SnmpSet) -> Iterator[str]:
    """The box does not know them any more."""
    yield from _over_snmp(found.snmp)
    if found.proof:
        yield _("User: %(user)s", user=found.snmp.user)
        yield _("Authentication, SHA-256: %(password)s", password=found.proof)
        yield _("Privacy, AES-128: %(password)s", password=found.cipher)
        yield _("Write both down: they are not shown again.")


async def syslog(client: Client, chosen: Namespace) -> None:
    transport = Transport(chosen.protocol)
    server = "" if chosen.server == "off" else chosen.server
    port = chosen.port or (TLS_PORT if transport is Transport.TLS else USUAL_PORT)
    authority = _text(chosen.authority) if chosen.authority is not None else ""
    found = await client.ask(SetSyslog(server, port, transport, authority))
    show(chosen, _lines(found), found)


def _text(path: Path) -> str:
    with opened_file(path) as file:
        return os.read(file.descriptor, _LONGEST).decode("ascii", "replace")


async def test(client: Client, chosen: Namespace) -> None:
    tried = await client.ask(TestSyslog())
    if tried.error:
        raise Fault(f"Not sent. {tried.error}")
    show(chosen, (_("Look for this line at the server: %(line)s", line=tried.line),), tried)


def _lines(found: Monitoring) -> Iterator[str]:
    if not found.metrics:
        yield _("Nobody may read the metrics.")
    elif found.addresses:
        addresses = ", ".join(found.addresses)
        yield _("Metrics: with a key, and without one from %(addresses)s.", addresses=addresses)
    else:
        yield _("Metrics: with a key of the scope metrics.")
    yield from _over_snmp(found.snmp)
    log = found.syslog
    if not log.server:
        yield _("The log is sent nowhere.")
        return
    where = f"{log.server}:{log.port} ({log.transport.upper()})"
    yield _("The log is sent to %(where)s.", where=where)
    if not log.runs:
        yield _("Its sender does not run.")


def _over_snmp(found: SnmpView) -> Iterator[str]:
    if not found.on:
        yield _("Nobody may read the numbers over SNMP.")
        return
    addresses = ", ".join(found.addresses)
    yield _("SNMPv3: as %(user)s from %(addresses)s.", user=found.user, addresses=addresses)
    if not found.runs:
        yield _("Nobody answers there.")
