"""Mail from a shell."""

from __future__ import annotations

import json
from pathlib import Path

from appliance.ctl.__main__ import FAILED
from tests.unit.ctl.conftest import Lineman


def test_the_queue_and_a_test(lineman: Lineman, tmp_path: Path) -> None:
    said = lineman.said("mail")
    assert "No mail server is set up" in said
    assert "There is no letter." in said
    assert lineman.json("mail")["mailqueue"]["letters"] == []
    assert "no mail server is set up" in lineman.refused("mail", "test", "anna@example.com")
    file = tmp_path / "office.json"
    lineman.said("export", str(file))
    office = json.loads(file.read_text())
    office["configuration"]["mail"] = {
        "server": "nobody.invalid",
        "user": "box",
        "password": "Correct-Horse-9",
        "sender": "box@example.com",
    }
    file.write_text(json.dumps(office))
    lineman.said("apply", str(file), "--yes")
    assert "is not an address" in lineman.refused("mail", "test", "anna")
    failed = lineman.refused("mail", "test", "anna@example.com", code=FAILED)
    assert "the name nobody.invalid is not known" in failed
    failed = lineman.refused("--language", "ru", "mail", "test", "a@b.ru", code=FAILED)
    assert "имя nobody.invalid неизвестно" in failed
    lineman.said("export", str(file))
    assert "Correct-Horse-9" not in file.read_text()
