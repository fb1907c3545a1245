"""Questions and answers about what telephones change by themselves: forwarding, rest, day/night."""

from enum import StrEnum
from typing import ClassVar

from appliance.wire.configured import Piece, RemarkView
from appliance.wire.kinds import Answer, Request, Stream, View
from appliance.wire.roles import Right


class Forwarding(StrEnum):
    """Which calls go elsewhere."""

    ALWAYS = "always"
    BUSY = "busy"
    NO_ANSWER = "no-answer"


class Switch(StrEnum):
    """How a schedule stands: by hand, or as its hours say."""

    DAY = "day"
    NIGHT = "night"
    AUTO = "auto"


class SpeedDial(View, frozen=True):
    """What the telephone calls by the code of speed dial and the key `key`."""

    key: str
    number: str


class TelephoneState(View, frozen=True):
    """Where a telephone's calls go, and when it rings to wake; what is empty is off.

    `logged_out` and `paused`: the queues that it serves do not ring it.
    `hot_desk` is who is logged in at it, `desk` the telephone where its owner is, each by number;
    `camp_on` is the number that it waits for; `wake_up` is in seconds since the epoch, 0 for never.
    """

    number: str
    always: str = ""
    busy: str = ""
    no_answer: str = ""
    do_not_disturb: bool = False
    call_waiting: bool = False
    follow_me: str = ""
    no_intercom: bool = False
    logged_out: bool = False
    paused: bool = False
    camp_on: str = ""
    wake_up: int = 0
    speed_dial: tuple[SpeedDial, ...] = ()
    hot_desk: str = ""
    desk: str = ""


class ScheduleState(View, frozen=True):
    """A schedule that can be switched by hand with its `code`; `open` is how calls go now."""

    key: str
    name: str
    code: int
    switch: Switch
    open: bool = False


class CallerSaid(View, frozen=True):
    """What telephones said of a caller, E.164 digits: `blocked`, or not so, whatever is listed."""

    number: str
    blocked: bool


class LiveChangeView(View, frozen=True):
    """`number` counts all changes. `of` is an internal number, a caller's or a schedule's code.

    `what`: `always`, `busy`, `no-answer`, `follow-me`, `do-not-disturb`, `call-waiting`,
    `no-intercom`, `queue-log-out`, `queue-pause`, `camp-on`, `hot-desk` (who is logged in at the
    telephone), `let-in` (its owner lifted waits at the web page), `announcement` (`of` is the key
    of what was recorded), `wake-up`, `day-night`, `block-list` or `speed-dial`, of which `of` names
    the key too, such as `301-5`; `before` and `after` are empty for off, and for as hours or lists
    say. `where`: `telephone`, `admin`, `box`, or `elsewhere`, such as by hand in Asterisk's
    console; `who` is that telephone's number, or the user.
    """

    number: int
    time: float
    what: str
    of: str
    before: str
    after: str
    where: str
    who: str


class LiveState(Answer, frozen=True):
    """Telephones that have something set, by number. `more`: others follow, ask with `after`.

    `callers` are those of whom telephones said something for the block list.
    """

    telephones: tuple[TelephoneState, ...]
    schedules: tuple[ScheduleState, ...] = ()
    more: bool = False
    callers: tuple[CallerSaid, ...] = ()


class DayNight(Answer, frozen=True):
    """Every schedule that can be switched by hand. `may`: the asker may switch them."""

    schedules: tuple[ScheduleState, ...]
    may: bool = False


class LiveChanges(Answer, frozen=True):
    """Newest first. `more`: older ones exist; ask again with `before` = the last one's number."""

    changes: tuple[LiveChangeView, ...]
    more: bool = False


class LiveChanged(Answer, frozen=True):
    """One more change, in the event stream only; its `number` is 0."""

    change: LiveChangeView


class LiveRestored(Answer, frozen=True):
    """`refused` could not be set: the field is what and whose it is."""

    refused: tuple[RemarkView, ...] = ()


class GetLiveState(Request[LiveState], frozen=True):
    """What is set now; of one `number` alone, whether anything is set there or not."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str = ""
    after: int = 0


class SetForwarding(Request[LiveState], frozen=True):
    """An empty `to` switches it off. The answer is what is set of that telephone then.

    Whoever sets the office up may set any telephone's; everybody else his own, and no other.
    """

    needs: ClassVar[Right] = Right.OWN
    number: str
    which: Forwarding
    to: str = ""


class SetFollowMe(Request[LiveState], frozen=True):
    """The number outside that rings along with the telephone; an empty `to`: none.

    Whose, as with SetForwarding.
    """

    needs: ClassVar[Right] = Right.OWN
    number: str
    to: str = ""


class SetDoNotDisturb(Request[LiveState], frozen=True):
    """Whose, as with SetForwarding."""

    needs: ClassVar[Right] = Right.OWN
    number: str
    on: bool


class SetIntercom(Request[LiveState], frozen=True):
    """Whether the telephone answers by itself for who calls it by intercom."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    on: bool


class SetQueueLogIn(Request[LiveState], frozen=True):
    """Whether the queues that the telephone serves ring it; who logs in is on no pause."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    on: bool


class SetQueuePause(Request[LiveState], frozen=True):
    """Its queues do not ring it for a while; a pause that is over is off."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    on: bool


class CancelCampOn(Request[LiveState], frozen=True):
    """The telephone waits for nobody any more."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str


class EndHotDesk(Request[LiveState], frozen=True):
    """Whoever is logged in at the telephone is so no more."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str


class ForgetCaller(Request[LiveState], frozen=True):
    """What telephones said of the caller counts no more: as the office's own lists say."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str


class SetWakeUp(Request[LiveState], frozen=True):
    """Once, when the box's clock shows `at` next, such as `07:30`; empty: not at all."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    at: str = ""


class SetSpeedDial(Request[LiveState], frozen=True):
    """An empty `to` leaves the key, one of 0 to 9, without a number."""

    needs: ClassVar[Right] = Right.OFFICE
    number: str
    key: str
    to: str = ""


class GetDayNight(Request[DayNight], frozen=True):
    needs: ClassVar[Right] = Right.STATE


class SetDayNight(Request[LiveState], frozen=True):
    """`schedule` is its key, name or code. Who sets the office up may, and who may by telephone."""

    needs: ClassVar[Right] = Right.STATE
    schedule: str
    to: Switch


class GetLiveChanges(Request[LiveChanges], frozen=True):
    """Who changed what, at a telephone or over the wire."""

    needs: ClassVar[Right] = Right.AUDIT
    before: int = 0
    limit: int = 50


class ExportLiveState(Stream[Piece], frozen=True):
    """All of it as one readable file, for a backup."""

    needs: ClassVar[Right] = Right.OFFICE


class RestoreLiveState(Request[LiveRestored], frozen=True):
    """As the file with the question says; what it does not name is off then."""

    needs: ClassVar[Right] = Right.OFFICE


Asked = (
    GetLiveState
    | SetForwarding
    | SetFollowMe
    | SetDoNotDisturb
    | SetIntercom
    | SetQueueLogIn
    | SetQueuePause
    | CancelCampOn
    | EndHotDesk
    | ForgetCaller
    | SetWakeUp
    | SetSpeedDial
    | GetDayNight
    | SetDayNight
    | GetLiveChanges
    | ExportLiveState
    | RestoreLiveState
)
"""The questions of this module, which `protocol.AnyRequest` takes in."""
