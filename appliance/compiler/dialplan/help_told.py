"""Telephones that ring when somebody calls an emergency number, and say who it is and where.

The call for help has no part in it: the supervisor sees it, and has these rung beside it.
"""

from appliance.compiler.dialplan import desks, internal, people_table, telephones
from appliance.compiler.dialplan.steps import Context, Exten, Step, dialled
from appliance.core.calls import HELP_RINGS, HELP_SAID, HELP_SECONDS
from appliance.core.config import Config

CALLED, BY, CARD, PORT = "help-called", "help-called-by", "help-called-card", "help-called-port"
"""What is heard, before the digits of each."""
_TOLD = "help-told"
_RINGS = 45  # seconds
_BETWEEN = 5  # seconds
_TIMES = 3  # that it is said
_WHO = "${FILTER(0-9,${CALLERID(num)})}"


def contexts(config: Config) -> tuple[Context, ...]:
    """Nothing where no telephone is named."""
    told = config.mail.emergency_telephones
    if not told:
        return ()
    devices = telephones.channels(config)
    languages = {each.number: each.language.value for each in config.extensions}
    rung = (Exten(n.digits, _rings(config, n.digits, devices[n.digits])) for n in told)
    said = (Exten(f"_{number}*.", _said(number.digits, languages[number])) for number in told)
    return (
        Context(HELP_RINGS, tuple(rung)),
        Context(HELP_SAID, tuple(said)),
        Context(_TOLD, (Exten("_X.", _told()),)),
    )


def _rings(config: Config, number: str, devices: str) -> tuple[Step, ...]:
    """However much its owner wants no calls or forwards them; who talks is tried until he is free.

    Its display has the number that was dialled, and who calls.
    """
    begin = "${CALLERID(name)} "
    name, latin = (f"{begin}{people_table.field(_WHO, column)}" for column in ("name", "latin"))
    analogue = (Step("Set", f"__LATIN={latin}"),) if telephones.analogue(config) else ()
    return (
        Step("Set", f"{desks.WHERE}={devices}"),
        *desks.where(config, number),
        Step("GotoIf", f'$["${{{desks.WHERE}}}"=""]?over'),
        *analogue,
        Step("Set", f"CALLERID(name)={name}"),
        Step("Set", f"UNTIL=$[${{EPOCH}}+{HELP_SECONDS - _RINGS - _BETWEEN}]"),
        Step("Dial", f"${{{desks.WHERE}}},{_RINGS},{internal.OPTIONS}", "ring"),
        Step("GotoIf", "$[${EPOCH}>${UNTIL}]?over"),
        Step("Wait", str(_BETWEEN)),
        Step("Goto", "ring"),
        Step("Hangup", "19", "over"),  # Q.850 19: no answer
    )


def _said(number: str, language: str) -> tuple[Step, ...]:
    """The other side of the call to the telephone speaks its language."""
    return (
        Step("Set", f"CHANNEL(language)={language}"),
        Step("Goto", f"{_TOLD},{dialled(len(number) + 1)},1"),
    )


def _told() -> tuple[Step, ...]:
    """The number that was dialled, who did, and where his telephone is plugged in, if anywhere."""
    parts = ("DIALLED", "WHO", "CARD", "PORT")
    there = '"${CARD}"!=""'
    once = (
        Step("Playback", CALLED),
        Step("SayDigits", "${DIALLED}"),
        Step("Playback", BY),
        Step("SayDigits", "${WHO}"),
        Step("ExecIf", f"$[{there}]?Playback({CARD})"),
        Step("ExecIf", f"$[{there}]?SayNumber(${{CARD}})"),
        Step("ExecIf", f"$[{there}]?Playback({PORT})"),
        Step("ExecIf", f"$[{there}]?SayNumber(${{PORT}})"),
        Step("Wait", "1"),
    )
    return (
        Step("Set", f"LEFT={dialled()}"),
        *(Step("Set", f"{part}=${{SHIFT(LEFT,*)}}") for part in parts),
        Step("Wait", "1"),
        *once * _TIMES,
        Step("Hangup"),
    )
