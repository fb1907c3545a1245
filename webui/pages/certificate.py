"""The certificate of this page: what it is for, whether it is the right one, how to trust it, and
how a person has one of his own shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sanic import NotFound, Request
from sanic.response import HTTPResponse, raw, redirect

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.certificate import (
    LONGEST,
    Certificate,
    CertificateRequest,
    DropCertificate,
    GetCertificate,
    GetCertificateRequest,
    MakeCertificateRequest,
    SetCertificate,
)
from appliance.wire.roles import Right
from appliance.wire.trusted import covers, fit
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit

_FIELDS = ("names", "chain", "key")


async def _shown(visit: Visit) -> Context:
    """With why there is none to be seen."""
    certificate: Certificate | None = None
    request: CertificateRequest | None = None
    problem = ""
    try:
        certificate = await visit.ask(GetCertificate())
    except Fault as fault:
        problem = visit.why(fault)
    if visit.may(Right.ACCOUNTS):
        request = await visit.ask(GetCertificateRequest())
    names = certificate.names if certificate is not None else ()
    return {
        "certificate": certificate,
        "request": request,
        "problem": problem,
        "named": any(covers(name, visit.host) for name in names),
        "better": next(iter(fit(names)), ""),
        "form": Form({"names": visit.host if request and not request.pem else ""}),
        "done": visit.query.get("done", ""),
    }


PAGE = Page(
    key="certificate",
    path="/certificate",
    title=mark("Certificate"),
    also=mark("HTTPS, TLS, browser warning, fingerprint, CSR, HSTS"),
    icon="certificate",
    section=SYSTEM,
    lead=mark("By it a browser knows that it talks to this box and that nobody listens."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(download, "/certificate/lineman.crt", ctx_right=PAGE.right)
    app.add_route(_request, "/certificate/lineman.csr", ctx_right=Right.ACCOUNTS)
    for handler, path in (
        (_ask, "/certificate/request"),
        (_put, "/certificate/put"),
        (_own, "/certificate/own"),
    ):
        name = path.strip("/").replace("/", "-")
        app.add_route(handler, path, methods=["POST"], name=name, ctx_right=Right.ACCOUNTS)


async def download(request: Request) -> HTTPResponse:
    """The one that the box made, as systems take it in; it is no secret."""
    found = await visit_of(request).ask(GetCertificate())
    return _file("lineman.crt", found.own or found.pem, "application/x-x509-ca-cert")


async def _request(request: Request) -> HTTPResponse:
    found = await visit_of(request).ask(GetCertificateRequest())
    if not found.pem:
        raise NotFound
    return _file("lineman.csr", found.pem, "application/pkcs10")


def _file(name: str, text: str, kind: str) -> HTTPResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return raw(text.encode(), content_type=kind, headers=headers)


async def _ask(request: Request) -> HTTPResponse:
    """A fresh key and a request; one that waited is forgotten."""
    visit, form = await _visit(request)

    async def work() -> str:
        names = tuple(form["names"].replace(",", " ").replace(";", " ").split())
        await visit.ask(MakeCertificateRequest(names))
        return "/certificate#owners"

    return await _tried(request, visit, form, work)


async def _put(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)
    if not form["chain"]:
        return await _refused(request, visit, form, "chain", visit.words(mark("Fill this in.")))

    async def work() -> str:
        await visit.ask(SetCertificate(form["chain"], form["key"].strip(), visit.host))
        return "/certificate?done=set"

    return await _tried(request, visit, form, work)


async def _own(request: Request) -> HTTPResponse:
    visit, form = await _visit(request)

    async def work() -> str:
        await visit.ask(DropCertificate())
        return "/certificate?done=own"

    return await _tried(request, visit, form, work)


async def _visit(request: Request) -> tuple[Visit, Form]:
    visit = await visit_of(request).identified()
    return visit, read_form(request.form, _FIELDS, ("key",), LONGEST + 1)


async def _tried(
    request: Request, visit: Visit, form: Form, work: Callable[[], Awaitable[str]]
) -> HTTPResponse:
    """On to where `work` says; or the page again with what is wrong at its field."""
    try:
        return redirect(await site_of(request).once(request, work), status=303)
    except Invalid as invalid:
        place = invalid.field if invalid.field in _FIELDS else "form"
        return await _refused(request, visit, form, place, visit.why(invalid))
    except Fault as fault:
        return await _refused(request, visit, form, "form", visit.why(fault))


async def _refused(
    request: Request, visit: Visit, form: Form, place: str, said: str
) -> HTTPResponse:
    shown = {"form": form.refused(**{place: said})}
    return await site_of(request).page(visit, PAGE, 422, shown)
