"""A page counts once it answers, not while nginx says that it is not there yet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from build.lib.vm.page import wait_for_page
from build.lib.vm.waiting import TooLate

_SERVED: list[int] = []


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = _SERVED.pop(0) if _SERVED else 200
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture
def address() -> Iterator[str]:
    """Answers with what is in `_SERVED`, then well."""
    with HTTPServer(("127.0.0.1", 0), _Page) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


def test_it_is_waited_for_until_it_answers(address: str) -> None:
    _SERVED[:] = [503]
    wait_for_page(address)
    assert _SERVED == []


def test_one_that_never_answers_is_told(address: str) -> None:
    _SERVED[:] = [503] * 9
    with pytest.raises(TooLate, match=address):
        wait_for_page(address, seconds=0)
