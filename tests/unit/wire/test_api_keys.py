"""Keys of programs: made once, kept as hashes, and good for what their scopes say alone."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from appliance.core.errors import Invalid
from appliance.wire import protocol
from appliance.wire.answers import Why
from appliance.wire.api_keys import (
    ApiKeyMade,
    GetApiKeys,
    GetOwnApiKey,
    MakeApiKey,
    RevokeApiKey,
)
from appliance.wire.keys import LONGEST_LIFE, MOST
from appliance.wire.roles import Right, Role, Scope
from appliance.wire.scopes import OPENED
from tests.fakes.door import PASSWORD, Box

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.1"
HOUR, DAY = 3600.0, 86400.0


def told(box: Box) -> list[tuple[str, str, str]]:
    entries, _ = box.admission.door.log.entries(0, 50)
    return [(each.who, each.what.value, each.of) for each in entries]


@pytest.fixture
def anna(box: Box) -> str:
    return box.admission.door.sessions.begin("anna", Role.ADMIN)[0]


async def test_a_key_is_shown_once_kept_as_a_hash_and_outlives_a_restart(
    box: Box, anna: str
) -> None:
    made: ApiKeyMade = await box.ask(MakeApiKey("1C", (Scope.STATE,), DAY), anna)
    kept = box.folder / "api-keys.json"
    assert kept.stat().st_mode & 0o077 == 0
    for path in box.folder.iterdir():
        assert made.text.encode() not in path.read_bytes()
    assert made.text.rpartition("_")[2].encode() not in kept.read_bytes()
    box.restart()
    asker = box.judge(protocol.GetStatus(), made.text, HERE)
    assert (asker.user, asker.scopes) == ("key:1C", frozenset({Scope.STATE}))
    (key,) = (await box.ask(GetApiKeys(), anna)).keys
    assert (key.by, key.seen, key.origin) == ("anna", box.now[0], HERE)
    assert (await box.ask(GetOwnApiKey(), made.text, HERE)).key == key
    assert made.text not in str(told(box))
    assert ("anna", "key-made", "1C") in told(box)


async def test_no_scope_opens_what_is_not_its_own(box: Box, anna: str) -> None:
    for scope in Scope:
        key = (await box.ask(MakeApiKey(scope.value, (scope,)), anna)).text
        asker = box.judge(GetOwnApiKey(), key)
        for kind in get_args(protocol.AnyRequest):
            assert asker.may_ask(kind) is (scope in OPENED.get(kind, ())), (scope, kind)


async def test_a_key_sees_calls_and_the_log_by_its_scopes_alone(box: Box, anna: str) -> None:
    async def rights(*scopes: Scope) -> set[Right]:
        name = " ".join(scopes)
        key = (await box.ask(MakeApiKey(name, scopes), anna)).text
        asker = box.judge(GetOwnApiKey(), key)
        return {right for right in Right if asker.may(right)}

    assert await rights(Scope.STATE) == set()
    assert await rights(Scope.HISTORY) == {Right.CALLS}
    assert await rights(Scope.OFFICE, Scope.OFFICE_CHANGE) == set()
    assert await rights(Scope.AUDIT) == {Right.AUDIT}


async def test_a_key_ends_by_itself_or_at_once_when_it_is_revoked(box: Box, anna: str) -> None:
    short = (await box.ask(MakeApiKey("short", (Scope.STATE,), HOUR), anna)).text
    long = (await box.ask(MakeApiKey("long", (Scope.STATE,)), anna)).text
    box.now[0] += HOUR
    for _ in range(2):
        assert (await box.denied(protocol.GetStatus(), short)).why is Why.LOG_IN
    assert box.judge(protocol.GetStatus(), long).api_key
    assert [key.ended for key in (await box.ask(GetApiKeys(), anna)).keys] == [True, False]
    await box.ask(RevokeApiKey("long"), anna)
    assert (await box.denied(protocol.GetStatus(), long)).why is Why.WRONG
    box.restart()
    assert (await box.denied(protocol.GetStatus(), long)).why is Why.WRONG
    assert told(box).count(("key:short", "key-ended", "short")) == 1
    assert ("anna", "key-revoked", "long") in told(box)


async def test_wrong_keys_make_themselves_wait_and_no_right_one(box: Box, anna: str) -> None:
    right = (await box.ask(MakeApiKey("crm", (Scope.STATE,)), anna)).text
    assert box.judge(protocol.GetStatus(), right, ELSEWHERE).api_key
    wrong = f"{right[:-4]}AAAA"
    for _ in range(4):
        assert (await box.denied(protocol.GetStatus(), wrong, HERE)).why is Why.WRONG
    for origin in (HERE, ELSEWHERE):  # another program behind the same address is heard
        assert box.judge(protocol.GetStatus(), right, origin).api_key
    waits = await box.denied(protocol.GetStatus(), wrong, HERE)
    assert (waits.why, waits.seconds > 0) == (Why.WAIT, True)
    assert told(box).count(("", "key-wrong", "crm")) == 4
    for text in ("lmk_", "lmk_x", "lmk_00000000_x", f"lmk_{'a' * 5000}"):
        box.now[0] += 2000
        assert (await box.denied(protocol.GetStatus(), text, "203.0.113.1")).why is Why.WRONG
    assert told(box).count(("", "key-wrong", "crm")) == 4


async def test_only_an_admin_makes_keys_and_keys_that_are_for_it(box: Box, anna: str) -> None:
    ivan = box.admission.door.sessions.begin("ivan", Role.INSTALLER)[0]
    others = tuple(scope for scope in Scope if scope is not Scope.KEYS)
    key = (await box.ask(MakeApiKey("all", others), anna)).text
    for question in (GetApiKeys(), MakeApiKey("x", (Scope.STATE,)), RevokeApiKey("all")):
        assert (await box.denied(question, ivan)).why is Why.RIGHTS
        assert (await box.denied(question, key)).why is Why.RIGHTS
    assert (await box.denied(GetOwnApiKey(), anna)).why is Why.RIGHTS
    assert (await box.denied(protocol.WhoAmI(), key)).why is Why.RIGHTS  # so it opens no page


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (MakeApiKey("", (Scope.STATE,)), "name"),
        (MakeApiKey("x" * 61, (Scope.STATE,)), "name"),
        (MakeApiKey("taken", (Scope.STATE,)), "name"),
        (MakeApiKey("x", ()), "scopes"),
        (MakeApiKey("x", (Scope.STATE,), -1.0), "seconds"),
        (MakeApiKey("x", (Scope.STATE,), LONGEST_LIFE + 1), "seconds"),
        (MakeApiKey("x", (Scope.STATE,), float("nan")), "seconds"),
        (RevokeApiKey("nobody"), "key"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    box: Box, anna: str, question: Any, field: str
) -> None:
    await box.ask(MakeApiKey("taken", (Scope.STATE,)), anna)
    with pytest.raises(Invalid) as refused:
        await box.ask(question, anna)
    assert refused.value.field == field


async def test_there_is_an_end_to_keys(box: Box, anna: str) -> None:
    for number in range(MOST):
        box.admission.door.keys.make(f"k{number}", (Scope.STATE,), 0.0, "anna")
    with pytest.raises(Invalid, match="revoke one"):
        await box.ask(MakeApiKey("one more", (Scope.STATE,)), anna)


def test_no_account_is_called_like_a_key(box: Box) -> None:
    with pytest.raises(Invalid, match="program"):
        box.admission.door.users.set("key:1C", PASSWORD, Role.EMPLOYEE)


async def test_a_scope_of_another_release_opens_nothing(box: Box, anna: str) -> None:
    made = await box.ask(MakeApiKey("later", (Scope.STATE,)), anna)
    kept = box.folder / "api-keys.json"
    kept.write_bytes(kept.read_bytes().replace(b'"state"', b'"telepathy"'))
    box.restart()
    assert (await box.denied(protocol.GetStatus(), made.text)).why is Why.RIGHTS
    await box.admission.door.writer.caught_up()
    kept.write_bytes(b"{")
    box.restart()
    assert (await box.denied(protocol.GetStatus(), made.text)).why is Why.WRONG
    assert box.admission.door.users.get("anna") is not None
