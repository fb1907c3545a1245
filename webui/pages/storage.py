"""Storage: how full each kind of data is and will be, and old recordings taken away."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.errors import Unreachable
from appliance.wire.history import RecordingsRemoved, RemoveRecordings
from appliance.wire.roles import Right
from appliance.wire.storage import GetStorage
from webui.application import App
from webui.forms import Form, read_form, whole
from webui.page import SYSTEM, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

ROOMS: Mapping[str, str] = {
    "recordings": mark("Recordings of calls"),
    "voicemail": mark("Voicemail"),
    "fax": mark("Faxes"),
    "history": mark("History of calls"),
    "prompts": mark("Sounds of one's own"),
    "uploads": mark("Updates that are being installed"),
    "exchange-log": mark("Log of the exchange"),
    "journal": mark("Log of the box"),
    "spool": mark("Calls not yet read into the history"),
    "slots": mark("Settings and what was made of them"),
}
PATIENCE = 50.0  # seconds; of a hundred thousand recordings a look takes a while
MOST_DAYS = 3650
_DAY = 86400.0
_UNITS = (
    mark("%(count)s bytes"),
    mark("%(count)s kB"),
    mark("%(count)s MB"),
    mark("%(count)s GB"),
    mark("%(count)s TB"),
)
_USUAL = 365
_GOES_ON = mark("That takes longer than a page can wait. It goes on; look again in some minutes.")


def size(count: float, visit: Visit) -> str:
    """Bytes in the largest unit that leaves a number of one digit at least."""
    place = 0
    while count >= 1000 and place < len(_UNITS) - 1:
        count, place = count / 1000, place + 1
    text = f"{count:.0f}" if place == 0 or count >= 100 else f"{count:.1f}"
    shown = text.replace(".", "," if visit.language == "ru" else ".")
    return (visit.words(_UNITS[place]) % {"count": shown}).replace(" ", "\u00a0")


async def _shown(visit: Visit) -> Context:
    found = await visit.ask(GetStorage())
    form = Form({"older": visit.query.get("older", "") or str(_USUAL)})
    would: RecordingsRemoved | None = None
    before = 0.0
    if visit.query.get("older") and visit.may(Right.CALLS):
        days = _days(form)
        if days is None:
            form = form.refused(older=visit.words(_WRONG) % {"most": MOST_DAYS})
        else:
            before = math.floor(time.time() - days * _DAY)
            would, form = await _looked(visit, before, form)
    return {
        "found": found,
        "rooms": ROOMS,
        "size": lambda count: size(count, visit),
        "removes": visit.may(Right.CALLS),
        "form": form,
        "would": would,
        "before": before,
        "removed": None,
        "most": MOST_DAYS,
    }


_WRONG = mark("A whole number of days, from 1 to %(most)d.")


def _days(form: Form) -> int | None:
    days = whole(form["older"], 4)
    return days if days is not None and 1 <= days <= MOST_DAYS else None


async def _looked(visit: Visit, before: float, form: Form) -> tuple[RecordingsRemoved | None, Form]:
    """What a removal would take away; else what stands in its way, at the field."""
    try:
        return await _asked(visit, RemoveRecordings(before, preview=True)), form
    except (Invalid, Fault) as error:
        return None, form.refused(older=visit.why(error))
    except Unreachable:
        return None, form.refused(older=visit.words(_GOES_ON))


async def _asked(visit: Visit, question: RemoveRecordings) -> RecordingsRemoved:
    return await replace(visit.client, patience=PATIENCE).ask(question, visit.session)


PAGE = Page(
    key="storage",
    path="/storage",
    title=mark("Storage"),
    also=mark("disk, room, full, remove recordings, retention"),
    icon="server-2",
    section=SYSTEM,
    right=Right.BOX,
    lead=mark("How much room each kind of data takes. None takes the room of another."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(
        _remove, "/storage/remove", methods=["POST"], name="storage-remove", ctx_right=Right.CALLS
    )


async def _remove(request: Request) -> HTTPResponse:
    """Those that were counted: of calls before the moment that the count was of."""
    visit, site = await visit_of(request).identified(), site_of(request)
    form = read_form(request.form, ("older", "before"), ())
    before = whole(form["before"], 11)
    if before is None:
        return await site.page(visit, PAGE, 422, {"form": form.refused(older=_say(visit))})

    async def work() -> RecordingsRemoved:
        return await _asked(visit, RemoveRecordings(float(before)))

    try:
        removed = await site.once(request, work)
    except (Invalid, Fault) as error:
        return await site.page(visit, PAGE, 422, {"form": form.refused(older=visit.why(error))})
    except Unreachable:
        said = visit.words(_GOES_ON)
        return await site.page(visit, PAGE, 200, {"form": form.refused(older=said)})
    return await site.page(visit, PAGE, 200, {"removed": removed, "form": form})


def _say(visit: Visit) -> str:
    return visit.words(mark("Count them first; what would go is shown before it goes."))
