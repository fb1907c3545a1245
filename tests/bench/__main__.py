"""Inside the workshop: `python3 -m tests.bench NAME [--seed N]`."""

from __future__ import annotations

import argparse
import importlib
import sys

from tests import figures
from tests.bench.measured import Measured


def main(words: list[str]) -> int:
    """Measure, keep the result, fail if a figure is past its limit."""
    parser = argparse.ArgumentParser(prog="build/bench")
    parser.add_argument("name")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(words)
    module = importlib.import_module(f"tests.bench.bench_{chosen.name.replace('-', '_')}")
    measured: Measured = module.measure(chosen.seed)
    result = figures.result(
        chosen.name, seed=chosen.seed, cases=measured.cases, bad=len(measured.bad),
        figures=measured.figures,
    )  # fmt: skip
    for name, value in sorted(result.figures.items()):
        print(f"  {name:<24}{value:g}")
    for line in measured.bad:
        print(f"past its limit: {line}")
    print(figures.keep("bench", result))
    return 1 if measured.bad else 0


sys.exit(main(sys.argv[1:]))
