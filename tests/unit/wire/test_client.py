"""Who asks while the supervisor's queue is full waits for room, for so long as he has patience."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from appliance.wire.client import Client
from appliance.wire.errors import Unreachable
from appliance.wire.protocol import Hello


def _open(stack: ExitStack) -> socket.socket:
    made = stack.enter_context(socket.socket(socket.AF_UNIX))
    made.setblocking(False)
    return made


@pytest.fixture
def full(tmp_path: Path) -> Iterator[socket.socket]:
    """A listener that takes nobody in, with as many at its door as it has room for."""
    with ExitStack() as stack:
        listener = _open(stack)
        listener.bind(str(tmp_path / "supervisor.sock"))
        listener.listen(1)
        while _open(stack).connect_ex(listener.getsockname()) == 0:
            pass
        yield listener


async def test_room_is_waited_for(full: socket.socket) -> None:
    asking = asyncio.create_task(Client(Path(full.getsockname())).ask(Hello()))
    await asyncio.sleep(0.1)
    assert not asking.done()
    for _ in range(3):  # two who waited, and who asked
        full.accept()[0].close()
        await asyncio.sleep(0.05)
    with pytest.raises(Unreachable, match="hung up"):
        await asking


async def test_patience_ends(full: socket.socket) -> None:
    with pytest.raises(Unreachable, match="takes too long"):
        await Client(Path(full.getsockname()), patience=0.1).ask(Hello())


async def test_who_waited_for_room_has_that_less_patience_for_the_answer(
    full: socket.socket,
) -> None:
    """The supervisor takes him in late, and says nothing then."""
    asking = asyncio.create_task(Client(Path(full.getsockname()), patience=1.0).ask(Hello()))
    with ExitStack() as stack:
        await asyncio.sleep(0.7)
        for _ in range(3):  # two who waited, and who asked
            stack.enter_context(full.accept()[0])
            await asyncio.sleep(0.05)
        with pytest.raises(Unreachable, match="takes too long"):
            await asyncio.wait_for(asking, 0.6)
