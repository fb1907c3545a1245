"""Installing over a box and writing both slots anew keep the configuration that the box had."""

from __future__ import annotations

import os
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


def _run(folder: Path, call: str) -> None:
    _environment(folder / "stick")
    (folder / "stick").chmod(0o600)
    for name in ("data", "stick"):
        (folder / name).touch()
    script = _INSTALL.format(folder=folder, initrd=_INITRD, libexec=_LIBEXEC, call=call)
    environment = {**os.environ, "PATH": f"{_LIBEXEC}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", script], check=True, env=environment)


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


def test_writing_both_slots_anew_keeps_the_order(tmp_path: Path) -> None:
    recovery = (_INITRD / "recovery").read_text()
    body = recovery[recovery.index("reinstall() {") :]
    reinstall = body[: body.index("\n}") + 2]
    _environment(tmp_path / "vda", **PROVED_B)
    call = f"{reinstall}\nask() {{ reply=y; }}\nrestart() {{ :; }}\n"
    call += f"export LINEMAN_ESP={tmp_path}/vda\ndisk=vda\nreinstall"
    _run(tmp_path, call)
    assert _value(tmp_path / "vda", "order") == "B A"
