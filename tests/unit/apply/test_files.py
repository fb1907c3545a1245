"""A tree that is looked at while its manifest is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.apply import files
from appliance.apply.files import MANIFEST, lay, look, settle, touched

FILES = {"asterisk/voicemail.conf": "[default]\n"}


def test_a_manifest_that_is_being_written_is_no_strange_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = settle(lay(tmp_path / "7", FILES))
    seen: list[tuple[str, ...]] = []

    def written(path: Path, content: bytes, _mode: int) -> None:
        half = path.with_name(f".{MANIFEST}.new")
        half.write_bytes(content[:10])
        seen.append(touched(laid))
        seen.append(tuple(look(laid.folder).files))
        half.replace(path)

    monkeypatch.setattr(files, "write_whole", written)
    settle(laid)
    assert seen == [(), tuple(FILES)]


def test_a_file_somebody_else_put_there_is_strange(tmp_path: Path) -> None:
    laid = settle(lay(tmp_path / "7", FILES))
    (laid.folder / ".new").write_text("x")
    assert touched(laid) == (".new",)
