"""Kill -9 of Asterisk to the next dial tone, beside the start of a bare Asterisk."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from tests.bench.measured import Measured, above
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import wait_for_dial_tone

LIMITS = {"ratio": 1.5}
_ROUNDS = 3
_INSIDE = Path(__file__).with_name("restart_inside.py")


def measure(seed: int) -> Measured:
    """The median of some rounds of each, by the guest's own clock."""
    del seed
    image = Path(os.environ["LINEMAN_IMAGE_FOLDER"]) / "lineman.img"
    with (
        tempfile.TemporaryDirectory(prefix="lm-bench-", dir="/tmp") as folder,
        Guest(usual_box(image, Path(folder))) as guest,
    ):
        wait_for_dial_tone(guest, seconds=900)
        guest.run(["systemctl", "is-system-running", "--wait"], seconds=900)
        figures = in_guest(guest)
    return Measured(len(LIMITS), above(figures, LIMITS), figures)


def in_guest(guest: Guest) -> dict[str, float]:
    """Measure in a guest that is up."""
    back = [_seconds(guest, "killed") for _ in range(_ROUNDS)]
    bare = [_seconds(guest, "bare") for _ in range(_ROUNDS)]
    figures = {"back_s": statistics.median(back), "bare_s": statistics.median(bare)}
    return figures | {"ratio": figures["back_s"] / figures["bare_s"]}


def _seconds(guest: Guest, how: str) -> float:
    argv = ["python3", "-IBc", _INSIDE.read_text(), how]
    return float(guest.run(argv, seconds=300).out)
