"""The first start: people from a list that is pasted, after a look at what each row would do."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.configured import TableRead
from appliance.wire.first_start import StartStep, StepMark
from webui.application import App
from webui.forms import posted
from webui.pages.people_table import asked, shown
from webui.pages.start import PAGE, address, marked, screen
from webui.site import visit_of

LONGEST = 64 << 10  # letters; no form of ours is longer


def routes(app: App) -> None:
    app.add_route(
        people,
        address(StartStep.PEOPLE),
        methods=["GET", "POST"],
        name="start-people",
        ctx_right=PAGE.right,
    )


async def people(request: Request) -> HTTPResponse:
    """The list stays in its field until it is taken over."""
    visit = visit_of(request)
    given = posted(request.form, LONGEST)
    typed = given.get("list", "")
    if request.method == "GET":
        return await _shown(request, typed)
    if not typed.strip():
        return await _shown(request, typed, visit.words(mark("Fill this in.")))
    keep = bool(given.get("keep"))
    try:
        read = await asked(visit, typed.encode(), keep=keep)
    except Invalid as invalid:
        return await _shown(request, typed, visit.said(invalid.reason))
    if keep:
        return redirect(await marked(visit, StartStep.PEOPLE, StepMark.DONE), status=303)
    return await _shown(request, typed, read=read)


async def _shown(
    request: Request, typed: str, error: str = "", read: TableRead | None = None
) -> HTTPResponse:
    context = {"typed": typed, "error": error, **shown(read)}
    return await screen(request, StartStep.PEOPLE, context, 422 if error else 200)
