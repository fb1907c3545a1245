"""The serial console of the guest, as a person at the cable sees and types."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from build.lib.vm.waiting import connected, wait_until


class Console:
    """All that the guest has printed since it was started, and a keyboard."""

    def __init__(self, path: Path) -> None:
        self._line = connected(path)
        self._seen = ""
        threading.Thread(target=self._listen, name="console", daemon=True).start()

    def _listen(self) -> None:
        while got := self._receive():
            self._seen += got.decode(errors="replace")

    def _receive(self) -> bytes:
        try:
            return self._line.recv(65536)
        except OSError:  # closed by us
            return b""

    @property
    def text(self) -> str:
        """Everything printed so far, without the terminal's control sequences."""
        return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[()][A-Z0-9]|[=>c])|\r", "", self._seen)

    def type(self, text: str) -> None:
        """Press the keys of `text`; Return is a newline."""
        self._line.sendall(text.replace("\n", "\r").encode())

    def wait_for(self, pattern: str, *, seconds: float = 120, after: int = 0) -> re.Match[str]:
        """Wait until `pattern` is printed behind position `after` of the text."""
        wanted = re.compile(pattern)

        def look() -> re.Match[str] | None:
            return wanted.search(self.text, after)

        return wait_until(look, f"console shows {pattern!r}", seconds=seconds)

    def find(self, pattern: str) -> str | None:
        """The first group of the last match so far."""
        found = re.findall(pattern, self.text)
        return found[-1] if found else None

    def close(self) -> None:
        """Pull the cable."""
        self._line.close()
