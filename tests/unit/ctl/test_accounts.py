"""Who may log in, from a shell."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from appliance.core.errors import Invalid
from appliance.wire.access import BeginPasskey, BeginPasskeyLogIn, SetAccount
from appliance.wire.configuration import Edit
from appliance.wire.errors import NotAllowed
from appliance.wire.history import GetHistory
from appliance.wire.protocol import GetSetupCode, LogIn, SetUp, WhoAmI
from appliance.wire.roles import Role
from tests.fakes.authenticator import Device
from tests.fakes.certificate import certified
from tests.fakes.simulated import asked
from tests.unit.ctl.conftest import Lineman

PASSWORD = "a long enough secret"


def test_an_account_is_made_linked_and_taken_away(
    lineman: Lineman, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = lineman.box.page.ask
    code = asked(lineman.box.console.ask(GetSetupCode())).code
    admin = asked(ask(SetUp(code, "anna", PASSWORD))).token
    lineman.said("people", "add", "Ivan", "--number", "202", "--key", "ivan", "--yes")
    assert "needs one" in lineman.refused("accounts", "set", "ivan", "--person", "202")
    assert "too easy" in _typed(lineman, monkeypatch, "ivan ivan ivan")
    _typed(lineman, monkeypatch, PASSWORD)
    told = lineman.said("accounts")
    assert [line.split() for line in told.splitlines()] == [
        ["anna", "administrator", "-", "logged", "in"],
        ["ivan", "employee", "ivan"],
    ]
    ivan = asked(ask(LogIn("ivan", PASSWORD)))
    assert ivan.role is Role.EMPLOYEE
    asked(ask(GetHistory(), ivan.token))
    with pytest.raises(NotAllowed):
        asked(ask(SetAccount("ivan", role=Role.ADMIN), ivan.token))
    with pytest.raises(Invalid, match="nobody with the key"):
        asked(ask(SetAccount("ivan", person="petr"), admin))
    with pytest.raises(Invalid, match="another administrator"):
        asked(ask(SetAccount("anna", role=Role.MANAGER), admin))
    lineman.said("accounts", "set", "ivan", "--role", "operator")
    assert [line.split()[1:3] for line in lineman.said("accounts").splitlines()][1] == [
        "operator", "ivan",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        asked(ask(WhoAmI(), ivan.token))  # whose role changes logs in again
    ivan = asked(ask(LogIn("ivan", PASSWORD, "192.0.2.7", "a browser")))
    assert "192.0.2.7" in lineman.said("accounts", "sessions")
    lineman.said("accounts", "end-sessions", "ivan")
    with pytest.raises(NotAllowed):
        asked(ask(WhoAmI(), ivan.token))
    lineman.said("accounts", "lock", "ivan")
    assert "locked" in lineman.said("accounts")
    with pytest.raises(NotAllowed, match="locked"):
        asked(ask(LogIn("ivan", PASSWORD)))
    for _ in range(5):
        with pytest.raises(NotAllowed):
            asked(ask(LogIn("ivan", "guessed")))
    lineman.said("accounts", "unlock", "ivan")
    ivan = asked(ask(LogIn("ivan", PASSWORD)))
    lineman.said("accounts", "remove", "ivan")
    with pytest.raises(NotAllowed):
        asked(ask(WhoAmI(), ivan.token))
    assert "no account ivan" in lineman.refused("accounts", "remove", "ivan")


def test_the_passkeys_of_a_lost_device_are_taken_away(
    lineman: Lineman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    keys = lineman.box.folder / "state" / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    certified(keys)
    ask, device = lineman.box.page.ask, Device()
    lineman.said("accounts", "set", "anna", "--password")
    anna = asked(ask(LogIn("anna", PASSWORD))).token
    begun = asked(ask(BeginPasskey(PASSWORD, "telephone", "lineman.local"), anna))
    asked(ask(device.make(begun), anna))
    assert "with passkeys" in lineman.said("accounts")
    proof = device.prove(asked(ask(BeginPasskeyLogIn("lineman.local"))))
    assert asked(ask(proof)).user == "anna"
    said = lineman.said("accounts", "sessions").splitlines()
    assert {line.split()[3] for line in said} == {"password", "passkey"}
    lineman.said("accounts", "drop-passkeys", "anna")
    assert "with passkeys" not in lineman.said("accounts")
    with pytest.raises(Invalid, match="opens no account"):
        asked(ask(device.prove(asked(ask(BeginPasskeyLogIn("lineman.local"))))))


def test_whoever_has_an_account_is_left_out_by_no_whole_configuration(
    lineman: Lineman, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A revision from before, a file, and an edit of all there is."""
    before = lineman.json("revisions")["revisions"]["current"]
    without = tmp_path / "without.json"
    lineman.said("export", str(without))
    lineman.said("people", "add", "Olga", "--key", "olga", "--yes")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    lineman.said("accounts", "set", "olga", "--person", "olga", "--password")
    refused = "person: the account olga is that of Olga, who would be gone"
    for asks in (
        ("revert", str(before)),
        ("revert", str(before), "--preview"),
        ("apply", str(without)),
        ("plan", str(without)),
    ):
        assert refused in lineman.refused(*asks)
    now = lineman.json("revisions")["revisions"]["current"]
    whole = json.loads(without.read_text("utf-8"))["configuration"]
    with pytest.raises(Invalid, match="would be gone") as invalid:
        asked(lineman.box.console.ask(Edit(now, {"type": "Replace", "config": whole})))
    assert invalid.value.field == "person"
    again: dict[str, Any] = {"type": "Person", "key": "other", "name": "Olga"}
    with pytest.raises(Invalid, match="leave the key as it is"):
        asked(lineman.box.console.ask(Edit(now, {"type": "PutAs", "was": "olga", "part": again})))
    lineman.said("accounts", "remove", "olga")
    lineman.said("revert", str(before))
    assert "Olga" not in lineman.said("people")


def _typed(lineman: Lineman, monkeypatch: pytest.MonkeyPatch, password: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    lineman("accounts", "set", "ivan", "--person", "202", "--password")
    return lineman.capsys.readouterr().err
