"""Where an office of the trials stands: how people dial there, and who calls it."""

from collections.abc import Mapping
from dataclasses import dataclass

from appliance.core.config import Config
from appliance.core.countries import CountryCode
from appliance.core.numbers import AreaCode, Did
from appliance.core.zones import Zone


@dataclass(frozen=True, slots=True)
class Place:
    """`ours` is what our numbers begin with, but for their last four digits, as carriers send them.

    `outside` is what people dial: help, free, in the city with and without its code, another city,
    mobile, abroad, paid, a service. `callers` are as they arrive; the last one hides his number.
    """

    zones: tuple[str, ...]
    area: str
    ours: str
    help_: str
    mobile: str
    outside: tuple[str, ...]
    callers: tuple[str, ...]

    @property
    def code(self) -> AreaCode:
        return AreaCode(self.area)

    @property
    def dids(self) -> tuple[Did, ...]:
        return tuple(Did(f"{self.ours}000{last}") for last in "12")

    def zone(self, place: int) -> Zone:
        """One of its own, by any number."""
        return Zone(self.zones[place % len(self.zones)])


PLACES: Mapping[CountryCode, Place] = {
    CountryCode.RU: Place(
        zones=("Europe/Moscow", "Asia/Vladivostok", "America/Argentina/Buenos_Aires"),
        area="495",
        ours="7495123",
        help_="112",
        mobile="89161234567",
        outside=(
            *("112", "101", "88001234567", "1234567", "84951234567", "84991234567"),
            *("89161234567", "+79161234567", "810442071234567", "+442071234567"),
            *("80912345678", "88091234567", "060"),
        ),
        callers=("79161112233", "79169998877", "4957770000", "74957770000", ""),
    ),
    CountryCode.KZ: Place(
        zones=("Asia/Almaty", "Asia/Aqtau"),
        area="727",
        ours="7727250",
        help_="112",
        mobile="87011234567",
        outside=(
            *("112", "103", "88001234567", "2501234", "87272501234", "87172123456"),
            *("87011234567", "+77011234567", "810442071234567", "84951234567", "+74951234567"),
            *("88091234567", "169"),
        ),
        callers=("77011112233", "77019998877", "7272777000", "77272777000", ""),
    ),
    CountryCode.BY: Place(
        zones=("Europe/Minsk",),
        area="17",
        ours="375172001",
        help_="112",
        mobile="80291234567",
        outside=(
            *("112", "102", "88011234567", "2001234", "80172001234", "80162123456"),
            *("80291234567", "+375291234567", "810442071234567", "+79161234567"),
            *("89021234567", "185"),
        ),
        callers=("375291112233", "375299998877", "172777000", "375172777000", ""),
    ),
    CountryCode.US: Place(
        zones=("America/New_York", "Pacific/Honolulu"),
        area="212",
        ours="1212555",
        help_="911",
        mobile="13105551234",
        outside=(
            *("911", "933", "18005551234", "5551234", "2125551234", "12125551234"),
            *("3105551234", "13105551234", "+13105551234", "011442071234567"),
            *("19005551234", "211"),
        ),
        callers=("13105551122", "13105559988", "2125557777", "12125557777", ""),
    ),
    CountryCode.DE: Place(
        zones=("Europe/Berlin",),
        area="30",
        ours="4930555",
        help_="112",
        mobile="015112345678",
        outside=(
            *("112", "110", "08001234567", "5550123", "0305550123", "08912345678"),
            *("015112345678", "+4915112345678", "00442071234567", "+442071234567"),
            *("09001234567", "115"),
        ),
        callers=("4915111112233", "4915199998877", "307770000", "49307770000", ""),
    ),
    CountryCode.GB: Place(
        zones=("Europe/London",),
        area="20",
        ours="44207946",
        help_="999",
        mobile="07400123456",
        outside=(
            *("999", "112", "08001111111", "79460123", "02079460123", "01212345678"),
            *("07400123456", "+447400123456", "0033123456789", "+33123456789"),
            *("09012345678", "111"),
        ),
        callers=("447400112233", "447400998877", "2077777000", "442077777000", ""),
    ),
}


def place_of(config: Config) -> Place:
    """Where the office stands."""
    return PLACES[config.country]
