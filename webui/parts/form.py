"""The form of one part: from the part to what stands in the fields, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sanic import Request

from appliance.core.errors import Invalid
from appliance.wire.kinds import Plain
from webui.difference import Part
from webui.parts.choices import Choices
from webui.parts.kind import Kind, put_at, value_at
from webui.parts.widgets import Typed, Wrong

MOST_TEXTS = 2_000  # of one field; more rows than any list of ours has
LONGEST_TEXT = 24_000  # characters; certificates of a line's authorities are the longest
_ROW = re.compile(r"(?P<cell>(?P<list>[\w.]+)\[\d+\]\.\w+)")
_PART = re.compile(r"^(command\.)?(commands\[\d+\]\.)?part\.?")


@dataclass(slots=True)
class PartForm:
    """`errors` maps a field's path to its message in the visitor's language; "" is the whole.

    `new`: of a part that is not there yet. `others` is what was changed meanwhile, where that
    stands in the way.
    """

    kind: Kind
    choices: Choices
    typed: Typed
    errors: dict[str, str] = field(default_factory=dict)
    new: bool = False
    others: tuple[Part, ...] = ()

    def error(self, path: str) -> str:
        return self.errors.get(path, "")

    def first(self, name: str) -> str:
        """What stands in a field that is there once."""
        return (self.typed.get(name) or [""])[0]

    def all(self, name: str) -> list[str]:
        return self.typed.get(name) or []


def filled(kind: Kind, choices: Choices, part: Plain) -> PartForm:
    """The form as it is shown first."""
    typed: Typed = {}
    for each in kind.fields():
        typed |= kind.widget(each.path).write(each.path, value_at(part, each.path))
    return PartForm(kind, choices, typed)


def posted_texts(request: Request) -> Typed:
    """Every field of a posted form with all its texts, cut to a length of ours.

    Empty ones are there too: rows of a list have one text a column.
    """
    fields: dict[str, list[object]] = dict(request.get_form(keep_blank_values=True) or {})
    return {
        name: [str(text)[:LONGEST_TEXT] for text in given[:MOST_TEXTS]]
        for name, given in fields.items()
    }


def read(form: PartForm, part: Plain, *, new: bool = False) -> Plain:
    """`part` with what was typed; what cannot be read stands in the form's errors."""
    for each in form.kind.fields():
        if each.fresh and not new:
            continue
        try:
            value = form.kind.widget(each.path).read(each.path, form.typed)
        except Wrong as wrong:
            form.errors[wrong.field or each.path] = form.choices.say(wrong.text)
        else:
            part = put_at(part, each.path, value)
    return part


def place(form: PartForm, invalid: Invalid) -> str:
    """The field that a refusal of the supervisor's is about; empty: the form as a whole."""
    named = _PART.sub("", invalid.field)
    path = named.replace(" ", "_")
    for each in form.kind.fields():
        if (row := _ROW.match(path)) and row["list"] == each.path:
            return form.kind.widget(each.path).cell(row["cell"])
        if path == each.path or path.startswith((f"{each.path}.", f"{each.path}[")):
            return path if path in form.typed else each.path
        if named.rpartition(".")[2] in each.aka or each.path.endswith(f".{path}"):
            return each.path
    return ""
