"""Two admins at once: what the one changed meanwhile, and where that meets the other's change."""

from collections.abc import Mapping

from appliance.apply.ports import ConfigStore
from appliance.core.commands import Command, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid, Outdated
from appliance.core.parts import PLACES, parts
from appliance.core.pieces import at, settings
from appliance.core.wording import told

_FEW = 5
Names = Mapping[object, str]


class Moved(Outdated):
    """The change was made from a revision that is no longer the last.

    `meanwhile` are the parts that others changed since, `both` those that this change is about too.
    """

    def __init__(
        self, author: str, meanwhile: tuple[str, ...], both: tuple[str, ...], since: int
    ) -> None:
        super().__init__("revision", _reason(author, meanwhile, both), since)
        self.meanwhile = meanwhile
        self.both = both


def _reason(author: str, meanwhile: tuple[str, ...], both: tuple[str, ...]) -> str:
    if not meanwhile:
        return "somebody changed the configuration meanwhile; look again"
    if not both:
        return f"{author} changed {_few(meanwhile)} meanwhile; look again"
    return f"{author} changed {_few(meanwhile)} meanwhile, you too: {_few(both)}; look again"


def _few(names: tuple[str, ...]) -> str:
    more = len(names) - _FEW
    return ", ".join(names[:_FEW]) + (f" (+{more})" if more > 0 else "")


def changed(before: Config, after: Config) -> Names:
    """What differs, each by what tells it from others, with what a person calls it."""
    found: dict[object, str] = {}
    for kind in PLACES:
        found |= _changed_parts(kind, before, after)
    for place in settings():
        if at(before, place) != at(after, place):
            found[place] = place.replace("_", " ")
    return found


def _changed_parts(kind: type, before: Config, after: Config) -> Names:
    old, new = parts(before, kind), parts(after, kind)
    if old is new:
        return {}
    name = PLACES[kind].name
    known = {name(part): part for part in old}
    found: dict[object, str] = {}
    for part in new:
        was = known.pop(name(part), None)
        if was is not part and was != part:
            found[kind, name(part)] = told(part)
    return found | {(kind, each): told(part) for each, part in known.items()}


def moved(author: str, base: Config, now: Config, wanted: Config | None, since: int) -> Moved:
    """Why a change from `base` to `wanted` is refused now; None: what it wants is not known.

    `since` is the number of the revision `base`, 0 when there is none to compare with.
    """
    meanwhile = changed(base, now)
    ours: Names = {} if wanted is None else changed(base, wanted)
    both = tuple(text for each, text in meanwhile.items() if each in ours)
    return Moved(author, tuple(meanwhile.values()), both, since)


def moved_since(store: ConfigStore, now: Config, command: Command, base: int) -> Moved:
    """What others changed since revision `base`, as far as that is known."""
    notes = store.revisions(1)
    author = notes[0].author if notes else "somebody"
    try:
        before = store.at(base)
    except Invalid:
        return moved(author, now, now, None, 0)
    try:
        wanted = edit(before, command)
    except Invalid:
        wanted = None
    return moved(author, before, now, wanted, base)
