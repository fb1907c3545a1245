"""Values of several fields: where a call goes, hours, lists of objects, sockets and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from appliance.core.call_handling import HuntGroup, Menu, Prompt, Queue
from appliance.core.fax import FaxNumber
from appliance.core.people import Department, Extension, Group, Mailbox, Person
from appliance.core.rooms import ConferenceRoom
from appliance.core.schedules import Schedule
from appliance.spoken.languages import mark
from appliance.wire.kinds import Plain
from appliance.wire.views import CardView, SocketKind, SocketView
from webui.forms import whole
from webui.parts.choices import Choices, Option
from webui.parts.widgets import EMPTY, Typed, Widget, Wrong, first

Table = tuple[tuple[str, str, type, str], ...]
"""Of each class that can stand somewhere: its tag, its field, what that names, and a heading."""

_TARGETS: Table = (
    ("ToExtension", "number", Extension, mark("Internal numbers")),
    ("ToHuntGroup", "key", HuntGroup, mark("Ring groups")),
    ("ToQueue", "key", Queue, mark("Queues")),
    ("ToMenu", "key", Menu, mark("Voice menus")),
    ("ToMailbox", "number", Mailbox, mark("Voice mailboxes")),
    ("ToPrompt", "key", Prompt, mark("Announcements")),
    ("ToConference", "key", ConferenceRoom, mark("Conferences")),
    ("ToFax", "key", FaxNumber, mark("Fax numbers")),
)
_PARTIES: Table = (
    ("OnePerson", "key", Person, mark("People")),
    ("WholeDepartment", "key", Department, mark("Departments")),
    ("WholeGroup", "key", Group, mark("Groups of people")),
)


@dataclass(frozen=True, slots=True)
class Tagged(Widget):
    """One of several classes that each name a part: `tag name` in the form.

    `bare` are classes that name nothing, with what they are called.
    """

    macro = "choice"
    table: Table = ()
    bare: tuple[tuple[str, str], ...] = ()

    @property
    def needs(self) -> tuple[type, ...]:
        return tuple(kind for _, _, kind, _ in self.table)

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        if value is None:
            return {name: [""]}
        named = [str(value[field]) for tag, field, _, _ in self.table if tag == value["type"]]
        return {name: [" ".join([value["type"], *named])]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        tag, _, named = first(typed, name).partition(" ")
        if not tag and self.optional:
            return None
        for known, field, _, _ in self.table:
            if tag == known and named:
                return {"type": tag, field: named}
        if tag in dict(self.bare):
            return {"type": tag}
        raise Wrong(mark("Choose one."))

    def options(self, choices: Choices) -> tuple[Option, ...]:
        found = [Option("", EMPTY)]
        found.extend(Option(tag, choices.say(words)) for tag, words in self.bare)
        for tag, _, kind, group in self.table:
            found.extend(choices.options(kind, choices.say(group), f"{tag} "))
        return tuple(found)

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value is None:
            return EMPTY
        for tag, field, kind, _ in self.table:
            if tag == value["type"]:
                return choices.title(kind, value[field])
        return choices.say(dict(self.bare)[value["type"]])


_BARE = (
    ("ToNobody", mark("Refuse the call")),
    ("ToDirectory", mark("Directory: the caller spells a name")),
    ("ToDialIn", mark("Dial-in: the caller calls on with number and PIN")),
)
TO_TARGET = Tagged(table=_TARGETS, bare=_BARE)
PARTY = Tagged(table=_PARTIES)


@dataclass(frozen=True, slots=True)
class OpenHours(Widget):
    """A schedule, and where a call goes while that is closed; no schedule: it is always open."""

    macro = "hours"
    grouped = True

    @property
    def needs(self) -> tuple[type, ...]:
        return (Schedule, *TO_TARGET.needs)

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        hours = value or {"schedule": "", "closed": None}
        return {f"{name}.schedule": [hours["schedule"]],
                **TO_TARGET.write(f"{name}.closed", hours["closed"])}  # fmt: skip

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        schedule = first(typed, f"{name}.schedule")
        if not schedule:
            return None
        try:
            return {"schedule": schedule, "closed": TO_TARGET.read(f"{name}.closed", typed)}
        except Wrong as wrong:
            raise Wrong(wrong.text, f"{name}.closed") from wrong

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (Option("", choices.say(mark("Always open"))), *choices.options(Schedule))

    def targets(self, choices: Choices) -> tuple[Option, ...]:
        return TO_TARGET.options(choices)

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        if value is None:
            return choices.say(mark("Always open"))
        schedule = choices.title(Schedule, value["schedule"])
        return f"{schedule} → {TO_TARGET.shown(value['closed'], choices)}"


@dataclass(frozen=True, slots=True)
class Rows(Widget):
    """A list of objects, one row each; a row in which nothing stands is not there."""

    macro = "rows"
    grouped = True
    columns: tuple[tuple[str, str, Widget], ...] = ()

    @property
    def needs(self) -> tuple[type, ...]:
        return tuple(kind for _, _, widget in self.columns for kind in widget.needs)

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        typed: Typed = {f"{name}.{field}": [] for field, _, _ in self.columns}
        for each in value or ():
            for field, _, widget in self.columns:
                own = f"{name}.{field}"
                typed[own] += widget.write(own, each[field])[own]
        return typed

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        lists = {field: typed.get(f"{name}.{field}") or [] for field, _, _ in self.columns}
        count = min(map(len, lists.values()))
        kept = [at for at in range(count) if self._begun(lists, at)]
        for field, texts in lists.items():
            typed[f"{name}.{field}"] = [texts[at] for at in kept]
        return [self._row(name, typed, at) for at in range(len(kept))]

    def _begun(self, lists: Typed, at: int) -> bool:
        """Whether anything stands in the row but what stands in a new one."""
        return any(
            lists[field][at].strip() not in {"", widget.blank} for field, _, widget in self.columns
        )

    def _row(self, name: str, typed: Typed, at: int) -> dict[str, Any]:
        found = {}
        for field, _, widget in self.columns:
            own = f"{name}.{field}"
            try:
                found[field] = widget.read(own, {own: [typed[own][at]]})
            except Wrong as wrong:
                raise Wrong(wrong.text, f"{name}[{at}].{field}") from wrong
        return found

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        rows = (
            " → ".join(widget.shown(each[field], choices) for field, _, widget in self.columns)
            for each in value
        )
        return ", ".join(rows) or EMPTY


def sockets(choices: Choices, kind: SocketKind) -> tuple[Option, ...]:
    """Every socket of a kind; those in use say whose."""
    return tuple(
        Option(socket_value(card, socket), _socket_label(card, socket, choices))
        for card in choices.cards
        for socket in card.sockets
        if socket.kind is kind
    )


def socket_value(card: CardView, socket: SocketView) -> str:
    """What names a socket in forms and addresses."""
    return f"{card.key} {socket.local} {socket.place}"


def _socket_label(card: CardView, socket: SocketView, choices: Choices) -> str:
    where = choices.say(mark("Card %(card)d, port %(socket)s"))
    label = where % {"card": card.number, "socket": socket.label}
    used = " ".join(dict.fromkeys(filter(None, (socket.number, socket.name))))
    return f"{label} — {used}" if used else label


def socket_text(socket: Plain) -> str:
    """The same of a `core.cards.Socket`."""
    return f"{socket['card']} {socket['span']} {socket['place']}"


def socket_of(text: str) -> dict[str, Any]:
    """A `core.cards.Socket` out of an option's value."""
    key, span, place = [*text.split(" "), "0", "0"][:3]
    found = whole(span), whole(place)
    if None in found:
        raise Wrong(mark("Choose one."))
    return {"card": key, "span": found[0], "place": found[1]}


@dataclass(frozen=True, slots=True)
class SocketPick(Widget):
    """One socket of a kind."""

    macro = "choice"
    missing = mark("Choose one.")
    kind: SocketKind = SocketKind.FXS

    @property
    def cards(self) -> bool:
        return True

    def write(self, name: str, value: Any) -> Typed:  # noqa: ANN401
        return {name: [socket_text(value) if value else ""]}

    def read(self, name: str, typed: Typed) -> Any:  # noqa: ANN401
        text = Widget.read(self, name, typed)
        return None if text is None else socket_of(text)

    def options(self, choices: Choices) -> tuple[Option, ...]:
        return (Option("", EMPTY), *sockets(choices, self.kind))

    def shown(self, value: Any, choices: Choices) -> str:  # noqa: ANN401
        text = self.write("", value)[""][0]
        labels = {each.value: each.label for each in self.options(choices)}
        return labels.get(text, text) if value else EMPTY
