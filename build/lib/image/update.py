"""The one way an update bundle is made, for a release and for what a test must see refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from build.lib.release import COMPATIBLE

Run = Callable[[list[str]], object]  # raises when the program fails


def manifest(version: str, compatible: str = COMPATIBLE) -> str:
    """What RAUC reads first: for which box, which version, which file to which slot."""
    return (
        f"[update]\ncompatible={compatible}\nversion={version}\n\n"
        "[bundle]\nformat=verity\n\n"
        "[image.rootfs]\nfilename=root.img\n\n[image.boot]\nfilename=boot.img\n"
    )


def pack(images: tuple[Path, Path], text: str, pem: Path, out: Path, run: Run) -> None:
    """Make the bundle `out` of the images of a root and of what starts it; `text` is its manifest.

    `pem` has key and certificate; `run` runs rauc(1), here or in the workshop.
    """
    content = out.with_suffix(".content")
    content.mkdir()
    (content / "manifest.raucm").write_text(text)
    for name, source in zip(("root.img", "boot.img"), images, strict=True):
        try:
            (content / name).hardlink_to(source)
        except OSError:  # on another disk
            shutil.copyfile(source, content / name)
    # Both images are compressed already: doing it again would cost time and gain nothing.
    run([
        "rauc", "bundle", f"--cert={pem}", f"--key={pem}",
        "--mksquashfs-args=-noI -noD -noF -noX -all-root", str(content), str(out),
    ])  # fmt: skip
    shutil.rmtree(content)
