"""Dial-in: who calls from outside and gives a number of the office and its PIN calls on from here.

He goes by the rights of that number's owner, and only if these say that he may. What he can reach
is what a forwarded call can: no codes, and no emergency number, which would send help to the
office. What becomes of guesses is in `guesses.py`.
"""

from appliance.compiler.dialplan import guesses
from appliance.compiler.dialplan.forwarding import FORGET, nowhere_to_help
from appliance.compiler.dialplan.guesses import SECONDS, WHO
from appliance.compiler.dialplan.in_call import ASKED_BY
from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, written
from appliance.compiler.dialplan.targets import DIAL_IN
from appliance.core.config import Config
from appliance.core.noted import Fact

_TO = "dial-in-to"
_NUMBER = "${FILTER(0-9*#,${NUMBER})}"
_MOST_DIALLED = 20  # keys


def contexts(config: Config, reached: tuple[str, ...]) -> tuple[Context, ...]:
    """The questions, and what can be dialled then; `reached` are the contexts of whom it can."""
    return (
        Context(DIAL_IN.partition(",")[0], (Exten("s", _asked(config)),)),
        Context(_TO, nowhere_to_help(config, "${ACTOR}"), reached),
    )


def _asked(config: Config) -> tuple[Step, ...]:
    may = Note("asks for dial-in")
    return (
        Step("Answer", note=Note("dial-in")),
        Step("Wait", "1"),
        *guesses.asked(),
        look_up("me", WHO),
        Step("GotoIf", '$["${HASH(me,dialin)}"!="YES"]?wrong', note=may),
        *guesses.judged(config),
        *_goes_on(),
    )


def _goes_on() -> tuple[Step, ...]:
    """Whoever handed him on to here, or asks before he does, gives him no rights any more."""
    return (
        FORGET,
        Step("Set", f"{ASKED_BY}="),
        written(Fact.DIALS_IN, WHO, Note("dials in", (WHO,))),
        Step("Set", f"__ACTOR={WHO}"),
        Step("Set", f"CALLERID(num)={WHO}"),
        Step("Set", "CALLERID(name)=${HASH(me,name)}"),
        Step("Read", f"NUMBER,dial,{_MOST_DIALLED},i,1,{SECONDS}", note=Note("asks for number")),
        Step("GotoIf", f"$[${{LEN({_NUMBER})}}>1]?call"),
        Step("Hangup"),
        Step("Goto", f"{_TO},{_NUMBER},1", "call"),
    )
