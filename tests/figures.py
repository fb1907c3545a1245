"""Result files of benches and campaigns: `tests/results/{bench,campaign}-NAME.json`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

TREE = Path(__file__).resolve().parents[1]
RESULTS = TREE / "tests" / "results"


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured. `bad` counts cases that were not as they must be; figures carry units in
    their names (`_s`, `_mib`) or are ratios. A campaign names its bad cases. `image` begins the
    digest of what the image was made of, where one was measured."""

    name: str
    commit: str
    date: str
    seed: int
    machine: str
    cases: int
    bad: int
    figures: Mapping[str, float]
    bad_cases: Sequence[str] = ()
    image: str = ""


def commit() -> str:
    """The commit that is measured, as the verb that started this read it."""
    return os.environ["LINEMAN_COMMIT"]


def image() -> str:
    """Names the image that is measured; empty without one."""
    return Path(os.environ.get("LINEMAN_IMAGE_FOLDER", "")).name[:16]


def machine() -> str:
    """What it was measured on, in one line."""
    cpu = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine(),
    )  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    shown = ["qemu-system-x86_64", "--version"]
    qemu = subprocess.run(shown, check=True, capture_output=True, text=True).stdout.split()[3]
    return f"{os.cpu_count()} x {cpu}, {memory} GiB, Linux {platform.release()}, QEMU {qemu} TCG"


def result(
    name: str, *, seed: int, cases: int, bad: int, figures: Mapping[str, float],
    bad_cases: Sequence[str] = (),
) -> Result:  # fmt: skip
    """A result of this tree, now, here."""
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    rounded = {key: round(value, 4) for key, value in figures.items()}
    return Result(name, commit(), now, seed, machine(), cases, bad, rounded, bad_cases, image())


def keep(kind: Literal["bench", "campaign"], measured: Result) -> Path:
    """Write the file, replacing the one before."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{kind}-{measured.name}.json"
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(measured), indent=2) + "\n")
    part.rename(path)
    return path
