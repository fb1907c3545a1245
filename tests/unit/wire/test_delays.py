"""Whoever guesses passwords waits, and keeps nobody else out."""

import asyncio
from pathlib import Path

import pytest

from appliance.wire import protocol
from appliance.wire.access import ChangePassword
from appliance.wire.answers import Done, Why
from appliance.wire.delays import Delays, Places
from appliance.wire.errors import NotAllowed
from tests.unit.wire.test_wire import PASSWORD, box


def test_guessing_takes_ever_longer() -> None:
    now = [0.0]
    delays = Delays(lambda: now[0])
    guessing, owner = Places("address 1.2.3.4", "user anna"), Places("address 5.6.7.8", "user anna")
    waits = []
    for _ in range(9):
        delays.wrong(guessing)
        waits.append((delays.wait(guessing), delays.wait(owner)))
    assert waits == [*[(0, 0)] * 3, (1, 1), (2, 2), (4, 4), (8, 8), (16, 15), (32, 15)]
    assert delays.wait(Places("address 5.6.7.8", "user olga")) == 0
    now[0] += 33
    assert delays.wait(guessing) == 0
    delays.right(guessing)
    delays.wrong(guessing)
    assert delays.wait(guessing) == 0
    for _ in range(2000):  # a count that only grows ends in no error
        delays.wrong(guessing)
    assert (delays.wait(guessing), delays.wait(owner)) == (900, 15)


def test_strangers_do_not_keep_out_who_was_right_before() -> None:
    now = [0.0]
    delays = Delays(lambda: now[0])
    owner, elsewhere = (Places(f"address {place}", "user anna") for place in ("home", "hotel"))
    delays.right(owner)
    for stranger in range(3000):  # each from an address of its own, whenever the door is free
        place = Places(f"address {stranger}", "user anna")
        now[0] += delays.wait(place)
        delays.wrong(place)
        assert delays.wait(owner) == 0
    assert delays.wait(elsewhere) == 15
    assert now[0] > 2900 * 15, "and guessing is as slow as before"
    at_another_door = Places("address home", "user olga")
    for _ in range(9):
        delays.wrong(Places("address 1", "user olga"))
    assert delays.wait(at_another_door) == 15
    for _ in range(5):
        delays.wrong(owner)
    assert delays.wait(owner) == 2


async def test_strangers_do_not_keep_a_user_from_a_new_password(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        (tmp_path / "setup-code").write_text("ABCDE-FGHJK\n")
        client = there.client(console=False)
        await client.ask(protocol.SetUp("ABCDE-FGHJK", "anna", PASSWORD))
        token = (await client.ask(protocol.LogIn("anna", PASSWORD, "home"))).token
        for stranger in range(5):
            with pytest.raises(NotAllowed):
                await client.ask(protocol.LogIn("anna", "guessed", f"1.2.3.{stranger}"))
        assert await client.ask(ChangePassword(PASSWORD, f"{PASSWORD}2"), token) == Done()
        assert (await client.ask(protocol.LogIn("anna", f"{PASSWORD}2", "home"))).token


def test_only_so_many_places_are_known_again() -> None:
    now = [0.0]
    delays = Delays(lambda: now[0])
    first, last = Places("address 0", "user anna"), Places("address 999", "user anna")
    for place in range(1000):
        delays.right(Places(f"address {place}", "user anna"))
    for _ in range(9):
        delays.wrong(Places("address x", "user anna"))
    assert (delays.wait(first), delays.wait(last)) == (15, 0)


async def test_many_guesses_at_once_are_counted(tmp_path: Path) -> None:
    async with box(tmp_path) as there:
        (tmp_path / "setup-code").write_text("ABCDE-FGHJK\n")
        await there.client().ask(protocol.SetUp("ABCDE-FGHJK", "anna", PASSWORD))
        tries = [there.client().ask(protocol.LogIn("anna", f"x{n}", "1.2.3.4")) for n in range(8)]
        refused = await asyncio.gather(*tries, return_exceptions=True)
        waits = [r for r in refused if isinstance(r, NotAllowed) and r.why is Why.WAIT]
        assert len(waits) >= 4
