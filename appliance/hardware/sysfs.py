"""A DAHDI device's place in sysfs: the bus device it sits on, its driver, its spans."""

from dataclasses import dataclass
from pathlib import Path

from drivers.catalogue import PciId


@dataclass(frozen=True, slots=True)
class SpanPlace:
    """One span of a device, by its own count and by the numbers it was given."""

    local: int
    number: int
    base: int
    channels: int


def spans_of(device: Path) -> tuple[SpanPlace, ...]:
    """Spans that have a number, in the card's own order."""
    places = []
    for folder in device.glob("span-*"):
        local, base, channels = (
            _number(folder, n) for n in ("local_spanno", "basechan", "channels")
        )
        if local:
            places.append(SpanPlace(local, int(folder.name.removeprefix("span-")), base, channels))
    return tuple(sorted(places, key=lambda place: place.local))


def _number(folder: Path, name: str) -> int:
    text = _text(folder / name)
    return int(text) if text.isdigit() else 0


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:
        return ""


def bus_device(device: Path) -> Path | None:
    """The PCI or USB device below which the driver registered, None for a dynamic span."""
    for parent in device.parents:
        if (parent / "vendor").exists() or (parent / "idVendor").exists():
            return parent
    return None


def pci_id(bus: Path) -> PciId:
    """Empty fields for what the bus does not say, as on USB."""
    names = ("vendor", "device", "subsystem_vendor", "subsystem_device")
    return PciId(*(_text(bus / name).removeprefix("0x").lower() for name in names))


def driver_of(device: Path) -> str:
    """The kernel's name of the driver, empty when there is none."""
    for parent in device.parents:
        link = parent / "driver"
        if link.is_symlink():
            return link.readlink().name
    return ""
