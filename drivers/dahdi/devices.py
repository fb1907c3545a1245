"""DAHDI's devices in sysfs: which hardware is there and which span numbers it was given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from drivers.dahdi.errors import refusal

DEVICES = Path("/sys/bus/dahdi_devices/devices")


@dataclass(frozen=True, slots=True)
class Device:
    """One card or dynamic span, as the kernel names it.

    `hardware_id` is empty on PCI cards; `key` is what stays the same over reboots.
    """

    name: str
    hardware_id: str
    location: str
    manufacturer: str
    kind: str
    span_types: tuple[tuple[int, str], ...]
    spans: tuple[int, ...]
    path: Path

    @property
    def key(self) -> str:
        """As `assigned-spans.conf` writes it: hardware id, `@location` or sysfs path."""
        if self.hardware_id:
            return _cleaned(self.hardware_id)
        return f"@{_cleaned(self.location)}" if self.location else str(self.path)


def _cleaned(attribute: str) -> str:
    """As dahdi_span_assignments of dahdi-tools cleans it: PCI cards are at `PCI Bus 00 Slot 06`."""
    return re.sub("[^a-zA-Z0-9/:.-]", "_", attribute.replace("!", "/"))


def devices(root: Path = DEVICES) -> tuple[Device, ...]:
    """What is there now; empty without the driver.

    A card that was pulled out while its channels are held leaves a link to nothing.
    """
    if not root.is_dir():
        return ()
    return tuple(_device(entry) for entry in sorted(root.iterdir()) if entry.exists())


def assign(device: Device, local: int, span: int, first_channel: int) -> None:
    """Give the device's span `local` (from 1) its number and first channel; needs root."""
    _write(device, "assign_span", f"{local}:{span}:{first_channel}")


def _write(device: Device, attribute: str, value: str) -> None:
    try:
        (device.path / attribute).write_text(value, "ascii")
    except OSError as error:
        raise refusal(error.errno or 0, f"{attribute} {value} of {device.key}") from error


def _device(entry: Path) -> Device:
    return Device(
        name=entry.name,
        hardware_id=_attribute(entry, "hardware_id"),
        location=_attribute(entry, "location"),
        manufacturer=_attribute(entry, "manufacturer"),
        kind=_attribute(entry, "type"),
        span_types=_span_types(_attribute(entry, "dahdi_spantype")),
        spans=tuple(sorted(int(span.name.removeprefix("span-")) for span in entry.glob("span-*"))),
        path=entry.resolve(),
    )


def _attribute(entry: Path, name: str) -> str:
    """An attribute that this driver lacks reads as empty."""
    try:
        return (entry / name).read_text("ascii", "replace").strip()
    except OSError:
        return ""


def _span_types(lines: str) -> tuple[tuple[int, str], ...]:
    """`1:E1` a line."""
    pairs = (line.partition(":") for line in lines.splitlines())
    return tuple((int(number), kind) for number, found, kind in pairs if found and number.isdigit())
