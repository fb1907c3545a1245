"""Which texts of a configuration are secret."""

import dataclasses
from collections.abc import Iterator

from appliance.core.exchange_file import SECRETS


def secrets_of(value: object) -> Iterator[str]:
    """Every secret text within a value."""
    if isinstance(value, tuple):
        for item in value:
            yield from secrets_of(item)
    elif isinstance(value, SECRETS):
        yield from (getattr(value, each.name) for each in dataclasses.fields(value))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for each in dataclasses.fields(value):
            yield from secrets_of(getattr(value, each.name))
