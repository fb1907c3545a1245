"""What can be chosen on a form, and how what was chosen is called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup, escape

from appliance.core.people import Extension, Person
from appliance.core.trunks import TrunkGroup
from appliance.wire.kinds import Plain
from appliance.wire.protocol import GetCards
from appliance.wire.views import CardView
from webui.language import DEFAULT
from webui.parts.asking import Called, Listed, called, listed
from webui.visit import Visit

Say = Callable[[str], str]
_LISTS = 48  # of options that are kept drawn: each kind in a few offices, drafted ones among them


@dataclass(frozen=True, slots=True)
class Option:
    """`value` travels in the form; options of one `group` stand together."""

    value: str
    label: str
    group: str = ""
    drawn: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        drawn = f'<option value="{escape(self.value)}">{escape(self.label)}</option>'
        object.__setattr__(self, "drawn", drawn)


def drawn(options: Iterable[Option], value: str = "", unknown: str | None = "") -> Markup:
    """The options of a list, `value` among them chosen.

    A value that is none of them is offered as well, as `unknown` calls it, unless that is None.
    """
    lines: list[str] = []
    group = ""
    for option in options:
        if option.group != group:
            lines.append(_between(group, option.group))
            group = option.group
        lines.append(option.drawn)
    lines.append(_between(group, ""))
    every = "\n".join(lines)
    mark = f'<option value="{escape(value)}"'
    if mark + ">" in every:
        every = every.replace(mark + ">", mark + " selected>")
    elif value and unknown is not None:
        every += f"{mark} selected>{escape(unknown or value)}</option>"
    return Markup(every)  # noqa: S704  # escaped piece by piece


def _between(before: str, after: str) -> str:
    """What ends one group and begins another."""
    end = "</optgroup>" if before else ""
    return f'{end}<optgroup label="{escape(after)}">' if after else end


@lru_cache(_LISTS)
def options_of(
    names: tuple[str, ...], labels: tuple[str, ...], group: str = "", prefix: str = ""
) -> tuple[Option, ...]:
    """Each name with its label. They are known by all that is in them: the same thousand people are
    not drawn anew for each page.
    """
    return tuple(
        Option(prefix + name, label, group) for name, label in zip(names, labels, strict=True)
    )


@dataclass(slots=True)
class Choices:
    """All that the fields of one page choose among; `say` translates the page's own words.

    `lists` has the parts of those kinds that the page reads whole, `names` how those of every kind
    are called. `language` is the visitor's, for words that are not our own.
    """

    say: Say
    lists: Mapping[type, Listed]
    names: Called
    cards: tuple[CardView, ...] = ()
    language: str = DEFAULT
    _titles: dict[type, dict[str, str]] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """The oldest that any of it comes from: a change meanwhile is noticed."""
        return min((self.names.revision, *(each.revision for each in self.lists.values())))

    def parts(self, kind: type) -> tuple[Plain, ...]:
        return self.lists[kind].parts

    def titles(self, kind: type) -> Mapping[str, str]:
        """What each part of a kind is called, by its name."""
        if kind not in self._titles:
            names, labels = self._labelled(kind)
            self._titles[kind] = dict(zip(names, labels, strict=True))
        return self._titles[kind]

    def title(self, kind: type, name: object) -> str:
        """What the part is called; one that is not there by its own name."""
        return self.titles(kind).get(str(name), str(name))

    def options(self, kind: type, group: str = "", prefix: str = "") -> tuple[Option, ...]:
        return options_of(*self._labelled(kind), group, prefix)

    def owner(self, number: str) -> Plain | None:
        """The person who has this internal number."""
        return next((p for p in self.parts(Person) if p["number"] == number), None)

    def _labelled(self, kind: type) -> tuple[tuple[str, ...], tuple[str, ...]]:
        names, titles = self.names.lists[kind.__name__]
        return names, _labels(kind, names, titles)


def _labels(kind: type, names: tuple[str, ...], titles: tuple[str, ...]) -> tuple[str, ...]:
    """Where the number is how people know it, it stands with the name."""
    both = zip(names, titles, strict=True)
    if kind is Extension:
        return tuple(name if name == title else f"{name} · {title}" for name, title in both)
    if kind is TrunkGroup:
        return tuple(f"{title} (№ {name})" for name, title in both)
    return titles


async def choices(
    visit: Visit,
    say: Say,
    kinds: Iterable[type],
    whole: Iterable[type] = (),
    *,
    cards: bool = False,
) -> Choices:
    """How all parts of these kinds are called; those of the `whole` kinds with all they say."""
    read = tuple(dict.fromkeys(whole))
    names, lists, seen = await asyncio.gather(
        called(visit, (*kinds, *read)), _lists(visit, read), _cards(visit, wanted=cards)
    )
    return Choices(say, lists, names, seen, visit.language)


async def _lists(visit: Visit, kinds: tuple[type, ...]) -> Mapping[type, Listed]:
    found = await asyncio.gather(*(listed(visit, kind) for kind in kinds))
    return dict(zip(kinds, found, strict=True))


async def _cards(visit: Visit, *, wanted: bool) -> tuple[CardView, ...]:
    return (await visit.ask(GetCards())).cards if wanted else ()
