"""What a route of the API is: one question of the wire, and where its fields come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, cast, get_args

import msgspec

from appliance.wire.kinds import Request
from appliance.wire.roles import Scope
from appliance.wire.scopes import OPENED

BASE = "/api/v1"
MOST_ITEMS = 200
USUAL_ITEMS = 50
_LONGEST_TEXT = 2000
_LARGEST_NUMBER = 2**53 - 1
GAP = re.compile(r"{(\w+)}")

Row = Mapping[str, Any]


class Body(Enum):
    """What comes back, where it is no JSON."""

    TABLE = "text/csv"
    SOUND = "audio/wav"
    EVENTS = "text/event-stream"
    BUNDLE = "application/zstd"
    TEXT = "text/plain"
    PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Paging:
    """A list that comes in pages. `items` is its field in the answer, `at` the fields of the
    question that say where a page begins; `next` makes them of the answer, the items shown and how
    many were passed over; without `at` the list comes whole, without
    `items` it is none.
    """

    items: str = ""
    at: tuple[str, ...] = ()
    next: Callable[[Row, list[Any], int], tuple[Any, ...]] = lambda _a, _i, _n: ()
    limited: bool = False  # the question takes `limit` itself


def further(answer: Row, items: list[Any], passed: int) -> tuple[Any, ...]:
    """Where the list goes on that is counted from its begin."""
    del answer
    return (passed + len(items),)


def counted(items: str) -> Paging:
    """A list of which one says how much was seen."""
    return Paging(items, ("after",), further)


def whole(items: str) -> Paging:
    """A list that comes at once."""
    return Paging(items)


@dataclass(frozen=True)
class Route:
    """One way in. `name` is unique; `about` says in a few words what it does, to be translated.

    `fixed` are fields that the route sets. Parts are of `kind`; one that is given becomes the
    command `wraps`. `plain` are fields that are of these types of the core. The asker gives the
    fields of the question that stands `within`, where one does. `brings` is the type of the file
    that comes with the request, and goes on with the question, `as_it_comes` or once it is there;
    it has at most `largest` bytes. `long` are texts that may have so many characters, `needed`
    fields that have to be given. If it `makes`, what is named in the path need not be there.
    """

    method: str
    path: str
    question: type[Request[Any]]
    name: str
    about: str
    fixed: Mapping[str, Any] = field(default_factory=dict)
    paging: Paging = Paging()  # frozen
    kind: type | None = None
    wraps: str = ""
    plain: Mapping[str, Any] = field(default_factory=dict)
    body: Body | None = None
    within: str = ""
    brings: str = ""
    largest: int = 0
    as_it_comes: bool = False
    long: Mapping[str, int] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    makes: bool = False
    section: str = ""

    @property
    def answer(self) -> type[msgspec.Struct]:
        """What the question is answered by; of a stream, each piece of it."""
        (base,) = vars(self.question)["__orig_bases__"]
        (found,) = get_args(base)
        return cast("type[msgspec.Struct]", found)

    @property
    def asked(self) -> type[Request[Any]]:
        """The question whose fields the asker gives."""
        if not self.within:
            return self.question
        kinds = {each.name: each.type for each in msgspec.structs.fields(self.question)}
        return cast("type[Request[Any]]", kinds[self.within])

    @property
    def scopes(self) -> frozenset[Scope]:
        """One of these is enough."""
        return OPENED[self.question]

    @property
    def in_path(self) -> tuple[str, ...]:
        return tuple(GAP.findall(self.path))

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    @cached_property
    def path_type(self) -> type[msgspec.Struct]:
        return _struct(f"{self.name}.path", self._fields(lambda name: name in self.in_path))

    @cached_property
    def query_type(self) -> type[msgspec.Struct]:
        """What stands behind the question mark: everything, where the body does not say it."""
        own = [] if self.takes_body else self._fields(self._is_free)
        if self.paging.at:
            limit = Annotated[int, msgspec.Meta(ge=1, le=MOST_ITEMS)]
            own += [("limit", limit, USUAL_ITEMS), ("cursor", _text(), "")]
        return _struct(f"{self.name}.query", own)

    @property
    def takes_body(self) -> bool:
        says = self.method in {"POST", "PUT"} and not self.brings
        return says and bool(self._fields(self._is_free))

    @cached_property
    def body_type(self) -> type[msgspec.Struct]:
        return _struct(f"{self.name}.body", self._fields(self._is_free) if self.takes_body else [])

    @cached_property
    def cursor_type(self) -> type[msgspec.Struct]:
        at = self.paging.at
        return _struct(f"{self.name}.cursor", self._fields(lambda name: name in at))

    def _is_free(self, name: str) -> bool:
        """Whether the asker says it, other than in the path."""
        paged = (*self.paging.at, "limit") if self.paging.at else ()
        taken = (*self.in_path, *self.fixed, *paged, "language")
        return name not in taken

    def _fields(self, wanted: Callable[[str], bool]) -> list[tuple[str, Any, Any]]:
        found = []
        for each in msgspec.structs.fields(self.asked):
            name = "part" if self.wraps and each.name == "command" else each.name
            if wanted(name):
                default = msgspec.NODEFAULT if name in self.needed else each.default
                longest = self.long.get(name, _LONGEST_TEXT)
                found.append((name, bounded(each.type, longest), default))
        return found


def bounded(wanted: Any, longest: int = _LONGEST_TEXT) -> Any:  # noqa: ANN401  # types are values
    """The same type within what any question of ours needs, or a text up to the `longest`."""
    if wanted is str:
        return _text(longest)
    if wanted is int:
        return Annotated[int, msgspec.Meta(ge=0, le=_LARGEST_NUMBER)]
    if wanted is float:
        return Annotated[float, msgspec.Meta(ge=0, le=1e12)]
    return wanted


def _text(longest: int = _LONGEST_TEXT) -> Any:  # noqa: ANN401  # types are values here
    return Annotated[str, msgspec.Meta(max_length=longest)]


def _struct(name: str, fields: list[tuple[str, Any, Any]]) -> type[msgspec.Struct]:
    """A type of these fields and no other; one without a default has to be given."""
    given: list[Any] = [
        (each, wanted) if default is msgspec.NODEFAULT else (each, wanted, default)
        for each, wanted, default in fields
    ]
    return msgspec.defstruct(
        name, given, kw_only=True, frozen=True, forbid_unknown_fields=True, module=__name__
    )
