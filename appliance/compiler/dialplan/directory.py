"""The directory: whoever knows a name and no number spells it on the keys.

A table has the numbers of each three keys, for Cyrillic names by both alphabets. Each who is found
is told by the name that he recorded in his mailbox, or else by his number.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import DIRECTORY
from appliance.compiler.latin import latin
from appliance.compiler.memory import by_identity, derived
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.keypad import SPELT, spelt
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
    return Table(TABLE, ("keys", "numbers"), derived(config, _rows))


def _rows(config: Config) -> tuple[Row, ...]:
    found: dict[str, list[str]] = {}
    for number, keys in sorted(_spellings(config)):
        listed = found.setdefault(keys, [])
        if len(listed) < _MOST:
            listed.append(number)
    return tuple((keys, "-".join(numbers)) for keys, numbers in found.items())


def _spellings(config: Config) -> Iterator[tuple[str, str]]:
    for number, name in config.shown_names().items():
        for keys in _keys(name):
            yield number.digits, keys


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
