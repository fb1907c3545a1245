"""Accounts, sessions and the code beside the password: what they keep out, and what is told."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import msgspec
import pytest

from appliance.core.errors import Fault, Invalid
from appliance.wire import access, protocol
from appliance.wire.answers import Done, OpenSessions, Why
from appliance.wire.delays import FREE
from appliance.wire.errors import NotAllowed
from appliance.wire.passwords import Users
from appliance.wire.roles import ROLES, Role
from appliance.wire.sessions import IDLE, LONGEST, Sessions
from tests.fakes.door import OTHER, PASSWORD, Box


async def test_a_second_factor_is_asked_for_once_it_was_proved(box: Box) -> None:
    token = await box.log_in()
    begun = await box.ask(access.BeginSecondFactor(PASSWORD), token)
    assert re.fullmatch(
        r"otpauth://totp/Lineman:anna\?secret=[A-Z2-7]{32}&issuer=Lineman", begun.uri
    )
    with pytest.raises(Invalid, match="app shows now"):
        await box.ask(access.ConfirmSecondFactor("000000"), token)
    assert await box.log_in(), "not before a code of it was given"
    app, _ = await box.with_factor(token)
    ticket = await box.ticket()
    wrong = await box.denied(access.GiveCode(ticket, "123456"))
    assert wrong.why is Why.WRONG
    box.now[0] += 60
    opened = await box.ask(access.GiveCode(ticket, box.code(app)))
    assert (await box.ask(protocol.WhoAmI(), opened.token)).role is Role.ADMIN


async def test_a_code_counts_once_even_over_a_restart(box: Box) -> None:
    app, _ = await box.with_factor(await box.log_in())
    used = box.code(app)
    assert (await box.denied(access.GiveCode(await box.ticket(), used))).why is Why.WRONG
    box.now[0] += 31
    assert (await box.ask(access.GiveCode(await box.ticket(), box.code(app)))).token
    box.restart()
    again = access.GiveCode(await box.ticket(), box.code(app))
    assert (await box.denied(again)).why is Why.WRONG


@pytest.mark.parametrize(("off", "in_time"), [(-30, True), (30, True), (-90, False), (90, False)])
async def test_a_telephones_clock_may_be_off_by_half_a_minute(
    box: Box, off: int, *, in_time: bool
) -> None:
    app, _ = await box.with_factor(await box.log_in())
    box.now[0] += 300
    given = access.GiveCode(await box.ticket(), app.at(int(box.now[0]) + off))
    if in_time:
        assert (await box.ask(given)).token
    else:
        assert (await box.denied(given)).why is Why.WRONG


async def test_a_recovery_code_opens_once(box: Box) -> None:
    token = await box.log_in()
    _, codes = await box.with_factor(token)
    assert len(set(codes)) == 10
    assert {len(code) for code in codes} == {len("ABCDE-FGHIJ")}, "50 bits"
    typed = codes[3].lower().replace("-", " ")
    opened = await box.ask(access.GiveCode(await box.ticket(), typed))
    assert (await box.ask(access.GetOwnAccess(), opened.token)).recovery_codes == 9
    assert (await box.denied(access.GiveCode(await box.ticket(), typed))).why is Why.WRONG
    fresh = await box.ask(access.RenewRecoveryCodes(PASSWORD), token)
    box.now[0] += 5
    assert (await box.denied(access.GiveCode(await box.ticket(), codes[4]))).why is Why.WRONG
    box.now[0] += 5
    assert (await box.ask(access.GiveCode(await box.ticket(), fresh.codes[0]))).token


async def test_recovery_codes_are_kept_as_slow_salted_digests(box: Box) -> None:
    _, codes = await box.with_factor(await box.log_in())
    kept = box.admission.door.users.named("anna").guard.recovery
    assert len(set(kept)) == len(codes)
    assert all(each.startswith("$argon2id$") for each in kept)


async def test_a_recovery_code_of_an_older_release_opens_once(box: Box) -> None:
    await box.with_factor(await box.log_in())
    old = hashlib.sha256(b"ABCDEFGHIJ").hexdigest()
    await box.admission.door.guard(
        "anna", lambda guard: msgspec.structs.replace(guard, recovery=(old,))
    )
    box.restart()
    assert (await box.ask(access.GiveCode(await box.ticket(), "abcde-fghij"))).token
    assert (await box.denied(access.GiveCode(await box.ticket(), "abcde-fghij"))).why is Why.WRONG


async def test_guessing_codes_is_slow_from_wherever_they_come(box: Box) -> None:
    await box.with_factor(await box.log_in())
    waits = []
    for guess in range(12):
        ticket = await box.ticket(f"192.0.2.{guess}")
        refused = await box.denied(access.GiveCode(ticket, f"{guess:06}", f"192.0.2.{guess}"))
        waits.append(refused.seconds)
        box.now[0] += refused.seconds / 2
    assert waits[:4] == [0, 0, 0, 0]
    assert all(wait > 0 for wait in waits[4:]), "though each has the right password"
    box.now[0] += 3600 * 2
    for guess in range(20):
        box.now[0] += 900
        await box.denied(access.GiveCode(await box.ticket(), "000000", f"198.51.100.{guess}"))
    assert (await box.denied(access.GiveCode(await box.ticket(), "000000"))).seconds > 800


async def test_a_ticket_holds_for_five_minutes_and_until_the_password_changes(box: Box) -> None:
    token = await box.log_in()
    app, _ = await box.with_factor(token)
    late = await box.ticket()
    box.now[0] += 301
    assert (await box.denied(access.GiveCode(late, box.code(app)))).why is Why.LOG_IN
    old = await box.ticket()
    await box.ask(access.ChangePassword(PASSWORD, OTHER), token)
    assert (await box.denied(access.GiveCode(old, box.code(app)))).why is Why.LOG_IN
    assert (await box.denied(access.GiveCode("", box.code(app)))).why is Why.LOG_IN


async def test_the_code_is_switched_off_by_the_password_or_another_administrator(box: Box) -> None:
    token = await box.log_in()
    await box.with_factor(token)
    assert (await box.denied(access.EndSecondFactor("guessed it"), token)).why is Why.WRONG
    with pytest.raises(Invalid, match="with your password"):
        await box.ask(access.DropSecondFactor("anna"), token)
    await box.ask(access.DropSecondFactor("anna"), console=True)
    assert await box.log_in()
    assert (await box.denied(protocol.WhoAmI(), token)).why is Why.LOG_IN


async def test_a_secret_stands_in_one_file_and_codes_in_none(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    token = await box.log_in()
    app, codes = await box.with_factor(token)
    box.now[0] += 60
    given = box.code(app)
    await box.ask(access.GiveCode(await box.ticket(), given))
    kept = {path.name: path.read_text() for path in box.folder.iterdir()}
    assert [name for name, text in kept.items() if app.secret in text] == ["guards.json"]
    for text in (*kept.values(), caplog.text):
        assert not any(code in text or code.replace("-", "") in text for code in codes)
        assert PASSWORD not in text
        assert token not in text
    assert app.secret not in caplog.text
    assert given not in caplog.text


async def test_sessions_are_listed_and_ended_by_their_owner_alone(box: Box) -> None:
    phone = await box.ask(protocol.LogIn("ivan", OTHER, "192.0.2.9", "Firefox on a telephone"))
    box.now[0] += 60
    desk = await box.log_in("ivan", OTHER, "192.0.2.1")
    anna = await box.log_in()
    listed: OpenSessions = await box.ask(access.GetSessions(), desk)
    told = [(each.user, each.origin, each.agent, each.own) for each in listed.sessions]
    assert told == [
        ("ivan", "192.0.2.1", "", True),
        ("ivan", "192.0.2.9", "Firefox on a telephone", False),
    ]
    assert phone.token not in str(listed)
    of_anna = (await box.ask(access.GetSessions(), anna)).sessions[0].id
    with pytest.raises(Invalid, match="ended already"):
        await box.ask(access.EndSession(OTHER, of_anna), desk)
    assert await box.ask(protocol.WhoAmI(), anna)
    assert await box.ask(access.EndSession(OTHER, listed.sessions[1].id), desk) == Done()
    assert (await box.denied(protocol.WhoAmI(), phone.token)).why is Why.LOG_IN
    third = await box.log_in("ivan", OTHER)
    await box.ask(access.EndSession(OTHER), desk)
    assert (await box.denied(protocol.WhoAmI(), third)).why is Why.LOG_IN
    assert await box.ask(protocol.WhoAmI(), desk)
    assert len((await box.ask(access.GetEverySession(), anna)).sessions) == 2


async def test_sessions_are_ended_by_who_knows_the_password_alone(box: Box) -> None:
    other, open_browser = await box.log_in(), await box.log_in()
    for guess in ("", "guessed it"):
        refused = await box.denied(access.EndSession(guess), open_browser)
        assert refused.why is Why.WRONG
    assert await box.ask(protocol.WhoAmI(), other)
    assert await box.ask(access.EndSession(PASSWORD), open_browser) == Done()
    assert (await box.denied(protocol.WhoAmI(), other)).why is Why.LOG_IN


async def test_sessions_say_how_each_was_opened(box: Box) -> None:
    token = await box.log_in()
    (first,) = (await box.ask(access.GetSessions(), token)).sessions
    assert first.how == "password"
    app, codes = await box.with_factor(token)  # a code was given in it
    box.now[0] += 60
    await box.ask(access.GiveCode(await box.ticket(), box.code(app)))
    await box.ask(access.GiveCode(await box.ticket(), codes[0]))
    listed = (await box.ask(access.GetSessions(), token)).sessions
    assert sorted(each.how for each in listed) == ["code", "code", "recovery-code"]


async def test_a_locked_account_is_told_so_with_its_password_alone(box: Box) -> None:
    ivan = await box.log_in("ivan", OTHER)
    await box.ask(access.LockAccount("ivan", locked=True), await box.log_in())
    assert (await box.denied(protocol.WhoAmI(), ivan)).why is Why.LOG_IN
    box.restart()
    assert (await box.denied(protocol.LogIn("ivan", "guessed"))).why is Why.WRONG
    assert (await box.denied(protocol.LogIn("ivan", OTHER))).why is Why.LOCKED
    await box.ask(access.LockAccount("ivan", locked=False), console=True)
    assert await box.log_in("ivan", OTHER)


async def test_nobody_takes_his_own_rights(box: Box) -> None:
    token = await box.log_in()
    for question in (
        access.SetAccount("anna", role=Role.EMPLOYEE),
        access.LockAccount("anna", locked=True),
        access.RemoveAccount("anna"),
    ):
        with pytest.raises(Invalid, match="another administrator"):
            await box.ask(question, token)
    for role in (Role.ANYONE, Role.CONSOLE):
        with pytest.raises(Invalid, match="no account can be"):
            await box.ask(access.SetAccount("ivan", role=role), token)


async def test_whoever_waits_is_let_try_again_from_the_console(box: Box) -> None:
    for _ in range(6):
        await box.denied(protocol.LogIn("anna", "guessed", "192.0.2.1"))
    assert (await box.denied(protocol.LogIn("anna", PASSWORD, "192.0.2.1"))).why is Why.WAIT
    await box.ask(access.LiftDelays(), console=True)
    assert await box.log_in("anna", PASSWORD, "192.0.2.1")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_outlives_a_restart_and_the_release_before_reads_the_file(
    tmp_path: Path, role: Role
) -> None:
    Users(tmp_path / "users.json").set("olga", PASSWORD, role)
    assert Users(tmp_path / "users.json").named("olga").role is role
    (row,) = json.loads((tmp_path / "users.json").read_text())["users"]
    assert row.keys() == {"name", "role", "password"}
    assert row["role"] == (2 if role is Role.ADMIN else 1), "there was no other"
    assert (tmp_path / "guards.json").exists() is (role not in {Role.ADMIN, Role.EMPLOYEE})


def test_guards_that_cannot_be_read_are_a_fault_and_not_an_open_door(tmp_path: Path) -> None:
    Users(tmp_path / "users.json").set("olga", PASSWORD, Role.MANAGER)
    (tmp_path / "guards.json").write_text("{")
    with pytest.raises(Fault, match="cannot be read"):
        Users(tmp_path / "users.json")


def test_a_session_ends_after_two_weeks_however_busy_it_is(tmp_path: Path) -> None:
    now = [1000.0]
    sessions = Sessions(tmp_path / "sessions.json", lambda: now[0])
    token, _ = sessions.begin("anna", Role.ADMIN)
    while now[0] < 1000 + LONGEST - IDLE / 2:
        now[0] += IDLE / 2
        assert sessions.find(token)
    now[0] = 1000 + LONGEST + 1
    assert sessions.find(token) is None


async def test_a_clock_that_was_ahead_keeps_nobody_out(tmp_path: Path) -> None:
    """As on a box that learns the time from the network a minute after somebody mistyped."""
    year = 365 * 86400.0
    box = Box(tmp_path, ahead=year)
    (tmp_path / "setup-code").write_text("ABCDE-FGHKM")
    for _ in range(FREE + 1):
        with pytest.raises(NotAllowed):
            await box.ask(protocol.SetUp("WRONG-WRONG", "anna", PASSWORD))
    box.ahead = 0.0
    box.now[0] += 2
    session = await box.ask(protocol.SetUp("ABCDE-FGHKM", "anna", PASSWORD))
    ticket = box.admission.door.tickets.give("anna")
    box.ahead = -year
    assert box.admission.door.tickets.user(ticket) == "anna"
    box.now[0] += 301
    assert box.admission.door.tickets.user(ticket) == ""
    assert session.user == "anna"


def test_a_session_that_a_clock_ahead_opened_ends_as_any_other(tmp_path: Path) -> None:
    now = [2e9]
    sessions = Sessions(tmp_path / "sessions.json", lambda: now[0])
    token, _ = sessions.begin("anna", Role.ADMIN)
    now[0] = 1.9e9
    found = sessions.find(token)
    assert found is not None
    assert (found.expires, found.began) == (now[0] + IDLE, now[0])
    now[0] += IDLE + 1
    assert sessions.find(token) is None


async def test_a_question_beyond_ones_rights_is_written_down(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    token = await box.log_in("ivan", OTHER)
    assert (await box.denied(access.GetAccounts(), token)).why is Why.RIGHTS
    assert "ivan may not ask GetAccounts" in caplog.text
    caplog.clear()
    assert (await box.denied(access.GetAccounts())).why is Why.LOG_IN
    assert not caplog.text, "a stranger is asked to log in, which is no attempt"


def test_a_password_counts_to_its_last_letter(tmp_path: Path) -> None:
    long = "forty red bicycles, " * 10
    users = Users(tmp_path / "users.json")
    users.set("olga", long, Role.EMPLOYEE)
    assert len(long) == 200
    assert users.verify("olga", long)
    for other in (f"{long}x", long[:-1], long.upper(), long.strip()):
        assert users.verify("olga", other) is None
    users.set("olga", "сорок красных велосипедов 🚲", Role.EMPLOYEE)
    assert users.verify("olga", "сорок красных велосипедов 🚲")


def test_a_password_says_how_its_digest_was_made(tmp_path: Path) -> None:
    """So that a stronger way is one line, and those made before are still known."""
    Users(tmp_path / "users.json").set("olga", PASSWORD, Role.EMPLOYEE)
    (row,) = json.loads((tmp_path / "users.json").read_text())["users"]
    assert row["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_sessions_token_cannot_be_guessed(tmp_path: Path) -> None:
    sessions = Sessions(tmp_path / "sessions.json", lambda: 1000.0)
    tokens = {sessions.begin("anna", Role.ADMIN)[0] for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}, "256 bits"


async def test_a_new_password_ends_every_other_session(box: Box) -> None:
    other, own = await box.log_in(), await box.log_in()
    await box.ask(access.ChangePassword(PASSWORD, OTHER), own)
    assert (await box.denied(protocol.WhoAmI(), other)).why is Why.LOG_IN
    assert await box.ask(protocol.WhoAmI(), own)


async def test_an_administrator_ends_all_sessions_of_another(box: Box) -> None:
    first, second = await box.log_in("ivan", OTHER), await box.log_in("ivan", OTHER)
    anna = await box.log_in()
    await box.ask(access.EndSessions("ivan"), anna)
    for token in (first, second):
        assert (await box.denied(protocol.WhoAmI(), token)).why is Why.LOG_IN
    assert await box.ask(protocol.WhoAmI(), anna)


async def test_a_password_that_another_sets_leaves_the_second_factor(box: Box) -> None:
    await box.with_factor(await box.log_in())
    await box.ask(access.SetAccount("anna", OTHER, Role.ADMIN), console=True)
    assert (await box.denied(protocol.LogIn("anna", OTHER))).why is Why.CODE
