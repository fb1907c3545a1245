"""Puts the image together out of a root's folder; runs inside the workshop root."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from build.lib.image import filesystems, grub, initrd, layout
from build.lib.image.filesystems import Verity, run


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: from which root and descriptions, into which folder, as which version."""

    tree: Path
    disk: Path
    out: Path
    version: str
    epoch: int


def arguments(text: str) -> str:
    """The kernel's arguments out of the list file, as one line."""
    return " ".join(initrd.listed(text))


def filled(template: str, **words: str) -> str:
    """`template` with every @NAME@ replaced; one that is left over is an error."""
    for name, value in words.items():
        template = template.replace(f"@{name}@", value)
    if "@" in template:
        raise ValueError(f"not all words are filled in: {template}")
    return template


def _kernel(tree: Path) -> Path:
    (found,) = (tree / "boot").glob("vmlinuz-*")
    return found


def slot_files(order: Order, verity: Verity) -> dict[str, Path]:
    """What a boot partition holds."""
    menu = order.out / "slot-menu.cfg"
    line = arguments((order.disk / "arguments").read_text())
    template = (order.disk / "slot.cfg").read_text()
    menu.write_text(filled(template, ARGUMENTS=line, VERITY=verity.argument()))
    kernel = order.out / "vmlinuz"
    shutil.copyfile(_kernel(order.tree), kernel)
    return {"vmlinuz": kernel, "initrd": order.out / "initrd", "menu.cfg": menu}


def recovery(order: Order, verity: Verity) -> None:
    """recovery.img: its own kernel, and both images of a slot to install from."""
    menu, hashes = order.out / "recovery-menu.cfg", order.out / "verity"
    line = arguments((order.disk / "arguments").read_text())
    menu.write_text(filled((order.disk / "recovery.cfg").read_text(), ARGUMENTS=line))
    hashes.write_text(verity.argument() + "\n")
    files = {
        "vmlinuz": order.out / "vmlinuz", "initrd": order.out / "initrd", "menu.cfg": menu,
        "verity": hashes, "boot.img": order.out / "boot.img", "root.img": order.out / "root.img",
    }  # fmt: skip
    mib = layout.partition("recovery").mib
    filesystems.fat(order.out / "recovery.img", files, order.epoch, mib, serial=2)


def esp(order: Order) -> None:
    """esp.img: GRUB for UEFI, the menu for both firmwares, the boot environment."""
    out = order.out
    run(grub.image_command("x86_64-efi", out / "grub.efi"))
    block = grub.environment(grub.FACTORY_ENVIRONMENT)
    (out / "grubenv").write_bytes(block)
    menu = (order.disk / "grub.cfg").read_text()
    mib = layout.partition("esp").mib
    files = {
        "grub/grubenv": out / "grubenv",
        "grub/grub.cfg": out / "grub.cfg",
        "EFI/BOOT/BOOTX64.EFI": out / "grub.efi",
    }
    # Twice: the first tells where the environment lies, which the menu passes on. It is copied
    # first, so the menu's length does not move it.
    (out / "grub.cfg").write_text(filled(menu, ENV_SECTOR="0"))
    filesystems.fat(out / "esp.img", files, order.epoch, mib, serial=1)
    sector = grub.environment_sector((out / "esp.img").read_bytes(), block)
    (out / "grub.cfg").write_text(filled(menu, ENV_SECTOR=str(sector)))
    filesystems.fat(out / "esp.img", files, order.epoch, mib, serial=1)
    if grub.environment_sector((out / "esp.img").read_bytes(), block) != sector:
        raise RuntimeError("the boot environment moved")


def bios(out: Path) -> None:
    """mbr.bin and core.bin: GRUB for BIOS, joined by sector numbers."""
    run(grub.image_command("i386-pc", out / "core.raw"))
    boot = (grub.FOLDER / "i386-pc/boot.img").read_bytes()
    mbr, core = grub.bios_boot((out / "core.raw").read_bytes(), boot)
    (out / "mbr.bin").write_bytes(mbr)
    (out / "core.bin").write_bytes(core)


def disk(order: Order) -> None:
    """lineman.img out of its parts."""
    out = order.out
    config = layout.genimage_config({
        "mbr": "mbr.bin", "bios_grub": "core.bin", "esp": "esp.img", "recovery": "recovery.img",
        "boot-a": "boot.img", "boot-b": "boot.img", "root-a": "root.img", "root-b": "root.img",
        "state": "state.img",
    })  # fmt: skip
    (out / "genimage.cfg").write_text(config)
    work = out / "work"
    work.mkdir()
    run([
        "genimage", "--config", str(out / "genimage.cfg"), "--inputpath", str(out),
        "--outputpath", str(out), "--tmppath", str(work / "tmp"), "--rootpath", str(work),
    ])  # fmt: skip
    shutil.rmtree(work)


def assemble(order: Order) -> None:
    """Make everything, and leave what others use: lineman.img, root.img, boot.img, parts.json."""
    out = order.out
    initrd.make(order.tree, order.disk / "initrd", order.version, out / "initrd")
    verity = filesystems.root(order.tree, out / "root.img", order.epoch)
    files = slot_files(order, verity)
    filesystems.fat(out / "boot.img", files, order.epoch, serial=3)
    recovery(order, verity)
    esp(order)
    bios(out)
    filesystems.state(out / "state.img", layout.partition("state").mib, order.epoch)
    disk(order)
    sizes = {
        name: (out / name).stat().st_size for name in ("root.img", "boot.img", "initrd", "vmlinuz")
    }
    filesystems.write_json(out / "parts.json", {
        "version": order.version, "epoch": order.epoch, "sizes": sizes,
        "verity": {"blocks": verity.blocks, "salt": verity.salt, "root_hash": verity.root_hash},
    })  # fmt: skip
    shutil.rmtree(out / "initrd.work")
    for name in (
        "state.img",
        "esp.img",
        "recovery.img",
        "core.raw",
        "grub.efi",
        "mbr.bin",
        "core.bin",
    ):
        (out / name).unlink()


def main() -> None:
    """Called by build/image inside the workshop."""
    parser = argparse.ArgumentParser()
    for name in ("tree", "disk", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--epoch", type=int, required=True)
    assemble(Order(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
