"""Kill -9 of Asterisk to the next dial tone, beside the start of a bare Asterisk."""

from __future__ import annotations

import os
import statistics
import tempfile
from pathlib import Path

from build.lib.verbs.cards import telephones
from tests.bench.bare_asterisk import FOLDER, configuration
from tests.bench.measured import Measured, above
from tests.image.harness import Guest, usual_box
from tests.image.harness.boxes import wait_for_dial_tone

LIMITS = {"ratio": 1.5, "second_told_off_by_s": 0.3}
_ROUNDS = 9
_LATE = 1.0  # seconds by which a start of each round is late, to see that the clock tells
_INSIDE = Path(__file__).with_name("restart_inside.py")


def measure(seed: int) -> Measured:
    """The median of some rounds, one of each in turn, by the guest's own clock."""
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
    guest.run(["mkdir", FOLDER])
    channels = guest.read("/etc/asterisk/dahdi-channels.conf").decode()
    for name, text in configuration(channels).items():
        guest.write(f"{FOLDER}/{name}", text)
    phones = str(telephones("virtual"))
    rounds = [
        (
            _seconds(guest, "killed", phones),
            _seconds(guest, "bare", phones, FOLDER, "0"),
            _seconds(guest, "bare", phones, FOLDER, str(_LATE)),
        )
        for _ in range(_ROUNDS)
    ]
    ratios = [back / bare for back, bare, _ in rounds]
    told = statistics.median(late for _, _, late in rounds)
    bare = statistics.median(bare for _, bare, _ in rounds)
    return {
        "back_s": statistics.median(back for back, _, _ in rounds),
        "bare_s": bare,
        "second_told_off_by_s": abs(told - bare - _LATE),
        "ratio": statistics.median(ratios),
        "ratio_spread": max(ratios) - min(ratios),
        "ratio_p90": statistics.quantiles(ratios, n=10, method="inclusive")[-1],
    }


def _seconds(guest: Guest, *how: str) -> float:
    argv = ["python3", "-IBc", _INSIDE.read_text(), *how]
    return float(guest.run(argv, seconds=300).out)
