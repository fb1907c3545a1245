"""Runs in the guest as root: gives the driver a country's tone zone, as `dahdi_cfg` does."""

import sys

from drivers.dahdi import tones
from drivers.dahdi.control import Control

with Control() as control:
    for country in sys.argv[1:]:
        tones.load(control, tones.find(country))
