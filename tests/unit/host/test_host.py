"""systemd, login and RAUC over a real bus, their answers and their refusals."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from dbus_fast import Message
from dbus_fast.aio import MessageBus

from appliance.core.errors import Fault
from appliance.flows.ports import Bundle, Refused, SlotFound
from appliance.host import rauc, units
from appliance.host.dbus import SystemBus
from appliance.host.ports import UnitSeen
from appliance.host.rauc import Rauc
from appliance.host.units import PUTBACK_TIMER, Systemd
from tests.fakes.private_bus import FakeSystem, Refuses, system


@dataclass
class Below:
    """The system below, and our side of it."""

    fake: FakeSystem
    systemd: Systemd
    rauc: Rauc


@pytest.fixture
async def below(tmp_path: Path) -> AsyncIterator[Below]:
    async with system(tmp_path) as (address, fake):
        bus = SystemBus(address)
        yield Below(fake, Systemd(bus), Rauc(bus))
        await bus.close()


async def test_a_restart_ends_when_its_job_does(below: Below) -> None:
    await below.systemd.restart("asterisk.service")
    assert ("RestartUnit", ["asterisk.service", "replace"]) in below.fake.asked


async def test_a_unit_is_told_to_read_its_files_anew(below: Below) -> None:
    await below.systemd.reload("nginx.service")
    assert ("ReloadUnit", ["nginx.service", "replace"]) in below.fake.asked


async def test_one_restart_after_the_other(below: Below) -> None:
    await below.systemd.restart("asterisk.service")
    await below.systemd.restart("lineman-cards.service")
    assert below.fake.members().count("RestartUnit") == 2


async def test_a_unit_that_does_not_come_up_is_a_fault(below: Below) -> None:
    below.fake.job_result = "failed"
    with pytest.raises(Fault, match="did not do as told: failed"):
        await below.systemd.restart("asterisk.service")


async def test_a_unit_nobody_knows_is_a_fault(below: Below) -> None:
    with pytest.raises(Fault, match="not found"):
        await below.systemd.restart("unknown.service")


async def test_a_job_without_end_is_a_fault(below: Below, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "LONGEST_JOB", 0.2)
    below.fake.job_silent = True
    with pytest.raises(Fault, match="takes too long"):
        await below.systemd.restart("asterisk.service")


async def test_the_put_back_timer_is_armed_and_disarmed(below: Below) -> None:
    await below.systemd.arm_putback()
    await below.systemd.disarm_putback()
    verbs = [(member, body[0]) for member, body in below.fake.asked if "Unit" in member]
    assert verbs == [("RestartUnit", PUTBACK_TIMER), ("StopUnit", PUTBACK_TIMER)]


async def test_units_tell_what_they_do_as_far_as_there_are_any(below: Below) -> None:
    names = ("lineman-cards.service", "unknown.service", "asterisk.service")
    assert await below.systemd.units(names) == (
        UnitSeen("lineman-cards.service", "failed", "failed"),
        UnitSeen("asterisk.service", "active", "running"),
    )


async def test_the_box_is_restarted_by_login(below: Below) -> None:
    await below.systemd.restart_box()
    assert ("Reboot", [False]) in below.fake.asked


async def test_a_bundle_says_what_it_is(below: Below) -> None:
    assert await below.rauc.inspect(Path("/x")) == Bundle("2.0", "lineman-x86-64")
    assert await below.rauc.compatible() == "lineman-x86-64"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("signature verification failed: no signer found", "not signed by the maker"),
        ("Failed to check bundle identifier: Invalid identifier. Did you pass a valid RAUC bundle?",
         "did not arrive whole"),
        ("bundle size too small", "did not arrive whole"),
        ("Invalid bundle format: Signature size (15283) exceeds bundle size", "not arrive whole"),
        ("Compatible mismatch: Expected 'x' but bundle manifest has 'y'", "not made for this box"),
        ("something else", "something else"),
    ],
)  # fmt: skip
async def test_a_refused_bundle_is_explained(below: Below, said: str, meant: str) -> None:
    def refuse(_path: str) -> dict[str, object]:
        raise Refuses("org.gtk.GDBus.UnmappedGError", said)

    below.fake.inspect = refuse
    with pytest.raises(Fault, match=meant) as fault:
        await below.rauc.inspect(Path("/x"))
    assert "Nothing was changed" in fault.value.remedy


async def test_an_installation_tells_how_far_it_is(
    below: Below, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rauc, "LOOK_EVERY", 0.06)
    heard: list[int] = []
    await below.rauc.install(Path("/x"), heard.append)
    assert ("InstallBundle", ["/x", {}]) in below.fake.asked
    assert heard == [40]


async def test_an_installation_that_fails_is_explained(below: Below) -> None:
    below.fake.install_result = 1
    below.fake.last_error = "No space left on device"
    with pytest.raises(Fault, match="no room"):
        await below.rauc.install(Path("/x"), lambda _: None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Failed updating slot rootfs.1: Input/output error", "The disk cannot be read"),
        ("Failed updating slot rootfs.1: No space left on device", "There is no room"),
        ("Slot (1024) is too small for image (4096)", "could not be written: Slot"),
    ],
)
async def test_half_an_installation_does_not_say_that_nothing_was_changed(
    below: Below, said: str, meant: str
) -> None:
    below.fake.install_result = 1
    below.fake.last_error = said
    with pytest.raises(Fault, match=meant) as fault:
        await below.rauc.install(Path("/x"), lambda _: None)
    assert not isinstance(fault.value, Refused)
    assert "Nothing" not in fault.value.text + fault.value.remedy


async def test_an_installation_that_is_refused_changed_nothing(below: Below) -> None:
    below.fake.install_result = 1
    below.fake.last_error = "Failed to check bundle: signature verification failed"
    with pytest.raises(Refused, match="not signed by the maker") as fault:
        await below.rauc.install(Path("/x"), lambda _: None)
    assert "Nothing was changed" in fault.value.remedy


@pytest.mark.parametrize("how", ["begins anew", "is gone"])
async def test_an_installation_ends_when_the_installer_dies(
    below: Below, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(rauc, "LOOK_EVERY", 0.05)
    below.fake.install_dies = True
    below.fake.gone_after_death = how == "is gone"
    async with asyncio.timeout(5):
        with pytest.raises(Fault, match="broke off"):
            await below.rauc.install(Path("/x"), lambda _: None)


async def test_the_running_slot_is_marked(below: Below) -> None:
    await below.rauc.mark_good()
    await below.rauc.mark_bad()
    await below.rauc.mark_other_bad()
    marks = [body for member, body in below.fake.asked if member == "Mark"]
    assert marks == [["good", "booted"], ["bad", "booted"], ["bad", "other"]]


async def test_both_slots_are_told(below: Below) -> None:
    assert await below.rauc.slots() == (
        SlotFound("A", "1.0", good=True),
        SlotFound("B", "1.1", good=False),
    )


async def test_without_a_bus_there_is_a_fault(tmp_path: Path) -> None:
    bus = SystemBus(f"unix:path={tmp_path}/none")
    with pytest.raises(Fault, match="bus does not answer"):
        await Systemd(bus).restart("asterisk.service")


async def test_a_broken_connection_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    async with system(tmp_path / "one") as (address, _):
        bus = SystemBus(address)
        await Systemd(bus).restart_box()
    await asyncio.sleep(0.1)
    (tmp_path / "one" / "bus").unlink(missing_ok=True)
    async with system(tmp_path / "one") as (_, fake):
        await Systemd(bus).restart_box()
        assert fake.members() == ["Reboot"]
        await bus.close()


def _hangs_up(patched: pytest.MonkeyPatch, member: str) -> None:
    """The bus goes when it is asked this."""
    call = MessageBus.call

    async def called(bus: MessageBus, message: Message) -> Message | None:
        if message.member == member:
            raise EOFError
        return await call(bus, message)

    patched.setattr(MessageBus, "call", called)


async def test_a_bus_that_goes_before_a_job_is_a_fault(
    below: Below, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hangs_up(monkeypatch, "AddMatch")
    with pytest.raises(Fault, match="does not answer AddMatch"):
        await below.systemd.restart("asterisk.service")


async def test_a_bus_that_goes_before_an_installation_changed_nothing(
    below: Below, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hangs_up(monkeypatch, "AddMatch")
    with pytest.raises(Refused, match="does not answer AddMatch"):
        await below.rauc.install(Path("/x"), lambda _: None)
    assert "InstallBundle" not in below.fake.members()


async def test_a_bus_that_goes_after_a_job_spoils_it_not(
    below: Below, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hangs_up(monkeypatch, "RemoveMatch")
    await below.systemd.restart("asterisk.service")


async def test_a_connection_on_which_nobody_can_listen_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with system(tmp_path) as (address, fake):
        bus = SystemBus(address)
        with monkeypatch.context() as patched:
            _hangs_up(patched, "AddMatch")
            with pytest.raises(Fault, match="AddMatch"):
                await Systemd(bus).restart("asterisk.service")
        await Systemd(bus).restart("asterisk.service")
        assert "RestartUnit" in fake.members()
        await bus.close()
