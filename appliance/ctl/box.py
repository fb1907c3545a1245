"""What the box does: `status`, `cards`, `log`, `setup-code`, `restart`."""

from argparse import Namespace

from appliance.ctl import box_lines
from appliance.ctl.parser import Words
from appliance.ctl.revisions import pending_lines
from appliance.ctl.show import show
from appliance.ctl.speech import _
from appliance.wire import protocol
from appliance.wire.client import Client
from appliance.wire.configuration import GetPending


def add(words: Words, group: str) -> None:
    words.word(group, "status", status, _("cards, ports, calls, open issues and version"))
    words.word(group, "cards", cards, _("line cards and what each port does"))
    word = words.word(group, "log", log, _("the newest messages of the box's log"))
    word.parser.add_argument("--lines", type=int, default=50, metavar=_("COUNT"))
    words.word(group, "setup-code", setup_code, _("the code for the first visit of the web page"))
    words.word(group, "restart", restart, _("restart the whole box; calls drop"))


async def status(client: Client, chosen: Namespace) -> None:
    now = await client.ask(protocol.GetStatus())
    cards = await client.ask(protocol.GetCards())
    calls = await client.ask(protocol.GetCalls())
    update = await client.ask(protocol.GetUpdate())
    waits = await client.ask(GetPending())
    lines = (*box_lines.status_lines(now, cards, calls, update), *pending_lines(waits))
    show(chosen, lines, now, cards, calls, update, waits)


async def cards(client: Client, chosen: Namespace) -> None:
    found = await client.ask(protocol.GetCards())
    show(chosen, box_lines.card_lines(found), found)


async def log(client: Client, chosen: Namespace) -> None:
    found = await client.ask(protocol.GetLog(lines=chosen.lines))
    show(chosen, box_lines.log_lines(found), found)


async def setup_code(client: Client, chosen: Namespace) -> None:
    found = await client.ask(protocol.GetSetupCode())
    show(chosen, (found.code or _("The box is set up."),), found)


async def restart(client: Client, chosen: Namespace) -> None:
    done = await client.ask(protocol.Restart())
    show(chosen, (_("The box restarts."),), done)
