"""The first start: what was gathered is applied, and a call proves it."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Fault, Invalid
from appliance.core.people import Extension
from appliance.spoken.languages import mark
from appliance.wire.calls import RingTelephone
from appliance.wire.configuration import GetDraft, GetRevisions, MakeDraft
from appliance.wire.configured import Changed
from appliance.wire.first_start import StartStep
from appliance.wire.kinds import Change
from webui.application import App
from webui.forms import Form, read_form
from webui.page import Context
from webui.pages.changes import after, applied, preview
from webui.pages.overview import calls_now
from webui.pages.start import PAGE, address, screen
from webui.parts.choices import choices
from webui.site import site_of, visit_of


def routes(app: App) -> None:
    app.add_route(
        test, "/start/test", methods=["GET", "POST"], name="start-test", ctx_right=PAGE.right
    )
    app.add_route(apply, "/start/apply", methods=["POST"], name="start-apply", ctx_right=PAGE.right)


async def test(request: Request) -> HTTPResponse:
    """A call is placed: one telephone rings, lifted it calls the other number."""
    visit = visit_of(request)
    form = read_form(request.form, ("from", "to"), ())
    if request.method == "GET":
        return await _calling(request, form)
    if not form["to"]:
        form = form.refused(to=visit.words(mark("Fill this in.")))
        return await _calling(request, form, status=422)
    try:
        await visit.ask(RingTelephone(form["from"], form["to"]))
    except Invalid as invalid:
        field = "to" if invalid.field == "then" else "from"
        form = form.refused(**{field: visit.said(invalid.reason)})
        return await _calling(request, form, status=422)
    except Fault as fault:
        return await _calling(request, form, {"problem": visit.why(fault)}, status=409)
    rings = mark("%(number)s rings. Lift it, and it calls %(to)s.")
    said = site_of(request).say(visit, rings, number=form["from"], to=form["to"])
    return await _calling(request, form, {"notice": said})


async def _calling(
    request: Request, form: Form, more: Context | None = None, status: int = 200
) -> HTTPResponse:
    visit = visit_of(request)
    draft = await visit.ask(GetDraft())
    seen, refused = await preview(visit, draft)
    known = await choices(visit, visit.words, (), (Extension,))
    silent = {each["number"] for each in known.parts(Extension) if not each["devices"]}
    phones = [each for each in known.options(Extension) if each.value not in silent]
    context = {
        **await calls_now(visit),
        "draft": draft,
        "applied": applied(visit, await visit.ask(GetRevisions(1))),
        "seen": seen,
        "refused": refused,
        "phones": phones,
        "form": form,
        **(more or {}),
    }
    return await screen(request, StartStep.TEST, context, status)


async def apply(request: Request) -> HTTPResponse:
    """What was gathered is made now; what that asks about is answered on the page of changes."""
    visit = visit_of(request)

    async def work() -> Changed:
        question: Change[Changed] = MakeDraft(language=visit.language)
        return await visit.ask(question)

    try:
        made = await site_of(request).once(request, work)
    except (Invalid, Fault) as error:
        return await _calling(request, Form(), {"problem": visit.why(error)}, status=409)
    return after(made, address(StartStep.TEST))
