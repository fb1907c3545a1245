"""Why a call is refused, where the office decided it."""

from collections.abc import Mapping

REFUSALS: Mapping[str, str] = {
    "no right": "not allowed",
    "not open": "not allowed",
    "not at this hour": "not at this hour",
    "no PIN": "without a PIN",
    "limit of calls": "limit met",
    "limit of minutes": "limit met",
    "no line": "",
}
"""Notes after which a call is refused, with the term for why; empty: the cause says it."""
