"""The only place that imports the compiled libpri binding."""

from __future__ import annotations

from typing import Any

from drivers.virtual.pri import _binding

ffi: Any = _binding.ffi
lib: Any = _binding.lib
