"""A country's number plan as sets of numbers, from phonenumberslite's metadata.

That follows libphonenumber, which takes it from the ITU and the national regulators. Nothing here
is a list of ours but which kind of number belongs to which direction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from appliance.core.countries import COUNTRIES, CountryCode
from appliance.core.directions import Direction
from appliance.core.numbering.expression import numbers_of_all
from appliance.core.numbering.language import (
    ANY,
    DIGITS,
    NOTHING,
    Language,
    beginning,
    lengths,
    of_length,
    one_of,
    repeated,
    word,
    words,
)

WORLD = one_of(DIGITS[1:]) + repeated(one_of(DIGITS), 6, 14)
"""Numbers with their country code. The shortest are 7 digits; ITU-T E.164 allows 15."""

_LEAST_LOCAL = 5  # digits; what is shorter is an extension or a service
_SERVICE = frozenset(range(3, 7))  # digits
_LOCAL_BEGINS = one_of(DIGITS[2:])  # 0 and 1 begin trunk prefixes and services
_KINDS: tuple[tuple[str, Direction], ...] = (
    ("premium_rate", Direction.PAID),
    ("shared_cost", Direction.PAID),
    ("personal_number", Direction.PAID),
    ("pager", Direction.PAID),
    ("toll_free", Direction.FREE),
    ("fixed_line", Direction.LONG_DISTANCE),
    ("uan", Direction.LONG_DISTANCE),
    ("voip", Direction.LONG_DISTANCE),
    ("mobile", Direction.MOBILE),
    ("voicemail", Direction.MOBILE),  # of mobile telephones
)
"""What the metadata tells apart; where two kinds share numbers the first decides."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """How people dial within the country: `prefix`, which may be empty, and a national number."""

    prefix: str
    numbers: Language


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers stand without their country code; languages of one tuple are disjoint.

    `numbers` are all that may be dialled under the country's code, `given` those that somebody can
    have; those of other countries that share the code are `INTERNATIONAL`.
    """

    calling_code: str
    international_prefix: str
    trunks: tuple[Trunk, ...]  # the first is how numbers are written to a line
    numbers: Language
    fixed: Language
    given: tuple[tuple[Direction, Language], ...]
    services: tuple[tuple[Direction, Language], ...]  # short numbers but for emergency

    @property
    def plain(self) -> bool:
        """Whether people also dial national numbers without any prefix."""
        return any(not trunk.prefix for trunk in self.trunks)

    def local(self, area: str | None) -> Language:
        """Numbers of the city without its code, as they are dialled within it."""
        if area is None:
            return NOTHING
        own = self.fixed.after(area) & (_LOCAL_BEGINS + ANY)
        long_enough = of_length(own, frozenset(range(_LEAST_LOCAL, 16)))
        return long_enough - begun_by(trunk.prefix for trunk in self.trunks)

    def world(self, area: str | None) -> tuple[tuple[Direction, Language], ...]:
        """All numbers with their country code, by direction."""
        city = NOTHING if area is None else beginning(self.fixed, area)
        home = word(self.calling_code)
        found = {direction: home + (these - city) for direction, these in self.given}
        found[Direction.CITY] = home + city
        abroad = WORLD - begun_by([self.calling_code])
        found[Direction.INTERNATIONAL] = found.get(Direction.INTERNATIONAL, NOTHING) | abroad
        return tuple((direction, these) for direction, these in found.items() if these)


def begun_by(prefixes: Iterable[str]) -> Language:
    """All that begins with one of `prefixes`; an empty one counts for nothing."""
    found = NOTHING
    for prefix in prefixes:
        if prefix:
            found |= word(prefix) + ANY
    return found


@cache
def plan_of(country: CountryCode) -> Plan:
    """The plan of a country we know."""
    data = _metadata(country.value.upper())
    code = str(data.country_code)
    abroad = _digits(data.preferred_international_prefix or data.international_prefix)
    numbers = _numbers(country, abroad)
    return Plan(
        calling_code=code,
        international_prefix=abroad,
        trunks=_trunks(code, data.national_prefix or "", numbers),
        numbers=numbers,
        fixed=_kind(data, "fixed_line") & numbers,
        given=_by_direction(country, numbers),
        services=_services(country),
    )


def _metadata(region: str) -> PhoneMetadata:
    found = PhoneMetadata.metadata_for_region(region)
    if found is None:
        raise LookupError(f"no number plan of {region}")
    return found


def _peers(country: CountryCode) -> Iterator[PhoneMetadata]:
    """Other countries under the same code."""
    own = _metadata(country.value.upper())
    for region in COUNTRY_CODE_TO_REGION_CODE[own.country_code or 0]:
        if region != own.id:
            yield _metadata(region)


def _desc(desc: PhoneNumberDesc | None) -> Language:
    return numbers_of_all(desc.national_number_pattern if desc is not None else None)


def _kind(data: PhoneMetadata, kind: str) -> Language:
    return _desc(getattr(data, kind))


def _given(data: PhoneMetadata) -> Language:
    """Numbers of any kind that the country has given out."""
    found = NOTHING
    for kind, _ in _KINDS:
        found |= _kind(data, kind)
    return found


def _numbers(country: CountryCode, abroad: str) -> Language:
    """All national numbers, also those yet to be given out, of the lengths that the country uses.

    A length at which all numbers begin with the international prefix is no national number's.
    """
    own = _metadata(country.value.upper())
    given = _given(own) - begun_by([abroad])
    code = str(own.country_code)
    usual = lengths(given) & lengths(WORLD.after(code))
    possible = _desc(own.general_desc)
    for peer in _peers(country):
        possible |= _desc(peer.general_desc)
    return of_length(possible, usual)


def _by_direction(
    country: CountryCode, numbers: Language
) -> tuple[tuple[Direction, Language], ...]:
    own = _metadata(country.value.upper())
    found: dict[Direction, Language] = {}
    left = numbers
    for kind, direction in _KINDS:
        these = _kind(own, kind) & left
        found[direction] = found.get(direction, NOTHING) | these
        left -= these
    found[Direction.INTERNATIONAL] = NOTHING
    for peer in _peers(country):
        found[Direction.INTERNATIONAL] |= _belonging(peer) & left
    return tuple((direction, these) for direction, these in found.items() if these)


def _belonging(peer: PhoneMetadata) -> Language:
    if peer.leading_digits:
        return numbers_of_all(peer.leading_digits) + ANY
    return _given(peer)


def _trunks(code: str, prefix: str, numbers: Language) -> tuple[Trunk, ...]:
    """By the metadata's rules how a national number is written.

    Where no rule has a prefix people dial without one, and with one as well.
    """
    main = _metadata(COUNTRY_CODE_TO_REGION_CODE[int(code)][0])
    found: dict[str, Language] = {}
    left = numbers
    for form in main.number_format:
        if form.national_prefix_formatting_rule is None:
            continue
        leading = numbers_of_all(*form.leading_digits_pattern[-1:]) + ANY
        these = (leading if form.leading_digits_pattern else ANY) & numbers_of_all(form.pattern)
        own = _digits(form.national_prefix_formatting_rule.replace("\\1", ""))
        found[own] = found.get(own, NOTHING) | (these & left)
        left -= these
    if not found:
        return Trunk(prefix, numbers), Trunk("", numbers)
    usual = next(iter(found))
    found[usual] |= left
    return tuple(Trunk(each, these) for each, these in found.items())


def _digits(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign in DIGITS)


def _services(country: CountryCode) -> tuple[tuple[Direction, Language], ...]:
    """Short numbers that are called, not those for text messages or of one mobile carrier."""
    data = PhoneMetadata.short_metadata_for_region(country.value.upper())
    if data is None:
        return ()
    texts = _kind(data, "sms_services")
    dear = _kind(data, "premium_rate") - texts
    free = _kind(data, "toll_free") - texts - dear
    named = _kind(data, "short_code") - texts - dear - free
    plain = of_length(named, frozenset({3})) | beginning(named, "1")
    ours = words(COUNTRIES[country].emergency)
    found = ((Direction.PAID, dear), (Direction.FREE, free), (Direction.OTHER, plain))
    kinds = ((direction, of_length(these, _SERVICE) - ours) for direction, these in found)
    return tuple((direction, these) for direction, these in kinds if these)
