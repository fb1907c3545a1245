"""What a visitor is told of a fault, and what the log is."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from webui import edges, sound


class _Handlers:
    """Takes in what answers which error."""

    def __init__(self) -> None:
        self.found: dict[type, Any] = {}

    def add(self, error: type, answer: Any) -> None:
        self.found[error] = answer


def _break() -> None:
    raise LookupError("the secret of /var/lib/lineman")


def test_a_bug_tells_the_visitor_nothing_of_itself(caplog: pytest.LogCaptureFixture) -> None:
    handlers = _Handlers()
    app: Any = SimpleNamespace(error_handler=handlers)
    edges.install(app)
    request: Any = SimpleNamespace(ctx=SimpleNamespace(), method="GET", path="/calls")
    with caplog.at_level(logging.ERROR):
        try:
            _break()
        except LookupError as error:
            answer = handlers.found[Exception](request, error)
    assert answer.status == 500
    assert answer.body == b"Something went wrong on this page"
    assert "GET /calls" in caplog.text
    assert "the secret of /var/lib/lineman" in caplog.text, "and where it was"
    assert "test_edges.py" in caplog.text


def test_a_file_is_named_by_plain_letters() -> None:
    name = sound.file_name(0.0, '201"; filename="x\r\nSet-Cookie: a', "../../+7916")
    assert name.endswith("_201_+7916.wav")
    assert not set(name) & set('"\r\n/; ')
