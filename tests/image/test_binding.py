"""What the binding orders the real driver to do and no other test sees."""

from __future__ import annotations

from pathlib import Path

from tests.image.harness import Guest
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone

_TONE_ZONE = (Path(__file__).with_name("inside") / "tone_zone.py").read_text()


def test_a_tone_zone_may_be_replaced_while_a_telephone_hears_it(box: Guest, ends: FarEnds) -> None:
    """As when the office's country is set; whoever opens a channel later has it too."""
    phone = Phone(ends, 1)
    phone.dial_tone()
    loaded, of_a_new_channel = box.run(["python3", "-Ic", _TONE_ZONE, "ru"]).out.split()
    assert of_a_new_channel == loaded
    phone.hang_up()
    phone.dial_tone()
    phone.hang_up()
