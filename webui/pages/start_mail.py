"""The first start: by which server letters go, who is told, and a message that proves it."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse

from appliance.wire.first_start import StartStep, StepMark
from webui.application import App
from webui.forms import read_form
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


async def _then(visit: Visit) -> str:
    """To the test message; without a server there is none to send."""
    if (await settings.office_of(visit))["mail"]["server"]:
        return TEST
    return await marked(visit, StartStep.MAIL, StepMark.DONE)


async def test(request: Request) -> HTTPResponse:
    """As on the page of mail."""
    visit = visit_of(request)
    if request.method == "GET":
        form = mail.to_first((await settings.office_of(visit))["mail"])
        return await screen(request, StartStep.MAIL, {"form": form, "tried": None})
    status, context = await mail.tried(visit, read_form(request.form, ("to",), ()))
    return await screen(request, StartStep.MAIL, context, status)
