"""Packets survive any chopping; what we send cannot grow a field."""

import pytest

from appliance.asterisk.ami_codec import LARGEST_PACKET, Packet, Splitter, build, parse
from appliance.core.errors import Fault, Invalid

STREAM = (
    "Response: Success\r\nActionID: lineman-1\r\nOutput: Иван Петров\r\nOutput: второй\r\n\r\n"
    "Event: Newchannel\r\nCallerIDName: Мария Кюри\r\nVariable: a=1\r\nVariable: b: 2\r\n\r\n"
).encode()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
def test_packets_come_out_whole_however_they_were_chopped(size: int) -> None:
    splitter = Splitter()
    chunks = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    packets = [packet for chunk in chunks for packet in splitter.feed(chunk)]
    assert [p.get("Output") or p.get("CallerIDName") for p in packets] == [
        "Иван Петров",
        "Мария Кюри",
    ]
    assert packets[0].all("output") == ["Иван Петров", "второй"]
    assert packets[1].all("Variable") == ["a=1", "b: 2"]


def test_bytes_that_are_no_text_do_not_stop_the_reader() -> None:
    assert parse(b"Event: X\r\nName: \xff\xfe").get("Name") == "\ufffd\ufffd"


def test_a_packet_without_end_is_given_up() -> None:
    splitter = Splitter()
    assert list(splitter.feed(b"x" * LARGEST_PACKET)) == []
    with pytest.raises(Fault):
        list(splitter.feed(b"x"))


@pytest.mark.parametrize("value", ["a\r\nAction: Command", "a\nb", "a\rb", "a\0"])
def test_a_value_cannot_begin_a_field_of_its_own(value: str) -> None:
    with pytest.raises(Invalid):
        build("Originate", (("CallerID", value),))


def test_what_is_built_reads_back() -> None:
    packet = parse(build("Originate", (("CallerID", "Иван <201>"),))[:-4])
    assert packet == Packet((("Action", "Originate"), ("CallerID", "Иван <201>")))
