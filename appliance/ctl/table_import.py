"""`lineman import`: people from a table."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from appliance.ctl.asking import agree, changed_lines, terms
from appliance.ctl.files import opened
from appliance.ctl.parser import Words
from appliance.ctl.show import show, table
from appliance.ctl.speech import _, refusal, term
from appliance.wire.client import Client
from appliance.wire.configuration import GetRevisions, ImportTable
from appliance.wire.configured import RowView, TableRead
from appliance.wire.kinds import When


def add(words: Words, group: str) -> None:
    word = words.word(group, "import", import_table, _("people from a table"), changes=True)
    word.parser.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("CSV: FreePBX's, or number;name;e-mail;…")
    )
    word.parser.add_argument(
        "--dry-run", action="store_true", help=_("only tell what each row would do")
    )


async def import_table(client: Client, chosen: Namespace) -> None:
    chosen.preview = chosen.preview or chosen.dry_run
    base = (await client.ask(GetRevisions(limit=1))).current
    question = ImportTable(base, **terms(chosen))
    with opened(chosen.file) as file:
        found = await _looked_at(client, question, file.descriptor)
        if found.changed is not None and not chosen.preview:
            if question.when is When.NOW:
                agree(chosen, found.changed)
            done = await client.ask(question, descriptor=file.descriptor)
            found = replace(found, changed=done.changed)
    show(chosen, _lines(found, chosen), found)


async def _looked_at(client: Client, question: ImportTable, descriptor: int) -> TableRead:
    """What every row would do, however many answers that takes."""
    rows: list[RowView] = []
    while True:
        asked = replace(question, preview=True, after=len(rows))
        answer = await client.ask(asked, descriptor=descriptor)
        rows += answer.rows
        if not answer.more:
            return replace(answer, rows=tuple(rows))


def _lines(found: TableRead, chosen: Namespace) -> Iterator[str]:
    """Rows that are as they were are only counted."""
    shown = [row for row in found.rows if row.does != "same" or row.notes]
    yield from table(
        [(str(row.line), row.number, row.name, _does(row)) for row in shown], indent=""
    )
    for column in found.unread:
        yield _(
            "Not taken over: column %(name)s (rows: %(count)s).",
            name=column.column,
            count=column.rows,
        )
    counts = Counter(row.does for row in found.rows)
    yield "; ".join(f"{term(does)}: {count}" for does, count in sorted(counts.items()))
    if found.changed is None:
        yield _("There is nothing to change.")
    else:
        yield from changed_lines(found.changed, chosen)


def _does(row: RowView) -> str:
    told = (refusal(each.field, each.reason) for each in (*row.problems, *row.notes))
    return "; ".join([term(row.does), *told])
