"""Runs in the guest as root: gives the driver a country's tone zone, as `dahdi_cfg` does.

Prints the zone's number, and that of a channel which is opened then.
"""

import fcntl
import struct
import sys
from pathlib import Path

from drivers.dahdi import tones
from drivers.dahdi.control import Control

GETTONEZONE = 0x8004DA16  # of dahdi/user.h

zone = tones.find(sys.argv[1])
with Control() as control:
    tones.load(control, zone)
    tones.make_default(control, zone)
number = bytearray(4)
with Path("/dev/dahdi/pseudo").open("rb") as channel:
    fcntl.ioctl(channel, GETTONEZONE, number)
print(zone.number, *struct.unpack("i", number))
