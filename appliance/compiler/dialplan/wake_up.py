"""Wake-up calls, kept by Asterisk alone: in AstDB when, and in its spool a call for that moment.

A file of the spool is tried at once, and again `RetryTime` after that failed (pbx_spool.c). So the
first try of a wake-up's file only looks at the clock and fails, and the second one comes when it is
due, whether or not Asterisk or the box was restarted meanwhile. It then puts a second file into
the spool: that one rings, three times some minutes apart. What AstDB says holds: a file that speaks
of another moment than that, or of one long past, is done with.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan import desks, telephones
from appliance.compiler.dialplan.call_files import written_file
from appliance.compiler.dialplan.codes import ANSWER, MINE, journal, own, says
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import BOX, JOURNAL, LOST, Family, Where, journal_text, read

AGAIN = "wake-up-again"
"""Called as `Local/NUMBER@…` after an entry was made past the code: its file is written then."""

_ARM, _DUE, _BELL, _SAID = "sub-wake-up", "wake-up-due", "wake-up-bell", "wake-up-said"
_RING, _SPEAK = "wake-up-ring", "wake-up-speak"
_RINGS = 45  # seconds
_TRIES, _BETWEEN = 3, 180  # seconds between them
_LATE = 600  # seconds after which nobody is woken any more
_GIVEN_UP = (_TRIES - 1) * _BETWEEN  # seconds; a try that ends after so many was the last
_NUMBER = dialled()
_FAMILY = Family.WAKE_UP
_TIMES = 3  # that the time is said


def on(_: Config, code: str) -> Iterator[Exten]:
    """The code and four digits of the clock; today, or tomorrow if that is past."""
    hour, minute = (f"${{EXTEN:{len(code) + at}:2}}" for at in (0, 2))
    yield Exten(
        f"_{code}XXXX",
        (
            own(dialled()),
            Step("GotoIf", f'$["{read(Family.CLOCK, BOX)}"="{LOST}"]?lost', note=Note("lost time")),
            Step("GotoIf", f"$[{hour}>23 | {minute}>59]?wrong", note=Note("no such time")),
            Step("Set", "DAY=${STRFTIME(${EPOCH},,%Y-%m-%d)}"),
            *_moment(hour, minute),
            Step("GotoIf", "$[${DUE}>${EPOCH}]?set"),
            Step("Set", f"DAY=${{STRFTIME($[{_clock('12', '00')}+86400],,%Y-%m-%d)}}"),
            *_moment(hour, minute),
            Step(
                "Set",
                f"DB({_FAMILY}/{MINE})=${{DUE}}",
                "set",
                Note("wakes", ("${STRFTIME(${DUE},,%H:%M)}",)),
            ),
            journal(_FAMILY, MINE, "${DUE}"),
            Step("Gosub", f"{_ARM},{MINE},1"),
            *ANSWER,
            Step("Playback", "activated"),
            Step("SayUnixTime", "${DUE},,R"),
            Step("Hangup"),
            *says("invalid", label="wrong"),
            *says("feature-not-avail-line", label="lost"),
        ),
    )


def off(_: Config, code: str) -> Iterator[Exten]:
    yield Exten(
        code,
        (
            own(code),
            Step("Set", f"DB_DELETE({_FAMILY}/{MINE})=", note=Note("clears", (_FAMILY,))),
            journal(_FAMILY, MINE),
            *says("cancelled"),
        ),
    )


def _moment(hour: str, minute: str) -> tuple[Step, ...]:
    """`DUE`: when it is so late on `DAY`, for the second time if that day has two and one is past.

    A time that a clock put forward leaves out is none to Asterisk, 0: then it is the next whole
    hour.
    """
    # Reckoned for every time: of 24 o'clock Asterisk would complain in the log.
    later = f"${{IF($[{hour}=23]?00:$[{hour}+1])}}"
    skipped = f"$[0{_clock(later, minute)}-{minute}*60]"
    again = "${STRFTIME($[${DUE}+3600],,%Y-%m-%d %H:%M)}"
    twice = f'${{DUE}}<=${{EPOCH}} & "{again}"="${{DAY}} {hour}:{minute}"'
    return (
        Step("Set", f"DUE={_clock(hour, minute)}"),
        Step("Set", f"DUE=${{IF($[${{DUE}}>0]?${{DUE}}:{skipped})}}"),
        Step("ExecIf", f"$[{twice}]?Set(DUE=$[${{DUE}}+3600])"),
    )


def _clock(hour: str, minute: str) -> str:
    """Seconds since the epoch."""
    return f"${{STRPTIME(${{DAY}} {hour}:{minute},,%Y-%m-%d %H:%M)}}"


def contexts(config: Config) -> tuple[Context, ...]:
    """What writes the files, and what is done when they are tried."""
    if not config.code(Feature.WAKE_UP_ON):
        return ()
    code = config.code(Feature.WAKE_UP_ON)
    again = (Step("Gosub", f"{_ARM},{_NUMBER},1"), Step("Answer"), Step("Hangup"))
    return (
        Context(_ARM, (Exten("_X!", _armed(code)),)),
        Context(AGAIN, (Exten("_X!", again),)),
        Context(_DUE, (Exten("_X!", _due(code)),)),
        Context(_BELL, tuple(_bells(config))),
        Context(_RING, (Exten("_X!", _ring(config)),)),
        Context(_SAID, tuple(_languages(config))),
        Context(_SPEAK, (Exten("_X!", _speak()),)),
    )


_THEN = (f"Context: {_SAID}", f"Extension: {_NUMBER}", "Priority: 1")


def _call(
    where: str, code: str, tries: int, between: str, then: tuple[str, ...]
) -> tuple[str, ...]:
    """Who is called, how often, and what is done with whoever answers."""
    return (
        f"Channel: Local/{_NUMBER}@{where}/n",
        f'CallerID: "${{STRFTIME(${{DUE}},,%H:%M)}}" <{code}>',
        f"MaxRetries: {tries - 1}",
        f"RetryTime: {between}",
        f"WaitTime: {_RINGS + 15}",
        *then,
        "Setvar: __DUE=${DUE}",
    )


def _armed(code: str) -> tuple[Step, ...]:
    left = "$[${DUE}-${EPOCH}]"
    wait = f"${{IF($[{left}>0]?{left}:1)}}"
    looks = _call(_DUE, code, 2, wait, ("Application: Hangup",))
    return (
        Step("Set", f"DUE=${{FILTER(0-9,{read(_FAMILY, _NUMBER)})}}"),
        Step("GotoIf", '$["${DUE}"=""]?none'),
        written_file(f"wake-up-{_NUMBER}-${{DUE}}", looks),
        Step("Return", label="none"),
    )


def _due(code: str) -> tuple[Step, ...]:
    """The first try is too early by design; Q.850 44: not now."""
    bell = _call(_BELL, code, _TRIES, str(_BETWEEN), _THEN)
    return (
        Step("GotoIf", f'$["{read(_FAMILY, _NUMBER)}"!="${{DUE}}"]?done'),
        Step("GotoIf", "$[${EPOCH}<${DUE}]?early"),
        Step("GotoIf", f"$[${{EPOCH}}>${{DUE}}+{_LATE}]?late"),
        written_file(f"wake-up-{_NUMBER}-${{DUE}}-bell", bell),
        Step("Answer", label="done"),
        Step("Hangup"),
        *_forgotten("late"),
        Step("Goto", "done"),
        Step("Hangup", "44", "early"),
    )


def _forgotten(label: str = "") -> tuple[Step, ...]:
    said = journal_text(_FAMILY, _NUMBER, "", Where.BOX, "")
    return (
        Step("Set", f"DB_DELETE({_FAMILY}/{_NUMBER})=", label),
        Step("Set", f"DB({JOURNAL}/${{EPOCH}}-${{UNIQUEID}})={said}"),
    )


def _bells(config: Config) -> Iterator[Exten]:
    """Each telephone that could ring."""
    devices = telephones.channels(config)
    for extension in config.extensions:
        number = extension.number.digits
        if devices[number] or desks.on(config):
            ring = Step("Gosub", f"{_RING},{number},1({devices[number]})")
            yield Exten(number, (ring,))


def _ring(config: Config) -> tuple[Step, ...]:
    """Whoever wants to be woken is, however much he wants no calls or forwards them."""
    return (
        Step("GotoIf", f'$["{read(_FAMILY, _NUMBER)}"!="${{DUE}}"]?done'),
        Step("Set", f"{desks.WHERE}=${{ARG1}}"),
        *desks.where(config, _NUMBER),
        Step("GotoIf", f'$["${{{desks.WHERE}}}"=""]?again'),
        Step("Dial", f"${{{desks.WHERE}}},{_RINGS},i"),
        Step("GotoIf", f'$["{read(_FAMILY, _NUMBER)}"!="${{DUE}}"]?done'),
        Step("GotoIf", f"$[${{EPOCH}}<${{DUE}}+{_GIVEN_UP}]?again"),
        *_forgotten(),
        Step("Answer", label="done"),
        Step("Hangup"),
        Step("Hangup", "19", "again"),  # Q.850 19: no answer
    )


def _languages(config: Config) -> Iterator[Exten]:
    """The other side of the call to the telephone speaks its language."""
    for extension in config.extensions:
        number = extension.number.digits
        speak = Step("Gosub", f"{_SPEAK},{number},1({extension.language.value})")
        yield Exten(number, (speak,))


def _speak() -> tuple[Step, ...]:
    """What is done with an entry is done; who is woken hears the time."""
    return (
        Step("GotoIf", f'$["{read(_FAMILY, _NUMBER)}"!="${{DUE}}"]?done'),
        Step("Set", "CHANNEL(language)=${ARG1}"),
        *_forgotten(),
        Step("Wait", "1"),
        *(Step("Playback", "hello"), Step("SayUnixTime", ",,R"), Step("Wait", "1")) * _TIMES,
        Step("Hangup", label="done"),
    )
