"""Parking lots; their numbers stand in the dialplan, where a change of one needs no new lot."""

from appliance.compiler.conf import ConfFile, Section, options
from appliance.compiler.dialplan.parking import NUMBERS, back
from appliance.compiler.header import header
from appliance.core.config import Config
from appliance.core.rooms import ParkingLot


def render(config: Config) -> ConfFile:
    """Whoever takes a parked call may hand it over by keys; who was parked may be from outside."""
    return ConfFile(header(), (Section("general"), *map(_lot, config.parking_lots)))


def _lot(lot: ParkingLot) -> Section:
    first, *_, last = (*lot.numbers(), *lot.numbers())
    return Section(
        lot.key.text,
        options(
            parkpos=f"{first}-{last}",
            context=NUMBERS,
            parkingtime=lot.seconds,
            comebacktoorigin=False,
            comebackcontext=back(lot),
            parkedcalltransfers="caller",
            findslot="first",
            parkedmusicclass="default",
        ),
    )
