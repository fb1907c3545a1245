"""The whole configuration goes out as a file, is edited, looked at and made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.ctl import __main__ as ctl
from tests.unit.ctl.conftest import Lineman


@pytest.fixture
def file(lineman: Lineman, tmp_path: Path) -> Path:
    path = tmp_path / "office.json"
    lineman.said("export", str(path))
    return path


def _edited(file: Path, **settings: object) -> None:
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["configuration"] |= settings
    file.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def test_what_goes_out_comes_in_unchanged(lineman: Lineman, file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    assert "nothing has to be read anew" in lineman.said("plan", str(file))
    lineman.said("apply", str(file))
    again = file.with_name("again.json")
    lineman.said("export", str(again))
    assert again.read_text() == file.read_text()


def test_passwords_go_out_only_when_asked_and_survive_an_import_without(
    lineman: Lineman, file: Path
) -> None:
    lineman.said("people", "add", "Анна", "--number", "305", "--sip")
    open_ = lineman.said("export", "-")
    secret = lineman.said("export", "-", "--with-passwords")
    assert '"secret"' not in open_
    assert '"secret"' in secret
    file.write_text(open_, encoding="utf-8")
    lineman.said("apply", str(file))
    assert lineman.said("export", "-", "--with-passwords") == secret


def test_own_files_go_along_with_the_passwords_and_come_back(
    lineman: Lineman, tmp_path: Path
) -> None:
    own = lineman.box.folder / "state" / "custom" / "extensions_custom.conf"
    assert own.parent.is_dir()
    own.write_text("[mine]\nexten => 700,1,Answer()\n", encoding="utf-8")
    assert '"custom"' not in lineman.said("export", "-")
    backup = tmp_path / "backup.json"
    lineman.said("export", str(backup), "--with-passwords")
    own.write_text("[other]\n", encoding="utf-8")
    shown = lineman.said("plan", str(backup))
    assert "Your own files are written: custom/extensions_custom.conf." in shown
    assert "reads extensions_custom.conf anew" in shown
    assert "--overwrite custom/extensions_custom.conf loses that" in shown
    lineman.refused("apply", str(backup), code=ctl.NOT_AGREED)
    lost = ("--overwrite", "custom/extensions_custom.conf")
    assert "choose to overwrite it" in lineman.refused("apply", str(backup), "--when", "03:00")
    lineman.said("apply", str(backup), "--when", "03:00", *lost)
    assert "03:00" in lineman.said("plan")
    assert own.read_text(encoding="utf-8") == "[other]\n"
    lineman.said("cancel")
    lineman.said("apply", str(backup), *lost)
    assert own.read_text(encoding="utf-8") == "[mine]\nexten => 700,1,Answer()\n"
    own.unlink()
    lineman.said("apply", str(backup))
    assert own.exists()
    own.unlink()


def test_a_plan_tells_what_own_lines_do_to_what_is_planned(lineman: Lineman) -> None:
    """Also to what is not there yet, and in both languages."""
    own = lineman.box.folder / "state" / "custom" / "extensions_custom.conf"
    own.write_text("[from-internal-custom]\nexten => 388,1,Goto(nowhere,s,1)\n", encoding="utf-8")
    new = ("people", "add", "Лев", "--number", "388", "--sip", "--preview")
    shown = lineman.said(*new)
    assert "extensions_custom.conf, line 2: leads to [nowhere]" in shown
    assert "388 in [from-internal-custom] hides 388, which is an extension" in shown
    russian = lineman.said(*new, "--language", "ru")
    assert "закрывает собой 388: это внутренний номер. Возьмите другой номер" in russian
    own.write_text("[emergency]\nexten => 388,1,Hangup()\n", encoding="utf-8")
    assert "ошибка здесь может их остановить" in lineman.said(*new, "--language", "ru")
    own.unlink()


def test_own_files_that_are_wrong_are_refused_with_their_line(lineman: Lineman, file: Path) -> None:
    whole = json.loads(file.read_text(encoding="utf-8"))
    whole["custom"] = {"extensions_custom.conf": ["[a]", "#exec /bin/sh", ""]}
    file.write_text(json.dumps(whole), encoding="utf-8")
    assert "extensions_custom.conf, line 2: #exec" in lineman.refused("apply", str(file))
    russian = lineman.refused("plan", str(file), "--language", "ru")
    assert "extensions_custom.conf, строка 2" in russian


def test_an_edited_file_is_looked_at_and_made(lineman: Lineman, file: Path) -> None:
    _edited(file, area="812")
    before = lineman.json("revisions")["revisions"]["current"]
    assert "calls are not touched" in lineman.said("plan", str(file))
    assert lineman.json("revisions")["revisions"]["current"] == before
    lineman.said("apply", str(file))
    assert lineman.json("routes")["officesettings"]["office"]["area"] == "812"
    old = lineman.said("export", "-", "--revision", str(before))
    assert json.loads(old)["configuration"]["area"] != "812"


def test_a_change_can_wait_for_its_hour(lineman: Lineman, file: Path) -> None:
    _edited(file, area="843")
    lineman.said("apply", str(file), "--when", "03:00")
    assert "03:00" in lineman.said("plan")
    lineman.said("cancel")
    assert "No change waits" in lineman.said("plan")
    at_night = ("apply", str(file), "--when", "03:00", "--confirm")
    assert "make the change at once" in lineman.refused(*at_night)
    assert "выполните изменение сразу" in lineman.refused(*at_night, "--language", "ru")
    assert "No change waits" in lineman.said("plan")


def test_a_change_is_kept_only_when_it_is_confirmed(lineman: Lineman, file: Path) -> None:
    before = lineman.json("revisions")["revisions"]["current"]
    _edited(file, area="383")
    assert "lineman confirm" in lineman.said("apply", str(file), "--confirm")
    assert lineman.json("revisions")["revisions"]["current"] == before
    assert "On trial" in lineman.said("plan")
    lineman.said("confirm")
    assert lineman.json("revisions")["revisions"]["current"] == before + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "file: is not JSON"),
        (b"{}", "this is no configuration"),
        (b"\xff\xfe", "file: is not UTF-8"),
        (b'{"format": "lineman configuration", "schema": 99}', "is of another version"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    lineman: Lineman, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert said in lineman.refused("plan", str(path))


def test_a_wrong_value_is_found_by_its_place(lineman: Lineman, file: Path) -> None:
    _edited(file, area="x")
    assert "area: 'x' is not 1 to 6 digits" in lineman.refused("apply", str(file))
    russian = lineman.refused("apply", str(file), "--language", "ru")
    assert "код города: 'x' — не от 1 до 6 цифр" in russian


def test_a_file_that_is_not_there_is_said(lineman: Lineman, tmp_path: Path) -> None:
    assert "No such file" in lineman.refused("plan", str(tmp_path / "none"), code=ctl.FAILED)
    nowhere = tmp_path / "none" / "file"
    assert "No such file" in lineman.refused("export", str(nowhere), code=ctl.FAILED)


def test_calls_are_not_cut_without_a_yes(lineman: Lineman, file: Path) -> None:
    whole = json.loads(file.read_text(encoding="utf-8"))
    span = whole["configuration"]["cards"][1]["spans"][0]
    span["framing"] = {"crc4": not span["framing"]["crc4"], "timing": 1}
    file.write_text(json.dumps(whole), encoding="utf-8")
    refused = lineman.refused("apply", str(file), code=ctl.NOT_AGREED)
    assert "every call through a card is cut" in refused
    assert "--when idle" in refused
    assert "every call" in lineman.said("apply", str(file), "--yes")


def test_what_differs_is_told_field_by_field(lineman: Lineman) -> None:
    before = lineman.json("revisions")["revisions"]["current"]
    lineman.said("people", "add", "Вера", "--number", "204", "--key", "vera")
    lineman.said("people", "set", "vera", "--email", "vera@example.com")
    shown = lineman.said("diff")
    assert shown == "* person vera Вера\n    email: none → vera@example.com\n"
    russian = lineman.said("diff", str(before), "--language", "ru")
    assert russian.startswith("+ человек vera Вера\n    ключ: vera\n    имя: Вера\n")
    assert "Nothing differs." in lineman.said("diff", str(before), str(before))
    assert "name two at most" in lineman.refused("diff", "1", "2", "3")
    (change,) = lineman.json("diff")["difference"]["changes"]
    assert change["fields"][0]["after"] == ["vera@example.com"]
