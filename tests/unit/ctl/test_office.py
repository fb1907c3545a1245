"""People, rights and ways out, from a shell to the stored configuration and back."""

from __future__ import annotations

import io
import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from appliance.ctl import __main__ as ctl
from appliance.wire.client import Client
from appliance.wire.configuration import Edit
from appliance.wire.kinds import Request
from appliance.wire.protocol import RenameExtension
from tests.unit.ctl.conftest import Lineman


def test_somebody_new_has_a_number_and_is_listed(lineman: Lineman) -> None:
    assert "calls are not touched" in lineman.said(
        "people", "add", "Иванов Пётр", "--number", "201"
    )
    shown = lineman.said("people", "--find", "иванов")
    *columns, key = shown.split()
    assert columns == ["201", "Иванов", "Пётр"]
    assert re.fullmatch("person-[a-z2-7]{8}", key)
    found = lineman.json("people", "--find", "201")["parts"]["parts"]
    assert [(each["name"], each["number"]) for each in found] == [("Иванов Пётр", "201")]


def test_nobody_gets_the_key_of_somebody_who_went(lineman: Lineman) -> None:
    lineman.said("people", "add", "Leaver")
    *_, left = lineman.said("people", "--find", "Leaver").split()
    lineman.said("people", "remove", "Leaver")
    lineman.said("people", "add", "Newcomer")
    *_, came = lineman.said("people", "--find", "Newcomer").split()
    assert left != came
    lineman.said("people", "remove", "Newcomer")


def test_a_sip_telephone_comes_with_its_secret_shown_once(lineman: Lineman) -> None:
    assert lineman("people", "add", "Анна", "--number", "305", "--sip") == 0
    printed = lineman.capsys.readouterr()
    secret = printed.err.split()[-1]
    assert len(secret) == 24
    assert secret not in printed.out
    assert "305" in lineman.said("people", "--find", "Анна")


def test_a_secret_is_shown_of_a_telephone_that_is_there_alone(lineman: Lineman) -> None:
    refused = lineman.refused("people", "add", "Лев", "--number", "112", "--sip")
    assert "secret" not in refused
    assert lineman("people", "add", "Лев", "--number", "112", "--sip", "--json") == ctl.WRONG_USE
    printed = lineman.capsys.readouterr()
    assert "secret" not in printed.err
    error = json.loads(printed.out)["error"]
    assert (error["kind"], error["field"]) == ("invalid", "number")
    assert "emergency" in error["text"]


def test_a_preview_changes_nothing(lineman: Lineman) -> None:
    before = lineman.json("revisions")["revisions"]["current"]
    shown = lineman.said("people", "add", "Nobody", "--preview")
    assert "Nothing was changed yet" in shown
    assert lineman.json("revisions")["revisions"]["current"] == before
    assert "Nobody" not in lineman.said("people")


def test_what_somebody_may_is_told_against_the_role(lineman: Lineman) -> None:
    lineman.said("people", "add", "Кассир", "--number", "202", "--mobile", "+79161234567")
    lineman.said("people", "set", "202", "--deny", "mobile", "--allow", "international")
    shown = lineman.said("rights", "202")
    assert "+ international" in shown
    assert "- mobile" in shown
    lineman.said("people", "set", "202", "--allow", "mobile")
    assert "+ mobile (the role says so already)" in lineman.said("rights", "202")
    lineman.said("people", "set", "202", "--like-role")
    assert "Differs" not in lineman.said("rights", "202")


def test_a_pin_is_read_from_the_input_and_never_kept_as_such(
    lineman: Lineman, monkeypatch: pytest.MonkeyPatch
) -> None:
    lineman.said("people", "add", "С кодом", "--key", "with-pin")
    monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
    assert "too easy" in lineman.refused("people", "set", "with-pin", "--pin")
    monkeypatch.setattr("sys.stdin", io.StringIO("83915\n"))
    lineman.said("people", "set", "with-pin", "--pin")
    (person,) = lineman.json("people", "--find", "С кодом")["parts"]["parts"]
    assert person["pin"]["digest"]
    assert "83915" not in str(person)


def test_a_relation_is_named_or_missed(lineman: Lineman) -> None:
    lineman.said("people", "add", "Шеф", "--key", "boss")
    lineman.said("people", "add", "Помощник", "--key", "aide")
    assert lineman.said("rights", "may", "aide", "pick-up", "boss").startswith("No")
    assert "none of status" in lineman.refused("rights", "may", "aide", "dance", "boss")
    assert "is nobody" in lineman.refused("rights", "may", "aide", "listen", "ghost")


def test_who_may_hear_recordings_by_his_role_may(lineman: Lineman) -> None:
    """Not only by a relation: his own talks, or everybody's."""
    for key, name in (("ear", "Слушает"), ("mouth", "Говорит")):
        lineman.said("people", "add", name, "--key", key)
    asked = ("rights", "may", "ear", "recordings")
    assert "hears recordings" in lineman.said("rights", "ear")
    assert "  own\n" in lineman.said("rights", "ear")
    assert lineman.said(*asked, "ear") == "Yes: the role opens it (own).\n"
    assert lineman.said(*asked, "mouth").startswith("No")


def test_lines_and_routes_are_told(lineman: Lineman) -> None:
    shown = lineman.said("lines")
    assert "Group #1: E1" in shown
    assert "card 1, port 5" in shown
    assert "all others" in lineman.said("routes")
    assert lineman.json("routes")["officesettings"]["office"]["did_tail"] == 3


def test_limits_of_lines_are_told(lineman: Lineman, tmp_path: Path) -> None:
    assert "at most" not in lineman.said("lines")
    file = tmp_path / "office.json"
    lineman.said("export", str(file))
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["configuration"]["trunk_groups"][0] |= {"calls_at_once": 2, "dear_calls_a_day": 5}
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    lineman.said("apply", str(file))
    said = "at most: calls to the outside at once: 2, calls abroad and to paid numbers a day: 5"
    assert said in lineman.said("lines")


def test_gone_is_gone(lineman: Lineman) -> None:
    lineman.said("people", "add", "Временный", "--key", "temporary")
    lineman.said("people", "remove", "Временный")
    assert "there is no" in lineman.refused("people", "remove", "temporary")


@pytest.mark.parametrize(
    ("arguments", "english", "russian"),
    [
        (("people", "add", " x"), "name: may neither be empty", "имя: не может быть пустым"),
        (
            ("people", "add", "X", "--number", "2"),
            "number: '2' is not 2 to 6",
            "номер: '2' — не от",
        ),
        (("people", "add", "X", "--number", "999"), "there is no extension 999", "нет внутреннего"),
        (
            ("people", "add", "X", "--email", "x"),
            "email: 'x' is not an address",
            "e-mail: 'x' — не",
        ),
        (
            ("people", "add", "X", "--mobile", "12a"),
            "outside[0]: '12a' is not",
            "внешние номера[0]",
        ),
        (("people", "add", "X", "--key", "Ж"), "key: 'Ж' is not up to 31", "ключ: 'Ж' — не до 31"),
        (("people", "add", "X", "--role", "king"), "role: there is no king", "роль: нет: king"),
        (("people", "add", "X", "--kind", "king"), "invalid choice: 'king'", "'king' — не из"),
        (("people", "set", "ghost"), "who: there is no ghost", "кто: нет: ghost"),
        (("people", "add"), "arguments are required: NAME", "не указано: ИМЯ"),
        (("rights", "999"), "extension: there is no extension", "внутренний номер: нет"),
        (("revert", "x"), "invalid int value: 'x'", "'x' — не целое число"),
        (("revert", "999"), "revision: there is no revision 999", "ревизия: нет ревизии 999"),
        (("trace",), "origin: give --from", "откуда: укажите --from"),
        (("people", "add", "X", "--when", "25:00"), "time: '25:00' is no time", "время: '25:00'"),
        (("cancel",), "change: no change waits", "изменение: ни одно изменение не ждёт"),
    ],
)
def test_what_cannot_be_is_refused_with_its_cure_in_both_languages(
    lineman: Lineman, arguments: tuple[str, ...], english: str, russian: str
) -> None:
    assert english in lineman.refused(*arguments)
    assert russian in lineman.refused("--language", "ru", *arguments)


def test_the_shell_says_the_language(lineman: Lineman, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    assert "Телефонная станция отвечает." in lineman.said("status")
    assert "The exchange answers." in lineman.said("status", "--language", "en")


def test_two_admins_at_once_are_told_of_each_other(lineman: Lineman) -> None:
    waiting = lineman.said("people", "add", "Ночной", "--when", "03:00")
    assert "waits" in waiting
    refused = lineman.refused("people", "add", "Другой")
    assert "a change by console waits" in refused
    assert "03:00" in lineman.said("revisions")
    assert "Waits until" in lineman.said("status")
    lineman.said("cancel")
    assert "Waits until" not in lineman.said("revisions") + lineman.said("status")


def test_going_back_to_an_earlier_revision(lineman: Lineman) -> None:
    before = lineman.json("revisions")["revisions"]["current"]
    lineman.said("people", "add", "Лишний")
    lineman.said("revert", str(before))
    assert "Лишний" not in lineman.said("people")
    assert lineman.json("revisions")["revisions"]["current"] == before + 2


def _route(did: str, number: str) -> str:
    return json.dumps({"did": did, "to": {"type": "ToExtension", "number": number}})


def test_a_part_of_any_kind_is_put_in_and_taken_out(lineman: Lineman) -> None:
    lineman.said("parts", "put", "DidRoute", _route("4957770001", "203"))
    assert ["number", "4957770001", "extension", "203"] in [
        line.split() for line in lineman.said("routes").splitlines()
    ]
    assert '"did": "4957770001"' in lineman.said("parts", "list", "DidRoute")
    refused = lineman.refused("parts", "put", "DidRoute", _route("4957770001", "x"))
    assert "part.to.number: 'x' is not 2 to 6 digits" in refused
    assert "is not JSON" in lineman.refused("parts", "put", "DidRoute", "{")
    lineman.said("parts", "remove", "DidRoute", "4957770001")
    assert "4957770001" not in lineman.said("routes")


def test_a_kept_call_has_to_be_agreed_to_when_it_goes_another_way(lineman: Lineman) -> None:
    did = "4957770002"
    lineman.said("parts", "put", "DidRoute", _route(did, "203"))
    call = ("trace", "--line", "1", "--did", did, "--at", "2027-03-09 12:00")
    assert "203" in lineman.said(*call)
    lineman.said(*call, "--keep", "Звонок на склад")
    other = ("parts", "put", "DidRoute", _route(did, "204"))
    refused = lineman.refused(*other, code=ctl.NOT_AGREED)
    assert "Звонок на склад" in refused
    assert "204 answers" in refused
    (key,) = (each["key"] for each in lineman.json("parts", "list", "StoredCall")["parts"]["parts"])
    lineman.said(*other, "--accept", key)
    assert "204" in lineman.said(*call)


def test_a_number_changes_with_all_that_points_at_it(lineman: Lineman) -> None:
    lineman.said("people", "add", "Вахта", "--number", "390", "--sip")
    lineman.said("parts", "put", "DidRoute", _route("4957770390", "390"))
    assert "already" in lineman.refused("parts", "rename", "Extension", "390", "201")
    assert "emergency" in lineman.refused("parts", "rename", "Extension", "390", "112")
    lineman.said("parts", "rename", "Extension", "390", "391")
    assert "391" in lineman.said("people", "--find", "Вахта")
    assert '"number": "391"' in lineman.said("parts", "list", "DidRoute")


def test_times_are_told_by_the_office_s_clock(lineman: Lineman) -> None:
    office = lineman.json("parts", "list", "Schedule")  # any word learns the zone
    assert office
    assert os.environ["TZ"] == "Europe/Moscow"
    shown = lineman.said("revisions").split()
    newest = lineman.json("revisions")["revisions"]["revisions"][0]["time"]
    clock = datetime.fromtimestamp(newest, ZoneInfo("Europe/Moscow"))
    assert f"{clock:%H:%M}" in shown


def test_who_comes_late_is_shown_what_was_changed_meanwhile(
    lineman: Lineman, monkeypatch: pytest.MonkeyPatch
) -> None:
    lineman.said("people", "add", "Sofia", "--number", "398", "--sip")
    asked = Client.ask

    async def late(client: Client, request: Request[Any], *rest: Any, **more: Any) -> Any:
        if isinstance(request, Edit):
            monkeypatch.setattr(Client, "ask", asked)
            await asked(client, RenameExtension(request.base, "398", "Renamed"))
        return await asked(client, request, *rest, **more)

    monkeypatch.setattr(Client, "ask", late)
    before = lineman.json("revisions")["revisions"]["current"]
    refused = lineman.refused("people", "add", "Tamara")
    assert f"Changed since revision {before}:" in refused
    assert "name: Sofia → Renamed" in refused
    assert refused.splitlines()[-1].endswith("meanwhile; look again")
    assert "Tamara" not in lineman.said("people")


def test_what_revisions_say_is_said_in_the_shell_s_language(lineman: Lineman) -> None:
    lineman.said("people", "add", "Вера")
    lineman.said("people", "add", "Надежда", "--when", "03:00")
    assert "added person Вера" in lineman.said("revisions")
    said = lineman.said("revisions", "--language", "ru")
    assert "Вера: добавлено" in said
    assert "Надежда: добавлено" in said
    assert "added" not in said
    lineman.said("cancel")


def test_a_trace_takes_a_telephone_and_what_it_dials(lineman: Lineman) -> None:
    short = lineman.said("trace", "201", "202")
    assert short == lineman.said("trace", "--from", "201", "--dial", "202")
    assert "such as: lineman trace 201" in lineman.refused("trace", "201")
    assert "such as: lineman trace 201" in lineman.refused("trace", "201", "202", "--line", "1")


def test_a_trace_says_what_it_does_not_follow(lineman: Lineman) -> None:
    assert "Not followed" not in lineman.said("trace", "201", "202")
    own = lineman.box.folder / "state" / "custom" / "extensions_custom.conf"
    own.write_text("[from-internal-custom]\nexten => 202,1,Hangup()\n", encoding="utf-8")
    told = lineman.said("trace", "201", "202")
    assert "Not followed: your own lines in extensions_custom.conf" in told
    assert lineman.json("trace", "201", "202")["told"]["own"] == ["extensions_custom.conf"]
    own.unlink()
