"""Every screen. `ALL` is the menu, in its order."""

from __future__ import annotations

from sanic import Request
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse

from webui.application import App
from webui.page import Page
from webui.pages import (
    about,
    account,
    accounts,
    api_keys,
    audit,
    blocked,
    board,
    calls,
    certificate,
    changes,
    codes,
    day_night,
    demo,
    departments,
    diagnostics,
    directory,
    fax,
    groups,
    inbound,
    login,
    login_passkey,
    logs,
    mail,
    menus,
    monitoring,
    network,
    office,
    one_call,
    outbound,
    overview,
    passkeys,
    people,
    people_table,
    person_relations,
    person_rights,
    phones,
    port_phone,
    port_stream,
    ports,
    prompts,
    recordings,
    rights,
    rooms,
    schedules,
    search,
    setup,
    start,
    start_call,
    start_check,
    start_greeting,
    start_inbound,
    start_mail,
    start_network,
    start_people,
    start_phones,
    storage,
    strength,
    trunks,
    update,
    webhooks,
    what_if,
    workplace,
)
from webui.parts import screens
from webui.site import site_of, visit_of

ALL: tuple[Page, ...] = (
    overview.PAGE,
    workplace.PAGE,
    board.PAGE,
    calls.PAGE,
    directory.PAGE,
    recordings.PAGE,
    changes.PAGE,
    people.PAGE,
    departments.PAGE,
    rights.PAGE,
    phones.PAGE,
    ports.PAGE,
    demo.PAGE,
    trunks.PAGE,
    outbound.PAGE,
    inbound.PAGE,
    menus.PAGE,
    groups.RING_PAGE,
    groups.QUEUE_PAGE,
    rooms.CONFERENCE_PAGE,
    rooms.PARKING_PAGE,
    fax.PAGE,
    schedules.PAGE,
    codes.PAGE,
    blocked.PAGE,
    what_if.PAGE,
    start.PAGE,
    office.PAGE,
    mail.PAGE,
    accounts.PAGE,
    api_keys.PAGE,
    webhooks.PAGE,
    audit.PAGE,
    diagnostics.PAGE,
    logs.PAGE,
    storage.PAGE,
    network.PAGE,
    monitoring.PAGE,
    update.PAGE,
    certificate.PAGE,
    account.PAGE,
    about.PAGE,
)
_WITH_ROUTES = (
    setup,
    login,
    login_passkey,
    account,
    passkeys,
    accounts,
    api_keys,
    audit,
    blocked,
    board,
    calls,
    certificate,
    one_call,
    recordings,
    update,
    changes,
    codes,
    day_night,
    demo,
    diagnostics,
    directory,
    fax,
    inbound,
    logs,
    mail,
    monitoring,
    network,
    office,
    outbound,
    people_table,
    person_relations,
    person_rights,
    port_phone,
    port_stream,
    ports,
    prompts,
    search,
    start,
    start_call,
    start_check,
    start_greeting,
    start_inbound,
    start_mail,
    start_network,
    start_people,
    start_phones,
    storage,
    strength,
    webhooks,
    what_if,
    workplace,
)


def routes(app: App) -> None:
    """A GET for each page, and what else its module answers."""
    for page in ALL:
        _show(app, page)
        screens.routes(app, page)
    for module in _WITH_ROUTES:
        module.routes(app)


def _show(app: App, page: Page) -> None:
    async def show(request: Request) -> HTTPResponse:
        visit = await visit_of(request).identified()
        if not page.is_there(visit):
            raise NotFound
        return await site_of(request).page(visit, page)

    app.add_route(show, page.path, name=page.key, ctx_right=page.right)
