"""One kernel: the box starts the one for whose headers its modules were compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build.lib.lockfile import Pin
from build.lib.settings import BuildError

# The package of one kernel; the one without a number only names the newest.
_IMAGE = re.compile(r"linux-image-(\d\S*-amd64)")
_HEADERS = re.compile(r"linux-headers-(\d\S*-amd64)")
_CURE = "build/lock compile image pins both anew, together."


def _kernels(pins: Iterable[Pin], package: re.Pattern[str]) -> list[str]:
    found = ((package.fullmatch(pin.name), pin.version) for pin in pins)
    return sorted(f"{match[1]} {version}" for match, version in found if match)


def refuse_apart(image: Iterable[Pin], compiling: Iterable[Pin]) -> None:
    """BuildError unless `image` has one kernel and `compiling` the headers of just that.

    The name alone would not do: another revision under the same name may have another ABI.
    """
    started, compiled = _kernels(image, _IMAGE), _kernels(compiling, _HEADERS)
    if len(started) == 1 and started == compiled:
        return
    raise BuildError(
        f"the box would start kernel {_told(started)}, and its modules are compiled for"
        f" {_told(compiled)}: none of them would load. {_CURE}"
    )


def _told(kernels: list[str]) -> str:
    return " and ".join(kernels) or "(none)"
