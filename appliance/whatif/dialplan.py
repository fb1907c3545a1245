"""Where a call goes on: contexts, their numbers and patterns, and what they include.

As `pbx_find_extension` of Asterisk's main/pbx.c: a context's own names first, exact ones before the
best pattern, then its includes in their order. A name that has no such priority is passed over for
the next that fits, so a step after the last one of an exact number may be one of a pattern's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from appliance.compiler.dialplan.steps import Context, Exten, Step
from appliance.core.pattern import Match, exten_match, is_pattern, match_more, order

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A step by its context, what was dialled, and its number from 1."""

    context: str
    exten: str
    priority: int

    @property
    def after(self) -> "Place":
        return Place(self.context, self.exten, self.priority + 1)


@dataclass(frozen=True, slots=True)
class _Names:
    """One context's: exact ones by their digits, patterns from the most specific on."""

    exact: Mapping[str, Exten]
    patterns: tuple[Exten, ...]
    includes: tuple[str, ...]


def _names(context: Context) -> _Names:
    exact = {e.pattern.replace("-", ""): e for e in context.extens if not is_pattern(e.pattern)}
    patterns = (each for each in context.extens if is_pattern(each.pattern))
    return _Names(exact, tuple(sorted(patterns, key=lambda e: order(e.pattern))), context.includes)


class Dialplan:
    """All contexts, made ready to be searched."""

    def __init__(self, contexts: Iterable[Context]) -> None:
        self._contexts = {context.name: _names(context) for context in contexts}

    def has_context(self, name: str) -> bool:
        return name in self._contexts

    def step(self, place: Place) -> Step | None:
        """The step at `place`; None: the dialplan has none."""
        return self._first(
            place.context,
            place.exten,
            lambda e: e.steps[place.priority - 1] if 0 < place.priority <= len(e.steps) else None,
        )

    def exists(self, context: str, exten: str, priority: int = 1) -> bool:
        return self.step(Place(context, exten, priority)) is not None

    def priority(self, context: str, exten: str, label: str) -> int | None:
        """The number of the step with this label."""

        def of_label(found: Exten) -> int | None:
            labels = [step.label for step in found.steps]
            return labels.index(label) + 1 if label in labels else None

        return self._first(context, exten, of_label)

    def can_match(self, context: str, digits: str) -> bool:
        """Whether `digits` are a number here, or begin one."""
        return any(self._walk(context, lambda names: _begins(names, digits)))

    def more_could_match(self, context: str, digits: str) -> bool:
        """Whether waiting for further digits can change anything."""
        return self._more(context, digits, set())

    def _more(self, context: str, digits: str, seen: set[str]) -> bool:
        names = self._contexts.get(context)
        if context in seen or names is None:
            return False
        seen.add(context)
        answer = _goes_on(names, digits)
        if answer is Match.NO:
            return any(self._more(name, digits, seen) for name in names.includes)
        return answer is Match.YES

    def _first(self, context: str, exten: str, look: Callable[[Exten], T | None]) -> T | None:
        found = self._walk(context, lambda names: _seen(names, exten, look))
        return next((each for each in found if each is not None), None)

    def _walk(self, context: str, look: Callable[[_Names], T]) -> Iterator[T]:
        """`look` at the context and what it includes, each once, in Asterisk's order."""
        todo, seen = [context], set[str]()
        while todo:
            name = todo.pop()
            names = self._contexts.get(name)
            if name in seen or names is None:
                continue
            seen.add(name)
            yield look(names)
            todo.extend(reversed(names.includes))


def _fitting(names: _Names, exten: str) -> Iterator[Exten]:
    if (exact := names.exact.get(exten.replace("-", ""))) is not None:
        yield exact
    yield from (e for e in names.patterns if exten_match(e.pattern, exten) is not Match.NO)


def _seen(names: _Names, exten: str, look: Callable[[Exten], T | None]) -> T | None:
    looked = (look(each) for each in _fitting(names, exten))
    return next((each for each in looked if each is not None), None)


def _goes_on(names: _Names, digits: str) -> Match:
    """`EARLY`: a pattern ending in `!` says no for its context and all that this includes."""
    if any(each != digits and each.startswith(digits) for each in names.exact):
        return Match.YES
    answers = (match_more(each.pattern, digits) for each in names.patterns)
    return next((each for each in answers if each is not Match.NO), Match.NO)


def _begins(names: _Names, digits: str) -> bool:
    return any(each.startswith(digits) for each in names.exact) or any(
        exten_match(each.pattern, digits) is not Match.NO
        or match_more(each.pattern, digits) is not Match.NO
        for each in names.patterns
    )
