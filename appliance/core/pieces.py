"""A configuration's canonical JSON piece by piece: what did not change is not spelled again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from appliance.core.canonical import KIND, fields_of, to_json
from appliance.core.cards import Card
from appliance.core.config import Config
from appliance.core.differing import differing, with_others
from appliance.core.parts import PLACES

Texts = tuple[str, ...]


@cache
def lists() -> Mapping[str, type]:
    """Every list of parts by its place, such as `people` and `inbound.dids`."""
    placed = {_joined(place.holder, place.field): kind for kind, place in PLACES.items()}
    return {"cards": Card, **placed}


@cache
def _holders() -> frozenset[str]:
    return frozenset(place.holder for place in PLACES.values() if place.holder)


def _joined(holder: str, name: str) -> str:
    return f"{holder}.{name}" if holder else name


def at(config: Config, place: str) -> Any:  # noqa: ANN401  # any field's value
    """What stands at `place`."""
    value: Any = config
    for name in place.split("."):
        value = getattr(value, name)
    return value


@cache
def settings() -> Mapping[str, Any]:
    """What is in no list, by its place, such as `country` and `inbound.operator`: its type."""
    return {place: hint for place, hint in _fields() if place not in lists()}


def _fields() -> Iterator[tuple[str, Any]]:
    for name, hint in fields_of(Config).items():
        if name not in _holders():
            yield name, hint
            continue
        for inner, inner_hint in fields_of(hint).items():
            yield f"{name}.{inner}", inner_hint


@dataclass(frozen=True, slots=True)
class Pieces:
    """The texts of all parts, list by list in their order, and of every setting."""

    lists: Mapping[str, Texts]
    settings: Mapping[str, str]

    def whole(self) -> str:
        """The configuration's canonical JSON."""
        return "".join(each if isinstance(each, str) else ",".join(each) for each in self.runs())

    def runs(self) -> Iterator[str | Texts]:
        """The same in runs: text, or of a list the texts of its parts, to be joined by commas."""
        yield from self._object("", {*fields_of(Config), KIND})

    def _object(self, holder: str, names: Iterable[str]) -> Iterator[str | Texts]:
        mark = "{"
        for name in sorted(names):
            yield f'{mark}"{name}":'
            yield from self._value(_joined(holder, name))
            mark = ","
        yield "}"

    def _value(self, place: str) -> Iterator[str | Texts]:
        if place in self.lists:
            yield from ("[", self.lists[place], "]")
        elif place in _holders():
            yield from self._object(place, fields_of(fields_of(Config)[place]))
        else:
            yield f'"{Config.__name__}"' if place == KIND else self.settings[place]


def pieces(config: Config, known: tuple[Config, Pieces] | None = None) -> Pieces:
    """`config` in pieces. `known` are those of another: parts that both share are not spelled."""
    return Pieces(
        {place: _texts(config, place, kind, known) for place, kind in lists().items()},
        {place: to_json(at(config, place), hint) for place, hint in settings().items()},
    )


def _texts(config: Config, place: str, kind: type, known: tuple[Config, Pieces] | None) -> Texts:
    parts = at(config, place)
    if known is None:
        return tuple(to_json(part, kind) for part in parts)
    before, texts = at(known[0], place), known[1].lists[place]
    places = differing(before, parts)
    if places is None:
        # Both configurations are held here, so no two parts can have one identity.
        spelled = {id(part): text for part, text in zip(before, texts, strict=True)}
        return tuple(spelled.get(id(part)) or to_json(part, kind) for part in parts)
    return with_others(texts, {changed: to_json(parts[changed], kind) for changed in places})
