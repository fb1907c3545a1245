"""Campaigns that run at once share one prepared box."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.campaign import box_in_use as module


def test_the_box_is_prepared_once_for_all(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, made = tmp_path / "image", []
    image.mkdir()
    (image / "parts.json").write_text("{}")
    monkeypatch.setenv("LINEMAN_IMAGE_FOLDER", str(image))

    def used(_image: Path, work: Path) -> Path:
        made.append(work)
        raw = work / "box.raw"
        raw.write_text("half")
        time.sleep(0.2)
        raw.write_text("whole")
        return raw

    monkeypatch.setattr(module, "_used", used)
    with ThreadPoolExecutor(3) as campaigns:
        boxes = list(campaigns.map(module.box_in_use, [own_cache / "campaigns"] * 3))
    assert {box.read_text() for box in boxes} == {"whole"}
    assert len(made) == 1
    assert [path.name for path in (own_cache / "campaigns").iterdir()] == [boxes[0].name]
