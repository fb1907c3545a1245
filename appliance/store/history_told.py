"""What is told when history.db can no more be read or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from peewee import DatabaseError

from appliance.core.errors import Fault
from appliance.core.issues import MAKE_ROOM
from appliance.store.database import readable

REMEDY = (
    "Telephones work. A new history begins after a factory reset without the history, which the"
    " recovery menu at the box offers."
)
reading = partial(readable, "history.db", REMEDY)


@contextmanager
def writing() -> Iterator[None]:
    """As `reading`, of calls that are to be kept."""
    try:
        yield
    except DatabaseError as error:
        raise Fault(f"Call records cannot be written: {error}", MAKE_ROOM) from error
