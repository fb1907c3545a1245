"""Products made while the cheap tests run, for the layers that need them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

from build.lib.cache import hold
from build.lib.settings import TREE, BuildError, commit_time

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

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = [name for name in MAKERS if name in wanted]
        self._made: dict[str, str] = {}
        self._ready = {name: threading.Event() for name in self._wanted}
        self._closed = False
        self._making: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._serve, name="desk")

    def __enter__(self) -> Desk:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """End a build that nobody waits for any more."""
        self._closed = True
        if self._making is not None:
            self._making.terminate()
        self._thread.join()

    def take(self, name: str) -> str:
        """Where the product `name` lies, once it is there; BuildError if it cannot be built."""
        self._ready[name].wait()
        if name not in self._made:
            raise BuildError(
                f"the {name} is needed for the next tests; its build failed, see above"
            )
        return self._made[name]

    def _serve(self) -> None:
        for name in self._wanted:
            if not self._closed:
                self._make(name)
            self._ready[name].set()

    def _make(self, name: str) -> None:
        # All products of one run are of one commit, whatever is committed meanwhile.
        ours = {"PYTHONPATH": str(TREE), "SOURCE_DATE_EPOCH": str(commit_time())}
        self._making = subprocess.Popen(
            ["nice", sys.executable, "-c", MAKERS[name]], cwd=TREE, env={**os.environ, **ours},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        printed, _ = self._making.communicate()
        if self._making.returncode == 0:
            self._made[name] = str(hold(Path(printed.strip().splitlines()[-1])))
