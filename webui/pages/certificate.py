"""The certificate of this page: what it is for, whether it is the right one, how to trust it."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, raw

from appliance.core.errors import Fault
from appliance.spoken.languages import mark
from appliance.wire.certificate import Certificate, GetCertificate
from webui.application import App
from webui.page import SYSTEM, Context, Page
from webui.site import visit_of
from webui.visit import Visit


async def _shown(visit: Visit) -> Context:
    """With why there is none to be seen."""
    certificate: Certificate | None = None
    problem = ""
    try:
        certificate = await visit.ask(GetCertificate())
    except Fault as fault:
        problem = visit.why(fault)
    named = certificate is not None and visit.host in certificate.names
    return {"certificate": certificate, "problem": problem, "named": named}


PAGE = Page(
    key="certificate",
    path="/certificate",
    title=mark("Certificate"),
    also=mark("HTTPS, TLS, browser warning, fingerprint"),
    icon="certificate",
    section=SYSTEM,
    lead=mark("By it a browser knows that it talks to this box and that nobody listens."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(download, "/certificate/lineman.crt", ctx_right=PAGE.right)


async def download(request: Request) -> HTTPResponse:
    """The certificate as systems take it in; it is no secret."""
    found = await visit_of(request).ask(GetCertificate())
    headers = {"Content-Disposition": 'attachment; filename="lineman.crt"'}
    return raw(found.pem.encode(), content_type="application/x-x509-ca-cert", headers=headers)
