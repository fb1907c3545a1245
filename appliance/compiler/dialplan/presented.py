"""One's own number, hidden or shown for one call, whatever its lines usually do.

chan_dahdi would take the bare code for itself and hide the number from the outside alone; with an
exact extension there it leaves both to us (sig_analog.c).
"""

from collections.abc import Iterator

from appliance.compiler.dialplan.codes import ANSWER, FROM_INTERNAL, own
from appliance.compiler.dialplan.steps import Exten, Note, Step, dialled
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.trunks import Presentation

_HIDDEN, _SHOWN = "prohib", "allowed_not_screened"
_CHOSEN = "SHOWN"
"""The variable that holds what was chosen, for as long as the call lasts and whoever it goes to."""
_MOST = 20  # digits behind the bare code
_SECONDS = 10  # for each of them


def hide(_: Config, code: str) -> Iterator[Exten]:
    yield from _with(code, _HIDDEN, Note("number hidden"))


def show(_: Config, code: str) -> Iterator[Exten]:
    yield from _with(code, _SHOWN, Note("number shown"))


def _with(code: str, chosen: str, note: Note) -> Iterator[Exten]:
    """The number that is called follows, at once or after another dial tone.

    From whoever comes to help nobody hides.
    """
    typed = "${FILTER(0-9*#,${NUMBER})}"
    need = f"${{DIALPLAN_EXISTS(emergency,{dialled(len(code))},1)}}"
    yield Exten(
        f"_{code}X.",
        (
            own(dialled()),
            Step("Set", f"__{_CHOSEN}={chosen}", note=note),
            Step("ExecIf", f"$[{need}=0]?Set(CALLERID(pres)={chosen})"),
            Step("Goto", f"{FROM_INTERNAL},{dialled(len(code))},1"),
        ),
    )
    yield Exten(
        code,
        (
            own(code),
            *ANSWER,
            Step("Read", f"NUMBER,dial,{_MOST},i,1,{_SECONDS}"),
            Step("GotoIf", f"$[${{LEN({typed})}}>1]?call"),
            Step("Hangup"),
            Step("Goto", f"{code}{typed},1", "call"),
        ),
    )


def outside(config: Config, usual: Presentation) -> Iterator[Step]:
    """How the number is shown on a line; what one group hides the next must show again."""
    if any(each.presentation is Presentation.HIDDEN for each in config.trunk_groups):
        value = _HIDDEN if usual is Presentation.HIDDEN else _SHOWN
        if config.code(Feature.HIDE_NUMBER) or config.code(Feature.SHOW_NUMBER):
            value = f'${{IF($["${{{_CHOSEN}}}"=""]?{value}:${{{_CHOSEN}}})}}'
        yield Step("Set", f"CALLERID(pres)={value}")
