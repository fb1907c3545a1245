"""What many words ask: all parts of a kind, and a change that says beforehand what it does."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from appliance.core.errors import Invalid
from appliance.ctl.show import show
from appliance.ctl.speech import _, language, said
from appliance.ctl.times import moment
from appliance.spoken.languages import mark
from appliance.wire.client import Client
from appliance.wire.configuration import Edit, GetParts
from appliance.wire.configured import Changed
from appliance.wire.kinds import Change, Plain, When
from appliance.wire.views import Impact

Part = dict[str, Any]
A = TypeVar("A")

_IMPACTS = {
    Impact.NOTHING: mark("nothing has to be read anew"),
    Impact.RELOAD: mark("calls are not touched"),
    Impact.DROPS_CHANNEL_CALLS: mark("calls through the ports and lines that change are cut"),
    Impact.DROPS_CARD_CALLS: mark("every call through a card is cut"),
    Impact.DROPS_NETWORK_CALLS: mark("every call over the network is cut"),
    Impact.RESTARTS_EXCHANGE: mark("the exchange restarts: every call is cut"),
}
_IN_PART = mark("those in what is taken out are cut")
_HARMLESS = (Impact.NOTHING, Impact.RELOAD)


class NotDone(Exception):
    """It was only looked at: something has to be agreed to first. The sentence says how."""


@dataclass(frozen=True, slots=True)
class Listed:
    """All parts of a kind, as of a revision."""

    revision: int
    parts: tuple[Part, ...]

    def keyed(self, field: str = "key") -> dict[str, Part]:
        return {str(part[field]): part for part in self.parts}


async def listed(client: Client, kind: str) -> Listed:
    """Every part of a kind, however many answers it takes."""
    found: list[Part] = []
    while True:
        answer = await client.ask(GetParts(kind, len(found)))
        found += answer.parts
        if not answer.more:
            return Listed(answer.revision, tuple(found))


def named(parts: Listed, field: str, wanted: str) -> Part:
    """The part with this key or name; Invalid when there is none."""
    for part in parts.parts:
        if wanted in (part.get("key"), str(part.get("number")), part.get("name")):
            return part
    raise Invalid(field, f"there is no {wanted}")


def put(kind: str, part: Part) -> Plain:
    """The command that puts a part in."""
    return {"type": "Put", "part": {"type": kind, **part}}


def take_out(kind: str, part: Part) -> Plain:
    return {"type": "TakeOut", "part": {"type": kind, **part}}


def put_as(kind: str, part: Part, was: str) -> Plain:
    """The command that puts a part in the place of the one that is called `was`."""
    return {"type": "PutAs", "was": was, "part": {"type": kind, **part}}


def several(commands: list[Plain]) -> Plain:
    return commands[0] if len(commands) == 1 else {"type": "Several", "commands": commands}


async def edit(client: Client, chosen: Namespace, base: int, *commands: Plain) -> None:
    """Make these changes as one, and tell what it did."""
    question = Edit(base, several(list(commands)), **terms(chosen))
    changed = await change(client, chosen, question)
    show(chosen, changed_lines(changed, chosen), changed)


def terms(chosen: Namespace) -> dict[str, Any]:
    """When a change is to be made and what is agreed to, as options say."""
    when, at = moment(chosen.when)
    return {
        "preview": chosen.preview,
        "when": when,
        "at": at,
        "confirm": chosen.confirm,
        "accept": tuple(chosen.accept),
        "overwrite": tuple(chosen.overwrite),
        "language": language(),
    }


async def change(
    client: Client, chosen: Namespace, question: Change[Changed], descriptor: int | None = None
) -> Changed:
    """Look first; NotDone when calls would drop and nobody agreed."""
    if question.preview or question.when is not When.NOW:
        return await client.ask(question, descriptor=descriptor)
    before = await client.ask(
        msgspec.structs.replace(question, preview=True), descriptor=descriptor
    )
    agree(chosen, before)
    return await client.ask(question, descriptor=descriptor)


def agree(chosen: Namespace, before: Changed) -> None:
    """Somebody at a terminal is asked; a program has to say --yes."""
    wanting = {test.key for test in before.tests} - set(chosen.accept)
    wanting |= set(before.edited) - set(chosen.overwrite)
    harmless = before.impact in _HARMLESS and not before.drops
    if not wanting and (harmless or chosen.yes):
        return
    if wanting:
        _print(impact_lines(before))
        raise NotDone(_("Nothing was changed. Agree to what is named above."))
    if go_on(impact_lines(before)):
        return
    raise NotDone(_("Nothing was changed. Say --yes, or --when idle to wait until no call is up."))


def go_on(lines: Iterable[str]) -> bool:
    """Tell what would be done, and ask whoever is at a terminal."""
    _print(lines)
    if not sys.stdin.isatty():
        return False
    print(_("Go on? [y/N] "), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "д", "да"}


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def changed_lines(changed: Changed, chosen: Namespace) -> Iterator[str]:
    """What a change did, or would do."""
    if changed.pending and moment(chosen.when)[0] is When.NOW:
        yield _(
            "It runs, and is put back in %(seconds)s seconds unless you say “lineman confirm”.",
            seconds=changed.confirm_within or 60,
        )
    elif changed.pending:
        yield _("The change waits; “lineman plan” shows it, “lineman cancel” drops it.")
    elif chosen.preview:
        yield _(
            "Nothing was changed yet; this is what it would do to revision %(revision)s.",
            revision=changed.revision,
        )
    else:
        yield _("Revision %(revision)s.", revision=changed.revision)
    yield from impact_lines(changed)


def impact_lines(changed: Changed) -> Iterator[str]:
    """What calls feel, and what has to be agreed to."""
    some = changed.drops and changed.impact in _HARMLESS
    yield _("Calls: %(what)s.", what=_(_IN_PART if some else _IMPACTS[changed.impact]))
    if changed.drops:
        yield _("Calls that are up and end: %(count)s.", count=changed.drops)
    if changed.confirm_within and not changed.pending:
        yield _(
            "It is put back unless it is confirmed within %(seconds)s seconds.",
            seconds=changed.confirm_within,
        )
    for address in changed.moves_to:
        given = _("the address that the network gives (DHCP); the screen at the box shows it")
        yield _("The page moves to %(where)s.", where=f"https://{address}/" if address else given)
    for step in changed.steps:
        ends = _(" (calls: %(count)s)", count=step.calls) if step.calls else ""
        yield f"  {said(step.text)}{ends}"
    for file in changed.edited:
        yield _(
            "%(file)s was changed by hand; --overwrite %(path)s loses that.", file=file, path=file
        )
    if brought := [each for each in changed.files if each.startswith("custom/")]:
        yield _("Your own files are written: %(files)s.", files=", ".join(brought))
    if changed.own:
        yield _("Your own files stay as they are: %(files)s.", files=", ".join(changed.own))
    yield from (f"  {said(surprise)}" for surprise in changed.surprises)
    for test in changed.tests:
        yield _(
            "Test call “%(name)s” goes another way; --accept %(key)s is content with it:",
            name=test.name,
            key=test.key,
        )
        yield from (f"  {line}" for line in test.story)
