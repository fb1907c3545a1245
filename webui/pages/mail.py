"""Mail: by which server letters go, whether it takes any, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Request
from sanic.response import HTTPResponse

from appliance.core.errors import Fault, Invalid
from appliance.core.mail import MailSecurity
from appliance.spoken.languages import mark
from appliance.wire.mail import GetMail, TestMail
from appliance.wire.roles import Right
from webui import words
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.parts import settings
from webui.parts.kind import Field
from webui.parts.mail import Addresses, KeptPassword, with_password
from webui.parts.widgets import Area, Text
from webui.site import site_of, visit_of
from webui.visit import Visit

PLACE = settings.settings(
    "/mail/edit",
    mark("Mail server, and who is told"),
    "mail",
    Field("mail.server", mark("Server"), mark("Of your provider or of the office, for outgoing mail"
          " (SMTP)."), example="smtp.example.com", widget=Text(bare=True)),
    Field("mail.security", mark("Encryption")),
    Field("mail.port", mark("Port"), aka=("port",)),
    Field("mail.user", mark("Account"), mark("Empty: the server takes our mail without a log-in."),
          example="box@example.com", widget=Text(bare=True)),
    Field("mail.password", mark("Password"),
          mark("Many providers want one made for programs. Empty: it stays as it is."),
          widget=KeptPassword()),
    Field("mail.sender", mark("Sender"), mark("The address that letters come from."),
          example="box@example.com"),
    Field("mail.alarms", mark("Who is told what is wrong with the box"),
          mark("E-mail addresses, one a line."), widget=Addresses()),
    Field("mail.emergency", mark("Who is told of calls to emergency numbers"),
          mark("E-mail addresses, one a line. The call itself waits for nobody."),
          widget=Addresses()),
    Field("mail.emergency_telephones", mark("Which telephones ring then"),
          mark("They say in their own language who is calling for help, and from which port. No"
               " mail server is needed."), aka=("emergency telephones",)),
    Field("mail.authority", mark("Authority of its certificate"),
          mark("Only for a server with a certificate of its own: that in PEM. Public authorities"
               " are known."), widget=Area(bare=True)),
    finish=with_password,
)  # fmt: skip


async def _shown(visit: Visit) -> Context:
    known = await settings.known_of(visit, PLACE)
    mail = (await settings.office_of(visit))["mail"]
    return {
        "lists": [],
        "wanted": "",
        "settings": ((PLACE, await settings.told(visit, PLACE, known)),),
        "open": mail["server"] and mail["security"] == MailSecurity.NONE,
        "server": mail["server"],
        "form": to_first(mail),
        "tried": None,
        "letter_kinds": words.LETTER_KINDS,
        "states": words.LETTERS,
        **await _queue(visit),
    }


async def _queue(visit: Visit) -> Context:
    """Settings are there to be mended also while letters cannot be kept."""
    try:
        queue = await visit.ask(GetMail())
    except Fault as fault:
        return {"queue": None, "closed": fault}
    return {"queue": queue, "closed": None}


PAGE = Page(
    key="mail",
    path="/mail",
    title=mark("Mail"),
    also=mark("e-mail, SMTP, alarms, notification, letters, voice messages by e-mail"),
    icon="mail",
    section=SYSTEM,
    right=Right.OFFICE,
    lead=mark(
        "Voice messages, calls for help and what is wrong with the box go by e-mail to whom you"
        " name. No call waits for it."
    ),
    fetch=_shown,
)


def routes(app: App) -> None:
    settings.routes(app, PAGE, PLACE)
    app.add_route(_test, "/mail/test", methods=["POST"], name="mail-test", ctx_right=PAGE.right)


def to_first(mail: Mapping[str, Any]) -> Form:
    """A test message's form, to whom troubles are told first."""
    return Form({"to": next(iter(mail["alarms"]), "")})


async def tried(visit: Visit, form: Form) -> tuple[int, Context]:
    """By the settings as the visitor's draft would make them: nothing has to be applied before."""
    if not form["to"]:
        form = form.refused(to=visit.words(mark("Fill this in.")))
        return 422, {"form": form, "tried": None}
    try:
        answer = await visit.ask(TestMail(form["to"], draft=True, language=visit.language))
    except Invalid as invalid:
        place = "to" if invalid.field == "to" else "form"
        form = form.refused(**{place: visit.said(invalid.reason)})
        return 422, {"form": form, "tried": None}
    return 200, {"form": form, "tried": answer}


async def _test(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    status, context = await tried(visit, read_form(request.form, ("to",), ()))
    return await site_of(request).page(visit, PAGE, status, context)
