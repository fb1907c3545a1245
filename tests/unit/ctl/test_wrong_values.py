"""Wrong values of what was added last, from a shell: field and cure, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.unit.ctl.conftest import Lineman

Part = Mapping[str, object]
_BLOCKED = "74951230000"


def _group(**fields: object) -> Part:
    return {"number": 5, "name": "Line", **fields}


def _role(**rights: object) -> Part:
    return {"key": "new", "name": "New", "rights": {"directions": ["city"], **rights}}


def _person(kind: str, **fields: object) -> Part:
    differences = [{"type": kind, **fields}]
    return {"key": "somebody", "name": "Somebody", "differences": differences}


def _code(feature: str, code: str) -> Part:
    return {"feature": feature, "code": code}


def _led_to(**target: object) -> Part:
    return {"did": "4957770003", "to": target}


def _listed(number: str, **more: object) -> Part:
    return {"number": number, **more}


def _room(**fields: object) -> Part:
    return {"key": "room", "name": "Room", "number": "450", **fields}


def _lot(**fields: object) -> Part:
    return {"key": "lot", "name": "Lot", "number": "700", "first": "701", **fields}


LIMITS = [
    ("TrunkGroup", _group(calls_at_once=501), "part.calls at once: 501 is not between 0 and 500",
     "часть.одновременных звонков: 501 — не от 0 до 500"),
    ("TrunkGroup", _group(calls_at_once="many"), "part.calls at once: must be a whole number",
     "часть.одновременных звонков: здесь нужно: целое число"),
    ("TrunkGroup", _group(longest_minutes=-1), "part.longest call: -1 is not between 0 and 1440",
     "часть.наибольшая длительность звонка: -1 — не от 0 до 1440"),
    ("TrunkGroup", _group(minutes_a_day=100001, longest_minutes=1),
     "part.minutes a day: 100001 is not between 0 and 100000",
     "часть.минут в день: 100001 — не от 0 до 100000"),
    ("TrunkGroup", _group(minutes_a_day=5), "part.longest call: each call holds as many",
     "часть.наибольшая длительность звонка: каждый звонок занимает столько"),
    ("TrunkGroup", _group(dear_calls_a_day=10001), "part.dear calls a day: 10001 is not between",
     "часть.дорогих звонков в день: 10001 — не от 0 до 10000"),
    ("TrunkGroup", _group(pin=1), "part: knows no 'pin'; leave it out",
     "часть: поля 'pin' нет; уберите его"),
    ("Role", _role(calls_at_once=101), "part.rights.calls at once: 101 is not between 0 and 100",
     "часть.права.одновременных звонков: 101 — не от 0 до 100"),
    ("Role", _role(minutes_a_day=1441), "part.rights.minutes a day: 1441 is not between 0 and",
     "часть.права.минут в день: 1441 — не от 0 до 1440"),
    ("Person", _person("CallsDiffer", calls_at_once=-1),
     "part.differences[0]: -1 is not between 0 and 100", "часть.отличия[0]: -1 — не от 0 до 100"),
    ("Person", _person("DayDiffers", minutes_a_day=None),
     "part.differences[0].minutes a day: must be a whole number",
     "часть.отличия[0].минут в день: здесь нужно: целое число"),
    ("Person", _person("HoursDiffer", hours="siesta"),
     "differences: Somebody: there is no schedule siesta; choose another, or make it first",
     "отличия: Somebody: нет расписания siesta; выберите другое или сначала создайте его"),
    ("Person", _person("HoursDiffer"), "part.differences[0].hours: is missing",
     "часть.отличия[0].часы: не указано"),
    ("Person", _person("OutOfHoursDiffers", direction="emergency", allowed=True),
     "part.differences[0].direction: internal and emergency calls are everybody's; leave them out",
     "часть.отличия[0].направление: внутренние и экстренные"),
    ("Person", _person("MailboxDiffers", mailbox="209", allowed=True),
     "differences: Somebody: there is no mailbox 209; choose another, or make it first",
     "отличия: Somebody: нет голосового ящика 209; выберите другой или сначала создайте его"),
    ("Person", _person("MailboxDiffers", mailbox="2", allowed=True),
     "part.differences[0].mailbox: '2' is not 2 to 6 digits",
     "часть.отличия[0].голосовой ящик: '2' — не от 2 до 6 цифр"),
    ("Person", _person("ReachDiffers", recordings="mine"),
     "part.differences[0].recordings: 'mine' is none of none, own, all",
     "часть.отличия[0].записи разговоров: 'mine' — не из: none, own, all"),
    ("Person", _person("LineDiffers"), "part.differences[0]: 'LineDiffers' is none of Direction",
     "часть.отличия[0]: 'LineDiffers' — не из: DirectionDiffers"),
]  # fmt: skip
FUNCTIONS = [
    ("Role", _role(functions=["announce", "dial in"]),
     "part.rights.functions: must be in this order, each once: forward",
     "часть.права.функции: нужно в таком порядке, каждое один раз: forward"),
    ("Role", _role(functions=["camp on"]), "part.rights.functions[0]: 'camp on' is none of forward",
     "часть.права.функции[0]: 'camp on' — не из: forward"),
    ("Person", _person("FunctionDiffers", function="announcement", allowed=True),
     "part.differences[0].function: 'announcement' is none of forward",
     "часть.отличия[0].функция: 'announcement' — не из: forward"),
    ("Person", _person("FunctionDiffers", function="announce", allowed=1),
     "part.differences[0].allowed: must be yes or no",
     "часть.отличия[0].разрешено: здесь нужно: да или нет"),
    ("FeatureCode", _code("camp on", "x"), "part.code: 'x' is not 2 to 6 keys; most codes begin",
     "часть.код: 'x' — не от 2 до 6 клавиш; обычно код начинается с *"),
    ("FeatureCode", _code("camp on", "*43"),
     "codes: *43 is the code of echo test already; choose another number",
     "коды: *43 — уже код «проверка эха»; выберите другой номер"),
    ("FeatureCode", _code("intercom", "*4"), "*43 is the code of echo test: change one",
     "коды: после *4 набирают номер, а *43 — код «проверка эха»: измените что-то одно"),
    ("DidRoute", _led_to(type="ToDialIn", pin="1"), "part.to: knows no 'pin'; leave it out",
     "часть.куда: поля 'pin' нет; уберите его"),
    ("DidRoute", _led_to(), "part.to: must be an object whose 'type' is one of ToExtension",
     "часть.куда: здесь нужен объект, у которого 'type' — одно из: ToExtension"),
]  # fmt: skip
LISTS = [
    ("AllowedCaller", _listed("84951234567x"),
     "part.number: '84951234567x' is not a number with its country code; write it like 7495",
     "часть.номер: '84951234567x' — не номер с кодом страны; пишите как 74951234567"),
    ("AllowedCaller", _listed("74951234567", note="x" * 101),
     "part.note: is at most 100 letters on one line",
     "часть.примечание: не больше 100 букв в одной строке"),
    ("AllowedCaller", _listed(_BLOCKED), "is blocked and on the white list; take it off one",
     f"разрешено: {_BLOCKED} и в чёрном, и в белом списке; уберите из одного"),
    ("BlockedCaller", _listed("12"), "part.number: '12' is not a number with its country code",
     "часть.номер: '12' — не номер с кодом страны; пишите как 74951234567"),
    ("BlockedCaller", _listed("74951234567", prefix="yes"), "part.prefix: must be yes or no",
     "часть.по началу номера: здесь нужно: да или нет"),
]  # fmt: skip
ROOMS = [
    ("ConferenceRoom", _room(most=100), "part.most people: 100 is not between 0 and 99",
     "часть.наибольшее число людей: 100 — не от 0 до 99"),
    ("ConferenceRoom", _room(waits=True), "part.leaders: name a leader or give him a PIN",
     "часть.ведущие: назовите ведущего или задайте ему PIN"),
    ("ConferenceRoom", _room(members=["999"]),
     "members: Room: there is no extension 999; choose another, or make it first",
     "участники: Room: нет внутреннего номера 999; выберите другой или сначала создайте его"),
    ("ConferenceRoom", _room(members=["201"], leaders=["201"]),
     "part.leaders: 201 is a member too; name it once",
     "часть.ведущие: 201 записан и участником; оставьте его в одном месте"),
    ("ParkingLot", _lot(spaces=100), "part.spaces: 100 is not between 1 and 99",
     "часть.места: 100 — не от 1 до 99"),
    ("ParkingLot", _lot(number="705"), "part.number: 705 is one of its own spaces; choose another",
     "часть.номер: 705 — одно из мест этой же парковки; выберите другой номер"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "part", "english", "russian"), LIMITS + FUNCTIONS + LISTS + ROOMS)
def test_a_wrong_value_is_refused_at_its_field_with_a_cure(
    lineman: Lineman, kind: str, part: Part, english: str, russian: str
) -> None:
    lineman.said("parts", "put", "BlockedCaller", json.dumps(_listed(_BLOCKED)))
    before = lineman.json("revisions")["revisions"]["current"]
    typed = ("parts", "put", kind, json.dumps(part))
    assert english in lineman.refused(*typed)
    assert russian in lineman.refused(*typed, "--language", "ru")
    assert lineman.json("revisions")["revisions"]["current"] == before


@pytest.mark.parametrize(
    ("to", "english", "russian"),
    [
        ("7", "number: '7' is not 2 to 6 digits", "номер: '7' — не от 2 до 6 цифр"),
        ("112", "number: 112 is an emergency number already; choose another number",
         "номер: 112 — уже экстренный номер; выберите другой номер"),
        ("202", "number: 202 is taken already; choose another", "202 уже занято; выберите другое"),
        ("*43", "number: '*43' is not 2 to 6 digits", "номер: '*43' — не от 2 до 6 цифр"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_no_new_number(
    lineman: Lineman, to: str, english: str, russian: str
) -> None:
    typed = ("parts", "rename", "Extension", "201", to)
    assert english in lineman.refused(*typed)
    assert russian in lineman.refused(*typed, "--language", "ru")
