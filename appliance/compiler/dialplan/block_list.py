"""The block list by codes: a caller is turned away, or no more, for the whole office.

AstDB alone keeps what telephones say of a number; that holds before the office's own list, which
is a table. A number may be written in any way that people dial it.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import callers
from appliance.compiler.dialplan.codes import ANSWER, MINE, Extens, journal, may, says
from appliance.compiler.dialplan.directions import normalise, normalised
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import NO, UNKNOWN, YES, Family, read
from appliance.core.roles import Function
from appliance.core.trunks import NumberFormat

_CONTEXT = "block-list"
_ADD, _REMOVE, _READ = "add", "remove", "read"
_FAMILY = Family.BLOCK_LIST
_NUMBER = "${FILTER(0-9,${NUMBER})}"  # as it was typed
_WHOM = "${WHOM}"  # in E.164 digits
_SHORTEST, _LONGEST = 8, 15  # digits of E.164 numbers, but for services and our own
_MOST_KEYS = 20
_SECONDS = 10  # for each key
_YES_KEY = "1"


def add(config: Config, code: str) -> Iterator[Exten]:
    return _by_number(_ADD, "enter-num-blacklist")(config, code)


def remove(config: Config, code: str) -> Iterator[Exten]:
    return _by_number(_REMOVE, "entr-num-rmv-blklist")(config, code)


def _by_number(which: str, asks: str) -> Extens:
    """The number follows the code, or is asked for."""
    go = Step("Goto", f"{_CONTEXT},{which},1")

    def make(config: Config, code: str) -> Iterator[Exten]:
        if not callers.looked_up(config):
            return
        read_it = Step("Read", f"NUMBER,{asks},{_MOST_KEYS},,1,{_SECONDS}", note=_ASKS)
        yield Exten(code, (*may(Function.BLOCK, code), *ANSWER, read_it, go))
        given = Step("Set", f"NUMBER={dialled(len(code))}")
        yield Exten(f"_{code}X.", (*may(Function.BLOCK, dialled()), given, *ANSWER, go))

    return make


_ASKS = Note("asks for a caller")


def add_last(config: Config, code: str) -> Iterator[Exten]:
    """Who called the telephone last."""
    if not callers.looked_up(config):
        return
    nobody = f'$["{_NUMBER}"="" | "${{NUMBER}}"="{UNKNOWN}"]?nobody'
    steps = (
        *may(Function.BLOCK, code),
        Step("Set", f"NUMBER={read(Family.LAST_CALLER, MINE)}"),
        Step("GotoIf", nobody, note=Note("nobody to block")),
        *ANSWER,
        Step("Playback", "info-about-last-call&telephone-number"),
        Step("Goto", f"{_CONTEXT},{_ADD},1"),
        *says("unidentified-no-callback", label="nobody"),
    )
    yield Exten(code, steps)


def contexts(config: Config) -> tuple[Context, ...]:
    """What is done with the number once it is typed."""
    codes = (Feature.BLOCK, Feature.UNBLOCK, Feature.BLOCK_LAST)
    if not callers.looked_up(config) or not any(map(config.code, codes)):
        return ()
    extens = (
        Exten(_ADD, (*_asked(), *_added())),
        Exten(_REMOVE, (*_asked(), *_removed(config))),
        Exten(_READ, _understood()),
    )
    return (Context(_CONTEXT, extens),)


def _asked() -> tuple[Step, ...]:
    """Goes on once it is sure which number is meant; else nothing is changed."""
    return (
        Step("Gosub", f"{_CONTEXT},{_READ},1"),
        Step("GotoIf", f'$["{_WHOM}"=""]?wrong', note=Note("no caller's number", (_NUMBER,))),
        Step("SayDigits", _NUMBER),
        Step("Read", f"KEY,if-correct-press&digits/{_YES_KEY},1,,1,5", note=Note("is it right")),
        Step("GotoIf", f'$["${{KEY}}"="{_YES_KEY}"]?sure'),
        Step("Playback", "cancelled"),
        Step("Hangup"),
        Step("Playback", "pbx-invalid", "wrong"),
        Step("Hangup"),
    )


def _added() -> tuple[Step, ...]:
    return (
        Step("Set", f"DB({_FAMILY}/{_WHOM})={YES}", "sure", Note("blocks", (_WHOM,))),
        journal(_FAMILY, _WHOM, YES),
        Step("Playback", "num-was-successfully&added"),
        Step("Hangup"),
    )


def _removed(config: Config) -> tuple[Step, ...]:
    """Where the office's own list has the number it is said that it counts no more."""
    unblocks = Note("unblocks", (_WHOM,))
    found, *rest = callers.blocked(config, _WHOM)
    return (
        Step(found.application, found.arguments, "sure"),
        *rest,
        Step("GotoIf", f'$["${{GOSUB_RETVAL}}"="{REFUSED}"]?listed'),
        Step("Set", f"DB_DELETE({_FAMILY}/{_WHOM})=", note=unblocks),
        journal(_FAMILY, _WHOM),
        Step("Goto", "told"),
        Step("Set", f"DB({_FAMILY}/{_WHOM})={NO}", "listed", unblocks),
        journal(_FAMILY, _WHOM, NO),
        Step("Playback", "num-was-successfully&removed", "told"),
        Step("Hangup"),
    )


def _understood() -> tuple[Step, ...]:
    """`WHOM`: nothing where it is a number of the office or no number of the world."""
    whole = f"${{LEN({_WHOM})}}>={_SHORTEST} & ${{LEN({_WHOM})}}<={_LONGEST}"
    return (
        normalise(NumberFormat.NATIONAL, _NUMBER),
        Step("Set", f"WHOM={normalised(_NUMBER)}"),
        Step("ExecIf", f'$[!({whole}) | "{_WHOM[:-1]}:0:1}}"="0"]?Set(WHOM=)'),
        Step("Return"),
    )
