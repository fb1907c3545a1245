"""What differs by country: tones, line impedance, sound law, emergency numbers.

Sources: tone zones are those of dahdi-tools' zonedata.c; operating modes those of the wctdm and
wctdm24xxp drivers; emergency numbers are the country's own law. `core/numbering` tells how
else people dial there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class CountryCode(StrEnum):
    """ISO 3166 codes of the countries we know."""

    RU = "ru"
    KZ = "kz"
    BY = "by"
    US = "us"
    DE = "de"
    GB = "gb"


@dataclass(frozen=True, slots=True)
class Country:
    """The defaults a new box and a new card take from where they stand."""

    tone_zone: str  # a zone of libtonezone
    operating_mode: str  # `opermode` of analogue card drivers
    a_law: bool
    language: str  # of prompts
    cid_signalling: str  # how caller ID is sent to a desk phone and expected on a line
    emergency: tuple[str, ...]  # always first, from every phone


COUNTRIES: Mapping[CountryCode, Country] = {
    CountryCode.RU: Country(
        tone_zone="ru",
        operating_mode="RUSSIA",
        a_law=True,
        language="ru",
        cid_signalling="v23",
        emergency=("112", "101", "102", "103", "104", "01", "02", "03", "04"),
    ),
    CountryCode.KZ: Country(
        tone_zone="ru",  # libtonezone has no zone of its own for it
        operating_mode="RUSSIA",
        a_law=True,
        language="ru",
        cid_signalling="v23",
        emergency=("112", "101", "102", "103", "104"),
    ),
    CountryCode.BY: Country(
        tone_zone="ru",
        operating_mode="RUSSIA",
        a_law=True,
        language="ru",
        cid_signalling="v23",
        emergency=("112", "101", "102", "103", "104"),
    ),
    CountryCode.US: Country(
        tone_zone="us",
        operating_mode="FCC",
        a_law=False,
        language="en",
        cid_signalling="bell",
        emergency=("911", "933"),
    ),
    CountryCode.DE: Country(
        tone_zone="de",
        operating_mode="TBR21",
        a_law=True,
        language="en",
        cid_signalling="v23",
        emergency=("112", "110"),
    ),
    CountryCode.GB: Country(
        tone_zone="uk",
        operating_mode="TBR21",
        a_law=True,
        language="en",
        cid_signalling="v23",
        emergency=("999", "112"),
    ),
}
