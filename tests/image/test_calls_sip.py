"""A SIP telephone and an analogue one call each other."""

from __future__ import annotations

from appliance.wire.views import CallResult
from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone, Stream, display
from tests.image.seconds import agree, measured
from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor


def test_a_sip_telephone_and_an_analogue_one_talk_both_ways(
    box: Guest, ends: FarEnds, supervisor: Supervisor
) -> None:
    sip, desk = SipPhone(box, supervisor, "Ольга"), Phone(ends, 11)

    wanted = (sip.extension, "Olga")
    display(desk, wanted, lambda: sip.do("dial", number="211"), lambda: sip.do("cancel"))
    desk.lift()
    sip.do("answered")
    _both_hear(sip, desk)
    desk.hang_up()
    sip.do("hung_up")
    record = supervisor.record_of(sip.extension, "211")
    assert record.result is CallResult.ANSWERED
    agree(record, measured(sip, desk))

    desk.call(sip.extension)
    assert '"211"' in sip.do("ringing")["from"]
    sip.do("answer")
    _both_hear(sip, desk)
    sip.do("hang_up")
    desk.is_told_of_the_end()
    desk.hang_up()
    record = supervisor.record_of("211", sip.extension)
    assert record.result is CallResult.ANSWERED
    agree(record, measured(desk, sip))


def test_what_a_sip_telephone_dials_is_a_number_and_nothing_else(
    box: Guest, ends: FarEnds, supervisor: Supervisor
) -> None:
    """Without the filter it would be two destinations of Dial: the city, and telephone 1."""
    sip, stream = SipPhone(box, supervisor, "Mallory"), Stream(ends)
    stream.linked()
    sip.do("dial", number="45999&DAHDI/1")  # no plan knows it, so any length may follow
    stream.called("459991", "ringing")
    sip.do("cancel")


def _both_hear(sip: SipPhone, desk: Phone) -> None:
    sip.play(700)
    desk.play(1100)
    desk.must_hear(700)
    sip.must_hear(1100)
