"""Monitoring: who may watch how the box is doing, and what to type into the program that does."""

from __future__ import annotations

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Invalid
from appliance.spoken.languages import mark
from appliance.wire.monitoring import GetMonitoring, SetMetrics
from appliance.wire.roles import Right
from webui.api import metrics
from webui.application import App
from webui.forms import Form, read_form
from webui.page import SYSTEM, Context, Page
from webui.site import site_of, visit_of
from webui.visit import Visit


async def _shown(visit: Visit) -> Context:
    found = await visit.ask(GetMonitoring())
    on = "yes" if found.metrics else ""
    return {
        "found": found,
        "form": Form({"metrics": on, "addresses": "\n".join(found.addresses)}),
        "target": visit.site if ":" in visit.site else f"{visit.site}:443",
        "path": metrics.PATH,
        "done": visit.query.get("done", ""),
    }


PAGE = Page(
    key="monitoring",
    path="/monitoring",
    title=mark("Monitoring"),
    also=mark("Prometheus, metrics, Grafana, Zabbix, alert"),
    icon="activity-heartbeat",
    section=SYSTEM,
    right=Right.ACCOUNTS,
    lead=mark("Other programs in the office watch how the box is doing."),
    fetch=_shown,
)


def routes(app: App) -> None:
    app.add_route(
        _metrics, "/monitoring/metrics", methods=["POST"], name="monitoring-metrics",
        ctx_right=PAGE.right,
    )  # fmt: skip


async def _metrics(request: Request) -> HTTPResponse:
    visit = await visit_of(request).identified()
    form = read_form(request.form, ("metrics", "addresses"), ())
    addresses = form["addresses"].replace(",", " ").replace(";", " ").split()
    try:
        await visit.ask(SetMetrics(on=bool(form["metrics"]), addresses=tuple(addresses)))
    except Invalid as invalid:
        place = "addresses" if invalid.field == "addresses" else "form"
        form = form.refused(**{place: visit.said(invalid.reason)})
        return await site_of(request).page(visit, PAGE, 422, {"form": form})
    return redirect("/monitoring?done=saved", status=303)
