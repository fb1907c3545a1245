"""A role that wants a second factor: nobody with it gets further by a password alone."""

from __future__ import annotations

import asyncio

import pyotp
import pytest

from appliance.core.errors import Invalid
from appliance.wire import access, protocol
from appliance.wire.access_log import What
from appliance.wire.answers import Done, RecoveryCodes, Why
from appliance.wire.roles import Role
from appliance.wire.sessions import PROVED, How
from tests.fakes.door import OTHER, PASSWORD, Box

_EMPLOYEES = access.WantSecondFactor((Role.EMPLOYEE,))


async def _owing(box: Box) -> str:
    """Ivan's session, who has a password alone and an employee's role."""
    anna = await box.log_in()
    await box.with_factor(anna)
    assert await box.ask(_EMPLOYEES, anna) == Done()
    assert (await box.ask(access.GetAccounts(), anna)).must == (Role.EMPLOYEE,)
    return await box.log_in("ivan", OTHER)


async def test_who_has_none_makes_one_and_reaches_nothing_else_until_then(box: Box) -> None:
    ivan = await _owing(box)
    assert (await box.ask(protocol.WhoAmI(), ivan)).owes
    for question in (
        access.GetSessions(),
        access.ChangePassword(OTHER, PASSWORD),
        access.BeginPasskey(OTHER, "key", "lineman.local"),
        protocol.GetStatus(),
        protocol.Subscribe(),
    ):
        assert (await box.denied(question, ivan)).why is Why.FACTOR
    begun = await box.ask(access.BeginSecondFactor(OTHER), ivan)
    code = box.code(pyotp.TOTP(begun.secret))
    await box.ask(access.ConfirmSecondFactor(code), ivan)
    assert not (await box.ask(protocol.WhoAmI(), ivan)).owes
    listed = (await box.ask(access.GetSessions(), ivan)).sessions
    assert [each.how for each in listed] == [How.CODE]
    with pytest.raises(Invalid, match="is your last") as refused:
        await box.ask(access.EndSecondFactor(OTHER), ivan)
    assert refused.value.field == "password"


async def test_it_holds_over_a_restart_and_for_that_role_alone(box: Box) -> None:
    ivan = await _owing(box)
    box.restart()
    assert (await box.denied(access.GetSessions(), ivan)).why is Why.FACTOR
    box.admission.door.users.set("petr", OTHER, Role.OPERATOR)
    assert await box.ask(access.GetSessions(), await box.log_in("petr", OTHER))


@pytest.mark.parametrize("how", How)
async def test_what_counts_is_by_what_the_session_was_opened(box: Box, how: How) -> None:
    await _owing(box)
    token, _ = box.admission.door.sessions.begin("ivan", Role.EMPLOYEE, how=how)
    assert (await box.ask(protocol.WhoAmI(), token)).owes is (how not in PROVED)


async def test_sessions_of_a_password_alone_end_when_it_is_switched_on(box: Box) -> None:
    ivan, anna = await box.log_in("ivan", OTHER), await box.log_in()
    proved, _ = box.admission.door.sessions.begin("ivan", Role.EMPLOYEE, how=How.PASSKEY)
    await box.with_factor(anna)
    await box.ask(_EMPLOYEES, anna)
    assert (await box.denied(protocol.WhoAmI(), ivan)).why is Why.LOG_IN
    assert await box.ask(protocol.WhoAmI(), proved)
    (entry, *_), _ = box.admission.door.log.entries(0.0, 1)
    assert (entry.who, entry.what, entry.after) == ("anna", What.FACTOR_WANTED, "employee")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.EMPLOYEE])
async def test_nobody_asks_of_others_what_he_has_not(box: Box, role: Role) -> None:
    anna = await box.log_in()
    with pytest.raises(Invalid, match="of your own") as refused:
        await box.ask(access.WantSecondFactor((role,)), anna)
    assert refused.value.field == "roles"
    assert (await box.ask(access.GetAccounts(), anna)).must == ()


async def test_the_console_sets_and_lifts_it(box: Box) -> None:
    await box.ask(access.WantSecondFactor((Role.ADMIN,)), console=True)
    anna = await box.log_in()
    assert (await box.denied(access.GetAccounts(), anna)).why is Why.FACTOR
    await box.ask(access.WantSecondFactor(()), console=True)
    assert (await box.ask(access.GetAccounts(), anna)).must == ()


async def test_only_what_an_account_can_be_is_asked_for(box: Box) -> None:
    with pytest.raises(Invalid):
        await box.ask(access.WantSecondFactor((Role.CONSOLE,)), console=True)


async def test_a_code_given_twice_at_once_makes_one_set_of_recovery_codes(box: Box) -> None:
    anna = await box.log_in()
    begun = await box.ask(access.BeginSecondFactor(PASSWORD), anna)
    confirm = access.ConfirmSecondFactor(box.code(pyotp.TOTP(begun.secret)))
    both = await asyncio.gather(
        box.ask(confirm, anna), box.ask(confirm, anna), return_exceptions=True
    )
    codes = next(each.codes for each in both if isinstance(each, RecoveryCodes))
    assert sum(isinstance(each, Invalid) for each in both) == 1
    opened = await box.ask(access.GiveCode(await box.ticket(), codes[0]))
    assert opened.user == "anna"
