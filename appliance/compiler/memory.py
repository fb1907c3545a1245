"""What was rendered before is taken again where nothing it was made from has changed.

Parts of a configuration are immutable and shared between one configuration and the next, so that
being the same object is enough to know. Nothing else decides: a memory changes no result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import getattr_static
from types import FunctionType, MethodType
from typing import Any, Generic, TypeVar, cast

from appliance.core.config import Config

T = TypeVar("T")


class Reading:
    """Looks like a configuration, and notes which of its parts were read."""

    __slots__ = ("_config", "read")

    def __init__(self, config: Config) -> None:
        self._config = config
        self.read: dict[str, object] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the configuration has
        found = getattr_static(Config, name)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        part = self.read[name] = getattr(self._config, name)
        return part


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    read: Mapping[str, object]
    value: T


@dataclass(slots=True)
class Memory:
    """The last value of each name, with the parts of the configuration it was made from."""

    _made: dict[str, _Made[Any]] = field(default_factory=dict)

    def made(self, name: str, make: Callable[[Config], T], config: Config) -> T:
        """What `make` makes of the configuration; the last value when it would be the same."""
        known = self._made.get(name)
        if known is not None and all(
            getattr(config, part) is value for part, value in known.read.items()
        ):
            return cast("T", known.value)
        reading = Reading(config)
        value = make(cast("Config", reading))
        self._made[name] = _Made(reading.read, value)
        return value
