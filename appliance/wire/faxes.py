"""Documents that came by fax."""

from typing import ClassVar

from appliance.wire.configured import Piece
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Right

MOST = 200  # of one answer


class FaxView(View, frozen=True):
    """A document by its `id`. `number` is the key of the fax number that it came to, `name` what
    that is called now, empty for one that is gone.

    `caller` is empty for who hid it, `caller_name` where the office does not know the number.
    `pages` and `size`, bytes of its PDF, are 0 of one that cannot be read.
    """

    id: str
    number: str
    name: str
    caller: str
    caller_name: str
    time: float
    pages: int
    size: int


class Faxes(Answer, frozen=True):
    """Newest first. `more`: there are older ones; ask again with `after` as many as are known."""

    faxes: tuple[FaxView, ...]
    more: bool = False


class GetFaxes(Request[Faxes], frozen=True):
    """At most `limit` of those after the first `after`."""

    needs: ClassVar[Right] = Right.CALLS
    after: int = 0
    limit: int = 50


class GetFax(Stream[Piece], frozen=True):
    """One of them as a PDF."""

    needs: ClassVar[Right] = Right.CALLS
    fax: str


class RemoveFax(Request[Faxes], frozen=True):
    """For good; one that is gone already stays gone. The newest that are left are told."""

    needs: ClassVar[Right] = Right.CALLS
    fax: str


Asked = GetFaxes | GetFax | RemoveFax
"""The questions of this module, which `protocol.AnyRequest` takes in."""
