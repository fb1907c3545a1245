"""Answers about the configuration."""

from appliance.wire.kinds import Answer, Plain, View, When
from appliance.wire.views import Impact

MOST_USES = 50
ACCOUNT = "Account"  # the kind of a use that is no part: somebody logs in by it


class StepView(View, frozen=True):
    """One thing that is woken, in words; `calls` is how many that are up it ends."""

    text: str
    impact: Impact
    calls: int = 0


class TestCallView(View, frozen=True):
    """A stored test call that goes another way after the change: how it goes, line by line."""

    key: str
    name: str
    story: tuple[str, ...]


class Changed(Answer, frozen=True):
    """The committed revision and what the change did, or with `preview` would do, to calls.

    `drops` is how many calls that are up now it ends. `tests` are stored test calls that go
    another way, `edited` the files that were edited by hand and would be lost: each has to be
    accepted. `own` are the expert's own files that stay as they are, and `surprises` what is
    surprising in any; those that an import writes are among `files`, as `custom/NAME`. A change
    that waits, for its moment or to be confirmed, is `pending`. One that could lock its admin out
    is put back unless it is confirmed within `confirm_within` seconds; 0 for any other. `moves_to`
    are addresses at which the web page is afterwards, empty for one that the network gives (DHCP).
    """

    revision: int
    impact: Impact
    files: tuple[str, ...] = ()
    steps: tuple[StepView, ...] = ()
    drops: int = 0
    tests: tuple[TestCallView, ...] = ()
    edited: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    surprises: tuple[str, ...] = ()
    pending: bool = False
    confirm_within: int = 0
    moves_to: tuple[str, ...] = ()


class Pending(Answer, frozen=True):
    """`author` is empty when nothing waits. It is made `when`, or runs and is put back at `until`.

    `at` and `until` are seconds since the epoch.
    """

    author: str = ""
    message: str = ""
    when: When = When.NOW
    at: float = 0.0
    until: float = 0.0


class Parts(Answer, frozen=True):
    """`more`: others follow; ask with `after` raised by how many came."""

    revision: int
    kind: str
    parts: tuple[Plain, ...]
    more: bool = False


class NamesOf(View, frozen=True):
    """Of a kind what tells each part from the others, and beside it how people call that part.

    With an internal number stands who has it.
    """

    kind: str
    names: tuple[str, ...]
    titles: tuple[str, ...]


class Names(Answer, frozen=True):
    """`more`: others follow; ask with `after` raised by how many came."""

    revision: int
    lists: tuple[NamesOf, ...]
    more: bool = False


class UseView(View, frozen=True):
    """`kind` and `name` tell the part, `title` is how people call it, `field` where it points.

    `Office` is what stands once, `Account` who logs in as that person.
    """

    kind: str
    name: str
    title: str
    field: str


class Uses(Answer, frozen=True):
    """At most `MOST_USES` of `count`."""

    uses: tuple[UseView, ...]
    count: int


class Draft(Answer, frozen=True):
    """`steps` in words, none: there is no draft. `clash` says what others made of the same parts.

    `base` is the revision it starts from.
    """

    base: int
    steps: tuple[str, ...] = ()
    clash: str = ""


class OfficeSettings(Answer, frozen=True):
    """A `core.office.Office`; `SetOffice` takes it back."""

    revision: int
    office: Plain


class Streams(Answer, frozen=True):
    """How each E1 is spoken, in the order of the spans: `SetLine` commands that change nothing."""

    revision: int
    streams: tuple[Plain, ...]


class DifferenceView(View, frozen=True):
    """How a person differs from the role. `needless`: the role says the same by now."""

    difference: Plain
    needless: bool


class RelationView(View, frozen=True):
    """A relation that somebody has a part in; `acts`: as the one who may."""

    relation: Plain
    acts: bool


class RightsOf(Answer, frozen=True):
    """`role` is the key of the role that counts, empty in an office without; `rights` the sum."""

    number: str
    person: str
    name: str
    role: str
    rights: Plain
    differences: tuple[DifferenceView, ...] = ()
    relations: tuple[RelationView, ...] = ()


class May(Answer, frozen=True):
    """`relation` is the edge that opens it; `role` says that rights do, as far as they reach.

    Neither: it is not open. `role` is `everybody` where nobody's rights count. `differences` from
    the role make it so, open or not. `pin`: that is asked for; `hours`: of that schedule alone.
    """

    relation: Plain | None
    role: str = ""
    differences: tuple[Plain, ...] = ()
    pin: bool = False
    hours: str = ""


EVERYBODY = "everybody"
CALL, MAILBOX = "call", "mailbox"
"""What `GetMay` can ask about besides the openings of relations."""


class Told(Answer, frozen=True):
    """A call from its begin to its end, line by line; `outcome` is a `core.test_calls.Outcome`.

    `own` names the expert's own files that the dialplan reads: the story does not follow them.
    """

    story: tuple[str, ...]
    outcome: Plain
    own: tuple[str, ...] = ()


class RemarkView(View, frozen=True):
    """Of a column: what is wrong and what would be right, or what is not taken over."""

    field: str
    reason: str


class RowView(View, frozen=True):
    """`does`: `new`, `changed`, `same` or `refused`; `parts` are the kinds that it is about.

    `notes` name what the row says that is not taken over, though the row is.
    """

    line: int
    number: str
    name: str
    does: str
    parts: tuple[str, ...] = ()
    problems: tuple[RemarkView, ...] = ()
    notes: tuple[RemarkView, ...] = ()


class ColumnView(View, frozen=True):
    """A column that is not taken over, and in how many rows it says something."""

    column: str
    rows: int


class TableRead(Answer, frozen=True):
    """Rows in the table's order; `more`: others follow, ask with `after` raised by how many came.

    `changed` is None when no row was of use.
    """

    rows: tuple[RowView, ...]
    unread: tuple[ColumnView, ...] = ()
    changed: Changed | None = None
    more: bool = False


class RevisionView(View, frozen=True):
    number: int
    time: float
    author: str
    message: str


class Revisions(Answer, frozen=True):
    """Newest first; `current` is the committed one. `more`: older ones exist; ask again with
    `before` = the last one's number.
    """

    current: int
    revisions: tuple[RevisionView, ...]
    more: bool = False


class FieldView(View, frozen=True):
    """`field` is a path within the part; what has no words was not, or is not there."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class PartChangeView(View, frozen=True):
    """`what`: `added`, `removed`, `changed`, or `moved` when parts stand in another order.

    `kind` is the part's class, `Config` for what is in no list. No secret is ever in it.
    """

    what: str
    kind: str
    name: str
    fields: tuple[FieldView, ...] = ()


class Difference(Answer, frozen=True):
    """`more`: others follow; ask with `after` raised by how many came."""

    changes: tuple[PartChangeView, ...]
    more: bool = False


class Piece(Answer, frozen=True):
    """The next bytes of a file."""

    content: bytes
