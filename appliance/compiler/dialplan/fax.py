"""Fax numbers: each takes a call as a fax machine does, and keeps the document as a file.

The file's name tells all that is known of it; what was received is whole once the call has ended.
A fax machine of ours speaks sound alone. Its channel has a gateway of res_fax's, which turns that
into data once a line that it is connected with does T.38, and goes away where none does.

A call from outside that turns out to be a fax, by its tone or because it asks for T.38, is taken by
res_fax out of whatever it has come to: wherever a stranger can be, there is the extension `fax`.
"""

import re
from dataclasses import replace

from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.compiler.dialplan.targets import location, steps_to
from appliance.core.calls import FAX_WHOLE, NO_FAX, WHOLE
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.noted import Fact
from appliance.core.targets import ToFax

NUMBERS = "ext-fax"
FOLDER = "/var/spool/asterisk/fax"
GATEWAY, _DETECTION = "FAXOPT(gateway)", "FAXOPT(faxdetect)"
_FOUND = "fax-found"
_LISTENED = 120  # seconds of a call; whoever talks as long is no fax
_STRANGERS_ARE_IN = re.compile(
    "(ivr|group|queue|announcement|conference)-.*"
    "|ext-(ring|talks|at-desk|away|after|voicemail)|app-(directory|dial-in)"
)

_TOLD = "sub-fax"
# As `asterisk.faxes` reads it: a `+` can stand before the digits alone.
_CALLER = "${FILTER(+,${CALLERID(num):0:1})}${FILTER(0-9,${CALLERID(num):0:20})}"


def numbers(config: Config) -> Context:
    """Those that have an internal number."""
    return Context(
        NUMBERS,
        tuple(
            numbered(config, fax.number.digits, location(ToFax(fax.key)))
            for fax in config.fax_numbers
            if fax.number is not None
        ),
    )


def faxes(config: Config) -> tuple[Context, ...]:
    """A context each, and what is written down at the end of the call."""
    first = (*_without_gateway(config), *unlistened(config))
    found = tuple(
        Context(f"fax-{fax.key}", (Exten("s", (*first, *_received(fax))),))
        for fax in config.fax_numbers
    )
    return (*found, Context(_TOLD, (Exten("s", _told()),))) if found else ()


def _without_gateway(config: Config) -> tuple[Step, ...]:
    """ReceiveFAX refuses a channel that has one."""
    machines = any(each.fax_machine for each in config.extensions)
    return (Step("Set", f"{GATEWAY}=no"),) if machines else ()


def listened(config: Config) -> tuple[Step, ...]:
    """On a call from outside, before it goes anywhere."""
    if config.inbound.faxes is None:
        return ()
    return (Step("Set", f"{_DETECTION}=yes,{_LISTENED}", note=Note("listens for a fax")),)


def unlistened(config: Config) -> tuple[Step, ...]:
    """Once it has come to whatever takes faxes itself."""
    return () if config.inbound.faxes is None else (Step("Set", f"{_DETECTION}=no"),)


def with_found(config: Config, contexts: tuple[Context, ...]) -> tuple[Context, ...]:
    """`contexts` with the extension `fax` wherever a call from outside can be answered."""
    key = config.inbound.faxes
    if key is None:
        return contexts
    found = Context(_FOUND, (Exten("fax", steps_to(ToFax(key))),))
    led = (
        replace(each, includes=(*each.includes, _FOUND))
        if _STRANGERS_ARE_IN.fullmatch(each.name)
        else each
        for each in contexts
    )
    return (*led, found)


def _received(fax: FaxNumber) -> tuple[Step, ...]:
    """Over T.38 where the line has it, `f`: over sound everywhere else.

    Whoever sends hangs up first, so what came is written down when the call has ended. Without room
    it is busy, and a machine tries again: libspandsp tells of success whether it can write or not.
    """
    full = f"$[${{STAT(e,{FOLDER}/{NO_FAX})}}=1]"
    no_room = written(Fact.NO_ROOM, str(fax.key), Note("no room for faxes"))
    file = f"{FOLDER}/{fax.key}_${{UNIQUEID}}_{_CALLER}"
    return (
        Step("GotoIf", f"{full}?full", note=Note("fax", (fax.name.text,))),
        Step("Answer"),
        Step("Set", f"CHANNEL(hangup_handler_push)={_TOLD},s,1({file})"),
        Step("ReceiveFAX", f"{file}.tif,f"),
        Step("Hangup"),
        replace(no_room, label="full"),
        Step("Goto", "call-end,BUSY,1"),
    )


def _told() -> tuple[Step, ...]:
    """ARG1 is the file without its ending. Of one that broke off nothing says that it is whole."""
    whole = f"FILE(${{ARG1}}{WHOLE})=${{FAXPAGES}}"
    return (
        written(Fact.FAX, "${FAXPAGES} ${FAXSTATUS}"),
        Step("ExecIf", f'$["${{FAXSTATUS}}"="{FAX_WHOLE}"]?Set({whole})'),
        Step("Return"),
    )
