"""Whoever follows the desk is told of what is another, and of nothing twice."""

import asyncio
from contextlib import aclosing

from drivers.virtual.desk import Desk, Fate, followed


async def test_what_is_as_before_is_not_told_again() -> None:
    fate, moved = [Fate.ANSWER], set[asyncio.Event]()
    async with aclosing(followed(lambda: Desk((), (), fate[0]), moved)) as told:
        assert (await anext(told)).fate is Fate.ANSWER
        later = asyncio.ensure_future(anext(told))
        for wanted, come in ((Fate.ANSWER, False), (Fate.BUSY, True)):
            fate[0] = wanted
            await asyncio.sleep(0)
            for each in moved:
                each.set()
            for _ in range(5):
                await asyncio.sleep(0)
            assert later.done() is come
        assert (await later).fate is Fate.BUSY
    assert moved == set()
