"""Installing over a box and writing both slots anew keep the configuration that the box had."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit import tree

_INITRD = tree.TREE / "build/disk/initrd"
_LIBEXEC = tree.TREE / "rootfs-overlay/usr/lib/lineman/libexec"
# What touches disks does nothing here; the stick's boot menu comes with the stick's environment.
_INSTALL = """
export LINEMAN_ESP={folder}/stick LINEMAN_ENV=0
disk=stick
. {initrd}/install.sh
device() {{ echo "{folder}/$1"; }}
bootenv() {{ sh {libexec}/bootenv "$@"; }}
copy() {{ [ "$3" != "boot menu" ] || cp {folder}/stick {folder}/vda; }}
write_slots() {{ :; }}
write_table() {{ :; }}
format_state() {{ :; }}
forget_data() {{ :; }}
dd() {{ :; }}
sleep() {{ :; }}
{call}
"""


def _environment(path: Path, **changed: str) -> None:
    path.write_bytes(grub.environment(grub.FACTORY_ENVIRONMENT | changed))


def _value(path: Path, name: str) -> str:
    lines = path.read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))


def _run(folder: Path, call: str, typed: str = "") -> None:
    _environment(folder / "stick")
    (folder / "stick").chmod(0o600)
    for name in ("data", "stick"):
        (folder / name).touch()
    script = _INSTALL.format(folder=folder, initrd=_INITRD, libexec=_LIBEXEC, call=call)
    environment = {**os.environ, "PATH": f"{_LIBEXEC}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", script], check=True, env=environment, input=typed, text=True)


PROVED_B = {"order": "B A", "a_good": "1", "b_good": "1", "machine_id": "abc"}


@pytest.mark.parametrize(
    ("found", "order"),
    [
        (PROVED_B, "B A"),
        ({"order": "A B", "a_good": "1"}, "A B"),
        ({"order": "B A", "a_good": "1", "b_good": "0"}, "A B"),  # B was on trial
        ({"order": "B A", "a_good": "1", "b_good": "0", "b_left": "0"}, "A B"),  # B went back
        ({"order": "A B", "a_good": "1", "a_left": "0", "b_good": "1"}, "B A"),  # A died, B ran
        ({"order": "B A", "b_good": "1", "a_left": "0", "b_left": "0"}, "B A"),  # nothing started
        ({"order": "A B"}, "A B"),
        ({"order": "rubbish", "b_good": "1"}, "B A"),
    ],
)
def test_the_slot_whose_configuration_was_used_comes_first(
    tmp_path: Path, found: dict[str, str], order: str
) -> None:
    _environment(tmp_path / "vda", **found)
    _run(tmp_path, "install_on vda yes")
    assert _value(tmp_path / "vda", "order") == order
    assert [_value(tmp_path / "vda", f"{name}_left") for name in "ab"] == ["3", "3"]


def test_the_machine_stays_the_same(tmp_path: Path) -> None:
    _environment(tmp_path / "vda", **PROVED_B)
    _run(tmp_path, "install_on vda yes")
    assert _value(tmp_path / "vda", "machine_id") == "abc"


def test_an_empty_disk_starts_with_slot_a(tmp_path: Path) -> None:
    _environment(tmp_path / "vda", **PROVED_B)
    _run(tmp_path, "install_on vda no")
    assert _value(tmp_path / "vda", "order") == "A B"
    assert _value(tmp_path / "vda", "machine_id") == ""


# What recovery mounts and erases, does nothing.
_RECOVERY = """
mount() {{ :; }}
umount() {{ :; }}
rm() {{ :; }}
restart() {{ :; }}
export LINEMAN_ESP={folder}/vda
disk=vda
{call}
"""


def _recovery(folder: Path, call: str, typed: str) -> None:
    """One function of recovery on the disk vda, its questions answered."""
    text = (_INITRD / "recovery").read_text()
    functions = re.findall(r"(?ms)^\w+\(\) \{.*?^\}\n", text)
    _run(folder, "".join(functions) + _RECOVERY.format(folder=folder, call=call), typed)


@pytest.mark.parametrize(
    ("keep", "found", "left"),
    [("yes", "", ""), ("yes", "new", "new"), ("no", "", "new")],
)
def test_data_that_is_kept_is_not_formatted(
    tmp_path: Path, keep: str, found: str, left: str
) -> None:
    _environment(tmp_path / "vda", data=found)
    _run(tmp_path, f"install_on vda {keep}")
    assert _value(tmp_path / "vda", "data") == left


@pytest.mark.parametrize(("typed", "left"), [("\nRESET\n", ""), ("n\nRESET\n", "new")])
def test_a_factory_reset_has_data_formatted_that_is_not_kept(
    tmp_path: Path, typed: str, left: str
) -> None:
    _environment(tmp_path / "vda", **PROVED_B, data="")
    _recovery(tmp_path, "factory_reset", typed)
    assert _value(tmp_path / "vda", "data") == left


def test_writing_both_slots_anew_keeps_the_order(tmp_path: Path) -> None:
    _environment(tmp_path / "vda", **PROVED_B)
    _recovery(tmp_path, "reinstall", "y\n")
    assert _value(tmp_path / "vda", "order") == "B A"


@pytest.mark.parametrize(
    ("found", "order", "left"),
    [
        ({"order": "B A", "a_good": "1", "b_good": "0", "b_left": "0"}, "A B", "30"),  # B went back
        ({"order": "B A", "a_good": "1", "b_good": "0", "b_left": "2"}, "A B", "32"),  # B on trial
        ({"order": "A B", "a_good": "1", "a_left": "0", "b_left": "3"}, "A B", "33"),  # a new box
        (PROVED_B | {"a_left": "0", "b_left": "0"}, "B A", "33"),  # nothing started
        (PROVED_B | {"order": "A B", "a_left": "0"}, "B A", "33"),  # A died, B ran
        ({"a_left": "0", "b_left": "0"}, "A B", "33"),  # none ever proved itself
    ],
)
def test_a_factory_reset_starts_what_proved_itself(
    tmp_path: Path, found: dict[str, str], order: str, left: str
) -> None:
    _environment(tmp_path / "vda", **found)
    _recovery(tmp_path, "factory_reset", "\nRESET\n")
    assert _value(tmp_path / "vda", "order") == order
    assert "".join(_value(tmp_path / "vda", f"{name}_left") for name in "ab") == left
