"""Whose calls one may take or listen to: a subroutine asks two tables.

`circles` has a row for each number that stands in a relation, `openings` one for each circle that
is open to somebody. What is asked is whether any circle of the called one is open to who asks.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from appliance.compiler.circles import DIGITS, Openings, Standing, standings
from appliance.compiler.dialplan import desks, telephones, transferred
from appliance.compiler.dialplan.people_table import field
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.telephones import DEVICES, beginnings
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.relations import Opening

CIRCLES, OPENINGS = "circles", "openings"
COLUMNS: Mapping[Opening, str] = {
    Opening.PICK_UP: "pickup",
    Opening.LISTEN: "listen",
    Opening.WHISPER: "whisper",
    Opening.JOIN: "barge",  # `join` is a word of SQL
}
"""What is done by a code of the telephone; the rest is the lamps' and the web page's."""

_SUBROUTINE = "sub-open"
_NOT_OPEN = "not-open"
_YES = "YES"
_ANY = "_[0-9*#]!"


def circles(config: Config) -> Table:
    """`opens` names what is open to the number, `within` all circles it is in, end to end."""
    known = standings(config)
    devices = telephones.channels(config) if known else {}
    rows = ((number, devices.get(number, ""), each) for number, each in known.items())
    return Table(
        CIRCLES,
        ("number", "opens", "within", "devices"),
        tuple(
            (number, _name(each.open_to), "".join(each.within), beginnings(named))
            for number, named, each in rows
        ),
    )


@lru_cache(maxsize=4096)
def _name(open_to: tuple[tuple[str, Openings], ...]) -> str:
    """One for all to whom the same is open; empty where nothing is."""
    if not open_to:
        return ""
    return hashlib.sha256(repr(open_to).encode()).hexdigest()[:12]


def openings(config: Config) -> Table:
    """A row for each circle that is open to those of one name: `<opens>-<circle>`."""
    rows = {row[0]: row for each in standings(config).values() for row in _openings(each)}
    return Table(OPENINGS, ("edge", *COLUMNS.values()), tuple(rows.values()))


def _openings(standing: Standing) -> Iterator[Row]:
    name = _name(standing.open_to)
    for circle, opens in standing.open_to:
        held = tuple(_YES if each in opens else "" for each in COLUMNS)
        if any(held):
            yield (f"{name}-{circle}", *held)


def ask(opening: Opening, number: str) -> tuple[Step, ...]:
    """Go on if it is open with `number` to whose telephone this is; `DEVICES` are set then."""
    return (
        Step("GotoIf", f'$["${{ME}}"="" | {transferred.IS}]?{_NOT_OPEN},{dialled()},1'),
        Step("Gosub", f"{_SUBROUTINE},{number},1({COLUMNS[opening]},{dialled()})"),
    )


def contexts(config: Config) -> tuple[Context, Context]:
    """The question, and what is heard where the answer is no."""
    return (
        Context(_SUBROUTINE, (Exten(_ANY, _asked(config)),)),
        Context(_NOT_OPEN, (Exten(_ANY, _refused()),)),
    )


def _asked(config: Config) -> tuple[Step, ...]:
    """ARG1 is the column of the opening, ARG2 what was dialled. Nobody has a relation to himself.

    Each round looks at the first circle that is left in `WITHIN`.
    """
    circle = f"${{WITHIN:0:{DIGITS}}}"
    whom = dialled()
    note = Note("not open", ("${ARG1}", whom))
    return (
        Step("Set", f"OPENS={field('${ME}', 'opens', CIRCLES)}"),
        Step("Set", f"WITHIN={field(whom, 'within', CIRCLES)}"),
        Step("Set", f"{DEVICES}={field(whom, 'devices', CIRCLES)}"),
        *desks.where(config, whom),
        Step("GotoIf", f'$["${{ME}}"="{whom}" | "${{OPENS}}"="" | "${{{DEVICES}}}"=""]?no'),
        Step("GotoIf", '$["${WITHIN}"=""]?no', "next"),
        Step("Set", f"HELD=${{REALTIME_FIELD({OPENINGS},edge,${{OPENS}}-{circle},${{ARG1}})}}"),
        Step("Set", f"WITHIN=${{WITHIN:{DIGITS}}}"),
        Step("GotoIf", f'$["${{HELD}}"!="{_YES}"]?next'),
        Step("Return"),
        Step("Goto", f"{_NOT_OPEN},${{ARG2}},1", "no", note),
    )


def _refused() -> tuple[Step, ...]:
    return (
        Step("Answer", note=Note("refused")),
        Step("Wait", "1"),
        Step("Playback", "feature-not-avail-line"),
        Step("Hangup", "21"),  # Q.850 21: call rejected
    )
