"""Sound on its way to a listener who leaves."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sanic import Request
from sanic.exceptions import RequestCancelled
from sanic.http.constants import Stage

from appliance.wire.configured import Piece
from webui.sound import send


class _Gone:
    """The answer to a browser whose connection ended before the first byte."""

    async def send(self, _content: bytes) -> None:
        raise RequestCancelled


async def _pieces(_first: int, _last: int) -> AsyncIterator[Piece]:
    yield Piece(b"RIFF")


async def test_no_error_is_answered_to_a_listener_who_left_before_the_first_byte() -> None:
    async def respond(**_head: Any) -> _Gone:
        return _Gone()

    stream = SimpleNamespace(stage=Stage.HANDLER)  # in which Sanic answers what is raised
    request = SimpleNamespace(headers={}, stream=stream, respond=respond)
    with pytest.raises(RequestCancelled):
        await send(cast("Request", request), 4, _pieces)
    assert stream.stage is Stage.FAILED
