"""A number behind each key of a telephone: called by a code and the key, kept by another.

What is called goes the way of whatever is dialled, so that it asks for the same rights.
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.codes import ANSWER, FROM_INTERNAL, MINE, journal, own, says
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.steps import Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.live_state import LONGEST_SPEED_DIAL, Family, read, speed_dial_key

_FAMILY = Family.SPEED_DIAL
_CALLED = "SPEEDDIAL"
"""The variable with what a key calls; one that calls another, or itself, would have no end."""
_SECONDS = 10  # for the key behind the bare code


def call(_: Config, code: str) -> Iterator[Exten]:
    """The key follows, at once or after another dial tone.

    chan_dahdi would take the bare code for itself, unless it is in the dialplan (sig_analog.c).
    """
    key = f"${{EXTEN:{len(code)}}}"
    number = f"${{FILTER(0-9*#,${{{_CALLED}}})}}"
    again = f'$["${{{_CALLED}}}"!=""]'
    yield Exten(
        f"_{code}X",
        (
            own("${EXTEN}"),
            Step("GotoIf", f"{again}?{REFUSED},${{EXTEN}},1", note=Note("speed dial again")),
            Step("Set", f"{_CALLED}={read(_FAMILY, speed_dial_key(MINE, key))}"),
            Step("GotoIf", f'$["{number}"=""]?nothing', note=Note("no speed dial", (key,))),
            Step("Goto", f"{FROM_INTERNAL},{number},1", note=Note("speed dial", (key, number))),
            *says("speed-dial-empty", label="nothing"),
        ),
    )
    typed = "${FILTER(0-9,${KEY})}"
    yield Exten(
        code,
        (
            own(code),
            *ANSWER,
            Step("Read", f"KEY,dial,1,i,1,{_SECONDS}"),
            Step("GotoIf", f'$["{typed}"!=""]?call'),
            Step("Hangup"),
            Step("Goto", f"{code}{typed},1", "call"),
        ),
    )


def keep(_: Config, code: str) -> Iterator[Exten]:
    """The key and the number follow; a key alone is free again."""
    at = len(code)
    key = f"${{FILTER(0-9*#,${{EXTEN:{at}:1}})}}"
    yield Exten(f"_{code}X.", (own(dialled()), *_kept(key, dialled(at + 1))))
    key = f"${{EXTEN:{at}}}"
    yield Exten(f"_{code}X", (own("${EXTEN}"), *_free(key)))


def _kept(key: str, number: str) -> tuple[Step, ...]:
    entry = speed_dial_key(MINE, key)
    long = f"$[${{LEN({number})}}>{LONGEST_SPEED_DIAL}]"
    return (
        Step("GotoIf", f"{long}?{REFUSED},{dialled()},1"),
        Step("Set", f"DB({_FAMILY}/{entry})={number}", note=Note("keeps", (key, number))),
        journal(_FAMILY, entry, number),
        *ANSWER,
        Step("Playback", "speed-dial"),
        Step("SayDigits", key),
        Step("Playback", "is-set-to"),
        Step("SayDigits", number),
        Step("Hangup"),
    )


def _free(key: str) -> tuple[Step, ...]:
    entry = speed_dial_key(MINE, key)
    return (
        Step("Set", f"DB_DELETE({_FAMILY}/{entry})=", note=Note("keeps nothing", (key,))),
        journal(_FAMILY, entry),
        *ANSWER,
        Step("Playback", "speed-dial"),
        Step("SayDigits", key),
        Step("Playback", "removed"),
        Step("Hangup"),
    )
