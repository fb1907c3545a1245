"""What one kind of part is called and how its form is put together; a page has one or more."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from appliance.core.canonical import fields_of, members_of, needed_of, to_plain
from appliance.core.parts import PLACES
from appliance.wire.kinds import Plain
from webui.parts.choices import Choices
from webui.parts.widgets import Widget, widget_for
from webui.visit import Visit

Preview = Callable[[Visit, Plain, Choices], Awaitable[Mapping[str, object]]]
Beside = Callable[[Visit], Awaitable[Mapping[str, object]]]
Before = Callable[[Plain, "Plain | None", Choices], tuple[Plain, ...]]
Finish = Callable[[Plain, "Plain | None", Choices], Plain]


def _nothing(_part: Plain, _old: Plain | None, _choices: Choices) -> tuple[Plain, ...]:
    return ()


async def _no_more(_visit: Visit) -> Mapping[str, object]:
    return {}


def as_typed(part: Plain, _old: Plain | None, _choices: Choices) -> Plain:
    return part


@dataclass(frozen=True, slots=True)
class Field:
    """`path` leads to the value within the part, such as `rights.priority`.

    `aka` are words by which a refusal names it. `hint`, `unit` and `example` are to be
    translated; the example stands in the empty field. Without a `widget` the value's type says
    which. A path that begins with `+` is no field of the part: the kind's `before` makes something
    of it. `fresh`: a new part's.
    """

    path: str
    label: str
    hint: str = ""
    example: str = ""
    unit: str = ""
    aka: tuple[str, ...] = ()
    widget: Widget | None = None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading; those of a `quiet` group are for specialists, and closed.

    Of a `table` all fields choose among the same options: those are its rows.
    """

    title: str
    fields: tuple[Field, ...]
    quiet: bool = False
    table: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """Of a list: the value at `path`, under `title`."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`stem` begins the keys that new parts get by themselves; empty where the name is typed. Of a
    `lasting` kind nobody gets a key again: what has been is found by it.

    Of a kind that there are `many` of, thousands in a large office, the form reads its own alone.

    `fresh` is a new part before anything is typed, beside the type's own defaults. `finish` gets
    what was typed, the part as it was, and the choices, and answers with the part to put; `before`
    with what is to be done first.
    `preview` is what the form of a part that is there shows beside its fields, `beside` what a new
    one's shows too. `title` heads the
    list, `one` a new part's form, `empty` teaches where there is none yet.
    """

    of: type
    path: str
    title: str
    one: str  # what adds one: "New department"
    one_of: str  # what one is: "Department"
    icon: str
    empty: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    stem: str = ""
    lasting: bool = False
    many: bool = False
    fresh: Plain | None = None
    before: Before = _nothing
    finish: Finish = as_typed
    also: tuple[type, ...] = ()  # kinds that the page shows besides
    linked: tuple[str, ...] = ()  # fields of a new part that a link may name
    called: tuple[str, ...] = ()  # fields whose words stand for one that has no name of its own
    preview: Preview | None = None
    beside: Beside = _no_more
    template: str = "page/part.html"

    @property
    def anchor(self) -> str:
        """Where its list stands on the page."""
        return self.path.strip("/")

    def fields(self) -> Iterator[Field]:
        for group in self.groups:
            yield from group.fields

    def widget(self, path: str) -> Widget:
        """What the field at `path` is typed with, or a column shown by."""
        for field in self.fields():
            if field.path == path and field.widget is not None:
                return field.widget
        holder, name, hint = _hint(self.of, path)
        return widget_for(holder, name, hint)

    @property
    def needs(self) -> tuple[type, ...]:
        """The kinds that its fields and columns choose among."""
        return tuple(
            dict.fromkeys(kind for path in self._paths() for kind in self.widget(path).needs)
        )

    @property
    def whole(self) -> tuple[type, ...]:
        """The kinds whose parts it reads: its own, and what the page shows besides."""
        return (*((self.of,) if self.of in PLACES else ()), *self.also)

    @property
    def cards(self) -> bool:
        return any(self.widget(path).cards for path in self._paths())

    def _paths(self) -> set[str]:
        return {field.path for field in self.fields()} | {column.path for column in self.columns}

    def empty_part(self) -> Plain:
        """A new part: the type's own defaults, and what `fresh` says."""
        return {**defaults(self.of), **(self.fresh or {})}


def _hint(kind: type, path: str) -> tuple[type, str, Any]:
    """The class that holds the last step of `path`, that step, and its type."""
    *steps, name = path.split(".")
    holder = reduce(lambda at, step: members_of(fields_of(at)[step])[0], steps, kind)
    return holder, name, fields_of(holder)[name]


def defaults(kind: type) -> Plain:
    """What a part of this kind has where nothing is said."""
    hints, own = fields_of(kind), {each.name: each for each in dataclasses.fields(kind)}
    return {
        name: to_plain(_default(own[name]), hint)
        for name, hint in hints.items()
        if name not in needed_of(kind)
    }


def _default(field: dataclasses.Field[Any]) -> Any:  # noqa: ANN401
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def value_at(part: Plain, path: str) -> Any:  # noqa: ANN401
    """What stands at `path`; None where a step of it is not there."""
    value: Any = part
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def put_at(part: Plain, path: str, value: object) -> Plain:
    """`part` with another value at `path`."""
    step, _, rest = path.partition(".")
    if not rest:
        return {**part, step: value}
    inner: Any = part.get(step) or {}
    return {**part, step: put_at(inner, rest, value)}
