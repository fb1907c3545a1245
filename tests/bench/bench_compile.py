"""How long the compiler takes for all files of a company, and for those that a name changes.

It waits for nothing, so its processor time is what it takes on a machine that has nothing else to
do.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from appliance.compiler.compile import compile_config
from appliance.compiler.lint import lint
from appliance.compiler.memory import Memory
from appliance.core.commands import edit
from appliance.core.config import Config
from tests.bench.measured import Measured, above
from tests.machines.company import company
from tests.machines.offices import named

LIMITS = {"ms": 300.0}  # of 1,000 people
_ROUNDS = 9


def measure(seed: int) -> Measured:
    """Medians; nothing is drawn by lot."""
    del seed
    small, large = company(1000), company(5000)
    whole = [_milliseconds(lambda: compile_config(small)) for _ in range(_ROUNDS)]
    files = compile_config(small)
    figures = {
        "ms": statistics.median(whole),
        "ms_spread": max(whole) - min(whole),
        "ms_5000": _milliseconds(lambda: compile_config(large)),
        "lint_ms": _milliseconds(lambda: lint(files)),
        "name_ms": _renamed(small),
        "name_ms_5000": _renamed(large),
    }
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def _renamed(config: Config) -> float:
    """With the memory of the time before, as the supervisor compiles."""
    memory = Memory()
    compile_config(config, memory)
    took = []
    for turn in range(_ROUNDS):
        config = edit(config, named("20050", f"Имя {turn}"))
        took.append(_milliseconds(lambda wanted=config: compile_config(wanted, memory)))  # type: ignore[misc]
    return statistics.median(took)
