"""Monitoring: how busy the box was, who may watch it, and what such a program has to be told."""

from __future__ import annotations

from collections.abc import Mapping

from sanic import Request
from sanic.response import HTTPResponse, redirect, text

from appliance.core.encryption import Transport
from appliance.core.errors import Fault, Invalid
from appliance.snmp import MIB
from appliance.spoken.languages import mark
from appliance.wire.certificate import GetCertificate
from appliance.wire.history import GetLoad, LoadTime
from appliance.wire.monitoring import (
    TLS_PORT,
    USUAL_PORT,
    GetMonitoring,
    Monitoring,
    SetMetrics,
    SetSnmp,
    SetSyslog,
    TestSyslog,
)
from appliance.wire.roles import Right
from webui.api import metrics
from webui.application import App
from webui.forms import Form, read_form, whole
from webui.load_chart import load_chart
from webui.page import SYSTEM, Context, Page
from webui.parts.form import posted_texts
from webui.site import site_of, visit_of
from webui.visit import Visit


async def _shown(visit: Visit) -> Context:
    found = await visit.ask(GetMonitoring())
    return {
        **await _load(visit),
        "found": found,
        "form": Form(_metrics_of(found)),
        "log_form": Form(_syslog_of(found)),
        "snmp_form": Form(_snmp_of(found)),
        "made": None,
        "tried": None,
        "transports": tuple(Transport),
        "target": visit.site if ":" in visit.site else f"{visit.site}:443",
        "path": metrics.PATH,
        "owners": await _owners(visit),
        "done": visit.query.get("done", ""),
    }


async def _load(visit: Visit) -> Context:
    """A history that cannot be read leaves the rest of the page as it is."""
    time = LoadTime.WEEK if visit.query.get("time") == LoadTime.WEEK else LoadTime.DAY
    chart, problem = None, ""
    try:
        chart = load_chart(await visit.ask(GetLoad(time)), visit)
    except Fault as fault:
        problem = visit.why(fault)
    return {"chart": chart, "load_problem": problem, "load_time": time.value}


async def _owners(visit: Visit) -> bool:
    """Whether the page's certificate is signed by somebody else than the box."""
    try:
        return (await visit.ask(GetCertificate())).owners
    except Fault:
        return False


def _metrics_of(found: Monitoring) -> Mapping[str, str]:
    return {"metrics": "yes" if found.metrics else "", "addresses": "\n".join(found.addresses)}


def _snmp_of(found: Monitoring) -> Mapping[str, str]:
    return {"snmp": "yes" if found.snmp.on else "", "readers": "\n".join(found.snmp.addresses)}


def _syslog_of(found: Monitoring) -> Mapping[str, str]:
    log = found.syslog
    port = str(log.port) if log.server else ""
    return {
        "server": log.server,
        "port": port,
        "transport": log.transport.value,
        "authority": log.authority,
    }


PAGE = Page(
    key="monitoring",
    path="/monitoring",
    title=mark("Monitoring"),
    also=mark(
        "Prometheus, metrics, Grafana, Zabbix, alert, SNMP, MIB, syslog, rsyslog, log server, load,"
        " calls at once, busy lines"
    ),
    icon="activity-heartbeat",
    section=SYSTEM,
    right=Right.ACCOUNTS,
    lead=mark(
        "How busy the box was. Other programs in the office watch how it is doing, and gather its"
        " log."
    ),
    fetch=_shown,
)


def routes(app: App) -> None:
    asked = ((_metrics, "metrics"), (_snmp, "snmp"), (_syslog, "syslog"), (_test, "test"))
    for handler, name in asked:
        path, named = f"/monitoring/{name}", f"monitoring-{name}"
        app.add_route(handler, path, methods=["POST"], name=named, ctx_right=PAGE.right)
    app.add_route(_mib, f"/monitoring/{MIB.name}", name="monitoring-mib", ctx_right=PAGE.right)


async def _mib(request: Request) -> HTTPResponse:
    """What the numbers are called, for the program that reads them."""
    await visit_of(request).identified()
    kept = {"Content-Disposition": f'attachment; filename="{MIB.name}"'}
    return text(MIB.read_text("ascii"), headers=kept)


async def _metrics(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("metrics", "addresses"), ())
    try:
        await visit.ask(SetMetrics(bool(form["metrics"]), _addresses(form["addresses"])))
    except Invalid as invalid:
        place = "addresses" if invalid.field == "addresses" else "form"
        form = form.refused(**{place: visit.said(invalid.reason)})
        return await site_of(request).page(visit, PAGE, 422, {"form": form})
    return redirect("/monitoring?done=saved", status=303)


def _addresses(typed: str) -> tuple[str, ...]:
    return tuple(typed.replace(",", " ").replace(";", " ").split())


async def _snmp(request: Request) -> HTTPResponse:
    """Passwords that were made are shown on this page and on no other."""
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("snmp", "readers", "renew"), ())
    wanted = SetSnmp(bool(form["snmp"]), _addresses(form["readers"]), bool(form["renew"]))
    try:
        done = await visit.ask(wanted)
    except (Invalid, Fault) as error:
        named = isinstance(error, Invalid) and error.field == "addresses"
        form = form.refused(**{"readers" if named else "form": visit.why(error)})
        return await site_of(request).page(visit, PAGE, 422, {"snmp_form": form})
    if done.proof:
        return await site_of(request).page(visit, PAGE, 200, {"made": done})
    return redirect("/monitoring?done=saved", status=303)


async def _syslog(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("server", "port", "transport"), ())
    authority = "".join(posted_texts(request).get("authority", [])).strip()  # longer than others
    form = Form({**form.values, "authority": authority})
    transport = next((each for each in Transport if each == form["transport"]), Transport.UDP)
    usual = TLS_PORT if transport is Transport.TLS else USUAL_PORT
    port = whole(form["port"], 5) if form["port"] else usual
    if port is None:
        form = form.refused(port=visit.words(mark("A whole number, from 1 to 65535.")))
        return await site_of(request).page(visit, PAGE, 422, {"log_form": form})
    try:
        await visit.ask(SetSyslog(form["server"], port, transport, authority))
    except (Invalid, Fault) as error:
        field = error.field if isinstance(error, Invalid) else ""
        place = field if field in form.values else "form"
        form = form.refused(**{place: visit.why(error)})
        return await site_of(request).page(visit, PAGE, 422, {"log_form": form})
    return redirect("/monitoring?done=saved", status=303)


async def _test(request: Request) -> HTTPResponse:
    """A line that is to be looked for at the server."""
    visit = await visit_of(request).identified()
    try:
        tried = await visit.ask(TestSyslog())
    except Invalid as invalid:
        form = Form(_syslog_of(await visit.ask(GetMonitoring())))
        form = form.refused(server=visit.said(invalid.reason))
        return await site_of(request).page(visit, PAGE, 422, {"log_form": form})
    return await site_of(request).page(visit, PAGE, 200, {"tried": tried})
