"""What telephones have set, as the wire tells it."""

from appliance.core.live_state import Family, LiveChange, Where
from appliance.daemon.live_view import change_view, telephone, telephones


def test_who_is_logged_in_where_is_told_of_both() -> None:
    entries = {(Family.DESK, "302"): "301"}
    assert [each.number for each in telephones(entries)] == ["301", "302"]
    assert (telephone("302", entries).hot_desk, telephone("302", entries).desk) == ("301", "")
    assert (telephone("301", entries).hot_desk, telephone("301", entries).desk) == ("", "302")


def test_who_left_his_queues_is_told() -> None:
    entries = {(Family.QUEUE_OUT, "302"): "YES", (Family.QUEUE_PAUSE, "303"): "YES"}
    told = [(each.number, each.logged_out, each.paused) for each in telephones(entries)]
    assert told == [("302", True, False), ("303", False, True)]
    change = LiveChange(10.0, (Family.QUEUE_OUT, "302"), "", "YES", "302", Where.TELEPHONE)
    assert (change_view(change).what, change_view(change).after) == ("queue-log-out", "YES")


def test_coming_and_going_are_told_by_number() -> None:
    change = LiveChange(10.0, (Family.DESK, "302"), "303", "301", "302", Where.TELEPHONE)
    view = change_view(change)
    assert (view.what, view.of, view.before, view.after) == ("hot-desk", "302", "303", "301")
