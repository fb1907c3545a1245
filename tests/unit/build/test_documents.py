"""The lists of contents are what their formats' own judges accept, and the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from build.lib.supply.gather import gather
from build.lib.supply.write import CYCLONEDX, SPDX, lists
from tests.unit.build.small_root import small_root


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The lists of the small root."""
    order = small_root(tmp_path / "box")
    (tmp_path / "out").mkdir()
    lists(gather(order), tmp_path / "out")
    return tmp_path / "out"


def test_cyclonedx_is_valid(written: Path) -> None:
    text = (written / CYCLONEDX).read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_spdx_is_valid(written: Path) -> None:
    told = validate_full_spdx_document(parse_file(str(written / SPDX)), "SPDX-2.3")
    assert [message.validation_message for message in told] == []


def test_both_name_every_file(written: Path, tmp_path: Path) -> None:
    root = tmp_path / "box/root"
    real = {str(p.relative_to(root)) for p in root.rglob("*") if p.is_symlink() or p.is_file()}
    real.add("initrd/bin/busybox")
    spdx = json.loads((written / SPDX).read_text())
    assert {file["fileName"].removeprefix("./") for file in spdx["files"]} == real
    cyclonedx = json.loads((written / CYCLONEDX).read_text())
    named = {c["name"] for c in cyclonedx["components"] if c["type"] == "file"}
    for component in cyclonedx["components"]:
        named |= {file["name"] for file in component.get("components", ())}
    assert named == {f"/{path}" for path in real}


def test_licences_are_all_known(written: Path) -> None:
    lines = (written / "licences.txt").read_text().splitlines()
    assert "deb:zstd 1.5: GPL-2.0-only" in lines
    assert "start:busybox-static 1.37: GPL-2.0-only" in lines
    assert not [line for line in lines if "unknown" in line.lower() or "NOASSERTION" in line]


def test_the_same_root_gives_the_same_lists_elsewhere(written: Path, tmp_path: Path) -> None:
    order = small_root(tmp_path / "other place")
    (tmp_path / "again").mkdir()
    lists(gather(order), tmp_path / "again")
    for file in written.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()
