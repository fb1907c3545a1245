"""GRUB for both firmwares, made without a device: what grub-install would ask it is known."""

from __future__ import annotations

import struct
from pathlib import Path

from build.lib.image.layout import SECTOR, partition, start

# One file each, nothing loaded later: a module read from the ESP is one more thing to be torn.
MODULES = (
    "part_gpt", "part_msdos", "fat", "normal", "linux", "loadenv", "test", "probe", "echo",
    "sleep", "halt", "reboot", "configfile", "serial", "terminal", "terminfo", "minicmd", "read",
    "all_video", "regexp",
)  # fmt: skip
BIOS_MODULES = ("biosdisk",)
FOLDER = Path("/usr/lib/grub")
# What a platform's parts become.
PLATFORMS = {"i386-pc": "the disk's first sector and bios_grub", "x86_64-efi": "BOOTX64.EFI"}
# Parts that are no modules. The first of BIOS is the disk's first sector.
_IMAGES = {
    "i386-pc": ("boot.img", "diskboot.img", "lzma_decompress.img", "kernel.img"),
    "x86_64-efi": ("kernel.img",),
}  # fmt: skip
ENVIRONMENT_SIZE = 1024
_MAGIC = b"# GRUB Environment Block\n"

# Offsets inside boot.img and the first sector of core.img (GRUB 2.12: boot.S, diskboot.S).
_KERNEL_SECTOR = 0x5C
_BOOT_DRIVE_CHECK = 0x66
_FIRST_BLOCK_LIST = 0x1F4
_CODE = 440  # the rest of the first sector belongs to the partition table


def bios_boot(core: bytes, boot: bytes) -> tuple[bytes, bytes]:
    """The disk's first 440 bytes and the content of bios_grub, each knowing where the next lies."""
    first = start("bios_grub") // SECTOR
    sector = bytearray(boot[:_CODE])
    struct.pack_into("<Q", sector, _KERNEL_SECTOR, first)
    # As grub-install does for a hard disk: firmware that says drive 0 means 0x80.
    sector[_BOOT_DRIVE_CHECK : _BOOT_DRIVE_CHECK + 2] = b"\x90\x90"
    loaded = bytearray(core)
    _, length, _ = struct.unpack_from("<QHH", loaded, _FIRST_BLOCK_LIST)
    if length != -(-len(core) // SECTOR) - 1:
        raise ValueError(f"core.img says {length} sectors and has {len(core)} bytes")
    struct.pack_into("<Q", loaded, _FIRST_BLOCK_LIST, first + 1)
    return bytes(sector), bytes(loaded)


def environment(values: dict[str, str]) -> bytes:
    """An environment block; everything we ever write must stay within its first sector."""
    lines = b"".join(f"{name}={value}\n".encode() for name, value in values.items())
    text = _MAGIC + lines
    if len(text) > SECTOR:
        raise ValueError("the boot environment does not fit one sector")
    return text + b"#" * (ENVIRONMENT_SIZE - len(text))


# Slot B is filled at the factory too: a box whose slot A dies early has somewhere to go.
# The data partition is new: the first start makes its file system, and no other start does.
FACTORY_ENVIRONMENT = {
    "order": "A B", "a_left": "3", "b_left": "3", "a_good": "0", "b_good": "0", "data": "new",
}  # fmt: skip


def image_command(platform: str, out: Path) -> list[str]:
    """The grub-mkimage call for `i386-pc` or `x86_64-efi`."""
    number = partition("esp").number
    bios = platform == "i386-pc"
    prefix = f"(,gpt{number})/grub" if bios else "/grub"
    return ["grub-mkimage", "-O", platform, "-p", prefix, "-o", str(out), *_modules(platform)]


def _modules(platform: str) -> tuple[str, ...]:
    return (*MODULES, *(BIOS_MODULES if platform == "i386-pc" else ()))


def parts(platform: str, moddep: str) -> list[str]:
    """Names of GRUB's files that the image of `image_command` holds; `moddep` is moddep.lst."""
    needs = {name: rest.split() for name, _, rest in (x.partition(":") for x in moddep.split("\n"))}
    taken: set[str] = set()
    left = list(_modules(platform))
    while left:
        name = left.pop()
        left += [other for other in needs[name] if other not in taken]
        taken.add(name)
    return [*_IMAGES[platform], *sorted(f"{name}.mod" for name in taken)]


def environment_sector(fat: bytes, block: bytes) -> int:
    """Sector of the environment `block` in the ESP's image, counted from the ESP's start."""
    place = fat.find(block)
    if place < 0 or place % SECTOR or fat.find(block, place + 1) >= 0:
        raise ValueError("the ESP must hold one environment block, at the start of a sector")
    return place // SECTOR
