"""The directory: whoever knows a name and no number spells it on the keys.

A table has the numbers of each three keys, for Cyrillic names by both alphabets. Each who is found
is told by the name that he recorded in his mailbox, or else by his number.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import DIRECTORY
from appliance.compiler.latin import latin
from appliance.compiler.memory import by_identity, derived
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.differing import pairs
from appliance.core.keypad import SPELT, spelt
from appliance.core.people import Extension, Person
from appliance.core.text import DisplayName

TABLE = "directory"

_RECORDED = "/var/spool/asterisk/voicemail/default"
_MOST = 20  # people of one spelling that are told one after the other
_TRIES = 3
_SECONDS = 5  # for each key
_THIS, _NEXT = "1", "*"  # keys, as the prompt says
_KEYS = "${FILTER(0-9,${KEYS})}"


def table(config: Config) -> Table:
    """Numbers by their spelling, joined by `-`; whoever has a number is found by the name shown."""
    return Table(TABLE, ("keys", "numbers"), tuple(derived(config, _rows).values()))


Listed = Mapping[str, tuple[str, ...]]
Rows = Mapping[str, Row]


def _rows(config: Config) -> Rows:
    """By their spelling. Of a name that changes only what is spelt otherwise is listed anew."""
    known = _last[0] if _last else None
    renamed = None if known is None else known.renamed(config)
    if known is None or renamed is None:
        numbers: Listed = _listed(config)
        rows: Rows = {keys: _row(keys, listed) for keys, listed in numbers.items()}
    else:
        numbers, rows = _listed_again(known, renamed)
    _last[:] = [_Made(config.extensions, config.people, numbers, rows)]
    return rows


@dataclass(frozen=True, slots=True)
class _Made:
    """The last numbers of each spelling in their order, their rows, and what both are made from."""

    extensions: tuple[Extension, ...]
    people: tuple[Person, ...]
    numbers: Listed
    rows: Rows

    def renamed(self, config: Config) -> tuple[tuple[str, str], ...] | None:
        """Each spelling that a number had or has now, not both; None: more than names differs."""
        people = pairs(self.people, config.people, attrgetter("number"))
        if people is None or config.extensions is not self.extensions:
            return None
        return tuple(
            (keys, now.number.digits)
            for was, now in people
            for keys in _keys(was.name) ^ _keys(now.name)
            if now.number is not None
        )


_last: list[_Made] = []


def _listed(config: Config) -> Listed:
    found: dict[str, list[str]] = {}
    names = ((number.digits, name) for number, name in config.shown_names().items())
    for digits, name in sorted(names, key=itemgetter(0)):
        for keys in _keys(name):
            found.setdefault(keys, []).append(digits)
    return {keys: tuple(listed) for keys, listed in found.items()}


def _listed_again(known: _Made, renamed: tuple[tuple[str, str], ...]) -> tuple[Listed, Rows]:
    numbers, rows = dict(known.numbers), dict(known.rows)
    for keys, number in renamed:
        listed = _other(numbers.pop(keys, ()), number)
        rows.pop(keys, None)
        if listed:
            numbers[keys], rows[keys] = listed, _row(keys, listed)
    return numbers, rows


def _other(listed: tuple[str, ...], number: str) -> tuple[str, ...]:
    """With the number, or without it if it is there."""
    at = bisect_left(listed, number)
    there = listed[at : at + 1] == (number,)
    return (*listed[:at], *(() if there else (number,)), *listed[at + there :])


def _row(keys: str, listed: tuple[str, ...]) -> Row:
    return keys, "-".join(listed[:_MOST])


@by_identity
def _keys(name: DisplayName) -> frozenset[str]:
    """Spelt once, not again for each other name of thousands that changes."""
    return frozenset((*spelt(name.text), *spelt(latin(name.text))))


def code(_: Config, dialled: str) -> Iterator[Exten]:
    yield Exten(dialled, (Step("Goto", DIRECTORY),))


def contexts(config: Config) -> tuple[Context, ...]:
    """Where the code leads, and where a menu can; without a number nobody is found there."""
    somebody = Step("Goto", "ext-local,${ONE},1", "call")
    found = somebody if config.extensions else Step("Hangup", label="call")
    return (Context(DIRECTORY.partition(",")[0], (Exten("s", (*_asked(), found)),)),)


def _asked() -> tuple[Step, ...]:
    name = f"{_RECORDED}/${{HASH(one,mailbox)}}/greet"
    recorded = f'"${{HASH(one,mailbox)}}"!="" & "${{STAT(e,{name}.wav)}}"="1"'
    return (
        Step("Answer", note=Note("directory")),
        Step("Wait", "1"),
        Step("Set", "TRIES=0"),
        Step("Read", f"KEYS,dir-intro-fn,{SPELT},,1,{_SECONDS}", "again", Note("asks for name")),
        Step("Set", f"LEFT=${{REALTIME_FIELD({TABLE},keys,{_KEYS},numbers)}}"),
        Step("GotoIf", '$["${LEFT}"=""]?nobody'),
        Step("Set", "ONE=${SHIFT(LEFT,-)}", "next"),
        look_up("one", "${ONE}"),
        Step("GotoIf", f"$[{recorded}]?name"),
        Step("Playback", "extension"),
        Step("SayDigits", "${ONE}"),
        Step("Goto", "ask"),
        Step("Playback", name, "name"),
        Step("Read", f"KEY,dir-instr,1,,1,{_SECONDS}", "ask", Note("found", ("${ONE}",))),
        Step("GotoIf", f'$["${{KEY}}"="{_THIS}"]?call'),
        Step("GotoIf", f'$["${{KEY}}"="{_NEXT}" & "${{LEFT}}"!=""]?next'),
        Step("Playback", "dir-nomore"),
        Step("Goto", "count"),
        Step("Playback", "dir-nomatch", "nobody", Note("nobody of the name", (_KEYS,))),
        Step("Set", "TRIES=$[${TRIES}+1]", "count"),
        Step("GotoIf", f"$[${{TRIES}}<{_TRIES}]?again"),
        Step("Hangup"),
    )
