"""Dial-in: who calls from outside and gives a number of the office and its PIN calls on from here.

He goes by the rights of that number's owner, and only if these say that he may. What he can reach
is what a forwarded call can: no codes, and no emergency number, which would send help to the
office. Guesses are answered alike, ever slower, and after a few wrong ones the number is locked.
"""

from appliance.compiler.dialplan.forwarding import nowhere_to_help
from appliance.compiler.dialplan.people_table import PINS, field, look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.compiler.dialplan.targets import DIAL_IN
from appliance.core.config import Config
from appliance.core.live_state import PINS_MET, Family, read
from appliance.core.noted import Fact

_TO = "dial-in-to"
_WHO = "${FILTER(0-9,${WHO})}"
_GIVEN = "${FILTER(0-9,${PIN})}"
_NUMBER = "${FILTER(0-9*#,${NUMBER})}"
_SHORTEST_PIN, _LONGEST_PIN, _LONGEST_NUMBER = 4, 8, 6  # digits
_MOST_DIALLED = 20  # keys
_SECONDS = 10  # for each key
_TRIES = 3  # in one call
_SLOWER = 2  # seconds that each wrong PIN makes the next one wait longer
_GUESSES = 5  # wrong PINs one after the other, in whatever calls, that lock the number
_LOCKED = 1800  # seconds since the last of them


def contexts(config: Config, reached: tuple[str, ...]) -> tuple[Context, ...]:
    """The questions, and what can be dialled then; `reached` are the contexts of whom it can."""
    return (
        Context(DIAL_IN.partition(",")[0], (Exten("s", _asked(config)),)),
        Context(_TO, nowhere_to_help(config, "${ACTOR}"), reached),
    )


def _asked(config: Config) -> tuple[Step, ...]:
    return (
        Step("Answer", note=Note("dial-in")),
        Step("Wait", "1"),
        Step("Set", "TRIES=0"),
        Step("Read", f"WHO,extension,{_LONGEST_NUMBER},,1,{_SECONDS}", "again", _ASKS_NUMBER),
        Step("Read", f"PIN,vm-password,{_LONGEST_PIN},,1,{_SECONDS}", note=Note("asks for PIN")),
        Step("GotoIf", f'$["{_WHO}"=""]?wrong'),
        look_up("me", _WHO),
        *_judged(),
        *_guessed(config),
        *_wrong(),
        *_right(),
    )


_ASKS_NUMBER = Note("asks for own number")


def _judged() -> tuple[Step, ...]:
    """To `right`, to `wrong`, or on where the PIN was a guess at a number that may be guessed."""
    salt, digest = (field(_WHO, column, PINS) for column in ("salt", "digest"))
    locked = f"0${{COUNT}}>={_GUESSES} & ${{EPOCH}}-0${{LAST}}<{_LOCKED}"
    short = f"${{LEN({_GIVEN})}}<{_SHORTEST_PIN}"
    same = f'"{digest}"!="" & "${{SHA1({salt}{_GIVEN})}}"="{digest}"'
    return (
        Step("GotoIf", '$["${HASH(me,dialin)}"!="YES"]?wrong', note=Note("asks for dial-in")),
        Step("Set", f"LAST={read(Family.WRONG_PINS, _WHO)}"),
        Step("Set", "COUNT=${SHIFT(LAST,+)}"),
        Step("GotoIf", f"$[{locked}]?wrong", note=Note("asks for lock", (_WHO,))),
        Step("GotoIf", f"$[{short}]?guessed"),
        Step("GotoIf", f"$[{same}]?right"),
    )


def _guessed(config: Config) -> tuple[Step, ...]:
    """The owner of the box is told of a number that is locked, as of a limit that was met."""
    today = f"${{STRFTIME(${{EPOCH}},{config.zone},%Y%m%d)}}"
    met = f"DB({Family.LIMIT_MET}/{_WHO})={today}{PINS_MET}"
    again = f"$[${{EPOCH}}-0${{LAST}}<{_LOCKED}]?$[0${{COUNT}}+1]:1"
    return (
        Step("Set", f"COUNT=${{IF({again})}}", "guessed"),
        Step("Set", f"DB({Family.WRONG_PINS}/{_WHO})=${{COUNT}}+${{EPOCH}}"),
        Step("ExecIf", f"$[${{COUNT}}>={_GUESSES}]?Set({met})"),
    )


def _wrong() -> tuple[Step, ...]:
    return (
        Step("Set", "PIN=", "wrong"),
        written(Fact.WRONG_PIN, _WHO, Note("wrong PIN")),
        Step("Set", "TRIES=$[${TRIES}+1]"),
        Step("Wait", f"$[${{TRIES}}*{_SLOWER}]"),
        Step("Playback", "conf-invalidpin"),
        Step("GotoIf", f"$[${{TRIES}}<{_TRIES}]?again"),
        Step("Hangup", "21", note=Note("no PIN")),  # Q.850 21: call rejected
    )


def _right() -> tuple[Step, ...]:
    """The PIN goes before anybody could read it off the channel."""
    return (
        Step("Set", "PIN=", "right"),
        Step("Set", f"DB_DELETE({Family.WRONG_PINS}/{_WHO})="),
        written(Fact.DIALS_IN, _WHO, Note("dials in", (_WHO,))),
        Step("Set", f"__ACTOR={_WHO}"),
        Step("Set", f"CALLERID(num)={_WHO}"),
        Step("Set", "CALLERID(name)=${HASH(me,name)}"),
        Step("Read", f"NUMBER,dial,{_MOST_DIALLED},i,1,{_SECONDS}", note=Note("asks for number")),
        Step("GotoIf", f"$[${{LEN({_NUMBER})}}>1]?call"),
        Step("Hangup"),
        Step("Goto", f"{_TO},{_NUMBER},1", "call"),
    )
