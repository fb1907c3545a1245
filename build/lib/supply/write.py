"""Write every list into a folder; runs inside the workshop, which has the libraries."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from build.lib.supply import cyclonedx, references, spdx, start, tables
from build.lib.supply.gather import Order, gather
from build.lib.supply.model import Contents, ContentsError

SPDX = "lineman.spdx.json"
CYCLONEDX = "lineman.cdx.json"


def lists(contents: Contents, out: Path) -> None:
    """The four files of `contents` in `out`."""
    for name, made in ((SPDX, spdx.document), (CYCLONEDX, cyclonedx.document)):
        text = json.dumps(made(contents), indent=1, ensure_ascii=False)
        (out / name).write_text(text + "\n", encoding="utf-8")
    (out / "licences.txt").write_text(tables.licences(contents), encoding="utf-8")
    (out / "sizes.txt").write_text(tables.sizes(contents))


def main() -> None:
    """Called by the build with where everything is; `workshop` is the index of its packages."""
    parser = argparse.ArgumentParser()
    for name in ("root", "dpkg", "packages", "tree", "workshop", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--epoch", type=int, required=True)
    given = vars(parser.parse_args())
    out = given.pop("out")
    given["workshop"] = start.Workshop(
        Path("/var/lib/dpkg"), Path("/usr/share/doc"), given["workshop"], start.brought()
    )
    try:
        references.write(given["root"], out / "reference")
        lists(gather(Order(**given)), out)
    except ContentsError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
