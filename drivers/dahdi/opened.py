"""One open file of the driver."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from drivers.dahdi.errors import refusal


class Opened:
    """Open from the start until `close`, or until the end of its `with`."""

    def __init__(self, path: Path, flags: int = 0) -> None:
        try:
            self._fd = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags)
        except OSError as error:
            raise refusal(error.errno or 0, f"open {path}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        os.close(self._fd)
