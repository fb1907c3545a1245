#!/usr/bin/env python3
"""Compile the C bindings: `_build.py OUTDIR [--include DIR]...`.

Needs cffi, a C compiler, Python's headers, DAHDI's `dahdi/user.h` (--include names the folder that
holds `dahdi/`), libtonezone and libpri with their headers. Leaves in OUTDIR one extension per
binding under its package's path, so OUTDIR laid over the code tree completes it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import cffi

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def header_assertions() -> str:
    """C that refuses to compile when a number in `values.py` is not the header's."""
    sys.path.insert(0, str(ROOT))
    from drivers.dahdi.values import C_PREFIX  # noqa: PLC0415 - found only after the line above

    return "\n".join(
        f'_Static_assert((int){prefix}{member.name} == {int(member)}, "values.py: {member.name}");'
        for kind, prefix in C_PREFIX.items()
        for member in kind
    )


def binding(
    name: str, folder: Path, declarations: list[str], extra: str, **options: list[str]
) -> cffi.FFI:
    """One extension from `folder`'s declarations and shim."""
    builder = cffi.FFI()
    for part in declarations:
        builder.cdef((folder / "decl" / part).read_text("ascii"))
    builder.set_source(
        name,
        (folder / "shim.c").read_text("ascii") + extra,
        ".c",
        extra_compile_args=["-O2", "-g0"],
        **options,
    )
    return builder


def build(outdir: Path, includes: list[Path]) -> None:
    """Compile in a temporary folder and keep only the extensions."""
    folders = [str(folder) for folder in includes]
    dahdi = binding(
        "drivers.dahdi._binding",
        HERE,
        ["channel.h", "control.h", "timer.h", "tones.h"],
        header_assertions(),
        libraries=["tonezone"],
        include_dirs=folders,
    )
    pri = binding(
        "drivers.virtual.pri._binding",
        ROOT / "drivers/virtual/pri",
        ["pri.h"],
        "",
        libraries=["pri"],
        include_dirs=folders,
    )
    with tempfile.TemporaryDirectory() as scratch:
        for builder in (dahdi, pri):
            made = Path(builder.compile(tmpdir=scratch, verbose=False))
            wanted = outdir / made.relative_to(scratch)
            wanted.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(made, wanted)
            print(wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compile the C bindings of drivers/.")
    parser.add_argument("outdir", type=Path)
    parser.add_argument("--include", type=Path, action="append", default=[])
    arguments = parser.parse_args()
    build(arguments.outdir, arguments.include)


if __name__ == "__main__":
    main()
