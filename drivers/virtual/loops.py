"""Looped spans: finds their far sides, and sets up the channels there.

Both sides are made by lineman-virtual.service, and the near one is lineman-cards.service's; only
the far one is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.dahdi.control import Control
from drivers.dahdi.devices import Device, devices
from drivers.dahdi.dynamic import Loop
from drivers.dahdi.errors import Absent
from drivers.dahdi.span import ChannelStatus
from drivers.dahdi.values import Signalling
from drivers.virtual.description import Description, VirtualSpan
from drivers.virtual.stream import D_CHANNEL

_FAR_SIGNALLING = {"S": Signalling.FXSKS, "O": Signalling.FXOKS, "-": Signalling.NONE}


@dataclass(frozen=True, slots=True)
class FarEnd:
    """The far side of one span, assigned: its first channel is `base`."""

    span: VirtualSpan
    number: int
    base: int


def far_ends(control: Control, description: Description) -> tuple[FarEnd, ...]:
    """Find the far sides and give their channels signalling. Raises `Absent` for a missing one."""
    ends = []
    for span in description.spans:
        assigned = _device(span, 1).spans
        if not assigned:
            raise Absent(2, f"far side of virtual span {span.key} has no number")
        channels = tuple(control.channels(assigned[0]))
        _configure(control, span, channels)
        ends.append(FarEnd(span, assigned[0], channels[0].number))
    return tuple(ends)


def _configure(control: Control, span: VirtualSpan, channels: tuple[ChannelStatus, ...]) -> None:
    """Only what differs, so that a restart disturbs no channel that is right already."""
    for channel in channels:
        wanted = _signalling(span, channel.position)
        if channel.signalling != wanted:
            control.configure_channel(channel.number, wanted)


def _signalling(span: VirtualSpan, position: int) -> Signalling:
    if span.letters == "E1":
        return Signalling.HDLCFCS if position == D_CHANNEL else Signalling.CLEAR
    return _FAR_SIGNALLING[span.letters[position - 1]]


def _device(span: VirtualSpan, end: int) -> Device:
    wanted = Loop(span.key, end, span.channels).hardware_id
    for device in devices():
        if device.hardware_id == wanted:
            return device
    raise Absent(2, f"no virtual span {wanted}")
