"""How far a key for keys or accounts reaches: never further than what it may itself."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.core.errors import Invalid
from appliance.wire.access import (
    DropPasskeys,
    DropSecondFactor,
    EndSessions,
    GetAccounts,
    LockAccount,
    RemoveAccount,
    SetAccount,
    WantSecondFactor,
)
from appliance.wire.api_keys import ApiKeyMade, GetApiKeys, MakeApiKey, RevokeApiKey
from appliance.wire.protocol import GetStatus, LogIn, WhoAmI
from appliance.wire.roles import ROLES, Role, Scope
from tests.fakes.door import PASSWORD, Box

HOUR = 3600.0
MAY_OPEN = (Scope.STATE, Scope.KEYS)
EVERYTHING = tuple(Scope)
ABOVE = (Role.INSTALLER, Role.ADMIN)


@pytest.fixture
def anna(box: Box) -> str:
    box.admission.door.users.set("anna", PASSWORD, Role.ADMIN)
    return box.admission.door.sessions.begin("anna", Role.ADMIN)[0]


async def made(box: Box, by: str, name: str, *scopes: Scope, seconds: float = 0.0) -> ApiKeyMade:
    found: ApiKeyMade = await box.ask(MakeApiKey(name, scopes, seconds), by)
    return found


async def refused(box: Box, question: Any, key: str) -> str:
    """At which field."""
    with pytest.raises(Invalid) as found:
        await box.ask(question, key)
    return found.value.field


async def names(box: Box, anna: str) -> list[str]:
    return [key.name for key in (await box.ask(GetApiKeys(), anna)).keys]


async def test_a_key_makes_keys_that_open_no_more_than_it_does(box: Box, anna: str) -> None:
    key = (await made(box, anna, "maker", *MAY_OPEN)).text
    child = await made(box, key, "child", Scope.STATE)
    assert (child.key.scopes, child.key.by) == ((Scope.STATE,), "key:maker")
    assert box.judge(GetStatus(), child.text).scopes == frozenset({Scope.STATE})
    for scope in set(Scope) - set(MAY_OPEN):
        more = MakeApiKey("more", (Scope.STATE, scope))
        assert await refused(box, more, key) == "scopes"
    assert await names(box, anna) == ["maker", "child"]


async def test_a_key_makes_none_that_outlives_it(box: Box, anna: str) -> None:
    key = (await made(box, anna, "maker", *MAY_OPEN, seconds=2 * HOUR)).text
    box.now[0] += HOUR
    assert await refused(box, MakeApiKey("x", (Scope.STATE,), HOUR + 1), key) == "seconds"
    short = await made(box, key, "short", Scope.STATE, seconds=HOUR / 2)
    assert short.key.expires == box.now[0] + HOUR / 2
    with_it = await made(box, key, "with it", Scope.STATE)
    assert with_it.key.expires == box.now[0] + HOUR
    endless = (await made(box, anna, "endless", *MAY_OPEN)).text
    assert (await made(box, endless, "as long", Scope.STATE)).key.expires == 0.0


async def test_with_a_key_all_go_that_it_made(box: Box, anna: str) -> None:
    key = (await made(box, anna, "maker", *MAY_OPEN)).text
    child = (await made(box, key, "child", *MAY_OPEN)).text
    grandchild = (await made(box, child, "grandchild", Scope.STATE)).text
    await made(box, anna, "other", Scope.STATE)
    assert box.judge(GetStatus(), grandchild).api_key
    await box.ask(RevokeApiKey("maker"), anna)
    assert await names(box, anna) == ["other"]
    for gone in (key, child, grandchild):
        await box.denied(GetStatus(), gone)
    entries, _ = box.admission.door.log.entries(0, 50)
    told = {each.of for each in entries if each.what.value == "key-revoked"}
    assert told == {"maker", "child", "grandchild"}


async def test_a_key_revokes_what_opens_no_more_than_it_does(box: Box, anna: str) -> None:
    key = (await made(box, anna, "maker", *MAY_OPEN)).text
    await made(box, anna, "less", Scope.STATE)
    await made(box, anna, "more", Scope.STATE, Scope.CALLS)
    assert await refused(box, RevokeApiKey("more"), key) == "scopes"
    assert await refused(box, RevokeApiKey("nobody"), key) == "key"
    await box.ask(RevokeApiKey("less"), key)
    assert await names(box, anna) == ["maker", "more"]


async def test_a_key_that_was_revoked_meanwhile_makes_none(box: Box, anna: str) -> None:
    made_by = (await made(box, anna, "maker", *MAY_OPEN)).key
    keys = box.admission.door.keys
    keys.revoke(made_by.id)
    with pytest.raises(Invalid) as found:
        keys.make("late", (Scope.STATE,), 0.0, "key:maker", made_by.id)
    assert found.value.field == "key"


async def test_a_key_called_like_the_id_of_another_is_not_taken_for_it(box: Box, anna: str) -> None:
    key = (await made(box, anna, "maker", *MAY_OPEN)).text
    keys = box.admission.door.keys
    first = keys.every()[0].id
    await made(box, key, first, Scope.STATE)
    assert keys.named(first).name == "maker"


async def test_a_key_makes_accounts_that_may_no_more_than_it_does(box: Box, anna: str) -> None:
    key = (await made(box, anna, "hr", *EVERYTHING)).text
    weak = (await made(box, anna, "weak", Scope.ACCOUNTS, Scope.OFFICE_CHANGE)).text
    for role in ROLES:
        wanted = SetAccount("boris", PASSWORD, role)
        assert await refused(box, wanted, weak) == "role"
        if role in ABOVE:
            assert await refused(box, wanted, key) == "role"
        else:
            await box.ask(wanted, key)
            assert box.admission.door.users.named("boris").role is role
    token = (await box.ask(LogIn("boris", PASSWORD))).token
    assert (await box.ask(WhoAmI(), token)).role is Role.MANAGER


@pytest.mark.parametrize("role", ABOVE)
async def test_a_key_touches_no_account_that_may_more(box: Box, anna: str, role: Role) -> None:
    """Whoever sets its password, or takes away what guards it, would be it."""
    key = (await made(box, anna, "hr", *EVERYTHING)).text
    users = box.admission.door.users
    users.set("boris", PASSWORD, role)
    token = (await box.ask(LogIn("boris", PASSWORD))).token
    for question in (
        SetAccount("boris", "another password of mine", Role.EMPLOYEE),
        SetAccount("boris", "", Role.EMPLOYEE),
        RemoveAccount("boris"),
        LockAccount("boris", locked=True),
        LockAccount("boris", locked=False),
        EndSessions("boris"),
        DropSecondFactor("boris"),
        DropPasskeys("boris"),
    ):
        assert await refused(box, question, key) == "role", question
    assert await refused(box, WantSecondFactor((role,)), key) == "roles"
    users.want_factor(frozenset({role}))
    assert await refused(box, WantSecondFactor(()), key) == "roles"
    assert users.named("boris").role is role
    assert box.admission.door.sessions.find(token) is not None
    assert users.verify("boris", PASSWORD) is not None


async def test_a_key_sees_to_accounts_below_it(box: Box, anna: str) -> None:
    key = (await made(box, anna, "hr", *EVERYTHING)).text
    await box.ask(SetAccount("boris", PASSWORD, Role.OPERATOR), key)
    token = (await box.ask(LogIn("boris", PASSWORD))).token
    await box.ask(EndSessions("boris"), key)
    assert box.admission.door.sessions.find(token) is None
    await box.ask(LockAccount("boris", locked=True), key)
    await box.ask(DropSecondFactor("boris"), key)
    await box.ask(DropPasskeys("boris"), key)
    await box.ask(WantSecondFactor((Role.OPERATOR,)), key)
    found = await box.ask(GetAccounts(), key)
    assert [each.user for each in found.accounts if each.locked] == ["boris"]
    assert found.must == (Role.OPERATOR,)
    await box.ask(RemoveAccount("boris"), key)
    assert box.admission.door.users.get("boris") is None
    entries, _ = box.admission.door.log.entries(0, 50)
    assert {each.who for each in entries if each.of == "boris"} == {"key:hr", "boris"}
