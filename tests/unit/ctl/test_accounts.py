"""Who may log in, from a shell."""

from __future__ import annotations

import io

import pytest

from appliance.core.errors import Invalid
from appliance.wire.errors import NotAllowed
from appliance.wire.history import GetHistory
from appliance.wire.protocol import GetSetupCode, LogIn, SetAccount, SetUp, WhoAmI
from appliance.wire.roles import Role
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
        ["anna", "administrator", "-"],
        ["ivan", "user", "ivan"],
    ]
    ivan = asked(ask(LogIn("ivan", PASSWORD)))
    assert ivan.role is Role.USER
    asked(ask(GetHistory(), ivan.token))
    with pytest.raises(NotAllowed):
        asked(ask(SetAccount("ivan", admin=True), ivan.token))
    with pytest.raises(Invalid, match="nobody with the key"):
        asked(ask(SetAccount("ivan", person="petr"), admin))
    with pytest.raises(Invalid, match="another administrator"):
        asked(ask(SetAccount("anna"), admin))
    lineman.said("accounts", "remove", "ivan")
    with pytest.raises(NotAllowed):
        asked(ask(WhoAmI(), ivan.token))
    assert "no account ivan" in lineman.refused("accounts", "remove", "ivan")


def _typed(lineman: Lineman, monkeypatch: pytest.MonkeyPatch, password: str) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    lineman("accounts", "set", "ivan", "--person", "202", "--password")
    return lineman.capsys.readouterr().err
