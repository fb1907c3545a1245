"""Line cards that are in their place and that their own driver did not take.

A driver that lacks the card's firmware, or finds it broken, registers nothing: to DAHDI there is no
card at all, and only the PCI bus knows of it.
"""

from collections.abc import Iterator
from pathlib import Path

from appliance.hardware.seen import ANOTHER_CARD, Unusable
from appliance.hardware.sysfs import pci_id
from drivers import catalogue

PCI = Path("/sys/bus/pci")
_SIT_WELL = "With the power off, see that it sits well in its place, or put another card there."


def untaken(pci: Path = PCI) -> Iterator[Unusable]:
    """Cards of the catalogue that no driver holds.

    A driver that is not loaded yet has refused nothing; it has no folder.
    """
    for device in sorted(pci.glob("devices/*")):
        if (device / "driver").is_symlink():
            continue
        model = catalogue.identify(pci_id(device))
        if model is None or not (pci / "drivers" / model.driver).is_dir():
            continue
        key = f"pci:{device.name}"
        if model.firmware:
            lacks = f"Its driver lacks the file {model.firmware}"
            why = f"{lacks}, which this box has no right to pass on."
            yield Unusable(key, model.name, why, ANOTHER_CARD)
        else:
            yield Unusable(key, model.name, "Its driver does not take it.", _SIT_WELL)
