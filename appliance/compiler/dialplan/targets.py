"""The way to each thing that a call can be sent to."""

from appliance.compiler.dialplan import schedules
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.core.targets import (
    Hours,
    Target,
    ToConference,
    ToDialIn,
    ToDirectory,
    ToExtension,
    ToFax,
    ToHuntGroup,
    ToMailbox,
    ToMenu,
    ToNobody,
    ToPrompt,
    ToQueue,
)

NOBODY = "app-blackhole,hangup,1"
DIRECTORY = "app-directory,s,1"
DIAL_IN = "app-dial-in,s,1"
_NAMELESS = {ToDirectory: DIRECTORY, ToDialIn: DIAL_IN, ToNobody: NOBODY}
CITY_LINE = "CITY_LINE"
"""The variable that says `yes` on a call that came in over an analogue line."""

UNANSWERED_CITY_LINE = f'"${{{CITY_LINE}}}${{CHANNEL(state)}}"="yesRing"'
"""The condition that an analogue line rings still: hung up now, it would ring at once again."""
_RINGING_ON = 300  # seconds; every exchange gives up ringing long before


def location(target: Target) -> str:  # noqa: PLR0911  # one answer a kind
    """Where its dialplan begins, as Goto takes it."""
    match target:
        case ToExtension(number):
            return f"ext-local,{number},1"
        case ToHuntGroup(key):
            return f"group-{key},s,1"
        case ToQueue(key):
            return f"queue-{key},s,1"
        case ToMenu(key):
            return f"ivr-{key},s,1"
        case ToMailbox(number):
            return f"ext-voicemail,{number},1"
        case ToPrompt(key):
            return f"announcement-{key},s,1"
        case ToConference(key):
            return f"conference-{key},s,1"
        case ToFax(key):
            return f"fax-{key},s,1"
        case ToDirectory() | ToDialIn() | ToNobody():
            return _NAMELESS[type(target)]


def steps_to(target: Target, label: str = "") -> tuple[Step, ...]:
    """The call goes there and does not come back."""
    return (Step("Goto", location(target), label),)


def by_hours(target: Target, hours: Hours | None) -> tuple[Step, ...]:
    """To `target`, or elsewhere while the schedule of `hours` is closed."""
    if hours is None:
        return steps_to(target)
    asked = schedules.unless_open(hours.schedule, "closed")
    return (*asked, *steps_to(target), *steps_to(hours.closed, "closed"))


def blackhole() -> Context:
    """Where calls for nobody end.

    A city line cannot refuse: hung up before it was answered, it would ring at once again, and
    without the caller's number. So it rings on, which costs the caller nothing.
    """
    return Context(
        "app-blackhole",
        (
            Exten(
                "hangup",
                (
                    Step("GotoIf", f"$[{UNANSWERED_CITY_LINE}]?ring"),
                    Step("Hangup", "21", note=Note("refused")),  # Q.850 21: call rejected
                    Step("Wait", f"{_RINGING_ON}", "ring", Note("rings on")),
                    Step("Hangup"),
                ),
            ),
        ),
    )
