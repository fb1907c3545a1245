"""Questions about the configuration: its parts, its history, and every change of it.

With `draft` a question is about the configuration as the asker's own draft would make it.
Values of the core travel as `core.canonical` writes them; what is read from outside passes its
checks, so a refusal names the place of the wrong value, such as `part.devices[0].account`.
"""

from typing import ClassVar

from appliance.wire.answers import Done
from appliance.wire.configured import (
    Changed,
    Difference,
    Draft,
    May,
    Names,
    OfficeSettings,
    Parts,
    Pending,
    Piece,
    Revisions,
    RightsOf,
    Streams,
    TableRead,
    Told,
    Uses,
)
from appliance.wire.kinds import Change, Plain, Request, Stream
from appliance.wire.roles import Right

LARGEST_CONFIGURATION = 64 << 20  # bytes of an exported file or a table


class GetParts(Request[Parts], frozen=True):
    """Parts of one kind (`core.parts.PLACES`) from the `after`th on, as many as a frame holds."""

    needs: ClassVar[Right] = Right.OFFICE
    kind: str
    after: int = 0
    draft: bool = False


class GetPart(Request[Parts], frozen=True):
    """The part that its key, number or what else names it names; none where there is none."""

    needs: ClassVar[Right] = Right.OFFICE
    kind: str
    name: str
    draft: bool = False


class GetNames(Request[Names], frozen=True):
    """How all parts of these kinds are called, from the `after`th on, as many as a frame holds.

    It is what a form chooses among: of a thousand people nothing else travels.
    """

    needs: ClassVar[Right] = Right.OFFICE
    kinds: tuple[str, ...]
    after: int = 0
    draft: bool = False


class GetOffice(Request[OfficeSettings], frozen=True):
    """What a configuration has once: country, time zone, operator and the like."""

    needs: ClassVar[Right] = Right.OFFICE
    draft: bool = False


class GetStreams(Request[Streams], frozen=True):
    """How each E1 is spoken with its carrier; `SetLine` speaks it otherwise."""

    needs: ClassVar[Right] = Right.OFFICE
    draft: bool = False


class GetUses(Request[Uses], frozen=True):
    """Who points at the part of this kind; `name` is its key, number or what else names it."""

    needs: ClassVar[Right] = Right.OFFICE
    kind: str
    name: str
    draft: bool = False


class GetRights(Request[RightsOf], frozen=True):
    """What somebody may do. `who` is an internal number or a person's key."""

    needs: ClassVar[Right] = Right.OFFICE
    who: str
    draft: bool = False


class GetMay(Request[May], frozen=True):
    """May `who` do `opening` (`listen`, `pick up`, …) with `whom`, and by which relation.

    Of a `mailbox` `whom` is the number, or whose it is; of a `call` a direction such as `mobile`.
    """

    needs: ClassVar[Right] = Right.OFFICE
    who: str
    opening: str
    whom: str
    draft: bool = False


class Trace(Request[Told], frozen=True):
    """How a call would go, told in `language`: `scenario` is a `core.scenario.Scenario`."""

    needs: ClassVar[Right] = Right.OFFICE
    scenario: Plain
    language: str = "en"
    draft: bool = False


class Edit(Change[Changed], frozen=True):
    """One command of `core.commands`: `Put`, `TakeOut`, `Several`, `SetOffice`, …"""

    base: int
    command: Plain


class GetDraft(Request[Draft], frozen=True):
    """What the asker has changed and not made yet."""

    needs: ClassVar[Right] = Right.OFFICE


class GetStep(Request[Difference], frozen=True):
    """What the `place`th step of the asker's draft changes, from 1; 0: all of them together."""

    needs: ClassVar[Right] = Right.OFFICE
    place: int = 0
    after: int = 0


class KeepInDraft(Request[Draft], frozen=True):
    """One step more in the asker's draft: a command, by somebody who saw revision `base`."""

    needs: ClassVar[Right] = Right.OFFICE
    base: int
    command: Plain


class LeaveOut(Request[Draft], frozen=True):
    """The asker's draft without its `place`th step, from 1."""

    needs: ClassVar[Right] = Right.OFFICE
    place: int


class TakeOver(Request[Draft], frozen=True):
    """The asker's draft from the last revision, over what others made of the same parts."""

    needs: ClassVar[Right] = Right.OFFICE


class DropDraft(Request[Done], frozen=True):
    needs: ClassVar[Right] = Right.OFFICE


class MakeDraft(Change[Changed], frozen=True):
    """Make all steps of the asker's draft as one change, from the revision it starts at."""


class Import(Change[Changed], frozen=True):
    """The whole configuration anew, from an exported file: the descriptor with the question.

    So do an expert's own files that it carries; others stay.
    """

    base: int


class ImportTable(Change[TableRead], frozen=True):
    """People from a table, FreePBX's or a list made by hand: the file with the question.

    It tells what each row does, from the `after`th on. Rows that are wrong are left out. With
    `draft` it is read against the asker's draft, and unless `preview` kept there as one step.
    """

    base: int
    after: int = 0
    draft: bool = False


class Revert(Change[Changed], frozen=True):
    """The configuration as it was in an earlier revision, as a new one."""

    base: int
    revision: int


class GetPending(Request[Pending], frozen=True):
    """The change that waits for its moment, or to be confirmed."""

    needs: ClassVar[Right] = Right.OFFICE


class Confirm(Request[Done], frozen=True):
    """Keep the change that waits to be confirmed."""

    needs: ClassVar[Right] = Right.OFFICE


class CancelPending(Request[Done], frozen=True):
    """Drop the change that waits for its moment, put back the one that waits to be confirmed."""

    needs: ClassVar[Right] = Right.OFFICE


class GetRevisions(Request[Revisions], frozen=True):
    """The newest revisions, at most `limit`; those below `before`, 0 for no bound."""

    needs: ClassVar[Right] = Right.AUDIT
    limit: int = 50
    before: int = 0


class GetDifference(Request[Difference], frozen=True):
    """What differs from revision `old` to `new` (0: the last), from the `after`th change on."""

    needs: ClassVar[Right] = Right.OFFICE
    old: int
    new: int = 0
    after: int = 0


class Export(Stream[Piece], frozen=True):
    """The whole configuration as one readable file; of an earlier `revision`, or of the last.

    Without `secrets` passwords and PINs are left out; they stay as they are when it is imported.
    With them an expert's own files go along, unless an earlier revision is asked for.
    """

    needs: ClassVar[Right] = Right.OFFICE
    revision: int = 0
    secrets: bool = False


class GetSupportBundle(Stream[Piece], frozen=True):
    """A tar.zst of what helps to find a fault; it holds no secret."""

    needs: ClassVar[Right] = Right.BOX
