"""What a table of people would do, in the wire's words."""

from itertools import islice

from appliance.core.bulk_import import BulkPlan, Line, Remark
from appliance.daemon.paging import fitting
from appliance.wire.configured import ColumnView, RemarkView, RowView, TableRead


def table_view(plan: BulkPlan, after: int) -> TableRead:
    """From the `after`th row on, as many as fit in an answer."""
    start = max(0, after)
    rows = fitting(_row(line) for line in islice(plan.lines, start, None))
    return TableRead(
        rows=rows,
        unread=tuple(ColumnView(each.column, each.rows) for each in plan.unread),
        more=start + len(rows) < len(plan.lines),
    )


def _row(line: Line) -> RowView:
    return RowView(
        line=line.line,
        number=line.number,
        name=line.name,
        does=line.does.value,
        parts=line.parts,
        problems=_remarks(line.problems),
        notes=_remarks(line.notes),
    )


def _remarks(remarks: tuple[Remark, ...]) -> tuple[RemarkView, ...]:
    return tuple(RemarkView(each.field, each.reason) for each in remarks)
