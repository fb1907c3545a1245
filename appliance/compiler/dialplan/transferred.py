"""A call that one of ours has handed over with REFER goes on by the rights of who handed it over.

Asterisk sends the other side of the call to the dialplan then, with the channel of who handed it
over in `BLINDTRANSFER` (main/bridge.c). That may be gone already, so its name has to tell whose it
was. A call that is handed over after talking, or by hook flash, is one's own call before.
"""

from appliance.compiler.dialplan import desks
from appliance.compiler.dialplan.devices_table import owner_of_channel
from appliance.compiler.dialplan.forwarding import FORGET, REFUSED
from appliance.compiler.dialplan.in_call import ASKED_BY
from appliance.compiler.dialplan.people_table import look_up
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.core.config import Config

_SUBROUTINE = "sub-transferred"
_BY = "BLINDTRANSFER"
IS = f'"${{{_BY}}}"!=""'
"""The condition that the call was handed over and has led nowhere since."""


def whose_rights() -> tuple[Step, ...]:
    """`ACTOR` and his row in HASH(me): who handed the call over, else who forwards it or calls.

    Where nobody of ours wants the call there are no rights. `ACTOR` goes with the line, so that
    who is handed on from it has no rights but these. Who asks before he hands over does so with
    all that goes with his own channel: what `ACTOR` says there is of the call that he has.
    """
    asks = f'"${{{ASKED_BY}}}"!="" & "${{ME}}${{FORWARDED}}"=""'
    asked = f'{IS} | "${{ACTOR}}"="" | {asks}'
    return (
        Step("Set", '__ACTOR=${IF($["${ACTOR}"=""]?${ME}:${ACTOR})}'),
        Step("GosubIf", f"$[{asked}]?{_SUBROUTINE},{dialled()},1"),
        look_up("me", "${ACTOR}"),
    )


def context(config: Config) -> Context:
    """A PIN is not asked for: it is not who handed the call over that would hear it."""
    nobody = f'$["${{ACTOR}}"=""]?{REFUSED},{dialled()},1'
    asks = Step("GotoIf", nobody, note=Note("nobody's call"))
    seated = desks.seated("__ACTOR") if desks.on(config) else ()
    steps = (
        Step("GotoIf", f'$["${{{ASKED_BY}}}"!="" & "${{{_BY}}}"=""]?asks'),
        Step("Set", f"__ACTOR={owner_of_channel(_BY)}"),
        Step("GotoIf", nobody, note=Note("nobody's call")),
        *seated,
        Step("Set", "FORWARDED=YES", note=Note("handed over", ("${ACTOR}",))),
        FORGET,
        Step("Return"),
        Step("Set", f"__ACTOR={owner_of_channel(ASKED_BY)}", "asks"),
        asks,
        *seated,
        Step("Return"),
    )
    return Context(_SUBROUTINE, (Exten("_[0-9*#]!", steps),))
