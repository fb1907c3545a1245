"""Functions of the dialplan, read and written."""

import pytest

from appliance.core.live_state import Family
from appliance.core.scenario import Does, FromTelephone, LinesAre, LiveValue, Scenario, TelephoneIs
from appliance.whatif.functions import READ, WRITE
from appliance.whatif.reader import ChannelReader
from appliance.whatif.variables import substitute
from tests.machines.offices import number
from tests.unit.whatif.calls import MONDAY, call

_FROM = FromTelephone(number("301"), "201")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${LEN(abc)}", "3"),
        ("${LEN()}", "0"),
        ("${LEN(Ё)}", "2"),
        ("${FILTER(0-9,+7 (495) 123)}", "7495123"),
        ("${FILTER(0-9*#,*72a,b#)}", "*72#"),
        ("${FILTER(0-9+,+7)}", "+7"),
        ("${IF($[1=1]?yes:no)}", "yes"),
        ("${IF($[1=2]?yes:no)}", "no"),
        ("${IF($[1=2]?yes)}", ""),
        ("${IF(?yes:no)}", "no"),
        ("${SHA1(abc)}", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("${STRFTIME(${EPOCH},,%Y-%m-%d %H:%M)}", "2026-03-02 10:15"),
        ("${STRFTIME(${EPOCH},Asia/Vladivostok,%Y%m%d %H)}", "20260302 17"),
        ("${STRFTIME(0,UTC,%Y)}", "1970"),
        ("${CALLERID(num)}", ""),
        ("${CHANNEL:0:5}", "PJSIP"),
        ("${CHANNEL(state)}", "Ring"),
        ("${EXTEN}@${CONTEXT}:${PRIORITY}", "301@from-internal:1"),
        ("${HANGUPCAUSE}", "0"),
        ("${DIALPLAN_EXISTS(ext-local,201)}", "1"),
        ("${DIALPLAN_EXISTS(ext-local,999)}", "0"),
        ("${DIALPLAN_EXISTS(ext-local)}", "1"),
        ("${DIALPLAN_EXISTS(nowhere)}", "0"),
        ("${DIALPLAN_EXISTS(ext-local,,1)}", "0"),
        ("${DIALPLAN_EXISTS(ext-local,201,99)}", "0"),
        ("${DB(CF/301)}", ""),
        ("${DB(CF/201)}${DB_RESULT}", "305305"),
        ("${REALTIME_FIELD(people,number,201,name)}", "Касса"),
        ("${REALTIME_FIELD(people,number,999,name)}", ""),
        ("${REALTIME_FIELD(people,name,Касса,number)}", ""),
        ("${REALTIME_FIELD(nothing,number,201,name)}", ""),
        ("${DEVICE_STATE(PJSIP/301)}", "NOT_INUSE"),
        ("${DEVICE_STATE(DAHDI/1)}", "NOT_INUSE"),
        ("${DEVICE_STATE(PJSIP/nobody)}", "INVALID"),
        ("${GROUP_COUNT(2@trunks)}", "3"),
        ("${GROUP_COUNT(1@trunks)}", "0"),
        ("${TIMEOUT(digit)}", "0"),
        ("${PJSIP_HEADER(read,To)}", ""),
    ],
)
def test_a_function_says(text: str, value: str) -> None:
    scenario = Scenario(
        MONDAY,
        _FROM,
        lines=(LinesAre(2, 3),),
        live=(LiveValue(Family.FORWARD_ALL, "201", "305"),),
    )
    made = call(scenario)
    made.live = {("CF", "201"): "305"}
    assert substitute(text, ChannelReader(made)) == value


@pytest.mark.parametrize(
    ("function", "arguments", "value", "text", "read"),
    [
        ("CALLERID", "num", " 7495 ", "${CALLERID(num)}", "7495"),
        ("CALLERID", "name", "Анна", "${CALLERID(name)}", "Анна"),
        ("CHANNEL", "language", "ru", "${CHANNEL(language)}", "ru"),
        ("CONNECTEDLINE", "name,i", "Anna", "${CONNECTEDLINE(name)}", "Anna"),
        ("DB", "CF/301", "302", "${DB(CF/301)}", "302"),
        ("DB_DELETE", "CF/201", "", "${DB(CF/201)}", ""),
        ("DEVICE_STATE", "Custom:DND301", "INUSE", "${DEVICE_STATE(Custom:DND301)}", "INUSE"),
        ("FILE", "/x", "дом", "${STAT(e,/x)}${STAT(s,/x)}${STAT(e,/y)}${STAT(s,/y)}", "1600"),
        ("GROUP", "trunks", "1", "${GROUP(trunks)}${GROUP_COUNT(1@trunks)}", "11"),
        ("HASH", "x,a", "1", "${HASH(x,a)}${HASH(x,b)}", "1"),
        ("TIMEOUT", "digit", "3", "${TIMEOUT(digit)}", "3"),
    ],
)
def test_what_is_written_is_read(
    function: str, arguments: str, value: str, text: str, read: str
) -> None:
    made = call()
    made.live = {("CF", "201"): "305"}
    WRITE[function](made, arguments, value)
    assert substitute(text, ChannelReader(made)) == read


def test_a_row_goes_into_a_hash_whole() -> None:
    made = call()
    values = READ["REALTIME_HASH"](made, "people,number,201")
    assert values is not None
    assert values.startswith(",201,")
    WRITE["HASH"](made, "me", values)
    read = substitute("${HASH(me,number)} ${HASH(me,name)} ${HASH(me,ring)}", ChannelReader(made))
    assert read == "201 Касса 25"
    assert READ["REALTIME_HASH"](made, "people,number,999") is None


def test_who_has_no_telephone_on_line_is_unavailable() -> None:
    off = Scenario(MONDAY, _FROM, telephones=(TelephoneIs(number("301"), Does.OFF_LINE),))
    made = call(off)
    made.entrance = made.entrance.__class__("DAHDI/1", "from-internal")
    assert substitute("${DEVICE_STATE(PJSIP/301)}", ChannelReader(made)) == "UNAVAILABLE"


def test_a_sip_telephone_that_calls_is_in_use_once_it_is_answered() -> None:
    made = call()
    made.up = True
    assert substitute("${DEVICE_STATE(PJSIP/301)}", ChannelReader(made)) == "INUSE"


def test_what_is_no_expression_makes_0_and_is_told() -> None:
    made = call()
    assert substitute("$[1=]", ChannelReader(made)) == "0"
    assert [each.what for each in made.happenings] == ["Call: bad expression"]
