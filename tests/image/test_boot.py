"""The image starts on both firmwares, whole and quiet."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from build.lib.image import layout
from build.lib.vm.waiting import TooLate, wait_until
from tests.image import ports
from tests.image.harness import BOOTENV, Guest
from tests.image.harness.boxes import DISK_BYTES
from tests.image.journal import errors

_FIRMWARE = [
    pytest.param("bios", marks=pytest.mark.bios_box),
    pytest.param("uefi", marks=pytest.mark.quiet),
]
# What the product promises; the rest is held by build/reference/exposure.
_EXPOSED = {"asterisk.service": 3.5, "lineman.service": 3.0, "lineman-web.service": 1.5}
_ROOMS = ["history", "recordings", "voicemail", "prompts", "uploads"]


@pytest.fixture(scope="module", params=_FIRMWARE)
def started(request: pytest.FixtureRequest) -> Guest:
    """A new box at rest, started for the first time by the firmware under test."""
    guest: Guest = request.getfixturevalue("box" if request.param == "uefi" else "bios_box")
    guest.wait([BOOTENV, "get", "a_good"], "1", seconds=300)
    return guest


def test_it_was_started_by_the_firmware_under_test(
    started: Guest, request: pytest.FixtureRequest
) -> None:
    found = started.run(["test", "-d", "/sys/firmware/efi"], check=False).code == 0
    assert found == ("uefi" in request.node.callspec.id)


def test_everything_runs_and_nothing_failed(started: Guest) -> None:
    failed = started.run(["systemctl", "list-units", "--failed", "--plain", "--no-legend"])
    assert failed.out == ""
    assert started.run(["systemctl", "is-system-running"], check=False).out == "running\n"


def test_units_wait_for_each_other_in_no_circle(started: Guest) -> None:
    log = started.run(["journalctl", "--boot", "--output=cat", "_PID=1"]).out
    assert "ordering cycle" not in log


def test_every_error_in_the_journal_has_a_reason(started: Guest) -> None:
    assert errors(started) == []


def test_the_journal_can_be_searched_by_field(started: Guest) -> None:
    found = started.run(["journalctl", "--boot", "--output=cat", "LINEMAN_REVISION=1"]).out
    assert found.startswith("revision 1 by ")


def test_the_root_is_the_verified_one_and_read_only(started: Guest) -> None:
    mounted = started.run(["findmnt", "--noheadings", "--output=SOURCE,FSTYPE,OPTIONS", "/"]).out
    source, kind, options = mounted.split()
    assert source == "/dev/mapper/root" or source.startswith("/dev/dm-")
    assert kind == "erofs"
    assert "ro" in options.split(",")
    table = started.run(["dmsetup", "table", "--target", "verity"]).out
    assert "panic_on_corruption" in table
    assert started.run(["dmsetup", "status", "--target", "verity"]).out.strip().endswith("V")


def test_data_has_the_rest_of_the_disk_with_quotas(started: Guest) -> None:
    size = int(started.run(["blockdev", "--getsize64", "/dev/lineman/data"]).out)
    assert size > DISK_BYTES - layout.start("data") - 16 * layout.MIB
    sectors = started.run(["findmnt", "--noheadings", "--bytes", "--output=SIZE,OPTIONS", "/srv"])
    held, options = sectors.out.split()
    assert int(held) > size * 0.9
    assert "prjquota" in options


def test_each_kind_of_data_has_its_ceiling_and_none_takes_all(started: Guest) -> None:
    def free(folder: str) -> int:
        blocks, size = started.run(["stat", "-f", "-c", "%a %S", folder]).out.split()
        return int(blocks) * int(size)

    whole, rooms = free("/srv"), {name: free(f"/srv/{name}") for name in _ROOMS}
    assert all(0 < room < whole for room in rooms.values()), (whole, rooms)
    assert sum(rooms.values()) < whole, (whole, rooms)
    more, file = rooms["voicemail"] + 64 * layout.MIB, "/srv/voicemail/filled"
    filling = ["runuser", "-u", "asterisk", "--", "fallocate", f"--length={more}", file]
    try:
        filled = started.run(filling, check=False, seconds=120)
        assert filled.code != 0
        assert "quota exceeded" in filled.err
        assert free("/srv/history") > rooms["history"] * 0.9
    finally:
        started.run(["rm", "-f", file])


def test_calls_that_are_to_be_read_have_room_of_their_own(started: Guest) -> None:
    """Whoever fills what he may of the rest of the state partition."""

    def free(folder: str) -> int:
        told = started.run(["stat", "-f", "-c", "%a %S", f"/var/lib/lineman/{folder}"])
        blocks, size = told.out.split()
        return int(blocks) * int(size)

    whole, spool, rest = free(""), free("spool/cel"), free("slots/A") + free("identity")
    assert whole * 0.4 < spool < whole
    assert spool + rest < whole


def test_the_disk_has_an_identity_of_its_own(started: Guest) -> None:
    table = started.run(["sfdisk", "--dump", "/dev/lineman/disk"]).out
    assert layout.FACTORY_DISK.upper() not in table
    assert layout.partition("esp").guid.upper() not in table
    machine = started.read("/etc/machine-id").decode().strip()
    assert started.run([BOOTENV, "get", "machine_id"]).out.strip() == machine


def test_a_slot_that_runs_has_its_tries_back(started: Guest) -> None:
    assert started.run([BOOTENV, "get", "a_left"]).out == "3\n"


def test_there_is_no_secure_shell_and_nobody_has_a_password(started: Guest) -> None:
    assert started.run(["test", "-e", "/usr/sbin/sshd"], check=False).code != 0
    shadow = started.read("/etc/shadow").decode().splitlines()
    assert all(line.split(":")[1][:1] in {"*", "!"} for line in shadow)


def test_it_listens_where_agreed_and_nowhere_else(started: Guest) -> None:
    """What the network's first answer opens may come late."""
    last: list[str] = []

    def agreed() -> bool:
        last[:] = ports.drift(started.run(ports.asked()).out)
        return not last

    with suppress(TooLate):
        wait_until(agreed, "the box listens where agreed")
    assert last == []


@pytest.mark.parametrize(("unit", "most"), _EXPOSED.items())
def test_a_running_service_is_as_closed_as_its_file_says(
    started: Guest, unit: str, most: float
) -> None:
    """By systemd's own count, 0 to 10, with whatever else the box has given the unit."""
    said = started.run(["systemd-analyze", "security", unit], check=False, seconds=120).out
    told = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert told is not None, said[-500:]
    assert float(told[1]) <= most
