"""Dynamic spans: spans without a card. Only the looped kind is used here."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.dahdi.control import Control
from drivers.dahdi.ffi import check, ffi, lib


@dataclass(frozen=True, slots=True)
class Loop:
    """One end of a looped pair: `1:0` and `1:1` are joined. Key and end are one digit each."""

    key: int
    end: int
    channels: int

    @property
    def address(self) -> str:
        return f"{self.key}:{self.end}"

    @property
    def hardware_id(self) -> str:
        """Under which the device stands in sysfs; its path there may change, this never does."""
        return f"DYN/loc/{self.address}"


def create(control: Control, loop: Loop) -> None:
    """Make one end. Its span appears once someone assigns it (see `devices`)."""
    check(lib.ctl_dynamic_create(control.fileno(), _span(loop)), f"create {loop.hardware_id}")


def destroy(control: Control, loop: Loop) -> None:
    """Remove one end. Raises `Busy` while one of its channels is open."""
    check(lib.ctl_dynamic_destroy(control.fileno(), _span(loop)), f"destroy {loop.hardware_id}")


def _span(loop: Loop) -> object:
    span = ffi.new("struct dahdi_dynamic_span *", {"numchans": loop.channels, "timing": 0})
    span.driver = b"loc"
    span.addr = loop.address.encode("ascii")
    return span
