"""The list of screens that campaigns and benches go through holds them all."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.web.every_page import OF_A_MOMENT, OF_SOMETHING, PATHS
from tests.web.route_roles import TABLE

# What a browser fetches for a screen, or saves.
_NO_SCREENS = {
    "/healthz", "/calls/peaks", "/calls/sound", "/search/found", "/certificate/lineman.crt",
    "/certificate/lineman.csr", "/account/factor",
    "/api/openapi.json", "/prompts/heard", "/workplace/peaks", "/workplace/sound",
    "/diagnostics/bundle", "/logs/text", "/fax/document", "/demo/sound",
    "/monitoring/LINEMAN-MIB.txt",
}  # fmt: skip


def _paths() -> list[str]:
    return [urlsplit(path).path for path in (*PATHS, *OF_SOMETHING, *OF_A_MOMENT)]


def test_every_route_with_a_screen_is_in_the_list() -> None:
    routes = {path for method, path in TABLE if method == "GET" and not path.endswith(".csv")}
    assert routes - _NO_SCREENS == set(_paths()) & routes
    assert set(_NO_SCREENS) <= routes


def test_no_screen_is_there_twice() -> None:
    assert len(set(PATHS)) == len(PATHS)
