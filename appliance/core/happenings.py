"""What happened in a call besides ringing and talking, as its events tell it."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from appliance.core.call_handling import IN_ORDER
from appliance.core.calls import (
    CALL_BACK_CALLING,
    CALL_BACK_KEPT,
    CALL_BACK_KEYS,
    PAGE,
    PAGE_LISTEN,
    PAGING,
    RECORD_NOW,
    Deed,
    Happening,
)
from appliance.core.cel import CelRow, extra
from appliance.core.noted import Fact, Noted, fact_of

LISTENING: Mapping[str, Deed] = {"CHANSPY": Deed.LISTENED, "EXTENSPY": Deed.LISTENED}
"""Applications by which somebody joins a talk that is no part of it."""

_APPLICATIONS: Mapping[str, Deed] = {
    "QUEUE": Deed.QUEUED,
    "BACKGROUND": Deed.MENU,
    "VOICEMAIL": Deed.MAILBOX,
    "VOICEMAILMAIN": Deed.MAILBOX,
    "PLAYBACK": Deed.PROMPT,
    "CONFBRIDGE": Deed.CONFERENCE,
    "RECEIVEFAX": Deed.FAX,
    **LISTENING,
}
# Whose context says whom it is about, after this beginning.
_OF_CONTEXT = {Deed.MENU: "ivr-", Deed.FAX: "fax-"}


def happenings(rows: Sequence[CelRow]) -> Iterator[Happening]:
    """In the order of the events."""
    numbers = {row.channel: row.number for row in rows if row.number}
    aside = ""  # whom somebody asked by a code, over a channel within Asterisk
    talking = _Talking(rows)
    for row in rows:
        talking.feed(row)
        if row.event == "CHAN_START" and row.channel.startswith("Local/"):
            aside = row.exten
        if row.event == "APP_START" and talking.holds(row):
            yield from _application(row, numbers)
        elif row.event == "PICKUP":
            who = _channel("pickup_channel")(row, numbers)
            yield Happening(row.time, Deed.PICKED_UP, who, row.number)
        elif row.event in _EVENTS:
            deed, whom = _EVENTS[row.event]
            told = whom(row, numbers)
            yield Happening(row.time, deed, row.number, aside if told == _NOBODY else told)


class _Talking:
    """Channels that are connected, by their names."""

    def __init__(self, rows: Sequence[CelRow]) -> None:
        self._alone = len({row.unique for row in rows}) == 1
        self._up: set[str] = set()

    def feed(self, row: CelRow) -> None:
        """Take in the next event."""
        if row.event == "BRIDGE_ENTER":
            self._up.add(row.channel)
        elif row.event == "BRIDGE_EXIT":
            self._up.discard(row.channel)

    def holds(self, row: CelRow) -> bool:
        """Whether there is what the step is about: a telephone without a talk is passed over.

        Who listens where nobody talks at all has a row of his own, which says so.
        """
        if self._alone or row.app.upper() not in LISTENING:
            return True
        return any(name.startswith(listened_to(row)) for name in self._up)


def _application(row: CelRow, numbers: Mapping[str, str]) -> Iterator[Happening]:
    if (written := fact_of(row)) is not None:
        yield from _written(row.context, written)
        return
    if row.context.startswith(CALL_BACK_KEPT):
        return  # nobody waits there himself
    if row.context == RECORD_NOW:
        if row.app == "MixMonitor":
            yield Happening(row.time, Deed.RECORDED, row.number, "")
        return
    deed = _APPLICATIONS.get(row.app.upper())
    if row.context in {PAGING, PAGE_LISTEN}:
        if deed is Deed.CONFERENCE and row.context == PAGING:
            yield Happening(row.time, Deed.ANNOUNCED, row.number, row.exten)
        return
    if deed is Deed.LISTENED:
        whom = _number_of(listened_to(row), numbers)
        yield Happening(row.time, _how(row.app_data), row.number, whom)
    elif deed in _OF_CONTEXT:
        yield Happening(row.time, deed, row.number, row.context.removeprefix(_OF_CONTEXT[deed]))
    elif deed is not None:
        whom = row.app_data.split(",", 1)[0].removesuffix("@default").removesuffix(IN_ORDER)
        yield Happening(row.time, deed, row.number, whom)


def _written(context: str, written: Noted) -> Iterator[Happening]:
    if written.fact is Fact.KEEPS_TURN:
        queue = context.removeprefix(CALL_BACK_KEYS)
        yield Happening(written.time, Deed.KEEPS_TURN, written.about, queue)
    elif written.fact is Fact.CALLS_BACK:
        queue = context.removeprefix(CALL_BACK_CALLING)
        yield Happening(written.time, Deed.CALLED_BACK, queue, written.about)


def _how(app_data: str) -> Deed:
    """Options of ChanSpy: B is heard by both, w by the one who is listened to."""
    options = app_data.partition(",")[2]
    if "B" in options:
        return Deed.JOINED
    return Deed.WHISPERED if "w" in options else Deed.LISTENED


def listened_to(row: CelRow) -> str:
    """How the name begins of the channel that somebody listens to, up to its last `-`."""
    return row.app_data.split(",", 1)[0].removesuffix("-") + "-"


def _number_of(prefix: str, numbers: Mapping[str, str]) -> str:
    """The number of the channel that begins so; without one the name itself."""
    found = (number for channel, number in numbers.items() if channel.startswith(prefix))
    return next(found, prefix.removesuffix("-").rpartition("/")[2])


def page_of(row: CelRow) -> str:
    """The unique id of who speaks in the announcement that a telephone begins to hear."""
    return row.app_data.partition(",")[0].removeprefix(PAGE)


_NOBODY = "N/A"  # of a transfer, when whom it led to had no channel of his own in it

_Whom = Callable[[CelRow, Mapping[str, str]], str]


def _told(name: str) -> _Whom:
    """A word of the event's own."""
    return lambda row, _numbers: str(extra(row).get(name, ""))


def _channel(name: str) -> _Whom:
    """The number of the channel that the event names."""

    def number(row: CelRow, numbers: Mapping[str, str]) -> str:
        channel = str(extra(row).get(name, ""))
        return numbers.get(channel, channel)

    return number


_EVENTS: Mapping[str, tuple[Deed, _Whom]] = {
    "BLINDTRANSFER": (Deed.BLIND, _told("extension")),
    "ATTENDEDTRANSFER": (Deed.ATTENDED, _channel("transfer_target_channel_name")),
    "PARK_START": (Deed.PARKED, _told("parking_lot")),
    "PARK_END": (Deed.TAKEN_BACK, _channel("retriever")),
}
