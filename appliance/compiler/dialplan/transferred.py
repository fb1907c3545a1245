"""A call that one of ours has handed over with REFER goes on by the rights of who handed it over.

Asterisk sends the other side of the call to the dialplan then, with the channel of who handed it
over in `BLINDTRANSFER` (main/bridge.c). That may be gone already, so its name has to tell whose it
was. A call that is handed over after talking, or by hook flash, is one's own call before.
"""

from operator import attrgetter

from appliance.compiler.dialplan.forwarding import FORGET, REFUSED
from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.tables import Row, Table
from appliance.core.config import Config
from appliance.core.differing import same_while
from appliance.core.people import Extension, SipPhone

TABLE = "accounts"
_SUBROUTINE = "sub-transferred"
_BY = "${BLINDTRANSFER}"
# chan_pjsip names its channels PJSIP/<account>-<8 hexadecimal digits>.
_ACCOUNT = "${BLINDTRANSFER:6:-9}"
IS = f'"{_BY}"!=""'
"""The condition that the call was handed over and has led nowhere since."""


def table(config: Config) -> Table:
    """Whose telephone each SIP account is."""
    return Table(TABLE, ("account", "number"), _rows(config.extensions))


@same_while(attrgetter("number", "devices"))
def _rows(extensions: tuple[Extension, ...]) -> tuple[Row, ...]:
    return tuple(
        (device.account.text, extension.number.digits)
        for extension in extensions
        for device in extension.devices
        if isinstance(device, SipPhone)
    )


def whose_rights() -> tuple[Step, ...]:
    """`ACTOR` and his row in HASH(me): who handed the call over, else who forwards it or calls.

    Where nobody of ours wants the call there are no rights. `ACTOR` goes with the line, so that
    who is handed on from it has no rights but these.
    """
    asked = f'{IS} | "${{ACTOR}}"=""'
    return (
        Step("Set", '__ACTOR=${IF($["${ACTOR}"=""]?${ME}:${ACTOR})}'),
        Step("GosubIf", f"$[{asked}]?{_SUBROUTINE},{dialled()},1"),
        look_up("me", "${ACTOR}"),
    )


def context() -> Context:
    """A PIN is not asked for: it is not who handed the call over that would hear it."""
    by = f"${{REALTIME_FIELD({TABLE},account,{_ACCOUNT},number)}}"
    nobody = f'$["${{ACTOR}}"=""]?{REFUSED},{dialled()},1'
    steps = (
        Step("Set", f"__ACTOR={by}"),
        Step("GotoIf", nobody, note=Note("nobody's call")),
        Step("Set", "FORWARDED=YES", note=Note("handed over", ("${ACTOR}",))),
        FORGET,
        Step("Return"),
    )
    return Context(_SUBROUTINE, (Exten("_[0-9*#]!", steps),))
