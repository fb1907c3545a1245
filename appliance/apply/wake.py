"""Waking what a plan names, and reading what Asterisk says to it.

Its console answers a reload that it did not do as it answers one that it did: with words alone
(Asterisk 22: main/cli.c, `handle_reload`). What it says when all is well is known for every line of
ours, so that anything else is a refusal.
"""

import asyncio
import time
from collections.abc import Mapping

from appliance.apply.impact import CREATE, DESTROY, RELOAD_CHANNELS, Target, Verb
from appliance.apply.line_channels import taken_up
from appliance.apply.plan import Plan
from appliance.apply.ports import Exchange, Services
from appliance.core.errors import Fault

AGAIN = 0.2  # seconds until a reload that others keep waiting is asked for once more
LONGEST = 20.0  # seconds for that; a reload of a large configuration is over within 2
# Seconds until Asterisk has closed channels that it took away: it looks at all at once for a second
# at most, and the driver has them busy until it has looked (chan_dahdi.c: do_monitor).
LOOKS = 1.1
LET_GO = 5.0  # seconds for that where the machine is slow
_RELOAD = "module reload "
_AT_ALL = "core reload"
_LINK = "pri destroy span "
# It has no more to do than look at a file's time, and says whether reloads are done at all now.
_SPEAKS = f"{_RELOAD}acl"
_WELL: Mapping[str, str] = {"dialplan reload": "Dialplan reloaded."}
_MEND = "Switch the box off and on; if it happens again, a support bundle shows why."


class Later(Fault):
    """Asterisk is in the middle of something, and may do it after that."""


class NotThere(Fault):
    """The module does not run or reads nothing anew: it holds none of the files it should read."""


def well(line: str) -> str:
    """What Asterisk's console prints for a line of ours once it is done."""
    if line.startswith(_RELOAD):
        return f"Module '{line.removeprefix(_RELOAD)}' reloaded successfully."
    return _WELL.get(line, "")


def _gone(line: str) -> str:
    """What it prints where there was nothing to take away: the card was pulled out before."""
    span = line.removeprefix(_LINK)
    return f"No PRI running on span {span}" if span != line else ""


def refusal(line: str, answer: str) -> Fault | None:
    """What keeps Asterisk from `line`, read from what it printed; None when that is done."""
    said = answer.strip()
    if said == well(line) or (said and said == _gone(line)):
        return None
    module = line.removeprefix(_RELOAD)
    for words, fault in (
        ("A module reload request is already in progress", _busy()),
        ("Asterisk cannot reload a module yet", _busy()),
        ("No such module", NotThere(f"Asterisk has no module {module}.", _MEND)),
        (
            f"The module '{module}' was not properly initialized",
            NotThere(f"Asterisk's module {module} does not run.", _MEND),
        ),
        (
            f"The module '{module}' does not support reloads",
            NotThere(f"Asterisk's module {module} reads its settings at the start alone.", _MEND),
        ),
        (
            f"The module '{module}' reported a reload failure",
            Fault(f"Asterisk's module {module} does not take its new settings."),
        ),
    ):
        if said.startswith(words):
            return fault
    first = said.partition("\n")[0] or "it says nothing"
    return Fault(f"Asterisk refuses {line!r}: {first}.")


def _busy() -> Later:
    return Later("Asterisk is still busy with another reload.", "Try again in a moment.")


async def wake(steps: Plan, services: Services, exchange: Exchange, *, back: bool = False) -> None:
    """Everything that `steps` name, in their order; Fault for the first that is not done.

    On the way `back` a module that is not there is no fault: it holds no other file either.
    """
    taken: dict[tuple[int, int], float] = {}
    for verb in steps.verbs:
        if verb.target is Target.UNIT:
            await services.restart(verb.text)
            continue
        channels = (verb.first, verb.last)
        anew = verb.order == CREATE and channels in taken
        if anew:
            await asyncio.sleep(max(0.0, taken[channels] + LOOKS - time.monotonic()))
        try:
            await _told(verb, exchange)
        except NotThere:
            if not back:
                raise
        if verb.order == DESTROY:
            taken[channels] = time.monotonic()
        elif anew:
            await _made_anew(verb, exchange)


async def _made_anew(verb: Verb, exchange: Exchange) -> None:
    """Again where they were still busy; what is not there in the end the verification says."""
    until = time.monotonic() + LET_GO
    while verb.first not in await taken_up(exchange) and time.monotonic() < until:
        await asyncio.sleep(AGAIN)
        await _told(verb, exchange)


async def _told(verb: Verb, exchange: Exchange) -> None:
    try:
        await tell(exchange, verb.text)
    except Fault:
        if verb.order != CREATE or verb.first not in await taken_up(exchange):
            raise
        # Whoever saw the card come has had its channels made already, of the files before.
        await tell(exchange, RELOAD_CHANNELS.text)


async def tell(exchange: Exchange, line: str) -> None:
    """Have a line of the console done, when others are through with theirs; Fault when it is not.

    `core reload` says nothing, not even that another reload kept it out: one that speaks right
    after it does.
    """
    until = time.monotonic() + LONGEST
    while True:
        refused = refusal(line, await exchange.console(line))
        if refused is None and line == _AT_ALL:
            refused = refusal(_SPEAKS, await exchange.console(_SPEAKS))
        if refused is None:
            return
        if not isinstance(refused, Later) or time.monotonic() > until:
            raise refused
        await asyncio.sleep(AGAIN)
