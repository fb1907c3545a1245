"""`lineman monitoring`: who may watch how the box is doing."""

from argparse import Namespace
from collections.abc import Iterator

from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire.client import Client
from appliance.wire.monitoring import GetMonitoring, Monitoring, SetMetrics


def add(words: Words, group: str) -> None:
    """The word with the one that follows it."""
    word = words.word(group, "monitoring", told, _("who may watch how the box is doing"))
    opened = word.sub("metrics", metrics, _("open the metrics for Prometheus, or close them"))
    opened.add_argument("to", choices=("on", "off"))
    opened.add_argument(
        "--from", dest="addresses", action="append", default=[], metavar=_("ADDRESS"),
        help=_("of the LAN, may read them without a key; can be said more than once"),
    )  # fmt: skip


async def told(client: Client, chosen: Namespace) -> None:
    found = await client.ask(GetMonitoring())
    show(chosen, _lines(found), found)


async def metrics(client: Client, chosen: Namespace) -> None:
    wanted = SetMetrics(on=chosen.to == "on", addresses=tuple(chosen.addresses))
    found = await client.ask(wanted)
    show(chosen, _lines(found), found)


def _lines(found: Monitoring) -> Iterator[str]:
    if not found.metrics:
        yield _("Nobody may read the metrics.")
    elif found.addresses:
        addresses = ", ".join(found.addresses)
        yield _("Metrics: with a key, and without one from %(addresses)s.", addresses=addresses)
    else:
        yield _("Metrics: with a key of the scope metrics.")
