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

from tests.bench.apply_rig import CALLS, Rig, calls_up, company_in_asterisk, supervised
from tests.bench.measured import Measured, above
from tests.integration.asterisk.real_world import RealWorld
from tests.machines.company import company

LIMITS = {"ratio": 1.5, "growth": 1.5, "dropped": 0.0}
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
            for _ in range(_WARM):
                await rig.change()
                await rig.bare()
        rounds = [await _round(rigs) for _ in range(_ROUNDS)]
        left = [await rig.calls() for rig in rigs.values()]
    figures = {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
    ratios = [each["effect_ms_1000"] / each["bare_ms_1000"] for each in rounds]
    reloads = [each["effect_ms_1000"] / each["reload_ms_1000"] for each in rounds]
    growths = [each["effect_ms_5000"] / each["effect_ms_100"] for each in rounds]
    return figures | {
        "ratio": statistics.median(ratios),
        "ratio_spread": _spread(ratios),
        "ratio_to_reload": statistics.median(reloads),
        "growth": statistics.median(growths),
        "growth_spread": _spread(growths),
        "dropped": float(CALLS * len(rigs) - sum(left)),
    }


async def _round(rigs: dict[int, Rig]) -> dict[str, float]:
    found = {}
    for size, rig in rigs.items():
        bare = await rig.bare()
        found[f"bare_ms_{size}"], found[f"reload_ms_{size}"] = bare.change, bare.reload
        found[f"effect_ms_{size}"], found[f"answer_ms_{size}"] = await rig.change()
    return found


def _spread(values: list[float]) -> float:
    """Between the quartiles."""
    first, _, third = statistics.quantiles(values, n=4)
    return third - first
