"""The C binding is compiled for the box alone; what is tested here lies above it."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

_BINDING = "drivers.dahdi._binding"

if _BINDING not in sys.modules:
    absent = ModuleType(_BINDING)
    vars(absent).update(ffi=SimpleNamespace(), lib=SimpleNamespace())
    sys.modules[_BINDING] = absent
