"""Products made while the cheap tests run, for the layers that need them.

The tests run inside the workshop and products are made outside, so the two talk by files in one
folder: the tests write `wanted`, and find `NAME.path` or `NAME.error` when a product is there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from build.lib.settings import TREE, commit_time

# The words of one more process, so that a build can be ended when the tests have ended.
MAKERS = {
    "assets": "from build.lib import webassets; print(webassets.assets())",
    "tree": "from build.lib import tree; print(tree.root_tree())",
    "again": "from build.lib import tree; print(tree.again())",
    "contents": "from build.lib import contents, tree; print(contents.contents(tree.tree()))",
    "image": "from build.lib import image; print(image.image())",
    "bundle": "from build.lib import image; print(image.bundle())",
}


class Desk:
    """Makes what is wanted, one after the other, in the order of MAKERS."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closed = threading.Event()
        self._making: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._serve, name="desk")

    def open(self) -> None:
        """Begin to wait for orders."""
        self._thread.start()

    def close(self) -> None:
        """End a build that nobody waits for any more."""
        self._closed.set()
        if self._making is not None:
            self._making.terminate()
        self._thread.join()

    def _serve(self) -> None:
        wanted = self._folder / "wanted"
        while not wanted.exists():
            if self._closed.wait(0.5):
                return
        for name in MAKERS:
            if name in wanted.read_text().split() and not self._closed.is_set():
                self._make(name)

    def _environment(self) -> dict[str, str]:
        # All products of one run are of one commit, whatever is committed meanwhile.
        ours = {"PYTHONPATH": str(TREE), "SOURCE_DATE_EPOCH": str(commit_time())}
        return {**os.environ, **ours}

    def _make(self, name: str) -> None:
        argv = ["nice", sys.executable, "-c", MAKERS[name]]
        self._making = subprocess.Popen(
            argv, cwd=TREE, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        printed, _ = self._making.communicate()
        good = self._making.returncode == 0
        answer = printed.strip().splitlines()[-1] if good else "its build failed; see above"
        part = self._folder / f".{name}"
        part.write_text(answer)
        part.rename(self._folder / f"{name}.{'path' if good else 'error'}")
