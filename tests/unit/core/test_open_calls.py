"""Which events become which call, where somebody listens to more than one talk."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from appliance.core.calls import CAMP_ON_LOOK, PAGE_CALL, PAGE_LISTEN, PAGING, Call, Deed, Part
from appliance.core.cel import CelRow, read_line
from appliance.core.open_calls import OpenCalls
from tests.fakes.stories import told_again

ONE, TWO = 10, 11  # talks of 301 with 302; 305 listens to them


def _rows(number: int) -> list[CelRow]:
    """A talk to which somebody listens for a while."""
    found = map(read_line, told_again("listened_to", number))
    return [row for row in found if isinstance(row, CelRow)]


def _apart(number: int) -> tuple[list[CelRow], list[CelRow], list[CelRow]]:
    """Events of a talk until all talk and to its end, and of the listener."""
    rows = _rows(number)
    heard = [row for row in rows if row.number == "305"]
    talk = [row for row in rows if row.number != "305"]
    place = [row.event for row in talk].index("BRIDGE_EXIT")
    return talk[:place], talk[place:], heard


def _goes_on(listener: Sequence[CelRow], to: int) -> tuple[list[CelRow], CelRow, list[CelRow]]:
    """The listener's events to his first step, the same step of another talk, and his end."""
    place = [row.app for row in listener].index("ChanSpy") + 1
    step = replace(listener[place - 1], app_data=f"PJSIP/{to}302,qS")
    return list(listener[:place]), step, list(listener[place:])


def _calls(*rows: Iterable[CelRow]) -> list[Call]:
    up = OpenCalls("boot")
    finished = [up.feed(row) for part in rows for row in part if up.expects(row)]
    return [each.call for each in finished if each is not None and each.call is not None]


def _listened(call: Call) -> list[tuple[str, str]]:
    return [(each.who, each.whom) for each in call.happened if each.deed is Deed.LISTENED]


def test_who_goes_from_one_talk_to_another_is_told_of_in_both_rows() -> None:
    begins, ends, listener = _apart(ONE)
    others, others_end, _ = _apart(TWO)
    first, step, left = _goes_on(listener, TWO)
    calls = _calls(begins, others, first, [step], left, ends, others_end)
    assert [_listened(call) for call in calls] == [[("305", "302")], [("305", "302")]]
    assert [len(call.recordings) for call in calls] == [0, 0]
    assert [leg.number for leg in calls[0].legs] == ["301", "302", "305"]
    assert [leg.number for leg in calls[1].legs] == ["301", "302"]


def test_who_hears_another_talk_after_the_first_is_over_is_told_of_in_both_rows() -> None:
    begins, ends, listener = _apart(ONE)
    others, others_end, _ = _apart(TWO)
    first, step, left = _goes_on(listener, TWO)
    calls = _calls(begins, first, ends, others, [step], left, others_end)
    assert [_listened(call) for call in calls] == [[("305", "302")], [("305", "302")]]


def test_a_telephone_that_only_rings_is_not_listened_to() -> None:
    begins, ends, _ = _apart(ONE)
    others, others_end, _ = _apart(TWO)
    ringing = [row for row in begins if row.event != "BRIDGE_ENTER"]
    talking = [row for row in begins if row.event == "BRIDGE_ENTER"]
    first, step, left = _goes_on(_apart(ONE)[2], TWO)
    calls = _calls(ringing, others, first, [step], talking, left, others_end, ends)
    heard = {call.key: _listened(call) for call in calls}
    assert list(heard.values()) == [[("305", "302")], []]
    assert [leg.part for leg in calls[0].legs] == [Part.CALLER, Part.CALLED, Part.LISTENED]


def test_who_lifted_before_the_talk_began_did_not_call() -> None:
    begins, ends, listener = _apart(ONE)
    lifted, steps, left = listener[:1], listener[1:3], listener[3:]
    (call,) = _calls(lifted, begins, steps, left, ends)
    assert (call.caller, call.dialled) == ("301", "302")
    assert call.legs[-1].part is Part.LISTENED


def _looked(context: str) -> list[Call]:
    """What a file of the spool does: it begins there, and a card's line is taken for a moment."""
    channels = {
        "9.1": f"Local/301@{context}-00000001;1",
        "9.2": f"Local/301@{context}-00000001;2",
        "9.3": "DAHDI/5-1",
    }
    rows = [
        CelRow(event, 9.0, unique, "9.1", channel, "", "", "301", context, "", "", "", "", "")
        for event in ("CHAN_START", "HANGUP", "CHAN_END")
        for unique, channel in channels.items()
    ]
    last = replace(rows[-1], event="LINKEDID_END")
    return _calls(rows, [last])


def test_a_look_whether_a_line_is_free_is_no_call() -> None:
    assert len(_looked("from-internal")) == 1
    for context in (CAMP_ON_LOOK, PAGE_CALL):
        assert _looked(context) == []


def _page(spoken_for: str) -> list[Call]:
    """301 speaks; a file of the spool calls 302, who joins him."""
    local, speaker = "Local/302@page-call-00000001", "PJSIP/301-00000001"
    known = {"8.1": speaker, "9.1": f"{local};1", "9.2": f"{local};2", "9.3": "PJSIP/302-00000002"}
    numbers = {"8.1": "301", "9.3": "302"}

    def row(event: str, unique: str, context: str = "", app: str = "", data: str = "") -> CelRow:
        linked = "8.1" if unique == "8.1" else "9.1"
        exten = "600" if context == PAGING else "302"
        number = numbers.get(unique, "")
        channel = known[unique]
        return CelRow(
            event, 9.0, unique, linked, channel, "", number, exten, context, app, data, "", "", ""
        )

    joins = f"page-{spoken_for},page,page-listener"
    ends = [
        row(event, unique, PAGE_CALL if unique != "8.1" else PAGING)
        for unique in known
        for event in ("HANGUP", "CHAN_END", *(("LINKEDID_END",) if unique in "8.1 9.3" else ()))
    ]
    return _calls(
        [row("CHAN_START", "8.1", "from-internal")],
        [row("ANSWER", "8.1", PAGING)],
        [row("APP_START", "8.1", PAGING, "ConfBridge", "page-8.1,page,page-speaker")],
        [row("CHAN_START", unique, PAGE_CALL) for unique in list(known)[1:]],
        [row("APP_START", "9.1", PAGE_LISTEN, "ConfBridge", joins)],
        ends,
    )


def test_who_hears_an_announcement_has_a_leg_in_its_row() -> None:
    (call,) = _page("8.1")
    assert [leg.number for leg in call.legs] == ["301", "302"]
    assert [(each.deed, each.whom) for each in call.happened] == [(Deed.ANNOUNCED, "600")]
    (alone,) = _page("7.1")  # one that is over
    assert [leg.number for leg in alone.legs] == ["301"]
