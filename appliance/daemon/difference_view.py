"""What differs between two revisions, in the wire's words."""

from collections.abc import Iterator
from itertools import islice

from appliance.core.config import Config
from appliance.core.difference import PartChange, difference
from appliance.daemon.paging import fitting
from appliance.wire.configured import Difference, FieldView, PartChangeView


def difference_view(before: Config, after: Config, start: int) -> Difference:
    """From the `start`th change on, as many as fit in an answer."""
    every = difference(before, after)
    found = fitting(_views(islice(every, max(0, start), None)))
    return Difference(found, more=max(0, start) + len(found) < len(every))


def _views(changes: Iterator[PartChange]) -> Iterator[PartChangeView]:
    for each in changes:
        fields = tuple(FieldView(f.field, f.before, f.after) for f in each.fields)
        yield PartChangeView(each.what.value, each.kind, each.name, fields)
