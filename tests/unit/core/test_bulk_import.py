"""Tables of people as offices have them: what each row would do, and that it is done."""

import itertools
import re
import time
from dataclasses import replace

import pytest

from appliance.core.bulk_columns import Unread
from appliance.core.bulk_import import BulkPlan, Does, Line, Remark, bulk_plan
from appliance.core.commands import Put, Several, TakeOut, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.numbers import ExtensionNumber, PhoneNumber
from appliance.core.people import Department, Email, Extension, Language, Mailbox, Person, SipPhone
from appliance.core.secret import secret_from
from appliance.core.text import DisplayName
from tests.machines.company import company
from tests.machines.offices import shop

LIST = """номер;ФИО;e-mail;мобильный;отдел
401;Анна Петрова;anna@example.ru;8 (916) 123-45-67;Продажи
402;Пётр Щукин;;;продажи
"""
# The columns that FreePBX 16 exports of an extension, fewer of those that say the same for all.
FREEPBX = """\
extension,password,name,voicemail,ringtimer,noanswer,recording,outboundcid,sipname,mohclass,id,tech,\
dial,devicetype,user,description,callerid,context,mailbox,secret,callwaiting_enable,\
findmefollow_grplist,findmefollow_enabled,languages_language,voicemail_enable,voicemail_vmpwd,\
voicemail_email,voicemail_options,voicemail_same_exten
"""


def planned(text: str | bytes, config: Config | None = None) -> BulkPlan:
    counter = itertools.count(1)

    def random(count: int) -> bytes:
        return next(counter).to_bytes(count, "big")

    content = text.encode() if isinstance(text, str) else text
    return bulk_plan(content, config or Config(), random)


def done(text: str | bytes, config: Config | None = None) -> Config:
    plan = planned(text, config)
    assert plan.command is not None
    return edit(config or Config(), plan.command)


def refused(text: str, config: Config | None = None) -> list[tuple[str, str]]:
    return [
        (problem.field, problem.reason)
        for line in planned(text, config).lines
        for problem in line.problems
    ]


def freepbx(**cells: str) -> str:
    names = FREEPBX.strip().split(",")
    assert cells.keys() <= set(names)
    return FREEPBX + ",".join(f'"{cells.get(name, "")}"' for name in names) + "\n"


def test_a_list_made_by_hand() -> None:
    plan = planned(LIST)
    assert plan.lines == (
        Line(2, "401", "Анна Петрова", Does.NEW, ("Department", "Extension", "Person")),
        Line(3, "402", "Пётр Щукин", Does.NEW, ("Extension", "Person")),
    )
    config = done(LIST)
    anna, peter = config.people
    assert config.departments == (Department(anna.department or peter.key, DisplayName("Продажи")),)
    assert peter.department == anna.department == config.departments[0].key
    assert (anna.email, anna.outside) == (Email("anna@example.ru"), (PhoneNumber("79161234567"),))
    assert [str(ext.number) for ext in config.extensions] == ["401", "402"]
    phones = [device for ext in config.extensions for device in ext.devices]
    assert len({phone.secret.text for phone in phones if isinstance(phone, SipPhone)}) == 2


def test_whoever_gets_the_number_of_one_who_went_is_somebody_else() -> None:
    made = done(LIST)
    leaver = made.people[1]
    again = planned("номер;ФИО\n402;Ольга\n", edit(made, TakeOut(leaver)))
    assert isinstance(again.command, Several)
    (put,) = again.command.commands
    assert isinstance(put, Put)
    assert isinstance(put.part, Person)
    assert put.part.key not in {each.key for each in made.people}
    assert re.fullmatch("person-[a-z2-7]{8}", put.part.key.text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("header", [True, False])
def test_however_it_is_written(encoding: str, ends: str, mark: str, header: bool) -> None:
    text = LIST if header else LIST.partition("\n")[2]
    content = text.replace(";", mark).replace("\n", ends).encode(encoding)
    assert done(content) == done(LIST)


def test_quotes_and_empty_lines() -> None:
    text = '\n401;"ООО ""Ромашка""; склад";;;\n\n;;;;\n402; Пётр\u00a0 Щукин ;;;;;\n'
    plan = planned(text)
    assert [(line.line, line.name) for line in plan.lines] == [
        (2, 'ООО "Ромашка"; склад'),
        (5, "Пётр Щукин"),
    ]


def test_a_cell_of_two_lines_is_one_name() -> None:
    plan = planned('401;"Анна\nПетрова";;;\n402;Пётр;;;\n')
    assert [(line.line, line.name) for line in plan.lines] == [(1, "Анна Петрова"), (3, "Пётр")]


def test_the_second_time_nothing_changes() -> None:
    once = done(LIST)
    plan = planned(LIST, once)
    assert plan.command is None
    assert [line.does for line in plan.lines] == [Does.SAME, Does.SAME]


def test_a_telephone_that_is_there_gets_its_person() -> None:
    config = done("201;Анна;;;\n301;Юлия Новая;julia@example.ru;;\n", shop())
    assert config.extensions == shop().extensions
    assert [(str(p.name), str(p.number)) for p in config.people] == [
        ("Анна", "201"),
        ("Юлия Новая", "301"),
    ]


def test_empty_cells_change_nothing() -> None:
    once = done(LIST)
    plan = planned("401;;;+7 916 765-43-21;\n402;;;;\n", once)
    assert [(line.does, line.parts) for line in plan.lines] == [
        (Does.CHANGED, ("Person",)),
        (Does.SAME, ()),
    ]
    assert plan.command is not None
    anna = edit(once, plan.command).people[0]
    assert anna == replace(once.people[0], outside=(PhoneNumber("79167654321"),))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("4;Анна", [("number", "'4' is not 2 to 6 digits")]),
        (";Анна", [("number", "is missing; write the internal number")]),
        ("401;", [("name", "is missing; write who has the number")]),
        ("112;Анна", [("number", "is an emergency number; choose another")]),
        (
            "401;Анна;anna@;;",
            [("e-mail", "'anna@' is not an address such as name@example.com")],
        ),
        (
            "401;Анна;;89161;",
            [("mobile", "'89161' is no telephone number; write it like +7 916 123-45-67")],
        ),
        (
            "401;Анна;;;Продажи;и;ещё",
            [("columns", "are too many; put text with such a sign in quotes")],
        ),
        (
            "401;Анна\n401;Пётр",
            [("number", "stands in line 1 too; leave one of both")],
        ),
        (
            "401;Анна;;9161234567\n402;Пётр;;79161234567",
            [("mobile", "is Анна's already; leave it out of one row")],
        ),
        (
            f"401;{'я' * 61};b;c;",
            [
                ("name", "has 61 characters, at most 60 fit"),
                ("e-mail", "'b' is not an address such as name@example.com"),
                ("mobile", "'c' is no telephone number; write it like +7 916 123-45-67"),
            ],
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(text: str, problems: list[tuple[str, str]]) -> None:
    assert refused(text) == problems


def test_a_row_that_is_wrong_leaves_the_others() -> None:
    plan = planned("4;Анна\n402;Пётр;;;Склад\n403;Яна;нет;;Склад\n")
    assert [line.does for line in plan.lines] == [Does.REFUSED, Does.NEW, Does.REFUSED]
    assert plan.command is not None
    assert [str(person.name) for person in edit(Config(), plan.command).people] == ["Пётр"]


def test_a_number_of_something_else_is_taken() -> None:
    config = edit(shop(), Put(FeatureCode(Feature.CLOCK, "401")))
    assert refused("401;Анна\n", config) == [
        ("number", "is taken by something else; choose another")
    ]


def test_what_only_the_whole_refuses_is_found_among_many() -> None:
    config = edit(Config(), Put(FeatureCode(Feature.DAY_NIGHT, "18")))
    text = "".join(f"{number};Имя {number};;;Отдел\n" for number in range(1700, 1900))
    plan = planned(text, config)
    wrong = [line for line in plan.lines if line.does is Does.REFUSED]
    assert [line.number for line in wrong] == [str(number) for number in range(1800, 1900)]
    assert "takes a number after it" in wrong[0].problems[0].reason
    assert plan.command is not None
    assert len(edit(config, plan.command).people) == 100


def test_freepbx_extensions() -> None:
    text = freepbx(
        extension="401",
        name="Анна Петрова",
        voicemail="default",
        ringtimer="40",
        outboundcid="74951234567",
        tech="pjsip",
        secret="e5dc324e2dea34d79e6f0ce6c6789ac9",
        languages_language="en",
        voicemail_enable="yes",
        voicemail_vmpwd="1234",
        voicemail_email="anna@example.ru",
        findmefollow_enabled="yes",
        dial="PJSIP/401",
    )
    plan = planned(text)
    (line,) = plan.lines
    assert line.parts == ("Extension", "Person", "Mailbox")
    assert line.notes == (Remark("secret", "is not as strong as ours and is not taken over"),)
    assert plan.unread == (
        Unread("outboundcid", 1),
        Unread("dial", 1),
        Unread("findmefollow_enabled", 1),
        Unread("voicemail_vmpwd", 1),
    )
    config = done(text)
    (extension,) = config.extensions
    assert (extension.ring_seconds, extension.language) == (40, Language.EN)
    (phone,) = extension.devices
    assert isinstance(phone, SipPhone)
    assert (phone.account.text, phone.secret) == ("401", secret_from((1).to_bytes(15, "big")))
    assert config.mailboxes == (Mailbox(ExtensionNumber("401"), DisplayName("Анна Петрова")),)
    assert config.people[0].email == Email("anna@example.ru")


def test_of_freepbx_what_is_ours_is_taken() -> None:
    secret = secret_from(b"y" * 15)
    text = freepbx(extension="401", description="Анна", secret=secret.text, voicemail="novm")
    config = done(text)
    (phone,) = config.extensions[0].devices
    assert isinstance(phone, SipPhone)
    assert phone.secret == secret
    assert (str(config.people[0].name), config.mailboxes) == ("Анна", ())
    named = freepbx(extension="401", callerid="Анна Петрова <401>", voicemail_enable="no")
    assert str(done(named).people[0].name) == "Анна Петрова"


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ({"tech": "dahdi"}, Remark("technology", "is no SIP telephone: only the number is made")),
        (
            {"languages_language": "de"},
            Remark("language", "has no prompts here and is not taken over"),
        ),
    ],
)
def test_what_of_freepbx_is_not_taken_is_said(cells: dict[str, str], note: Remark) -> None:
    plan = planned(freepbx(extension="401", name="Анна", **cells))
    assert plan.lines[0].notes == (note,)


@pytest.mark.parametrize("seconds", ["1", "301", "x", "-5", "9999999"])
def test_a_ring_time_that_cannot_be(seconds: str) -> None:
    (problem,) = refused(freepbx(extension="401", name="Анна", ringtimer=seconds))
    assert problem[0] == "ring time"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty; choose a table with a row for each person"),
        (b"\n\r\n;;;\n", "is empty; choose a table with a row for each person"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is no text; save the table as CSV UTF-8"),
        (b"\xff\xfe1", "is no text; save the table as CSV UTF-8"),
        ("номер;ФИО\n".encode(), "has a header and no rows below it; write one for each person"),
        (b'401;"Anna;;\n402;Peter', "look for a lone quote there"),
        (b'401;"An"na";;', "look for a lone quote there"),
        (b"401;x\n" * 20_001, "has more than 20000 rows; split it"),
    ],
)
def test_a_file_that_is_no_table(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        planned(content)
    assert caught.value.field == "file"
    assert reason in caught.value.reason


def test_two_columns_that_say_the_same() -> None:
    with pytest.raises(Invalid, match="email and e-mail say the same"):
        planned("number,name,email,e-mail\n401,a,b,c\n")


def test_ten_thousand_rows() -> None:
    rows = "".join(
        f"{number};Имя Фамилия {number};p{number}@example.ru;+7916{number:07};Отдел {number % 50}\n"
        for number in range(20_000, 30_000)
    )
    before = time.process_time()
    config = done("номер;ФИО;e-mail;мобильный;отдел\n" + rows)
    assert time.process_time() - before < 20
    assert (len(config.people), len(config.departments)) == (10_000, 50)
    assert not planned(rows, config).command


def test_among_many_people() -> None:
    config = company(2000)
    plan = planned("".join(f"{20001 + i};Новое имя {i}\n" for i in range(2000)), config)
    assert {line.does for line in plan.lines} == {Does.CHANGED}
    assert plan.command is not None
    after = edit(config, plan.command)
    assert after.people[7] == replace(config.people[7], name=DisplayName("Новое имя 7"))
    assert isinstance(after.people[7], Person)
    assert isinstance(after.extensions[7], Extension)
