"""How large the compressed root with its hash tree and the update bundle are."""

from __future__ import annotations

import os
from pathlib import Path

from tests.bench.measured import Measured, above

LIMITS = {"root_mib": 256.0, "bundle_ratio": 1.05}


def measure(seed: int) -> Measured:
    """Sizes of the files; nothing is drawn by lot."""
    del seed
    folder, bundle = Path(os.environ["LINEMAN_IMAGE_FOLDER"]), Path(os.environ["LINEMAN_BUNDLE"])
    root, boot = ((folder / name).stat().st_size for name in ("root.img", "boot.img"))
    figures = {
        "root_mib": root / (1 << 20),
        "boot_mib": boot / (1 << 20),
        "bundle_mib": bundle.stat().st_size / (1 << 20),
        "bundle_ratio": bundle.stat().st_size / (root + boot),
    }
    return Measured(len(LIMITS), above(figures, LIMITS), figures)
