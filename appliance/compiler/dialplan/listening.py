"""Listening to a talk, and taking a call that rings elsewhere."""

from collections.abc import Mapping

from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.dialplan.telephones import DEVICES
from appliance.core.relations import Opening

SUBROUTINE = "app-listen"
"""Its extension is who is listened to, so that the record names him; it does not come back."""

_NOTHING = (Step("Answer"), Step("Playback", "beeperr"), Step("Hangup"))
# b: only who talks with somebody; q: no announcement; E and S: until he hangs up, and not at all
# while nobody talks. w: he alone hears who listens; B: both do. No option lets a key change that.
_OPTIONS: Mapping[Opening, str] = {
    Opening.LISTEN: "bqES",
    Opening.WHISPER: "bqESw",
    Opening.JOIN: "bqESB",
}
GROUP, HEARD = "SPYGROUP", "heard"
_FOR_HELP = "help"
"""Category of GROUP(): whose telephones call for help."""
UNHEARD = (
    Step("Set", f"GROUP({_FOR_HELP})=${{ME}}"),
    Step("Set", f"{GROUP}=unheard"),
)
"""A call that nobody listens to. While it lasts none of the number's talks is open; and who listens
to one already does not come to it by a key: the exchange looks for talks of a group, which all
others are of by a global variable that app_chanspy.c takes where a channel has none of its own. So
no other call takes a step for it.
"""


def to(opening: Opening, whom: str) -> Step:
    """Once it is sure that it is open; `DEVICES` are of `whom`."""
    return Step("Gosub", f"{SUBROUTINE},{whom},1({_OPTIONS[opening]})")


def subroutine() -> Context:
    """One telephone of the number after the other: only on one of them does he talk."""
    steps = (
        Step("GotoIf", f"$[${{GROUP_COUNT({dialled()}@{_FOR_HELP})}}>0]?nothing"),
        Step("ChanSpy", f"${{SHIFT({DEVICES},&)}},${{ARG1}}g({HEARD})", "next"),
        Step("GotoIf", f'$["${{{DEVICES}}}"!=""]?next'),
        Step("Answer", label="nothing"),
        *_NOTHING[1:],
    )
    return Context(SUBROUTINE, (Exten("_[0-9*#]!", steps),))


def taken(whom: str = "") -> tuple[Step, ...]:
    """The call that rings at `whom`, or at anybody of the telephone's pick-up groups."""
    if not whom:
        return (Step("Pickup", note=Note("takes a call")), *_NOTHING)
    note = Note("takes the call of", (whom,))
    return (Step("PickupChan", f"${{{DEVICES}}},p", note=note), *_NOTHING)
