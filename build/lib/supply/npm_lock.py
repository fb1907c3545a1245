"""What a `package-lock.json` of npm pins a package by."""

from __future__ import annotations

import base64
from collections.abc import Mapping


def hashes(package: Mapping[str, object]) -> dict[str, str]:
    """The hashes of one of its packages: hexadecimal digits by algorithm.

    npm goes by the strongest alone (https://www.w3.org/TR/SRI/); the SHA-256 beside it is ours.
    """
    told = (word.split("-", 1) for word in str(package.get("integrity", "")).split())
    return {algorithm: base64.b64decode(shown).hex() for algorithm, shown in told}
