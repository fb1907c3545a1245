"""What was rendered before is taken again where nothing it was made from has changed.

Parts of a configuration are immutable and shared between one configuration and the next, so that
being the same object is enough to know. Nothing else decides: a memory changes no result.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, wraps
from inspect import getattr_static
from types import FunctionType, MethodType
from typing import Any, Generic, ParamSpec, TypeVar, cast

from appliance.core.config import Config

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 50_000  # results that `by_identity` keeps of one function


@cache
def _member(name: str) -> object:
    member: object = getattr_static(Config, name)
    return member


class Reading:
    """Looks like a configuration, and notes which of its parts were read."""

    __slots__ = ("_config", "derived", "read")

    def __init__(self, config: Config) -> None:
        self._config = config
        self.read: dict[str, object] = {}
        self.derived: dict[Callable[[Config], Any], _Made[Any]] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the configuration has
        found = _member(name)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if isinstance(found, FunctionType):
            return MethodType(found, self)
        part = self.read[name] = getattr(self._config, name)
        return part

    def derive(self, make: Callable[[Config], T]) -> T:
        """Note what `make` makes of the configuration instead of what it reads."""
        made = self.derived[make] = _made(make, self._config)
        return cast("T", made.value)


def derived(config: Config, make: Callable[[Config], T]) -> T:
    """`make(config)`; who reads only that is made anew when its value differs, and not before."""
    looks_like: object = config
    return looks_like.derive(make) if isinstance(looks_like, Reading) else make(config)


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    read: Mapping[str, object]
    derived: dict[Callable[[Config], Any], "_Made[Any]"]
    value: T

    def holds(self, config: Config) -> bool:
        """Whether it would come out the same of `config`."""
        same = all(getattr(config, part) is value for part, value in self.read.items())
        return same and all(self._same(make, config) for make in self.derived)

    def _same(self, make: Callable[[Config], Any], config: Config) -> bool:
        known = self.derived[make]
        if not known.holds(config):
            self.derived[make] = _made(make, config)
        value = self.derived[make].value
        return value is known.value or bool(value == known.value)  # thousands compared are slow


def _made(make: Callable[[Config], T], config: Config) -> _Made[T]:
    reading = Reading(config)
    value = make(cast("Config", reading))
    return _Made(reading.read, reading.derived, value)


@dataclass(slots=True)
class Memory:
    """The last value of each name, with what it was made from."""

    _made: dict[str, _Made[Any]] = field(default_factory=dict)

    def made(self, name: str, make: Callable[[Config], T], config: Config) -> T:
        """What `make` makes of the configuration; the last value when it would be the same."""
        known = self._made.get(name)
        if known is None or not known.holds(config):
            known = self._made[name] = _made(make, config)
        return cast("T", known.value)


def by_identity(make: Callable[P, T]) -> Callable[P, T]:
    """A pure function that remembers what it made of the very same objects."""
    known: dict[tuple[int, ...], tuple[object, T]] = {}

    @wraps(make)
    def remembered(*args: P.args, **named: P.kwargs) -> T:
        key = tuple(map(id, args))
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = (args, make(*args, **named))  # `args` keep their ids taken
        return found[1]

    return remembered
