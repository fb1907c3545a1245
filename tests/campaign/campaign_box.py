"""The box for Vagrant, tried without Vagrant: unpacked, judged, started to its web page."""

from __future__ import annotations

import json
import os
import subprocess
import tarfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from jsonschema import ValidationError, validate

from build.lib import cache
from build.lib.vm.machine import Disk
from build.lib.vm.waiting import TooLate
from tests.campaign.plan import Campaign
from tests.image.harness import Forward, Guest, GuestFault, free_port, usual_box
from tests.image.harness.boxes import wait_for_dial_tone
from tests.image.web_page import HTTPS, WebPage

# https://github.com/vagrant-libvirt/vagrant-libvirt: what a box of one disk says about itself.
_SCHEMA = {
    "type": "object",
    "properties": {
        "provider": {"const": "libvirt"},
        "format": {"const": "qcow2"},
        "virtual_size": {"type": "integer", "minimum": 1},
    },
    "required": ["provider", "format", "virtual_size"],
    "additionalProperties": False,
}
_MEMBERS = ["Vagrantfile", "box.img", "metadata.json"]


class Boxed:
    """A case a thing that Vagrant and libvirt do with a box."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._unpacked = folder, folder / "box"
        self._cases = {
            "described": self._described,
            "whole-disk": self._whole_disk,
            "web-page": self._web_page,
            "no-way-in": self._no_way_in,
        }

    def cases(self) -> Sequence[str]:
        """Cheap ones first."""
        return list(self._cases)

    def bad(self, case: str) -> str | None:
        """What was not as it must be."""
        try:
            return self._cases[case]()
        except (AssertionError, GuestFault, TooLate, ValidationError, ValueError) as failed:
            return f"{type(failed).__name__}: {failed}"

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """The size of what is handed out."""
        del tried
        return {"box_mib": Path(os.environ["LINEMAN_BOX"]).stat().st_size / (1 << 20)}

    def _disk(self) -> Path:
        return self._unpacked / "box.img"

    def _described(self) -> str | None:
        validate(self._metadata(), _SCHEMA)
        found = sorted(str(p.relative_to(self._unpacked)) for p in self._unpacked.rglob("*"))
        return None if found == _MEMBERS else f"the box holds {found}"

    def _metadata(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads((self._unpacked / "metadata.json").read_text())
        return read

    def _whole_disk(self) -> str | None:
        checked = _qemu_img("check", self._disk())
        info = json.loads(_qemu_img("info", "--output=json", self._disk()))
        wanted = {"format": "qcow2", "virtual-size": self._metadata()["virtual_size"] << 30}
        found = {name: info[name] for name in wanted}
        if "backing-filename" in info:
            return f"it stands on {info['backing-filename']}"
        return None if found == wanted else f"{found} instead of {wanted}: {checked}"

    @contextmanager
    def _started(self) -> Iterator[Guest]:
        """As the Vagrantfile has it started: UEFI, q35, virtual cards."""
        work = self._folder / "work"
        work.mkdir(exist_ok=True)
        for old in work.iterdir():
            old.unlink()
        own = work / "own.qcow2"
        _qemu_img("create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", self._disk(), own)
        page = Forward(free_port(), HTTPS)
        machine = usual_box(self._disk(), work, uefi=True, board="q35", forwards=(page,))
        with Guest(replace(machine, disks=(Disk(own),))) as guest:
            wait_for_dial_tone(guest)
            yield guest

    def _web_page(self) -> str | None:
        with self._started() as guest:
            return None if WebPage(guest).sockets() else "the page shows no sockets"

    def _no_way_in(self) -> str | None:
        """A release has neither Vagrant's user nor an SSH server."""
        with self._started() as guest:
            user = guest.run(["getent", "passwd", "vagrant"], check=False).out
            server = guest.run(["sh", "-c", "command -v sshd"], check=False).out
            return f"{user}{server}" or None


def _qemu_img(*words: object) -> str:
    argv = ["qemu-img", *map(str, words)]
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{argv}: {done.stderr}"
    return done.stdout


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """Unpack the box as Vagrant would, into an empty folder; chance has no part in it."""
    del seed
    unpacked = folder / "box"
    cache.remove(unpacked)
    with tarfile.open(os.environ["LINEMAN_BOX"], "r:gz") as packed:
        packed.extractall(unpacked, filter="data")
    yield Boxed(folder)
    cache.remove(unpacked)
