"""Fax numbers: each takes a call as a fax machine does, and keeps the document as a file.

The file's name tells all that is known of it; what was received is whole once the call has ended.
"""

from dataclasses import replace

from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.compiler.dialplan.targets import location
from appliance.core.calls import NO_FAX
from appliance.core.config import Config
from appliance.core.fax import FaxNumber
from appliance.core.noted import Fact
from appliance.core.targets import ToFax

NUMBERS = "ext-fax"
FOLDER = "/var/spool/asterisk/fax"

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
    found = tuple(
        Context(f"fax-{fax.key}", (Exten("s", _received(fax)),)) for fax in config.fax_numbers
    )
    return (*found, Context(_TOLD, (Exten("s", _told()),))) if found else ()


def _received(fax: FaxNumber) -> tuple[Step, ...]:
    """Over T.38 where the line has it, `f`: over sound everywhere else.

    Whoever sends hangs up first, so what came is written down when the call has ended. Without room
    it is busy, and a machine tries again: libspandsp tells of success whether it can write or not.
    """
    full = f"$[${{STAT(e,{FOLDER}/{NO_FAX})}}=1]"
    no_room = written(Fact.NO_ROOM, str(fax.key), Note("no room for faxes"))
    file = f"{FOLDER}/{fax.key}_${{UNIQUEID}}_{_CALLER}.tif"
    return (
        Step("GotoIf", f"{full}?full", note=Note("fax", (fax.name.text,))),
        Step("Answer"),
        Step("Set", f"CHANNEL(hangup_handler_push)={_TOLD},s,1"),
        Step("ReceiveFAX", f"{file},f"),
        Step("Hangup"),
        replace(no_room, label="full"),
        Step("Goto", "call-end,BUSY,1"),
    )


def _told() -> tuple[Step, ...]:
    return (written(Fact.FAX, "${FAXPAGES} ${FAXSTATUS}"), Step("Return"))
