"""The whole configuration as a file: `plan`, `apply`, `export`."""

from argparse import Namespace
from pathlib import Path

from appliance.ctl.asking import change, changed_lines, impact_lines, terms
from appliance.ctl.files import STANDARD, fill, opened
from appliance.ctl.parser import Parser, Words
from appliance.ctl.revisions import pending_lines
from appliance.ctl.show import show
from appliance.ctl.speech import _, language
from appliance.wire.answers import Done
from appliance.wire.client import Client
from appliance.wire.configuration import Export, GetPending, GetRevisions, Import


def add(words: Words, group: str) -> None:
    word = words.word(
        group, "plan", plan, _("what a configuration's file would change; without one, what waits")
    )
    word.parser.add_argument("file", nargs="?", type=Path, metavar=_("FILE"))
    word = words.word(group, "apply", apply, _("make a file the configuration"), changes=True)
    _file(word.parser)
    word = words.word(group, "export", export, _("the whole configuration as a file to read"))
    _file(word.parser)
    word.parser.add_argument(
        "--revision", type=int, default=0, metavar=_("REVISION"), help=_("an earlier one")
    )
    word.parser.add_argument(
        "--with-passwords", action="store_true", help=_("keep the file secret then")
    )


def _file(parser: Parser) -> None:
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("- is input or output"))


async def plan(client: Client, chosen: Namespace) -> None:
    if chosen.file is None:
        waits = await client.ask(GetPending())
        show(chosen, list(pending_lines(waits)) or [_("No change waits.")], waits)
        return
    base = (await client.ask(GetRevisions(limit=1))).current
    with opened(chosen.file) as file:
        question = Import(base, preview=True, language=language())
        changed = await client.ask(question, descriptor=file.descriptor)
    show(chosen, impact_lines(changed), changed)


async def apply(client: Client, chosen: Namespace) -> None:
    base = (await client.ask(GetRevisions(limit=1))).current
    with opened(chosen.file) as file:
        changed = await change(client, chosen, Import(base, **terms(chosen)), file.descriptor)
    show(chosen, changed_lines(changed, chosen), changed)


async def export(client: Client, chosen: Namespace) -> None:
    question = Export(chosen.revision, chosen.with_passwords)
    await fill(chosen.file, client.follow(question))
    if chosen.file != STANDARD:
        show(chosen, [_("Written: %(file)s", file=chosen.file)], Done())
