"""`lineman diff`: what differs between two revisions."""

from argparse import Namespace
from collections.abc import Iterator, Mapping

from appliance.core.errors import Invalid
from appliance.ctl.parser import Words
from appliance.ctl.show import show
from appliance.ctl.speech import _, field_name, said, term
from appliance.wire.client import Client
from appliance.wire.configuration import GetDifference, GetRevisions
from appliance.wire.configured import Difference, FieldView, PartChangeView
from appliance.wire.ports_told import port_names, with_ports
from appliance.wire.protocol import GetCards

_SIGNS = {"added": "+", "removed": "-", "changed": "*", "moved": "~"}


def add(words: Words, group: str) -> None:
    word = words.word(group, "diff", diff, _("what differs between two revisions"))
    word.parser.add_argument(
        "revisions",
        nargs="*",
        type=int,
        metavar=_("REVISION"),
        help=_("from one to the other; the last two, or one and the last"),
    )


async def diff(client: Client, chosen: Namespace) -> None:
    changes = await _changes(client, *await _asked(client, chosen.revisions))
    show(chosen, await _told(client, changes), Difference(tuple(changes)))


async def since_lines(client: Client, revision: int) -> Iterator[str]:
    """What others changed after that revision."""
    return await _told(client, await _changes(client, revision, 0))


async def _changes(client: Client, old: int, new: int) -> list[PartChangeView]:
    changes: list[PartChangeView] = []
    more = True
    while more:
        answer = await client.ask(GetDifference(old, new, len(changes)))
        changes += answer.changes
        more = answer.more
    return changes


async def _told(client: Client, changes: list[PartChangeView]) -> Iterator[str]:
    cards = (await client.ask(GetCards())).cards
    names = port_names(
        cards, lambda card, port: _("card %(number)s, port %(label)s", number=card, label=port)
    )
    return _lines(changes, names)


async def _asked(client: Client, revisions: list[int]) -> tuple[int, int]:
    match revisions:
        case [old, new]:
            return old, new
        case [old]:
            return old, 0
        case []:
            current = (await client.ask(GetRevisions(limit=1))).current
            return max(1, current - 1), 0
    raise Invalid("revision", "name two at most")


def _lines(changes: list[PartChangeView], names: Mapping[str, str]) -> Iterator[str]:
    if not changes:
        yield _("Nothing differs.")
    for each in changes:
        kind = _("settings") if each.kind == "Config" else _kind(each.kind)
        order = "" if each.what != "moved" else _(": another order")
        yield f"{_SIGNS[each.what]} {kind} {with_ports(each.name, names)}".rstrip() + order
        yield from (
            f"    {_field(field, names, new=each.what == 'added')}" for field in each.fields
        )


def _kind(name: str) -> str:
    """`DidRoute` as `did route`, in the reader's language."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return term(spaced.strip())


def _field(field: FieldView, names: Mapping[str, str], *, new: bool) -> str:
    before, after = (
        ", ".join(said(with_ports(text, names)) for text in each) or _("none")
        for each in (field.before, field.after)
    )
    name = field_name(field.field)
    return f"{name}: {after}" if new else f"{name}: {before} → {after}"
