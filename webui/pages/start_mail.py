"""The first start: by which server letters go, who is told, and a message that proves it."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.configuration import GetOffice
from appliance.wire.first_start import StartStep, StepMark
from appliance.wire.mail import TestMail
from webui.application import App
from webui.forms import Form, read_form
from webui.pages import mail
from webui.pages.start import PAGE, TITLES, address, around, marked, screen
from webui.parts import settings
from webui.parts.mail import with_password
from webui.site import visit_of
from webui.visit import Visit

TEST = "/start/mail-test"
_LATER = frozenset({"mail.authority", "mail.emergency_telephones"})  # on the page of mail
MAIL = settings.settings(
    address(StartStep.MAIL),
    TITLES[StartStep.MAIL],
    "mail",
    *(each for each in mail.PLACE.fields() if each.path not in _LATER),
    template="page/start-form.html",
    finish=with_password,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, MAIL, around(StartStep.MAIL), _then)
    app.add_route(
        test, TEST, methods=["GET", "POST"], name="start-mail-test", ctx_right=PAGE.right
    )  # fmt: skip


async def _settings(visit: Visit) -> dict[str, object]:
    """Mail as the visitor's draft has it."""
    found = (await visit.ask(GetOffice(draft=True))).office["mail"]
    assert isinstance(found, dict)  # noqa: S101  # a `core.mail.Mail`
    return found


async def _then(visit: Visit) -> str:
    """To the test message; without a server there is none to send."""
    if (await _settings(visit))["server"]:
        return TEST
    return await marked(visit, StartStep.MAIL, StepMark.DONE)


async def test(request: Request) -> HTTPResponse:
    """By the settings of the draft: nothing has to be applied before."""
    visit = visit_of(request)
    form = read_form(request.form, ("to",), ())
    if request.method == "GET":
        alarms = (await _settings(visit))["alarms"]
        first = str(alarms[0]) if isinstance(alarms, list) and alarms else ""
        return await _shown(request, Form({"to": first}))
    if not form["to"]:
        return await _shown(request, form.refused(to=visit.words(mark("Fill this in."))), 422)
    try:
        tried = await visit.ask(TestMail(form["to"], draft=True, language=visit.language))
    except Invalid as invalid:
        place = "to" if invalid.field == "to" else "form"
        return await _shown(request, form.refused(**{place: visit.said(invalid.reason)}), 422)
    return await _shown(request, form, tried=tried)


async def _shown(
    request: Request, form: Form, status: int = 200, tried: object = None
) -> HTTPResponse:
    return await screen(request, StartStep.MAIL, {"form": form, "tried": tried}, status)
