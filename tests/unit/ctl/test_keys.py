"""Keys of programs, from a shell."""

from __future__ import annotations

import pytest

from appliance.wire.errors import NotAllowed
from appliance.wire.protocol import GetCalls, GetStatus
from tests.fakes.simulated import asked
from tests.unit.ctl.conftest import Lineman


def test_a_key_is_made_listed_and_revoked(lineman: Lineman) -> None:
    assert "There is no key" in lineman.said("keys")
    text = lineman.said("keys", "make", "1C", "--scope", "state", "--days", "30").splitlines()[0]
    assert asked(lineman.box.page.ask(GetStatus(), text)).name
    with pytest.raises(NotAllowed):
        asked(lineman.box.page.ask(GetCalls(), text))
    told = lineman.said("keys")
    assert told.split()[:3] == ["1C", "state", "until"]
    assert "used 2" in told
    assert text not in told
    assert "there is a key 1C already" in lineman.refused("keys", "make", "1C", "--scope", "state")
    assert "five years" in lineman.refused(
        "keys", "make", "x", "--scope", "state", "--days", "9999"
    )
    lineman.refused("keys", "make", "x", "--scope", "everything")
    lineman.said("keys", "revoke", "1C")
    with pytest.raises(NotAllowed):
        asked(lineman.box.page.ask(GetStatus(), text))
    assert "нет" in lineman.refused("--language", "ru", "keys", "revoke", "1C")
