"""Runs in the guest as root: cuts the cable of a looped card, joins it, or loops a channel back.

`far_side.py cut KEY`, `join KEY` (with the far ends' service stopped), `loop CHANNEL`: the channel
sends back what it gets until this program ends.
"""

import signal
import sys
from pathlib import Path

from drivers.dahdi import dynamic
from drivers.dahdi.channel import Channel
from drivers.dahdi.control import Control
from drivers.dahdi.devices import assign, devices
from drivers.dahdi.dynamic import Loop

_CHANNELS = {1: 31, 2: 24}  # as the usual box's cards are made


def cut(key: int) -> None:
    with Control() as control:
        dynamic.destroy(control, Loop(key, 1, _CHANNELS[key]))


def join(key: int) -> None:
    """Numbered as lineman-virtual.service does."""
    loop = Loop(key, 1, _CHANNELS[key])
    with Control() as control:
        dynamic.create(control, loop)
    made = next(device for device in devices() if device.hardware_id == loop.hardware_id)
    if not made.spans:
        assign(made, 1, 100 + key, 500 + 50 * key)


def loop(number: int) -> None:
    with Channel(number) as channel:
        channel.loop_back(on=True)
        Path("/run/far-side-looped").touch()
        signal.pause()


{"cut": cut, "join": join, "loop": loop}[sys.argv[1]](int(sys.argv[2]))
