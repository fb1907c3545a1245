"""A passkey where a second factor is wanted of a role."""

import pytest

from appliance.core.errors import Invalid
from appliance.wire import access, protocol
from appliance.wire.roles import Role
from tests.fakes.authenticator import Device
from tests.fakes.door import PASSWORD, Box
from tests.unit.wire.test_passkeys import SITE, added, begun


async def test_who_owes_a_factor_and_has_a_passkey_makes_no_code_in_its_place(box: Box) -> None:
    """Else whoever guessed the password would make one of his own."""
    device, anna = Device(), await box.log_in()
    await added(box, device, anna)
    await box.ask(access.WantSecondFactor((Role.ADMIN,)), console=True)
    guessed = await box.log_in()
    assert (await box.ask(access.GetOwnAccess(), guessed)).opens_at == SITE
    with pytest.raises(Invalid, match=f"log in with it at {SITE}") as refused:
        await box.ask(access.BeginSecondFactor(PASSWORD), guessed)
    assert refused.value.field == "password"
    opened = await box.ask(device.prove(await begun(box)))
    await box.with_factor(opened.token)


async def test_a_passkey_of_a_name_that_is_no_more_keeps_nobody_out(box: Box) -> None:
    device, anna = Device(), await box.log_in()
    await added(box, device, anna)
    await box.ask(access.WantSecondFactor((Role.ADMIN,)), console=True)
    box.names = ("pbx.office.example",)
    owing = await box.log_in()
    assert (await box.ask(access.GetOwnAccess(), owing)).opens_at == ""
    await box.with_factor(owing)
    assert not (await box.ask(protocol.WhoAmI(), owing)).owes
