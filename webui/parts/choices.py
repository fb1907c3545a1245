"""What can be chosen on a form, and how what was chosen is called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from appliance.core.people import Extension, Person
from appliance.core.trunks import TrunkGroup
from appliance.wire.kinds import Plain
from appliance.wire.protocol import GetCards
from appliance.wire.views import CardView
from webui.language import DEFAULT
from webui.parts.asking import Listed, listed, listed_name
from webui.visit import Visit

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Option:
    """`value` travels in the form; options of one `group` stand together."""

    value: str
    label: str
    group: str = ""


@dataclass(slots=True)
class Choices:
    """All that the fields of one page choose among; `say` translates the page's own words.

    `language` is the visitor's, for words that are not our own.
    """

    say: Say
    lists: Mapping[type, Listed]
    cards: tuple[CardView, ...] = ()
    language: str = DEFAULT
    _titles: dict[type, dict[str, str]] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        """The oldest that any of it comes from: a change meanwhile is noticed."""
        return min((each.revision for each in self.lists.values()), default=0)

    def parts(self, kind: type) -> tuple[Plain, ...]:
        return self.lists[kind].parts

    def titles(self, kind: type) -> Mapping[str, str]:
        """What each part of a kind is called, by its name."""
        if kind not in self._titles:
            self._titles[kind] = {listed_name(kind, part): self._title(kind, part)
                                  for part in self.parts(kind)}  # fmt: skip
        return self._titles[kind]

    def title(self, kind: type, name: object) -> str:
        """What the part is called; one that is not there by its own name."""
        return self.titles(kind).get(str(name), str(name))

    def options(self, kind: type, group: str = "", prefix: str = "") -> tuple[Option, ...]:
        titles = self.titles(kind).items()
        return tuple(Option(prefix + name, title, group) for name, title in titles)

    def owner(self, number: str) -> Plain | None:
        """The person who has this internal number."""
        return next((p for p in self.parts(Person) if p["number"] == number), None)

    def _title(self, kind: type, part: Plain) -> str:
        if kind is Extension:
            return " · ".join(dict.fromkeys((str(part["number"]), str(self._shown_name(part)))))
        if kind is TrunkGroup:
            return f"{part['name']} (№ {part['number']})"
        return str(part["name"]) if "name" in part else listed_name(kind, part)

    def _shown_name(self, extension: Plain) -> object:
        owner = self._owners().get(str(extension["number"]))
        return owner if owner is not None else extension["name"]

    def _owners(self) -> Mapping[str, str]:
        if Person not in self.lists:
            return {}
        key = _Owner
        if key not in self._titles:
            people = self.parts(Person)
            self._titles[key] = {str(p["number"]): str(p["name"]) for p in people if p["number"]}
        return self._titles[key]


class _Owner:
    """Stands among the kinds for whose each number is."""


async def choices(visit: Visit, say: Say, kinds: Iterable[type], *, cards: bool) -> Choices:
    """Everything of these kinds; whoever chooses among telephones sees people's names."""
    wanted = list(dict.fromkeys(kinds))
    if Extension in wanted and Person not in wanted:
        wanted.append(Person)
    found = await asyncio.gather(*(listed(visit, kind) for kind in wanted))
    seen = (await visit.ask(GetCards())).cards if cards else ()
    return Choices(say, dict(zip(wanted, found, strict=True)), seen, visit.language)
