"""The Vagrant box can be read by what reads boxes, checked without Vagrant."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from build.lib import box
from build.lib.vm.probe import FAR_ENDS, VIRTUAL_CARDS
from tests.campaign.campaign_box import Boxed
from tests.unit.tree import TREE


def packed(folder: Path) -> Path:
    disk = folder / "box.img"
    disk.write_bytes(b"QFI\xfb" + bytes(1 << 16))
    box.pack(disk, folder / "lineman.box")
    return folder / "lineman.box"


def test_a_box_holds_what_libvirt_needs(tmp_path: Path) -> None:
    with tarfile.open(packed(tmp_path), "r:gz") as opened:
        assert sorted(opened.getnames()) == ["Vagrantfile", "box.img", "metadata.json"]
        assert {member.uname for member in opened.getmembers()} == {"root"}
        described = opened.extractfile("metadata.json")
        assert described is not None
        read = json.load(described)
        disk = opened.extractfile("box.img")
        assert disk is not None
        assert disk.read(4) == b"QFI\xfb"
    assert read == {"provider": "libvirt", "format": "qcow2", "virtual_size": 8}


def test_a_half_packed_box_is_not_there(tmp_path: Path) -> None:
    packed(tmp_path)
    assert not list(tmp_path.glob("*.part"))


def test_the_catalogue_names_the_box_and_its_checksum(tmp_path: Path) -> None:
    made = packed(tmp_path)
    listed = json.loads(json.dumps(box.catalogue(made, "1.2.3")))
    (version,) = listed["versions"]
    (provider,) = version["providers"]
    assert listed["name"] == "lineman"
    assert version["version"] == "1.2.3"
    assert provider["url"] == f"file://{made}"
    assert provider["checksum"] == hashlib.sha256(made.read_bytes()).hexdigest()


def test_ruby_understands_both_vagrantfiles(tmp_path: Path) -> None:
    inner = tmp_path / "Vagrantfile"
    inner.write_text(box.VAGRANTFILE)
    for path in (TREE / "Vagrantfile", inner):
        done = subprocess.run(["ruby", "-c", str(path)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("console", "first"),
    [
        ("Set-up code: AAAAA-BBBBB\nagain\nSet-up code: RJD4Q-K2VJF\n", "Set-up code: RJD4Q-K2VJF"),
        ("Lineman 1.0\n", "It has been set up: log in as before."),
        (None, "Set-up code: sudo grep"),
    ],
)
def test_vagrant_says_what_to_do_first(tmp_path: Path, console: str | None, first: str) -> None:
    log = tmp_path / "console"
    if console is not None:
        log.write_text(console)
    alone = Path(__file__).with_name("vagrant_alone.rb")
    argv = ["ruby", str(alone), str(TREE / "Vagrantfile"), str(log)]
    read = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
    address, said = read["first_visit"].split("\n")
    assert address == "Web page: https://192.0.2.1/"
    assert said.startswith(first)
    assert read["answers"] == {"lineman_web_page": ["ready?", "test", "wait_for_ready"]}
    settings = [asked["inner"] for asked in read["asked"]["vm"]]
    assert [d["words"][0] for s in settings for d in s.get("define", ())] == ["box", "builder"]


def _read(folder: Path) -> dict[str, Any]:
    """What the Vagrantfile asks for; `folder` holds the console that it speaks of."""
    alone = Path(__file__).with_name("vagrant_alone.rb")
    argv = ["ruby", str(alone), str(TREE / "Vagrantfile"), str(folder / "none")]
    read: dict[str, Any] = json.loads(subprocess.run(argv, capture_output=True, check=True).stdout)
    return read


def _machine(read: dict[str, Any], name: str) -> dict[str, Any]:
    defined = [d for asked in read["asked"]["vm"] for d in asked["inner"].get("define", ())]
    machine = next(d["inner"] for d in defined if d["words"][0] == name)
    # One call follows the other: of several with one name each block counts.
    return {
        kind: {key: call for calls in machine.get(kind, ()) for key, call in calls["inner"].items()}
        for kind in ("vm", "trigger")
    }


def test_vagrant_keeps_what_the_box_says_where_nobody_else_writes(tmp_path: Path) -> None:
    """The set-up code is in it."""
    (tmp_path / "told").mkdir(mode=0o777)
    read = _read(tmp_path)
    assert Path(read["console"]).is_relative_to(TREE / ".vagrant")
    assert (tmp_path / "told").stat().st_mode & 0o777 == 0o700
    (before,) = _machine(read, "box")["trigger"]["before"]
    assert "ruby" in before["inner"]


def test_the_builder_has_the_disk_that_the_build_wants(tmp_path: Path) -> None:
    promised = re.search(r"(\d+) GB of disk", (TREE / "README.md").read_text())
    assert promised is not None
    asked = _machine(_read(tmp_path), "builder")["vm"]
    ((size,),) = (call["words"] for call in asked["provider"][0]["inner"]["machine_virtual_size="])
    assert size >= int(promised[1]) + 10  # Debian and the tree are on it too
    script = asked["provision"][0]["named"]["inline"]
    assert "resize2fs" in script
    judged = subprocess.run(["shellcheck", "--shell=sh", "-"], input=script, text=True, check=False)
    assert judged.returncode == 0


def _unpacked(folder: Path) -> Path:
    with tarfile.open(packed(folder), "r:gz") as opened:
        opened.extractall(folder / "box", filter="data")
    return folder / "box"


def test_a_box_of_ours_is_as_the_campaign_wants_it(tmp_path: Path) -> None:
    _unpacked(tmp_path)
    assert Boxed(tmp_path).bad("described") is None


@pytest.mark.parametrize("foreign", ["id_rsa", ".git/config"])
def test_a_foreign_file_in_a_box_is_told(tmp_path: Path, foreign: str) -> None:
    stray = _unpacked(tmp_path) / foreign
    stray.parent.mkdir(exist_ok=True)
    stray.touch()
    assert foreign in (Boxed(tmp_path).bad("described") or "")


def test_the_vagrantfile_asks_for_the_box_we_make() -> None:
    text = (TREE / "Vagrantfile").read_text()
    assert f'box.vm.box = "{box.NAME}"' in text
    assert "#{TREE}/lineman-box.json" in text


def test_the_vagrantfile_hands_in_the_cards_of_build_run() -> None:
    text = (TREE / "Vagrantfile").read_text().replace("\\n", "\n")
    assert VIRTUAL_CARDS in text
    assert FAR_ENDS in text
