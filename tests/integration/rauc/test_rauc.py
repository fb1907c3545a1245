"""The real RAUC judges bundles for us: what it takes, what it refuses, and in which words."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.flows.ports import Bundle
from appliance.host.dbus import SystemBus
from appliance.host.rauc import Rauc
from build.lib.image import update
from tests.fakes.private_bus import private_bus
from tests.unit import tree

COMPATIBLE = "lineman-x86-64"
_OVERLAY = tree.TREE / "rootfs-overlay"
_BACKEND = """#!/bin/sh
# The boot environment as a file of lines NAME=VALUE.
case $1 in
get) sed -n "s/^$2=//p" {env} | tail -n 1 ;;
set) shift; for pair; do echo "$pair" >>{env}; done ;;
esac
"""


def _run(*argv: object) -> None:
    words = [str(word) for word in argv]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"


def _key(folder: Path, name: str) -> Path:
    key, public = folder / f"{name}.pem", folder / f"{name}.crt"
    _run("openssl", "req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-batch",
         "-subj", f"/CN={name}", "-addext", "extendedKeyUsage=codeSigning",
         "-keyout", key, "-out", public)  # fmt: skip
    key.write_text(key.read_text() + public.read_text())
    return key


def _bundle(folder: Path, name: str, key: Path, compatible: str = COMPATIBLE) -> Path:
    root, boot, out = (folder / f"{name}.{kind}" for kind in ("root", "boot", "raucb"))
    for image in (root, boot):
        image.write_bytes(os.urandom(1 << 16))
    text = update.manifest("2.0", compatible)
    update.pack((root, boot), text, key, out, lambda argv: _run(*argv))
    return out


def _system(folder: Path) -> Path:
    """The box's own settings of RAUC, its partitions and boot environment being files here."""
    for name in ("root-a", "root-b", "boot-a", "boot-b"):
        (folder / name).write_bytes(bytes(1 << 20))
    env, bootenv, handler = folder / "env", folder / "bootenv", folder / "backend"
    env.write_text("order=A B\na_left=3\na_good=1\nb_left=3\nb_good=1\n")
    bootenv.write_text(_BACKEND.format(env=env))
    backend = _OVERLAY / "usr/lib/lineman/libexec/rauc-bootloader"
    handler.write_text(f'#!/bin/sh\nLINEMAN_BOOTENV={bootenv} exec sh {backend} "$@"\n')
    bootenv.chmod(0o755)
    handler.chmod(0o755)
    text = (_OVERLAY / "etc/rauc/system.conf").read_text()
    text = text.replace("/dev/lineman/", f"{folder}/")
    text = re.sub(r"(?m)^(data-directory)=.*", rf"\1={folder}", text)
    text = re.sub(r"(?m)^path=.*", f"path={folder}/maker.crt", text)
    text = re.sub(r"(?m)^(bootloader-custom-backend)=.*", rf"\1={handler}", text)
    (folder / "system.conf").write_text(text)
    return folder / "system.conf"


@dataclass(frozen=True)
class Flashing:
    folder: Path
    rauc: Rauc
    maker: Path

    def env(self) -> dict[str, str]:
        lines = (self.folder / "env").read_text().splitlines()
        return dict(line.partition("=")[::2] for line in lines)


@asynccontextmanager
async def flashing(folder: Path) -> AsyncIterator[Flashing]:
    maker, config = _key(folder, "maker"), _system(folder)
    async with private_bus(folder) as address:
        argv = ["rauc", f"--conf={config}", "--override-boot-slot=A", "service"]
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
        with (folder / "rauc.log").open("wb") as said, subprocess.Popen(
            argv, env=environment, stdout=said, stderr=said
        ) as service:  # fmt: skip
            bus = SystemBus(address)
            try:
                there = Flashing(folder, Rauc(bus), maker)
                await _answers(there.rauc)
                yield there
            finally:
                await bus.close()
                service.terminate()


async def _answers(rauc: Rauc) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                await rauc.compatible()
            except Fault:
                await asyncio.sleep(0.05)
            else:
                return


async def test_a_sound_bundle_says_what_it_is(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        sound = _bundle(tmp_path, "sound", there.maker)
        assert await there.rauc.inspect(sound) == Bundle("2.0", COMPATIBLE)
        assert await there.rauc.compatible() == COMPATIBLE


async def test_a_strangers_bundle_is_refused(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        bundle = _bundle(tmp_path, "strange", _key(tmp_path, "stranger"))
        with pytest.raises(Fault, match="not signed by the maker"):
            await there.rauc.inspect(bundle)


async def test_a_bundle_cut_short_is_not_whole_wherever_it_is_cut(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        bundle = _bundle(tmp_path, "short", there.maker)
        whole = bundle.read_bytes()
        for left in (len(whole) // 2 + 333, len(whole) - 3000, len(whole) - 1):
            bundle.write_bytes(whole[:left])
            with pytest.raises(Fault, match="It did not arrive whole"):
                await there.rauc.inspect(bundle)


async def test_what_is_no_bundle_is_refused(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        (tmp_path / "text.raucb").write_text("nothing of the kind\n" * 500)
        with pytest.raises(Fault, match="The update was refused"):
            await there.rauc.inspect(tmp_path / "text.raucb")


async def test_another_boxs_bundle_is_named(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        bundle = _bundle(tmp_path, "other", there.maker, compatible="toaster-arm64")
        assert (await there.rauc.inspect(bundle)).compatible == "toaster-arm64"


async def test_slots_and_marks_are_the_boot_environments(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        slots = await there.rauc.slots()
        assert [(slot.letter, slot.good) for slot in slots] == [("A", True), ("B", True)]
        await there.rauc.mark_bad()
        assert there.env()["a_left"] == "0"
        assert not (await there.rauc.slots())[0].good
        await there.rauc.mark_good()
        assert (there.env()["a_left"], there.env()["a_good"]) == ("3", "1")
        await there.rauc.mark_other_bad()
        assert (there.env()["b_left"], there.env()["b_good"]) == ("0", "0")
        assert [slot.good for slot in await there.rauc.slots()] == [True, False]


async def test_an_installation_that_fails_says_why_and_marks_nothing(tmp_path: Path) -> None:
    async with flashing(tmp_path) as there:
        bundle = _bundle(tmp_path, "strange", _key(tmp_path, "stranger"))
        before = there.env()
        with pytest.raises(Fault, match="not signed by the maker"):
            await there.rauc.install(bundle, lambda _: None)
        assert there.env() == before
