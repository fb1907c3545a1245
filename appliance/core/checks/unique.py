"""That nothing stands twice."""

from collections.abc import Hashable, Iterable

from appliance.core.errors import Invalid


def unique(field: str, kind: str, values: Iterable[Hashable]) -> None:
    """Refuse the first value that has come before."""
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            raise Invalid(field, f"{kind} {value} stands twice; leave one of both")
        seen.add(value)
