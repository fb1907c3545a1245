"""The partitions of the box's disk. No update can change them later: append, never reorder."""

from __future__ import annotations

from dataclasses import dataclass

SECTOR = 512
MIB = 1 << 20

# The disk as it leaves the factory. The first start gives the disk and its ESP identities of their
# own, so this one and the ESP's `guid` also mean "never started".
FACTORY_DISK = "4c494e45-4d41-4e00-8000-000000000000"

# None of these is a discoverable type: nothing but our own units may mount a slot.
BIOS_BOOT = "21686148-6449-6e6f-744e-656564454649"
ESP = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4"


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition; `number` is its place in the table, `mib` its size."""

    number: int
    label: str
    mib: int
    kind: str = LINUX

    @property
    def guid(self) -> str:
        """The identity it has in the image."""
        return f"4c494e45-4d41-4e00-8000-{self.number:012x}"

    @property
    def name(self) -> str:
        """What the box calls it: /dev/lineman/NAME."""
        return self.label.removeprefix("lm-")


PARTITIONS = (
    Partition(1, "bios_grub", 1, BIOS_BOOT),
    Partition(2, "lm-esp", 128, ESP),
    Partition(3, "lm-recovery", 512),
    Partition(4, "lm-boot-a", 128),
    Partition(5, "lm-boot-b", 128),
    Partition(6, "lm-root-a", 1024),
    Partition(7, "lm-root-b", 1024),
    Partition(8, "lm-state", 2048),
    # Only a place holder: the first start lets it have the rest of the disk and formats it.
    Partition(9, "lm-data", 64),
)


def partition(name: str) -> Partition:
    """The partition the box calls `name`."""
    return next(p for p in PARTITIONS if p.name == name)


def start(name: str) -> int:
    """Offset in bytes of a partition of the image from the start of the disk."""
    before = PARTITIONS[: partition(name).number - 1]
    return (1 + sum(p.mib for p in before)) * MIB


def size() -> int:
    """Bytes of the whole image: first and last MiB hold the two partition tables."""
    return (2 + sum(p.mib for p in PARTITIONS)) * MIB


def genimage_config(images: dict[str, str]) -> str:
    """The disk in genimage's words; `images` says which file fills a partition, if any.

    `mbr` among them is the first 440 bytes of the disk.
    """
    parts = []
    for p in PARTITIONS:
        fill = f'image = "{images[p.name]}"' if p.name in images else ""
        parts.append(
            f'  partition {p.label} {{ partition-type-uuid = "{p.kind}" partition-uuid = "{p.guid}"'
            f" offset = {start(p.name)} size = {p.mib}M {fill} }}"
        )
    return (
        "image lineman.img {\n"
        f'  hdimage {{ partition-table-type = gpt disk-uuid = "{FACTORY_DISK}" }}\n'
        f'  partition mbr {{ in-partition-table = false offset = 0 image = "{images["mbr"]}"'
        ' holes = { "(440; 1M)" } }\n' + "\n".join(parts) + "\n}\n"
    )
