"""Whole generations of small offices, letter for letter.

`build/test golden --accept` writes them anew; read the difference before it is committed.
"""

import shutil
from pathlib import Path

import pytest

from appliance.apply.builtin import builtin_files
from appliance.compiler.compile import compile_config
from tests.machines.known import OFFICES

OFFICE = Path(__file__).parent / "office"
BUILTIN = Path(__file__).parents[2] / "rootfs-overlay/usr/share/lineman/builtin"


def _read(folder: Path) -> dict[str, str]:
    """Every file below `folder` by its path."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _rewrite(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("office", OFFICES)
def test_an_office_compiles_to_these_files(office: str, accept: bool) -> None:
    files = compile_config(OFFICES[office]())
    if accept:
        _rewrite(OFFICE / office, files)
    assert _read(OFFICE / office) == files


def test_the_image_holds_the_empty_configuration_compiled() -> None:
    assert _read(BUILTIN) == builtin_files()
