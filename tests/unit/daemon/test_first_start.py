"""The first start: what is marked stays marked."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from appliance.core.errors import Fault
from appliance.daemon.first_start import FirstStarts
from appliance.wire.first_start import (
    FirstStart,
    GetFirstStart,
    MarkStep,
    StartStep,
    StepMark,
)
from tests.unit.daemon.test_call_rights import ASKERS


async def _ask(starts: FirstStarts, question: object) -> object:
    return await starts.answering[type(question)](question, ASKERS["admin"])


async def _marks(starts: FirstStarts) -> dict[StartStep, StepMark]:
    found = cast("FirstStart", await _ask(starts, GetFirstStart()))
    assert found.over == all(each.mark is not StepMark.OPEN for each in found.steps)
    return {each.step: each.mark for each in found.steps}


async def test_what_is_done_stays_so_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "first-start.json"
    starts = FirstStarts(path)
    assert set((await _marks(starts)).values()) == {StepMark.OPEN}
    await _ask(starts, MarkStep(StartStep.TEST, StepMark.DONE))
    again = await _marks(FirstStarts(path))
    assert again == {
        step: StepMark.DONE if step is StartStep.TEST else StepMark.OPEN for step in StartStep
    }
    await _ask(starts, MarkStep(None, StepMark.SKIPPED))
    over = await _marks(starts)
    assert over.pop(StartStep.TEST) is StepMark.DONE  # what was done was not left out
    assert set(over.values()) == {StepMark.SKIPPED}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"place": "so"}', '{"nowhere": "done"}'])
async def test_a_file_that_cannot_be_read_begins_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "first-start.json"
    path.write_text(content)
    assert set((await _marks(FirstStarts(path))).values()) == {StepMark.OPEN}


async def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    starts = FirstStarts(tmp_path / "nowhere" / "first-start.json")
    with pytest.raises(Fault, match="cannot be kept"):
        await _ask(starts, MarkStep(StartStep.MAP, StepMark.DONE))
