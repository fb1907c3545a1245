"""Installing over a box and writing both slots anew keep the configuration that the box had."""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
from pathlib import Path

import pytest

from build.lib.image import grub
from tests.unit import tree

_INITRD = tree.TREE / "build/disk/initrd"
_LIBEXEC = tree.TREE / "rootfs-overlay/usr/lib/lineman/libexec"
# A box with the disk vda and a stick, each partition a file named DISK-NAME. What touches whole
# disks does nothing here. `dies` is what the power cut comes after: a copy or a step of erasing.
_INSTALL = """
export LINEMAN_ESP={folder}/stick-esp LINEMAN_ENV=0
disk=stick dies={dies}
. {initrd}/install.sh
scratch={folder}/run
cut() {{ [ "$1" != "$dies" ] || exit 0; }}
device() {{ echo "{folder}/$1-$2"; }}
bootenv() {{ sh {libexec}/bootenv "$@"; }}
copy() {{ cp "$1" "$2"; cut "$3"; }}
blkid() {{ grep -q ext4 "$6" 2>/dev/null && echo ext4; }}
write_slots() {{ cut slots; }}
write_table() {{ cut table; }}
format_state() {{ echo ext4 >{folder}/$1-state; cut state; }}
forget_data() {{ : >{folder}/$1-data; cut data; }}
start_code() {{ cut "$1"; }}
sleep() {{ :; }}
{call}
"""


def _environment(path: Path, **changed: str) -> None:
    path.write_bytes(grub.environment(grub.FACTORY_ENVIRONMENT | changed))


def _value(path: Path, name: str) -> str:
    lines = path.read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))


def _run(folder: Path, call: str, typed: str = "", dies: str = "") -> None:
    _environment(folder / "stick-esp")
    for name in ("stick-recovery", "stick-bios_grub", "vda-data", "vda-state"):
        (folder / name).touch()
    (folder / "run").mkdir(exist_ok=True)
    script = _INSTALL.format(
        folder=folder, initrd=_INITRD, libexec=_LIBEXEC, call=call, dies=f"'{dies}'"
    )
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
    _environment(tmp_path / "vda-esp", **found)
    _run(tmp_path, "install_on vda yes")
    assert _value(tmp_path / "vda-esp", "order") == order
    assert [_value(tmp_path / "vda-esp", f"{name}_left") for name in "ab"] == ["3", "3"]


def test_the_machine_stays_the_same(tmp_path: Path) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B)
    _run(tmp_path, "install_on vda yes")
    assert _value(tmp_path / "vda-esp", "machine_id") == "abc"


def test_an_empty_disk_starts_with_slot_a(tmp_path: Path) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B)
    _run(tmp_path, "install_on vda no")
    assert _value(tmp_path / "vda-esp", "order") == "A B"
    assert _value(tmp_path / "vda-esp", "machine_id") == ""


def _has_data(folder: Path) -> None:
    for name in ("state", "data"):
        (folder / f"vda-{name}").write_text("ext4")


_COPIES = ("boot menu, to memory", "slots", "recovery", "boot loader", "boot menu", "/dev/stick")


@pytest.mark.parametrize("dies", _COPIES)
def test_a_power_cut_and_a_repeat_keep_all(tmp_path: Path, dies: str) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B, data="")
    _has_data(tmp_path)
    _run(tmp_path, "install_on vda yes", dies=dies)
    after_cut = [_value(tmp_path / "vda-esp", name) for name in ("order", "machine_id", "data")]
    assert after_cut == ["B A", "abc", ""]
    _run(tmp_path, "install_on vda yes")
    repeated = [_value(tmp_path / "vda-esp", name) for name in ("order", "machine_id", "data")]
    assert repeated == ["B A", "abc", ""]


_ERASING = ("/dev/zero", "table", "state", "data", *_COPIES[1:])


@pytest.mark.parametrize("dies", _ERASING)
def test_a_power_cut_while_erasing_and_a_repeat_that_keeps_what_is_there_start(
    tmp_path: Path, dies: str
) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B, data="")
    _has_data(tmp_path)
    _run(tmp_path, "install_on vda no", dies=dies)
    _run(tmp_path, "install_on vda yes")
    formatted = (tmp_path / "vda-data").read_text() == ""
    assert (_value(tmp_path / "vda-esp", "data") == "new") is formatted
    assert (tmp_path / "vda-state").read_text().strip() == "ext4"


@pytest.mark.parametrize("dies", ["state", "data", "slots", "recovery", "boot loader"])
def test_a_disk_that_is_half_erased_does_not_start(tmp_path: Path, dies: str) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B)
    _run(tmp_path, "install_on vda no", dies=dies)
    assert not (tmp_path / "vda-esp").read_bytes()[: grub.ENVIRONMENT_SIZE // 2].strip(b"\0")


def test_a_kept_disk_whose_environment_is_spoilt_keeps_its_file_systems(tmp_path: Path) -> None:
    (tmp_path / "vda-esp").write_bytes(bytes(grub.ENVIRONMENT_SIZE))
    _has_data(tmp_path)
    _run(tmp_path, "install_on vda yes")
    assert _value(tmp_path / "vda-esp", "data") == ""
    assert (tmp_path / "vda-state").read_text() == "ext4"


def test_without_memory_for_the_boot_menu_nothing_is_changed(tmp_path: Path) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B)
    full = 'copy() { case $3 in *memory) return 1 ;; esac; cp "$1" "$2"; }\n'
    _run(tmp_path, full + "install_on vda no || echo failed")
    assert _value(tmp_path / "vda-esp", "machine_id") == "abc"


# What recovery mounts and erases, does nothing.
_RECOVERY = """
mount() {{ :; }}
umount() {{ :; }}
rm() {{ :; }}
restart() {{ :; }}
export LINEMAN_ESP={folder}/vda-esp
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
    _environment(tmp_path / "vda-esp", data=found)
    _run(tmp_path, f"install_on vda {keep}")
    assert _value(tmp_path / "vda-esp", "data") == left


@pytest.mark.parametrize(("typed", "left"), [("\nRESET\n", ""), ("n\nRESET\n", "new")])
def test_a_factory_reset_has_data_formatted_that_is_not_kept(
    tmp_path: Path, typed: str, left: str
) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B, data="")
    _recovery(tmp_path, "factory_reset", typed)
    assert _value(tmp_path / "vda-esp", "data") == left


def test_writing_both_slots_anew_keeps_the_order(tmp_path: Path) -> None:
    _environment(tmp_path / "vda-esp", **PROVED_B)
    _recovery(tmp_path, "reinstall", "y\n")
    assert _value(tmp_path / "vda-esp", "order") == "B A"


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
    _environment(tmp_path / "vda-esp", **found)
    _recovery(tmp_path, "factory_reset", "\nRESET\n")
    assert _value(tmp_path / "vda-esp", "order") == order
    assert "".join(_value(tmp_path / "vda-esp", f"{name}_left") for name in "ab") == left


# The shell and programs of the initial RAM disk, which are the workshop's.
_PIECES = """
disk=stick
. {initrd}/boot.sh
. {initrd}/install.sh
{call}
"""


def _by_busybox(call: str) -> tuple[int, list[str]]:
    """How a function of the installer ended, and what the console showed of each line at last."""
    script = _PIECES.format(initrd=_INITRD, call=call)
    done = subprocess.run(
        ["busybox", "sh", "-c", script], check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout.replace("\r", "\n").splitlines()


def _large(path: Path) -> None:
    """Some hundred MiB and an odd end, most of them a hole; each MiB is another."""
    with path.open("wb") as file:
        for mib in range(130):
            file.seek(mib << 20)
            file.write(f"MiB {mib}".encode())
        file.seek((130 << 20) + 776)
        file.write(b"!")


def test_a_copy_is_whole_and_says_how_far_it_is(tmp_path: Path) -> None:
    source, target = tmp_path / "root.img", tmp_path / "slot"
    _large(source)
    with target.open("wb") as file:
        file.truncate(140 << 20)  # what was there before is no part of it
    code, said = _by_busybox(f"copy {source} {target} 'system, slot a'")
    assert code == 0
    assert said == [
        "  system, slot a ... ",
        "  system, slot a ... 48 % ",
        "  system, slot a ... 97 % ",
        "  system, slot a ... 100 %",
    ]
    assert filecmp.cmp(source, target, shallow=False)


@pytest.mark.parametrize("size", [0, 1, 64 << 20])
def test_one_piece_is_copied_at_once(tmp_path: Path, size: int) -> None:
    source, target = tmp_path / "esp", tmp_path / "copy"
    with source.open("wb") as file:
        file.truncate(size)
    code, said = _by_busybox(f"copy {source} {target} 'boot menu'")
    assert (code, said) == (0, ["  boot menu ... ", "  boot menu ... 100 %"])
    assert target.stat().st_size == size


def test_a_copy_that_fails_is_told_and_ends_the_installation(tmp_path: Path) -> None:
    source = tmp_path / "root.img"
    _large(source)
    code, said = _by_busybox(f"copy {source} /dev/full recovery && echo went on")
    assert (code, said) == (1, ["  recovery ... ", "  failed: recovery"])


_DMSETUP = """
cat() {{ echo 1:salt:hash; }}
dmsetup() {{ case $1 in info) echo ../{device} ;; esac; }}
proved /dev/vda6 'system, slot a'
"""


def test_what_is_proved_is_told_with_how_far_it_is(tmp_path: Path) -> None:
    _large(tmp_path / "dm")
    code, said = _by_busybox(_DMSETUP.format(device=tmp_path / "dm"))
    assert (code, len(said)) == (0, 4)
    assert said[1] == "  proving what was written: system, slot a ... 48 % "


def test_a_block_that_does_not_check_is_no_proof(tmp_path: Path) -> None:
    unreadable = tmp_path  # a folder: it is there and has a size
    code, said = _by_busybox(_DMSETUP.format(device=unreadable))
    assert (code, said) == (1, ["  proving what was written: system, slot a ... "])
