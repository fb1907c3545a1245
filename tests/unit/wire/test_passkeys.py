"""Passkeys: what is believed of a device, for whom it opens, and what is told of it."""

from __future__ import annotations

import json

import msgspec
import pytest

from appliance.core.errors import Invalid
from appliance.wire import access, protocol
from appliance.wire.access_log import What
from appliance.wire.answers import PasskeyAsked, Why
from appliance.wire.challenges import HOLDS
from appliance.wire.errors import NotAllowed
from appliance.wire.passkeys_answered import MOST
from appliance.wire.roles import Role
from appliance.wire.trusted import Unfit, site_of, unfit
from tests.fakes.authenticator import PRESENT, VERIFIED, Device, decoded, encoded
from tests.fakes.door import OTHER, PASSWORD, Box

SITE = "lineman.local"


async def _begin(box: Box, token: str, name: str = "telephone", **changed: str) -> PasskeyAsked:
    begin = access.BeginPasskey(PASSWORD, name, SITE)
    asked: PasskeyAsked = await box.ask(msgspec.structs.replace(begin, **changed), token)
    return asked


async def added(box: Box, device: Device, token: str, name: str = "telephone") -> str:
    await box.ask(device.make(await _begin(box, token, name)), token)
    return encoded(device.kept[-1].id)


async def begun(box: Box, user: str = "", site: str = SITE) -> PasskeyAsked:
    asked: PasskeyAsked = await box.ask(access.BeginPasskeyLogIn(site, user))
    return asked


async def _told(box: Box, token: str) -> list[tuple[str, str, str]]:
    entries = (await box.ask(access.GetAccessLog(), token)).entries
    return [(each.who, each.what, each.of) for each in entries]


@pytest.mark.parametrize("user", ["", "anna"])
async def test_a_passkey_opens_the_account_by_name_and_without(box: Box, user: str) -> None:
    device, token = Device(), await box.log_in()
    await added(box, device, token)
    box.restart()
    asked = await begun(box, user)
    assert ("allowCredentials" in json.loads(asked.options)) is bool(user)
    proof = msgspec.structs.replace(device.prove(asked), origin="192.0.2.7", agent="Firefox")
    opened = await box.ask(proof)
    me = await box.ask(protocol.WhoAmI(), opened.token)
    assert (me.user, me.role) == ("anna", Role.ADMIN)
    sessions = (await box.ask(access.GetSessions(), opened.token)).sessions
    assert {each.how for each in sessions} == {"passkey", "password"}
    own = next(each for each in sessions if each.own)
    assert (own.how, own.origin, own.agent) == ("passkey", "192.0.2.7", "Firefox")
    (kept,) = (await box.ask(access.GetOwnAccess(), opened.token)).passkeys
    assert (kept.name, kept.host, kept.used) == ("telephone", "lineman.local", box.now[0])
    told = await _told(box, opened.token)
    assert told[:2] == [("anna", "passkey", "anna"), ("anna", "passkey-added", "anna")]


async def test_it_counts_as_both_factors(box: Box) -> None:
    device, token = Device(), await box.log_in()
    await box.with_factor(token)
    await added(box, device, token)
    assert (await box.ask(device.prove(await begun(box)))).user == "anna"
    (account, _) = (await box.ask(access.GetAccounts(), token)).accounts
    assert (account.second_factor, account.passkeys) == (True, 1)


async def test_what_the_browser_is_asked_for(box: Box) -> None:
    token = await box.log_in()
    device = Device()
    ident = await added(box, device, token)
    options = json.loads((await _begin(box, token, "key")).options)
    assert options["rp"] == {"id": "lineman.local", "name": "Lineman"}
    assert options["attestation"] == "none"
    assert options["timeout"] == 120_000
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert [each["alg"] for each in options["pubKeyCredParams"]] == [-7, -8, -257]
    assert [each["id"] for each in options["excludeCredentials"]] == [ident]
    assert len(decoded(options["challenge"])) == 32
    assert b"anna" not in decoded(options["user"]["id"]), "a device tells it to whoever holds it"
    asked = json.loads((await begun(box)).options)
    assert (asked["rpId"], asked["userVerification"]) == ("lineman.local", "required")
    assert asked["challenge"] != json.loads((await begun(box)).options)["challenge"]


async def test_adding_one_wants_the_password(box: Box) -> None:
    token = await box.log_in()
    begin = access.BeginPasskey("guessed it", "key", SITE)
    assert (await box.denied(begin, token)).why is Why.WRONG
    assert (await _told(box, token))[0] == ("anna", "refused", "anna")


@pytest.mark.parametrize(
    ("name", "said"), [("", "empty"), ("telephone", "another passkey"), ("x" * 61, "at most 60")]
)
async def test_each_has_a_name_of_its_own(box: Box, name: str, said: str) -> None:
    token = await box.log_in()
    await added(box, Device(), token)
    with pytest.raises(Invalid, match=said) as refused:
        await _begin(box, token, name)
    assert refused.value.field == "passkey_name"


async def test_there_are_ten_at_most(box: Box) -> None:
    token = await box.log_in()
    for number in range(MOST):
        await added(box, Device(), token, f"key {number}")
    with pytest.raises(Invalid, match="remove one"):
        await _begin(box, token, "one more")


@pytest.mark.parametrize(
    ("site", "why"),
    [
        ("192.0.2.1", Unfit.ADDRESS),
        ("[2001:db8::1]:8443", Unfit.ADDRESS),
        ("other.example", Unfit.NOT_NAMED),
        ("lineman.local.evil.example", Unfit.NOT_NAMED),
        ("", Unfit.NOT_NAMED),
        ("lineman.local", None),
        ("LINEMAN.local:8443", None),
    ],
)
async def test_only_a_name_of_the_certificate_will_do(
    box: Box, site: str, why: Unfit | None
) -> None:
    assert unfit(site_of(site).host, box.names) is why
    begin = access.BeginPasskey(PASSWORD, "key", site)
    token = await box.log_in()
    for question, session in ((begin, token), (access.BeginPasskeyLogIn(site), "")):
        if why is None:
            assert (await box.ask(question, session)).ticket
            continue
        with pytest.raises(Invalid, match="name of the box's certificate"):
            await box.ask(question, session)


async def test_without_a_certificate_there_are_none(box: Box) -> None:
    box.names = ()
    assert unfit("lineman.local", ()) is Unfit.NO_CERTIFICATE
    with pytest.raises(Invalid, match="certificate"):
        await begun(box)


async def test_another_page_s_answer_is_refused(box: Box) -> None:
    token, device = await box.log_in(), Device()
    evil = Device("https://lineman.local.evil.example")
    with pytest.raises(Invalid, match="another page"):
        await box.ask(evil.make(await _begin(box, token)), token)
    await added(box, device, token)
    for origin in ("http://lineman.local", "https://lineman.local:8443", "https://evil.example"):
        device.origin = origin
        with pytest.raises(Invalid, match="another page"):
            await box.ask(device.prove(await begun(box)))
        box.now[0] += 3600
    device.origin, device.cross_origin = "https://lineman.local", True
    with pytest.raises(Invalid, match="another page"):
        await box.ask(device.prove(await begun(box)))
    assert ("", "wrong-passkey", "anna") in await _told(box, token)


async def test_a_page_s_port_is_part_of_it(box: Box) -> None:
    token, device = await box.log_in(), Device("https://lineman.local:8443")
    await box.ask(device.make(await _begin(box, token, site="lineman.local:8443")), token)
    assert await box.ask(device.prove(await begun(box, site="lineman.local:8443")))


async def test_a_passkey_of_another_name_is_refused(box: Box) -> None:
    token, device = await box.log_in(), Device()
    await added(box, device, token)
    asked = await begun(box, site="box.office.example")
    proof = device.prove(asked, rpId="lineman.local")
    with pytest.raises(Invalid, match="opens no account here"):
        await box.ask(proof)
    asked = await _begin(box, token, "key", site="box.office.example")
    device.origin = "https://box.office.example"
    with pytest.raises(Invalid, match="does not hold"):
        await box.ask(device.make(asked, rp={"id": "lineman.local"}), token)


async def test_a_challenge_counts_once_and_for_two_minutes(box: Box) -> None:
    token, device = await box.log_in(), Device()
    add = device.make(await _begin(box, token))
    await box.ask(add, token)
    with pytest.raises(Invalid, match="used already"):
        await box.ask(add, token)
    proof = device.prove(await begun(box))
    assert await box.ask(proof)
    with pytest.raises(Invalid, match="used already"):
        await box.ask(proof)
    other = msgspec.structs.replace(proof, ticket=(await begun(box)).ticket)
    with pytest.raises(Invalid, match="used already"):
        await box.ask(other)
    late = device.prove(await begun(box))
    box.now[0] += HOLDS + 1
    with pytest.raises(Invalid, match="too long"):
        await box.ask(late)


async def test_a_challenge_is_gone_whatever_comes_of_it(box: Box) -> None:
    token, device = await box.log_in(), Device()
    await added(box, device, token)
    asked = await begun(box)
    device.flags = PRESENT
    with pytest.raises(Invalid, match="who holds it"):
        await box.ask(device.prove(asked))
    device.flags |= VERIFIED
    with pytest.raises(Invalid, match="used already"):
        await box.ask(device.prove(asked))


async def test_one_who_asks_without_end_leaves_others_theirs(box: Box) -> None:
    token, device = await box.log_in(), Device()
    await added(box, device, token)
    asked = await begun(box)
    for _ in range(300):
        await box.ask(access.BeginPasskeyLogIn(SITE, origin="192.0.2.66"))
    assert await box.ask(device.prove(asked))


async def test_nobody_finishes_what_another_began(box: Box) -> None:
    anna, ivan = await box.log_in(), await box.log_in("ivan", OTHER)
    add = Device().make(await _begin(box, anna))
    with pytest.raises(Invalid, match="somebody else"):
        await box.ask(add, ivan)
    assert (await box.ask(access.GetOwnAccess(), ivan)).passkeys == ()


async def test_a_passkey_opens_no_other_account(box: Box) -> None:
    token, device = await box.log_in(), Device()
    ident = await added(box, device, token)
    allowed = [{"id": ident}]
    with pytest.raises(Invalid, match="somebody else's"):
        await box.ask(device.prove(await begun(box, "ivan"), allowCredentials=allowed))
    device.kept[0].handle = b"another's"
    with pytest.raises(Invalid, match="opens no account"):
        await box.ask(device.prove(await begun(box)))
    with pytest.raises(Invalid, match="opens no account"):
        await box.ask(device.prove(await begun(box, "anna")))


async def test_a_passkey_belongs_to_one_account(box: Box) -> None:
    anna, ivan, device = await box.log_in(), await box.log_in("ivan", OTHER), Device()
    ident = decoded(await added(box, device, anna))
    asked = await _begin(box, ivan, password=OTHER)
    with pytest.raises(Invalid, match="kept here already"):
        await box.ask(device.make(asked, ident), ivan)
    assert await box.ask(device.make(await _begin(box, ivan, password=OTHER)), ivan)
    users = box.admission.door.users
    assert users.named("anna").guard.handle != users.named("ivan").guard.handle


async def test_a_removed_passkey_opens_nothing_and_others_stay(box: Box) -> None:
    token, gone, stays = await box.log_in(), Device(), Device()
    ident = await added(box, gone, token)
    await added(box, stays, token, "key in the drawer")
    elsewhere = await box.log_in()
    with pytest.raises(Invalid, match="gone already"):
        await box.ask(access.RemovePasskey(ident), await box.log_in("ivan", OTHER))
    asked = await begun(box)
    await box.ask(access.RemovePasskey(ident), token)
    with pytest.raises(Invalid, match="opens no account here"):
        await box.ask(gone.prove(asked))
    assert (await box.denied(protocol.WhoAmI(), elsewhere)).why is Why.LOG_IN
    assert await box.ask(stays.prove(await begun(box)))
    entry = next(
        each
        for each in (await box.ask(access.GetAccessLog(), token)).entries
        if each.what is What.PASSKEY_REMOVED
    )
    assert (entry.who, entry.of, entry.before) == ("anna", "anna", "telephone")


async def test_an_administrator_drops_those_of_a_lost_device(box: Box) -> None:
    device, ivan, anna = Device(), await box.log_in("ivan", OTHER), await box.log_in()
    await box.ask(device.make(await _begin(box, ivan, password=OTHER)), ivan)
    assert (await box.denied(access.DropPasskeys("ivan"), ivan)).why is Why.RIGHTS
    with pytest.raises(Invalid, match="one by one"):
        await box.ask(access.DropPasskeys("anna"), anna)
    await box.ask(access.DropPasskeys("ivan"), console=True)
    assert (await box.denied(protocol.WhoAmI(), ivan)).why is Why.LOG_IN
    with pytest.raises(Invalid, match="opens no account"):
        await box.ask(device.prove(await begun(box)))
    assert box.admission.door.users.named("ivan").guard.handle == ""


async def test_a_locked_account_stays_locked(box: Box) -> None:
    device, token = Device(), await box.log_in("ivan", OTHER)
    await box.ask(device.make(await _begin(box, token, password=OTHER)), token)
    await box.ask(access.LockAccount("ivan", locked=True), console=True)
    assert (await box.denied(device.prove(await begun(box)))).why is Why.LOCKED
    assert (await _told(box, await box.log_in()))[1] == ("ivan", "kept-out", "ivan")


async def test_nobody_is_let_in_whom_the_device_did_not_verify(box: Box) -> None:
    token, device = await box.log_in(), Device(flags=PRESENT)
    with pytest.raises(Invalid, match="who holds it"):
        await box.ask(device.make(await _begin(box, token)), token)
    device.flags = VERIFIED
    with pytest.raises(Invalid, match="does not hold"):
        await box.ask(device.make(await _begin(box, token)), token)
    device.flags |= PRESENT
    await added(box, device, token)
    device.flags = VERIFIED
    with pytest.raises(Invalid, match="does not hold"):
        await box.ask(device.prove(await begun(box)))


async def test_a_copied_device_is_noticed(box: Box) -> None:
    token, device = await box.log_in(), Device()
    await added(box, device, token)
    assert await box.ask(device.prove(await begun(box)))
    device.kept[0].count -= 1
    with pytest.raises(Invalid, match="copied"):
        await box.ask(device.prove(await begun(box)))
    assert (await _told(box, token))[0] == ("", "wrong-passkey", "anna")
    device.kept[0].count += 1
    assert await box.ask(device.prove(await begun(box)))


async def test_a_device_that_does_not_count_is_as_good(box: Box) -> None:
    token, device = await box.log_in(), Device(step=0)
    await added(box, device, token)
    for _ in range(3):
        assert await box.ask(device.prove(await begun(box)))


async def test_a_forged_signature_is_refused(box: Box) -> None:
    token, device, other = await box.log_in(), Device(), Device()
    await added(box, device, token)
    await added(box, other, token, "other")
    asked = await begun(box)
    theirs = other.prove(asked)
    forged = msgspec.structs.replace(device.prove(asked), signature=theirs.signature)
    with pytest.raises(Invalid, match="does not hold"):
        await box.ask(forged)
    assert (await _told(box, token))[0] == ("", "wrong-passkey", "anna")


async def test_guessing_is_slow_and_keeps_the_owner_out_of_nothing(box: Box) -> None:
    token, device = await box.log_in(), Device()
    ident = await added(box, device, token)
    waits = 0
    for _ in range(8):
        asked = await begun(box)
        guess = access.LogInByPasskey(asked.ticket, "guessed", "e30", "", "", "", "192.0.2.9")
        try:
            await box.ask(guess)
        except Invalid:
            continue
        except NotAllowed as refused:
            waits += refused.why is Why.WAIT
    assert waits == 4
    assert await box.ask(device.prove(await begun(box)))
    assert ident not in str((await box.ask(access.GetAccessLog(), token)).entries)


async def test_names_of_accounts_cannot_be_tried_out(box: Box) -> None:
    await added(box, Device(), await box.log_in())

    async def allowed(user: str) -> list[str]:
        options = json.loads((await begun(box, user)).options)
        return [each["id"] for each in options["allowCredentials"]]

    ids = {user: await allowed(user) for user in ("anna", "ivan", "nobody", "anyone")}
    assert len({tuple(each) for each in ids.values()}) == 4
    assert {len(decoded(each[0])) for each in ids.values()} == {32}
    assert ids["nobody"] == await allowed("nobody"), "a name is answered alike each time"


async def test_no_key_of_a_device_and_no_challenge_is_logged(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    token, device = await box.log_in(), Device()
    await added(box, device, token)
    asked = await begun(box)
    await box.ask(device.prove(asked))
    challenge = json.loads(asked.options)["challenge"]
    kept = {path.name: path.read_text() for path in box.folder.iterdir()}
    for text in (*kept.values(), caplog.text):
        assert challenge not in text
        assert asked.ticket not in text
    handle = encoded(device.kept[0].handle)
    assert [name for name, text in kept.items() if handle in text] == ["guards.json"]
    assert handle not in caplog.text
