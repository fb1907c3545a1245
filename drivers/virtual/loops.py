"""Looped spans: makes both ends, and sets up the far end's channels.

On a box the near side belongs to lineman-virtual.service and lineman-cards.service; only the far
side is ours. `create` makes both where no such service runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.dahdi import dynamic
from drivers.dahdi.control import Control
from drivers.dahdi.devices import Device, assign, devices
from drivers.dahdi.dynamic import Loop
from drivers.dahdi.errors import Absent
from drivers.dahdi.span import ChannelStatus
from drivers.dahdi.values import Signalling
from drivers.virtual.description import Description, VirtualSpan
from drivers.virtual.stream import D_CHANNEL

FAR_SPAN = 100  # far spans are numbered from here on, away from what a box numbers
FAR_CHANNEL = 500
_FAR_SIGNALLING = {"S": Signalling.FXSKS, "O": Signalling.FXOKS, "-": Signalling.NONE}


@dataclass(frozen=True, slots=True)
class FarEnd:
    """The far side of one span, assigned: its first channel is `base`."""

    span: VirtualSpan
    number: int
    base: int


def create(control: Control, description: Description) -> None:
    """Make and assign every pair, near sides from span 1 and channel 1 on. Needs root."""
    channel = 1
    for number, span in enumerate(description.spans, 1):
        for end in (0, 1):
            dynamic.create(control, Loop(span.key, end, span.channels))
        assign(_device(span, 0), 1, number, channel)
        assign(_device(span, 1), 1, FAR_SPAN + span.key, FAR_CHANNEL + 50 * span.key)
        channel += span.channels


def destroy(control: Control, description: Description) -> None:
    """Remove every pair. Raises `Busy` while a channel is open."""
    for span in description.spans:
        for end in (0, 1):
            dynamic.destroy(control, Loop(span.key, end, span.channels))


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
