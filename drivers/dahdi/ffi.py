"""The only place that imports the compiled binding."""

from __future__ import annotations

from typing import Any, TypeAlias

from drivers.dahdi import _binding
from drivers.dahdi.errors import refusal

CData: TypeAlias = Any  # what cffi hands out; it never leaves a driver
ffi: Any = _binding.ffi
lib: Any = _binding.lib


def check(result: int, doing: str) -> int:
    """Pass `result` on unless the driver refused, then raise its reason."""
    if result >= 0:
        return result
    raise refusal(ffi.errno, doing)


def text(field: CData) -> str:
    """A fixed C character field as text; drivers write ASCII, all else shows as a replacement."""
    return str(ffi.string(field).decode("ascii", "replace"))
