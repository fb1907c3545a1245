"""A number and its PIN that somebody types, or a PIN alone, and what becomes of wrong ones.

Guesses are answered alike, ever slower, and after a few wrong ones the number is locked, wherever
they were made; so is a conference room under its key, and a mailbox. The steps lead to their labels
`again`, `guessed`, `wrong` and `right`.
"""

from appliance.compiler.dialplan.people_table import PINS, field
from appliance.compiler.dialplan.steps import Note, Step, written
from appliance.compiler.mailboxes import VOICEMAIL, mailbox
from appliance.core.config import Config
from appliance.core.live_state import MAILBOX, PINS_MET, Family, read
from appliance.core.noted import Fact

WHO = "${FILTER(0-9,${WHO})}"
SECONDS = 10  # for each key
LONGEST_OF_MAILBOX = 20  # digits: Asterisk lets an owner choose a PIN as long as he likes

_GIVEN = "${FILTER(0-9,${PIN})}"
_SHORTEST_PIN, _LONGEST_PIN, _LONGEST_NUMBER = 4, 8, 6  # digits
_TRIES = 3  # in one call
_SLOWER = 2  # seconds that each wrong PIN makes the next one wait longer
_GUESSES = 5  # wrong PINs one after the other, in whatever calls, that lock the number
_LOCKED = 1800  # seconds since the last of them
_WRONG = Note("wrong PIN")
_ASKS_NUMBER = Note("asks for own number")
OVER = Step("Hangup", "21", note=Note("no PIN"))  # Q.850 21: call rejected


def asked(whose: str = "", longest: int = _LONGEST_PIN) -> tuple[Step, ...]:
    """Goes on with `WHO` and `PIN` as they were typed; of `whose` number only the PIN is asked."""
    typed = f"WHO,extension,{_LONGEST_NUMBER},,1,{SECONDS}"
    return (
        Step("Set", "TRIES=0"),
        Step("Set", f"WHO={whose}", "again")
        if whose
        else Step("Read", typed, "again", _ASKS_NUMBER),
        Step("Read", f"PIN,vm-password,{longest},,1,{SECONDS}", note=Note("asks for PIN")),
        Step("GotoIf", f'$["{WHO}"=""]?wrong'),
    )


def judged(config: Config, over: Step = OVER) -> tuple[Step, ...]:
    """To `right`; a wrong one is counted and asked for again, and after the last comes `over`."""
    told = written(Fact.WRONG_PIN, WHO, _WRONG)
    return (*_compared(), *counted(config), *wrong(over, told), *_right())


def judged_by_mailbox(config: Config) -> tuple[Step, ...]:
    """As `judged`, by the PIN that the owner of the mailbox `WHO` has set at his telephone."""
    box = f"{MAILBOX}{WHO}"
    known = f"${{DIALPLAN_EXISTS({VOICEMAIL},{WHO},1)}}"
    # Asterisk lets an owner choose a PIN with a star in it.
    given = "${FILTER(0-9*,${PIN})}"
    same = f'"{given}"!="" & "${{VM_INFO({mailbox(WHO)},password)}}"="{given}"'
    return (
        Step("GotoIf", f"$[{known}=0]?wrong", note=Note("asks for mailbox", (WHO,))),
        *unlocked(box),
        Step("GotoIf", f"$[{same}]?right"),
        *counted(config, box),
        *wrong(OVER),
        Step("Set", "PIN=", "right"),
        forgotten(box),
    )


def _compared() -> tuple[Step, ...]:
    """To `right`, to `wrong`, or on where the PIN was a guess at a number that may be guessed."""
    salt, digest = (field(WHO, column, PINS) for column in ("salt", "digest"))
    short = f"${{LEN({_GIVEN})}}<{_SHORTEST_PIN}"
    same = f'"{digest}"!="" & "${{SHA1({salt}{_GIVEN})}}"="{digest}"'
    return (
        *unlocked(WHO),
        Step("GotoIf", f"$[{short}]?guessed"),
        Step("GotoIf", f"$[{same}]?right"),
    )


def unlocked(
    whose: str, called: str = WHO, locked: str = "wrong", names: str = ""
) -> tuple[Step, ...]:
    """Goes on if PINs of `whose` are taken, else to `locked`; `called` names it in words.

    The begin of its variables' `names` keeps a second count beside the first.
    """
    count, last = f"{names}COUNT", f"{names}LAST"
    is_locked = f"0${{{count}}}>={_GUESSES} & ${{EPOCH}}-0${{{last}}}<{_LOCKED}"
    return (
        Step("Set", f"{last}={read(Family.WRONG_PINS, whose)}"),
        Step("Set", f"{count}=${{SHIFT({last},+)}}"),
        Step("GotoIf", f"$[{is_locked}]?{locked}", note=Note("asks for lock", (called,))),
    )


def counted(
    config: Config, whose: str = WHO, label: str = "guessed", names: str = "", told: str = ""
) -> tuple[Step, ...]:
    """The owner of the box is `told` of what is locked, as of a limit that was met."""
    count, last = f"{names}COUNT", f"{names}LAST"
    today = f"${{STRFTIME(${{EPOCH}},{config.zone},%Y%m%d)}}"
    met = f"DB({Family.LIMIT_MET}/{told or whose})={today}{PINS_MET}"
    again = f"$[${{EPOCH}}-0${{{last}}}<{_LOCKED}]?$[0${{{count}}}+1]:1"
    return (
        Step("Set", f"{count}=${{IF({again})}}", label),
        Step("Set", f"DB({Family.WRONG_PINS}/{whose})=${{{count}}}+${{EPOCH}}"),
        Step("ExecIf", f"$[${{{count}}}>={_GUESSES}]?Set({met})"),
    )


def wrong(over: Step, *told: Step) -> tuple[Step, ...]:
    """Asked `again` after a while, and after the last time comes `over`."""
    return (
        Step("Set", "PIN=", "wrong"),
        *told,
        Step("Set", "TRIES=$[${TRIES}+1]", note=None if told else _WRONG),
        Step("Wait", f"$[${{TRIES}}*{_SLOWER}]"),
        Step("Playback", "conf-invalidpin"),
        Step("GotoIf", f"$[${{TRIES}}<{_TRIES}]?again"),
        over,
    )


def _right() -> tuple[Step, ...]:
    """The PIN goes before anybody could read it off the channel."""
    return (
        Step("Set", "PIN=", "right"),
        forgotten(WHO),
    )


def forgotten(whose: str, label: str = "") -> Step:
    """A right one ends the row of wrong ones."""
    return Step("Set", f"DB_DELETE({Family.WRONG_PINS}/{whose})=", label)
