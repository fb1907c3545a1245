"""Growth is told from noise, and from what only fills up."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.campaign.vitals import Vitals, growth, of_process, rising

_CHANCE = random.Random(4)  # noqa: S311  # the same again
_LOOKS = 98


def _looks(
    memory_each: float, *, noise: float = 0, descriptors_each: float = 0
) -> list[tuple[float, Vitals]]:
    return [
        (
            at,
            Vitals(
                round(60_000 + memory_each * at + _CHANCE.uniform(-noise, noise)),
                round(70 + descriptors_each * at),
                40,
            ),
        )
        for at in range(_LOOKS)
    ]


def test_what_goes_up_and_down_is_flat() -> None:
    assert list(rising(_looks(0, noise=3000))) == []


def test_a_leak_of_two_hundred_bytes_a_call_is_seen_in_the_noise() -> None:
    (told,) = rising(_looks(200, noise=3000))
    assert told.startswith("memory rises by ")


def test_a_descriptor_that_is_lost_in_ten_thousand_calls_is_seen() -> None:
    (told,) = rising(_looks(0, descriptors_each=0.1))
    assert told == "descriptors rises by 10 from 70 within 98 looks"


def test_one_look_that_is_far_out_makes_no_growth() -> None:
    looks = _looks(0)
    looks[-1] = (looks[-1][0], Vitals(200_000, 400, 300))
    assert growth(looks) == {"memory": 0, "descriptors": 0, "threads": 0}


def test_a_process_is_looked_at() -> None:
    before = of_process(os.getpid())
    assert before.memory > 1000
    assert before.threads >= 1
    opened = [Path("/dev/null").open() for _ in range(5)]  # noqa: SIM115  # to be counted
    try:
        assert of_process(os.getpid()).descriptors == before.descriptors + 5
    finally:
        for each in opened:
            each.close()
