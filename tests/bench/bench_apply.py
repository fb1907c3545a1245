"""From an admin's request to what calls find, with calls up.

Beside it the bare way: the same files made, written whole and reloaded over the same connection,
without a plan, a check or a way back.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from tests.bench.apply_rig import CALLS, Rig, What, calls_up, company_in_asterisk, supervised
from tests.bench.measured import Measured, above
from tests.integration.asterisk.real_world import RealWorld
from tests.machines.company import company

LIMITS = {
    "ratio": 1.5,
    "growth": 1.5,
    "role_ratio": 1.5,
    "role_growth": 1.5,
    "fresh_ratio": 1.5,
    "fresh_growth": 1.5,
    "forwarding_ratio": 1.5,
    "forwarding_growth": 1.5,
    "dropped": 0.0,
}
_PREFIX = {What.NAME: "", What.ROLE: "role_", What.FRESH: "fresh_", What.FORWARDING: "forwarding_"}
_SIZES = (100, 1000, 5000)
_ROUNDS = 25
_WARM = 3  # rounds before: what is made once is made


def measure(seed: int) -> Measured:
    """Medians of rounds in turn; nothing is drawn by lot."""
    del seed
    root = Path(os.environ["LINEMAN_ASTERISK_ROOT"])
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp"))
        worlds = {}
        for size in _SIZES:
            config = company(size)
            folder = Path(name) / str(size)
            worlds[size] = stack.enter_context(company_in_asterisk(root, folder, config))
            stack.enter_context(calls_up(worlds[size], config))
        figures = asyncio.run(_measured(worlds))
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


async def _measured(worlds: dict[int, RealWorld]) -> dict[str, float]:
    async with AsyncExitStack() as stack:
        rigs = {size: await stack.enter_async_context(supervised(w)) for size, w in worlds.items()}
        for rig in rigs.values():
            for what in [*What] * _WARM:
                await rig.change(what)
                await rig.bare(what)
        rounds = [await _round(rigs) for _ in range(_ROUNDS)]
        left = [await rig.calls() for rig in rigs.values()]
    figures = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
    for what in What:
        at = _PREFIX[what]
        figures |= _compared(rounds, at, "ratio", "effect_ms_1000", "bare_ms_1000")
        figures |= _compared(rounds, at, "ratio_to_reload", "effect_ms_1000", "reload_ms_1000")
        figures |= _compared(rounds, at, "growth", "effect_ms_5000", "effect_ms_100")
    return figures | {"dropped": float(CALLS * len(rigs) - sum(left))}


def _compared(
    rounds: list[dict[str, float]], at: str, name: str, one: str, other: str
) -> dict[str, float]:
    """Median and spread of what one figure is to the other in the same round."""
    found = [each[at + one] / each[at + other] for each in rounds]
    return {f"{at}{name}": statistics.median(found), f"{at}{name}_spread": _spread(found)}


async def _round(rigs: dict[int, Rig]) -> dict[str, float]:
    found = {}
    for what in What:
        at = _PREFIX[what]
        for size, rig in rigs.items():
            bare = await rig.bare(what)
            found[f"{at}bare_ms_{size}"], found[f"{at}reload_ms_{size}"] = bare.change, bare.reload
            effect, answer = await rig.change(what)
            found[f"{at}effect_ms_{size}"], found[f"{at}answer_ms_{size}"] = effect, answer
    return found


def _spread(values: list[float]) -> float:
    """Between the quartiles."""
    first, _, third = statistics.quantiles(values, n=4)
    return third - first
