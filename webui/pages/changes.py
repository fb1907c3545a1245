"""Changes: what is drafted and would do to calls, when it is made, and what was made before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sanic import Request
from sanic.response import HTTPResponse, redirect

from appliance.core.errors import Fault, Invalid
from appliance.spoken.languages import mark
from appliance.wire.configuration import (
    CancelPending,
    Confirm,
    DropDraft,
    GetDifference,
    GetDraft,
    GetOffice,
    GetPending,
    GetRevisions,
    GetStep,
    LeaveOut,
    MakeDraft,
    Revert,
    TakeOver,
)
from appliance.wire.configured import Changed, Draft, Pending, Revisions, RevisionView
from appliance.wire.kinds import Change, When
from appliance.wire.roles import Right
from webui.application import App
from webui.difference import Part, meanwhile, since, told
from webui.forms import whole
from webui.page import WORK, Context, Page
from webui.parts.form import posted_texts
from webui.parts.screens import editor, number
from webui.parts.widgets import Typed, Wrong, first
from webui.site import site_of
from webui.visit import Visit

MOST_TOLD = 40  # steps whose fields are shown one by one
ROWS = 20  # of the history
NIGHT = "03:00"
PATH = "/changes"


@dataclass(frozen=True, slots=True)
class Step:
    """`place` counts from 1."""

    place: int
    text: str
    parts: tuple[Part, ...]


async def _shown(visit: Visit) -> Context:
    draft, revisions, pending = await asyncio.gather(
        visit.ask(GetDraft()),
        visit.ask(GetRevisions(ROWS, _before(visit))),
        visit.ask(GetPending()),
    )
    steps = await _steps(visit, draft)
    seen, refused = await preview(visit, draft)
    return {
        "steps": steps,
        "draft": draft,
        "others": await since(visit, draft.base) if draft.clash else (),
        "seen": seen,
        "refused": refused,
        "revisions": revisions,
        "older": bool(_before(visit)),
        "applied": applied(visit, revisions),
        "waits": await _waits(visit, pending),
        "typed": {"when": ["now"], "time": [NIGHT]},
        "errors": {},
        "target": "/changes/make",
    }


def applied(visit: Visit, revisions: Revisions) -> RevisionView | None:
    """What the press that leads here made, as long as nothing was made after it."""
    wanted = number(visit.query.get("applied", ""))
    return next((each for each in revisions.revisions[:1] if each.number == wanted), None)


def after(made: Changed, path: str = PATH) -> HTTPResponse:
    """To the screen that says what was made; what waits for its moment says so itself."""
    return redirect(path if made.pending else f"{path}?applied={made.revision}", status=303)


async def _waits(visit: Visit, pending: Pending) -> str:
    """When a kept change is made, by the office's clock; empty when it waits for no hour."""
    if not pending.author or pending.when is not When.AT:
        return ""
    return f"{datetime.fromtimestamp(pending.at, await _zone(visit)):%d.%m.%Y %H:%M}"


async def _zone(visit: Visit) -> ZoneInfo:
    """The office's as it runs: what waits keeps to it."""
    return ZoneInfo(str((await visit.ask(GetOffice())).office["zone"]))


def _before(visit: Visit) -> int:
    """Below which revision the history begins; 0 for the newest."""
    return number(visit.query.get("before", ""))


async def _steps(visit: Visit, draft: Draft) -> tuple[Step, ...]:
    found = []
    for place, text in enumerate(draft.steps, 1):
        parts: tuple[Part, ...] = ()
        if place <= MOST_TOLD:
            parts = await told(visit, (await visit.ask(GetStep(place))).changes)
        found.append(Step(place, text, parts))
    return tuple(found)


async def preview(visit: Visit, draft: Draft) -> tuple[Changed | None, str]:
    """What making the draft would do; else the sentence why it cannot be made."""
    if not draft.steps or draft.clash:
        return None, ""
    try:
        return await visit.ask(MakeDraft(preview=True, language=visit.language)), ""
    except Invalid as invalid:
        return None, invalid.reason
    except Fault as fault:
        return None, fault.text


PAGE = Page(
    key="changes",
    path=PATH,
    title=mark("Changes"),
    icon="git-compare",
    section=WORK,
    right=Right.OFFICE,
    lead=mark("Nothing is changed until you apply it; what was applied can be taken back."),
    fetch=_shown,
)


def routes(app: App) -> None:
    for path, handler in (
        ("/changes/make", _make),
        ("/changes/leave-out", _leave_out),
        ("/changes/take-over", _take_over),
        ("/changes/drop", _drop),
        ("/changes/confirm", _confirm),
        ("/changes/return", _return),
    ):
        app.add_route(
            handler,
            path,
            methods=["POST"],
            name=path.strip("/").replace("/", "-"),
            ctx_right=PAGE.right,
        )
    app.add_route(_look_back, "/changes/return", name="changes-look-back", ctx_right=PAGE.right)


async def _terms(visit: Visit, typed: Typed) -> dict[str, object]:
    """When, and what was agreed to, as fields of a change."""
    when = When(first(typed, "when")) if first(typed, "when") in set(When) else When.NOW
    at = await _moment(visit, first(typed, "time")) if when is When.AT else 0.0
    return {
        "when": when,
        "at": at,
        "confirm": bool(typed.get("confirm")),
        "accept": tuple(typed.get("accept") or ()),
        "overwrite": tuple(typed.get("overwrite") or ()),
        "language": visit.language,
    }


async def _moment(visit: Visit, text: str) -> float:
    """When the office's clock shows this next."""
    hour, _, minute = text.partition(":")
    at = whole(hour), whole(minute)
    if at[0] is None or at[1] is None or at[0] > 23 or at[1] > 59:
        raise Wrong(mark("Write a time such as 9:30."))
    now = datetime.now(await _zone(visit))
    wanted = now.replace(hour=at[0], minute=at[1], second=0, microsecond=0)
    return (wanted if wanted > now else wanted + timedelta(days=1)).timestamp()


async def _make(request: Request) -> HTTPResponse:
    """All steps of the draft as one change; the page again with what stands in its way."""
    visit, site = await editor(request), site_of(request)
    typed = posted_texts(request)
    errors: dict[str, str] = {}

    async def work() -> Changed:
        question: Change[Changed] = MakeDraft(**(await _terms(visit, typed)))  # type: ignore[arg-type]
        return await visit.ask(question)

    try:
        made = await site.once(request, work)
    except Wrong as wrong:
        errors["time"] = visit.words(wrong.text)
    except (Invalid, Fault) as error:
        errors["make"] = visit.why(error)
    else:
        return after(made)
    return await site.page(visit, PAGE, 422, {"typed": typed, "errors": errors})


async def _leave_out(request: Request) -> HTTPResponse:
    place = number(first(posted_texts(request), "place"))
    return await _did(request, lambda visit: visit.ask(LeaveOut(place)))


async def _take_over(request: Request) -> HTTPResponse:
    return await _did(request, lambda visit: visit.ask(TakeOver()))


async def _drop(request: Request) -> HTTPResponse:
    return await _did(request, lambda visit: visit.ask(DropDraft()))


async def _confirm(request: Request) -> HTTPResponse:
    if first(posted_texts(request), "keep") == "yes":
        return await _did(request, lambda visit: visit.ask(Confirm()), made=True)
    return await _did(request, lambda visit: visit.ask(CancelPending()))


async def _did(
    request: Request, ask: Callable[[Visit], Awaitable[object]], *, made: bool = False
) -> HTTPResponse:
    """Ask that, and back to the page; what is refused stands there. `made`: a revision."""
    visit, site = await editor(request), site_of(request)
    try:
        await ask(visit)
    except Invalid as invalid:
        errors = {"draft": site.said(visit, invalid.reason)}
        return await site.page(visit, PAGE, 422, {"errors": errors})
    current = (await visit.ask(GetRevisions(1))).current if made else 0
    return redirect(f"{PATH}?applied={current}" if made else PATH, status=303)


@dataclass(slots=True)
class _Sent:
    """What came with a press that was refused: `others` is what was changed meanwhile."""

    typed: Typed = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    others: tuple[Part, ...] = ()


async def _look_back(request: Request) -> HTTPResponse:
    """What going back to an earlier revision would do."""
    visit = await editor(request)
    return await _return_screen(request, visit, number(visit.query.get("revision", "")), _Sent())


async def _return(request: Request) -> HTTPResponse:
    """An earlier revision as a new one."""
    visit, site = await editor(request), site_of(request)
    typed = posted_texts(request)
    revision, base = number(first(typed, "revision")), number(first(typed, "base"))
    sent = _Sent(typed)
    try:
        terms = await _terms(visit, typed)
        question: Change[Changed] = Revert(base, revision, **terms)  # type: ignore[arg-type]
        made = await visit.ask(question)
    except Wrong as wrong:
        sent.errors["time"] = visit.words(wrong.text)
    except Invalid as invalid:
        sent.errors["make"] = site.said(visit, invalid.reason)
        sent.others = await meanwhile(visit, invalid)
    except Fault as fault:
        sent.errors["make"] = site.said(visit, fault.text)
    else:
        return after(made)
    return await _return_screen(request, visit, revision, sent)


async def _becomes(visit: Visit, current: int, revision: int) -> tuple[Part, ...] | None:
    """What becomes different; None: what is stored cannot be read, so that nobody knows."""
    try:
        difference = await visit.ask(GetDifference(old=current, new=revision))
        return await told(visit, difference.changes)
    except Fault:
        return None


async def _return_screen(
    request: Request, visit: Visit, revision: int, sent: _Sent
) -> HTTPResponse:
    current = (await visit.ask(GetRevisions(1))).current
    seen: Changed | None = None
    parts: tuple[Part, ...] | None = ()
    refused = ""
    try:
        question: Change[Changed] = Revert(current, revision, preview=True, language=visit.language)
        seen = await visit.ask(question)
        parts = await _becomes(visit, current, revision)
    except Invalid as invalid:
        refused = invalid.reason
    context = {
        "title": visit.words(mark("Back to revision %(number)d")) % {"number": revision},
        "revision": revision,
        "current": current,
        "parts": parts,
        "seen": seen,
        "refused": refused,
        "typed": sent.typed or {"when": ["now"], "time": [NIGHT]},
        "errors": sent.errors,
        "others": sent.others,
        "target": "/changes/return",
    }
    status = 422 if sent.errors else 200
    return await site_of(request).framed(visit, PAGE, "page/return.html", status, context)
