"""Every route by every role in one table: who is not named is refused, and so is a new route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from appliance.wire.access import GetSessions
from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import WhoAmI
from appliance.wire.roles import Right, Role, Scope
from tests.fakes.simulated import asked
from tests.web.configured import PASSWORD, aside, ask
from tests.web.key_routes import BY_KEY
from tests.web.route_roles import (
    BY_ADDRESS,
    ENDED,
    EVERYBODY,
    FRAGMENTS,
    LETTERS,
    LIVE,
    STRANGER,
    STREAMS,
    TABLE,
    Visitors,
    outcome,
    visiting,
    wanted,
)
from webui import auth, pages, security
from webui.app import create
from webui.page import Page
from webui.settings import Settings
from webui.visit import Visit


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitors]:
    with visiting(tmp_path_factory.mktemp("roles")) as all_of_them:
        yield all_of_them
        assert "Traceback" not in all_of_them.office.stand.log()


@cache
def _app() -> Any:
    """Without anything behind it; one process has one of its name."""
    return create(Settings(Path("/nowhere"), Path("/nowhere"), Path("/nowhere"), 0))


def test_the_table_names_each_route_and_no_other() -> None:
    routes: set[tuple[str, str]] = set()
    for route in _app().router.routes:
        if not route.path.startswith(("live/", "fragment/")):
            path = re.sub(r"<(\w+):\w+>", r"{\1}", route.path)
            routes |= {(method, f"/{path}") for method in route.methods}
    assert routes == set(TABLE) | set(BY_KEY) | set(BY_ADDRESS)


def test_a_route_that_names_no_right_is_answered_to_nobody() -> None:
    site = _app().ctx.site
    visit = Visit(site.client, "/new", "en", "auto", "session", "token", "", role=Role.ADMIN)
    route = SimpleNamespace(ctx=SimpleNamespace())
    asked_for = {"method": "GET", "path": "/new"}
    request: Any = SimpleNamespace(route=route, ctx=SimpleNamespace(visit=visit), **asked_for)
    with pytest.raises(NotAllowed):
        aside(lambda: asked(auth.judge(request)))
    route.ctx.right = Right.OFFICE
    aside(lambda: asked(auth.judge(request)))


@pytest.mark.parametrize("role", LETTERS.values())
def test_each_role_reaches_what_the_table_says(visitors: Visitors, role: Role) -> None:
    found, meant = {}, {}
    for (method, path), who in TABLE.items():
        if path in {"/logout", "/login", "/login/code", "/setup"}:  # one visitor's, or slowed down
            continue
        found[method, path] = outcome(visitors.ask(role.value, method, path))
        meant[method, path] = wanted(role.value, who)
    for (key, name), who in {**{(k, ""): w for k, w in LIVE.items()}, **FRAGMENTS}.items():
        path = f"/fragment/{key}/{name or next(f.name for f in _page(key).fragments)}"
        found["GET", path] = outcome(visitors.ask(role.value, "GET", path))
        meant["GET", path] = wanted(role.value, who)
    assert found == meant


def test_what_changes_is_never_asked_by_get(visitors: Visitors) -> None:
    changing = [path for method, path in TABLE if method != "GET" and ("GET", path) not in TABLE]
    assert changing
    for path in changing:
        assert visitors.ask(Role.ADMIN.value, "GET", path).status in {404, 405}, path


def _page(key: str) -> Page:
    return next(page for page in pages.ALL if page.key == key)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.INSTALLER])
def test_a_stream_is_for_who_has_its_page(visitors: Visitors, role: Role) -> None:
    assert set(LIVE) == {page.key for page in pages.ALL if page.fragments}
    assert set(STREAMS) == {page.key for page in pages.ALL if page.stream is not None}
    for key, who in {**LIVE, **STREAMS}.items():
        if wanted(role.value, who) == "refused":
            assert visitors.ask(role.value, "GET", f"/live/{key}").status == 403


@pytest.mark.parametrize("who", [STRANGER, ENDED])
def test_whoever_is_not_logged_in_reaches_the_door_alone(visitors: Visitors, who: str) -> None:
    found = {
        (method, path): outcome(visitors.ask(who, method, path))
        for (method, path), may in TABLE.items()
        if may != EVERYBODY
    }
    assert found == dict.fromkeys(found, "to log in")
    for key in (*LIVE, *STREAMS):
        live = visitors.ask(who, "GET", f"/live/{key}")
        assert outcome(live) == "to log in" or live.text.endswith("event: signed-out\ndata: \n\n")
    for key in LIVE:
        fragment = f"/fragment/{key}/{_page(key).fragments[0].name}"
        assert outcome(visitors.ask(who, "GET", fragment)) == "to log in"


def test_a_key_opens_the_routes_of_its_scopes_and_no_others(visitors: Visitors) -> None:
    """Each is asked by a key of its scopes, and by one of all the others."""
    opened, refused = {}, {}
    for (method, path), names in BY_KEY.items():
        if path.endswith("/events"):  # it has no end
            continue
        scopes = frozenset(map(Scope, names.split()))
        asked = re.sub(r"{\w+}", "0", path)
        opened[method, path] = visitors.ask_by_key(visitors.key(*scopes), method, asked).status
        if others := frozenset(Scope) - scopes:
            answer = visitors.ask_by_key(visitors.key(*others), method, asked)
            refused[method, path] = answer.status
            assert all(scope in answer.text for scope in names.split()), "it says which it wants"
    assert {row: status for row, status in opened.items() if status in {401, 403, 405}} == {}
    assert all(status < 500 for status in opened.values())
    assert refused == dict.fromkeys(refused, 403)


def test_an_address_is_opened_by_a_key_of_its_scope_alone(visitors: Visitors) -> None:
    for (method, path), name in BY_ADDRESS.items():
        named = path.format(key="{}", form="yealink.xml")
        opened = {
            scope: visitors.ask(STRANGER, method, named.format(visitors.key(scope))).status
            for scope in Scope
        }
        assert opened == {scope: 200 if scope == Scope(name) else 403 for scope in Scope}
        for other in (visitors.key(*Scope), visitors.sessions[Role.ADMIN.value], "lmk_0"):
            assert visitors.ask(STRANGER, method, named.format(other)).status in {401, 403}


def test_no_session_and_no_stranger_reaches_the_api(visitors: Visitors) -> None:
    for who in (Role.ADMIN.value, STRANGER):
        found = {
            (method, path): outcome(visitors.ask(who, method, re.sub(r"{\w+}", "0", path)))
            for method, path in BY_KEY
        }
        assert found == dict.fromkeys(found, "wants a key")
    token = visitors.sessions[Role.ADMIN.value]
    assert visitors.ask_by_key(token, "GET", "/api/v1/status").status == 401
    key = visitors.key(*Scope)
    as_cookie = {"Cookie": f"{security.SESSION_COOKIE}={key}"}
    for path in ("/", "/people", "/api-keys", "/api/openapi.json"):
        assert visitors.office.stand.ask(path, headers=as_cookie).status in {302, 303, 403}


def test_anothers_session_and_account_are_out_of_reach(visitors: Visitors) -> None:
    client, sessions = visitors.office.running.page, visitors.sessions
    (own, *_) = ask(client, GetSessions(), sessions["manager"]).sessions
    body = urlencode({"session": own.id, "end_password": PASSWORD})
    answer = visitors.ask("employee", "POST", "/account/sessions/end", body)
    assert answer.status == 422
    assert ask(client, WhoAmI(), sessions["manager"]).user == "manager"
    for deed in ("lock", "log-out", "remove", "drop-code", "drop-passkeys"):
        answer = visitors.ask("installer", "POST", "/accounts/do", f"user=admin&deed={deed}")
        assert answer.status == 403
    promoted = visitors.ask("installer", "POST", "/accounts/save", "user=installer&role=admin")
    assert promoted.status == 403
    assert ask(client, WhoAmI(), sessions["installer"]).role is Role.INSTALLER


@pytest.mark.parametrize("role", LETTERS.values())
def test_the_menu_names_what_the_role_reaches_and_nothing_else(
    visitors: Visitors, role: Role
) -> None:
    text = visitors.ask(role.value, "GET", "/account").text
    for page in pages.ALL:
        reached = wanted(role.value, TABLE["GET", page.path]) == "answered"
        there = f'<li><a href="{page.path}"' in text
        assert there is reached, page.path
