"""What the box says, from its own sounds: a sample of the campaign `prompts`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaign.campaign_prompts import what
from tests.campaign.prompts.grammar import heard, wanted
from tests.campaign.prompts.listening import Listener, listening
from tests.campaign.prompts.played import Sounds, of_office, of_programs
from tests.machines.known import OFFICES


@pytest.fixture(scope="module")
def listener(root: Path) -> Iterator[Listener]:
    """One that says everything."""
    with listening(root) as listener:
        yield listener


_CASES = (
    "numbers-000 numbers-121 numbers-feminine numbers-neuter times- recent- dates-2000 dates-2026"
)


@pytest.mark.parametrize("case", _CASES.split())
def test_russian_numbers_times_and_dates_are_said_right(listener: Listener, case: str) -> None:
    values, how = what(*case.split("-"))
    now = time.time()
    said = {value: heard(files) for value, files in listener.said(values, how).items()}
    assert said.keys() == set(values)
    assert {v: words for v, words in said.items() if words not in wanted(v, how, now)} == {}


def test_every_prompt_is_there_in_both_languages(root: Path) -> None:
    sounds = Sounds(root)
    names = of_programs(sounds)
    assert len(names) > 100
    for office in OFFICES.values():
        names |= of_office(office(), sounds.known)
    assert list(sounds.faults(names)) == []
