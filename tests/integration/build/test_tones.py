"""Line cards and Asterisk play the same tones: libtonezone's zones, read through the binding."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from appliance.compiler.asterisk.indications_conf import TONES
from appliance.core.countries import COUNTRIES

# Inside the box's root, where the binding and the library are; neither needs the driver for this.
_FIND = """
import json, sys
from drivers.dahdi import tones
from drivers.dahdi.errors import Absent
try:
    zone = tones.find(sys.argv[1])
except Absent:
    sys.exit("none")
print(json.dumps([zone.ring_cadence, {tone.name: sound for tone, sound in zone.sounds}]))
"""
# What a caller goes by. Of the others each has a table of its own, such as the gap after a notice.
_SAME = {"DIALTONE": "dial", "BUSY": "busy", "RINGTONE": "ring", "CONGESTION": "congestion"}


def _asked(country: str) -> subprocess.CompletedProcess[str]:
    root = os.environ["LINEMAN_ASTERISK_ROOT"]
    argv = ["chroot", root, "/usr/bin/python3", "-BIc", _FIND, country]
    return subprocess.run(argv, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("country", sorted({c.tone_zone for c in COUNTRIES.values()}))
def test_a_country_sounds_alike_from_the_card_and_from_asterisk(country: str) -> None:
    done = _asked(country)
    assert done.returncode == 0, done.stderr
    cadence, sounds = json.loads(done.stdout)
    ours = TONES[country]
    assert {name: sounds[name] for name in _SAME} == {k: ours[v] for k, v in _SAME.items()}
    assert ",".join(map(str, cadence)) == ours["ringcadence"]


def test_a_zone_that_the_library_lacks_is_told() -> None:
    assert _asked("xx").stderr == "none\n"
