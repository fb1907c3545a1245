"""Calls over the E1 and over a city line, out and in, with sound both ways and a right record."""

from __future__ import annotations

from appliance.wire.views import CallResult, Direction
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Line, Phone, Stream, StreamCall, display
from tests.image.seconds import agree, measured
from tests.image.supervisor import Supervisor

EXCHANGE_TONE = 1004  # Hz, what the far exchange's subscribers say


def test_out_over_the_e1(ends: FarEnds, supervisor: Supervisor) -> None:
    phone, stream = Phone(ends, 1), Stream(ends)
    stream.linked()
    call = stream.reached_by(phone, "#1", "84951230001")
    assert call.is_now("up")["calling"] == "201"
    phone.play(700)
    call.must_hear(700)
    phone.must_hear(EXCHANGE_TONE)
    phone.hang_up()
    assert call.is_now("down")["cause"] == 16
    record = supervisor.record_of("201", "84951230001")
    assert (record.direction, record.result) == (Direction.OUTBOUND, CallResult.ANSWERED)
    assert record.cause == 16
    agree(record, measured(phone, call))


def test_in_over_the_e1_by_did(ends: FarEnds, supervisor: Supervisor) -> None:
    phone, stream = Phone(ends, 2), Stream(ends)
    stream.linked()
    calls: list[StreamCall] = []
    display(
        phone, ("9161112233", "OOO Romashka"),
        lambda: calls.append(stream.call("4951202", "9161112233", "OOO Romashka")),
        lambda: calls.pop().hang_up(),
    )  # fmt: skip
    call = calls[-1]
    phone.lift()
    call.is_now("up")
    call.play(700)
    phone.play(1100)
    phone.must_hear(700)
    call.must_hear(1100)
    call.hang_up()
    phone.is_told_of_the_end()
    phone.hang_up()
    record = supervisor.record_of("9161112233", "4951202")
    assert (record.direction, record.result) == (Direction.INBOUND, CallResult.ANSWERED)
    assert (record.caller_name, record.answered_by) == ("OOO Romashka", "202")
    assert record.talk_seconds > 1
    agree(record, measured(call, phone))


def test_a_number_that_nobody_has_rings_where_the_city_is_answered(
    ends: FarEnds, supervisor: Supervisor
) -> None:
    stream, operator = Stream(ends), Phone(ends, 1)
    stream.linked()
    call = stream.call("4951999", "9161112233")
    operator.rings()
    call.hang_up()
    operator.falls_quiet()
    record = supervisor.record_of("9161112233", "4951999")
    assert (record.direction, record.result) == (Direction.INBOUND, CallResult.ABANDONED)
    assert record.answered_by == ""
    agree(record, measured(call))


def test_the_far_subscriber_is_busy(ends: FarEnds, supervisor: Supervisor) -> None:
    ends.do("plan", number="0017", fate="busy", cause=17)  # of Q.850
    phone = Phone(ends, 3)
    Stream(ends).linked()
    phone.call("#184951230017")
    Stream(ends).called("84951230017", "down")
    phone.hears_tone("busy")
    phone.hang_up()
    record = supervisor.record_of("203", "84951230017")
    assert (record.direction, record.result) == (Direction.OUTBOUND, CallResult.BUSY)
    assert (record.answered_by, record.talk_seconds) == ("", 0)
    agree(record, measured(phone))


def test_out_over_a_city_line(ends: FarEnds, supervisor: Supervisor) -> None:
    phone = Phone(ends, 4)
    line = Line(ends, 8)  # the box hunts from the last line down
    phone.reaches("#22223344", lambda: line.has_got("2223344"))
    phone.must_hear(EXCHANGE_TONE)
    phone.play(700)
    line.must_hear(700)
    phone.hang_up()
    line.released()
    record = supervisor.record_of("204", "2223344")
    assert (record.direction, record.result) == (Direction.OUTBOUND, CallResult.ANSWERED)
    agree(record, measured(phone, line))


def test_in_over_a_city_line(ends: FarEnds, supervisor: Supervisor) -> None:
    phone, line = Phone(ends, 1), Line(ends, 1)
    display(phone, ("4957778899", "Anna"), lambda: line.ring("4957778899", "Anna"), line.hang_up)
    phone.lift()
    line.held()
    line.play(700)
    phone.play(1100)
    phone.must_hear(700)
    line.must_hear(1100)
    line.hang_up()
    phone.is_told_of_the_end(within=90)
    phone.hang_up()
    record = supervisor.newest(lambda call: call.caller == "4957778899")
    assert (record.direction, record.result) == (Direction.INBOUND, CallResult.ANSWERED)
    assert (record.caller_name, record.answered_by) == ("Anna", "201")
    agree(record, measured(line, phone))
