"""What people dial in each country, and where it leads."""

import pytest

from appliance.core.countries import COUNTRIES, CountryCode
from appliance.core.dialling import Dialled, Dialling, Kind, classify
from appliance.core.directions import Direction
from appliance.core.numbering.forms import format_number, normalised_caller
from appliance.core.numbering.plans import plan_of
from appliance.core.trunks import NumberFormat

RU, KZ, BY, DE, GB, US = (CountryCode(code) for code in ("ru", "kz", "by", "de", "gb", "us"))
MOSCOW, ALMATY, MINSK, BERLIN, LONDON, NEW_YORK = "495", "727", "17", "30", "20", "212"


def office(country: CountryCode, area: str | None, *internal: str) -> Dialling:
    """An office without cards and people, as far as dialling goes."""
    emergency = COUNTRIES[country].emergency
    return Dialling(plan_of(country), area, emergency, frozenset(internal))


@pytest.mark.parametrize(
    ("country", "area", "dialled", "direction", "number"),
    [
        (RU, MOSCOW, "84951234567", Direction.CITY, "+74951234567"),
        (RU, MOSCOW, "2345678", Direction.CITY, "+74952345678"),
        (RU, MOSCOW, "+74951234567", Direction.CITY, "+74951234567"),
        (RU, MOSCOW, "81074951234567", Direction.CITY, "+74951234567"),
        (RU, MOSCOW, "88123456789", Direction.LONG_DISTANCE, "+78123456789"),
        (RU, None, "84951234567", Direction.LONG_DISTANCE, "+74951234567"),
        (RU, MOSCOW, "89161234567", Direction.MOBILE, "+79161234567"),
        (RU, MOSCOW, "+79161234567", Direction.MOBILE, "+79161234567"),
        (RU, MOSCOW, "88001234567", Direction.FREE, "+78001234567"),
        (RU, MOSCOW, "88041234567", Direction.FREE, "+78041234567"),
        (RU, MOSCOW, "88091234567", Direction.PAID, "+78091234567"),
        (RU, MOSCOW, "88031234567", Direction.PAID, "+78031234567"),
        (RU, MOSCOW, "+78091234567", Direction.PAID, "+78091234567"),
        (RU, MOSCOW, "87272501234", Direction.INTERNATIONAL, "+77272501234"),
        (RU, MOSCOW, "810441234567890", Direction.INTERNATIONAL, "+441234567890"),
        (RU, MOSCOW, "+441234567890", Direction.INTERNATIONAL, "+441234567890"),
        (RU, MOSCOW, "112", Direction.EMERGENCY, "112"),
        (RU, MOSCOW, "04", Direction.EMERGENCY, "04"),
        (RU, MOSCOW, "100", Direction.OTHER, "100"),
        (RU, MOSCOW, "0890", Direction.OTHER, "0890"),
        (RU, None, "2345678", Direction.OTHER, "2345678"),
        (RU, None, "23456", Direction.OTHER, "23456"),
        (RU, MOSCOW, "82001234567", Direction.INTERNATIONAL, "82001234567"),
        (RU, MOSCOW, "82612125551234", Direction.INTERNATIONAL, "82612125551234"),
        (RU, MOSCOW, "00441234567890", Direction.INTERNATIONAL, "00441234567890"),
        (RU, MOSCOW, "00441", Direction.INTERNATIONAL, "00441"),
        (RU, MOSCOW, "061234", Direction.OTHER, "061234"),
        (RU, MOSCOW, "0612345", Direction.OTHER, "0612345"),
        (RU, MOSCOW, "+72001234567", Direction.INTERNATIONAL, "+72001234567"),
        (KZ, ALMATY, "2501234", Direction.CITY, "+77272501234"),
        (KZ, ALMATY, "87172701234", Direction.LONG_DISTANCE, "+77172701234"),
        (KZ, ALMATY, "87771234567", Direction.MOBILE, "+77771234567"),
        (KZ, ALMATY, "84951234567", Direction.INTERNATIONAL, "+74951234567"),
        (KZ, ALMATY, "88001234567", Direction.FREE, "+78001234567"),
        (KZ, ALMATY, "88091234567", Direction.PAID, "+78091234567"),
        (BY, MINSK, "2345678", Direction.CITY, "+375172345678"),
        (BY, MINSK, "80172345678", Direction.CITY, "+375172345678"),
        (BY, MINSK, "80152451234", Direction.LONG_DISTANCE, "+375152451234"),
        (BY, MINSK, "80291234567", Direction.MOBILE, "+375291234567"),
        (BY, MINSK, "88011234567", Direction.FREE, "+3758011234567"),
        (BY, MINSK, "89021234567", Direction.PAID, "+3759021234567"),
        (BY, MINSK, "81074951234567", Direction.INTERNATIONAL, "+74951234567"),
        (DE, BERLIN, "03012345678", Direction.CITY, "+493012345678"),
        (DE, BERLIN, "23456789", Direction.CITY, "+493023456789"),
        (DE, BERLIN, "08912345678", Direction.LONG_DISTANCE, "+498912345678"),
        (DE, BERLIN, "015123456789", Direction.MOBILE, "+4915123456789"),
        (DE, BERLIN, "08001234567", Direction.FREE, "+498001234567"),
        (DE, BERLIN, "09001234567", Direction.PAID, "+499001234567"),
        (DE, BERLIN, "01801234567", Direction.PAID, "+491801234567"),
        (DE, BERLIN, "0074951234567", Direction.INTERNATIONAL, "+74951234567"),
        (DE, BERLIN, "116117", Direction.FREE, "116117"),
        (DE, BERLIN, "11833", Direction.OTHER, "11833"),
        (GB, LONDON, "02071234567", Direction.CITY, "+442071234567"),
        (GB, LONDON, "71234567", Direction.CITY, "+442071234567"),
        (GB, LONDON, "01212345678", Direction.LONG_DISTANCE, "+441212345678"),
        (GB, LONDON, "07400123456", Direction.MOBILE, "+447400123456"),
        (GB, LONDON, "08001111", Direction.FREE, "+448001111"),
        (GB, LONDON, "09012345678", Direction.PAID, "+449012345678"),
        (GB, LONDON, "07012345678", Direction.PAID, "+447012345678"),
        (GB, LONDON, "01481256789", Direction.INTERNATIONAL, "+441481256789"),  # Guernsey
        (GB, LONDON, "999", Direction.EMERGENCY, "999"),
        (US, NEW_YORK, "2345678", Direction.CITY, "+12122345678"),
        (US, NEW_YORK, "2122345678", Direction.CITY, "+12122345678"),
        (US, NEW_YORK, "12122345678", Direction.CITY, "+12122345678"),
        (US, NEW_YORK, "2015550123", Direction.LONG_DISTANCE, "+12015550123"),
        (US, NEW_YORK, "18002345678", Direction.FREE, "+18002345678"),
        (US, NEW_YORK, "19002345678", Direction.PAID, "+19002345678"),
        (US, NEW_YORK, "14165550123", Direction.INTERNATIONAL, "+14165550123"),  # Toronto
        (US, NEW_YORK, "01174951234567", Direction.INTERNATIONAL, "+74951234567"),
        (US, NEW_YORK, "911", Direction.EMERGENCY, "911"),
        (US, NEW_YORK, "411", Direction.OTHER, "411"),
    ],
)
def test_a_dialled_number_has_one_direction(
    country: CountryCode, area: str | None, dialled: str, direction: Direction, number: str
) -> None:
    kind = Kind.WORLD if number.startswith("+") else Kind.RAW
    expected = Dialled(direction, number.removeprefix("+"), kind)
    assert classify(office(country, area), dialled) == expected


@pytest.mark.parametrize(
    ("country", "area", "dialled"),
    [
        (RU, MOSCOW, "8495"),  # not yet a number
        (RU, MOSCOW, "84951"),
        (RU, MOSCOW, "8495123456"),
        (RU, MOSCOW, "849512345678"),  # too long for one
        (RU, MOSCOW, "23456"),
        (RU, None, "2345"),
        (RU, None, "25"),
        (RU, MOSCOW, ""),
        (RU, MOSCOW, "+"),
        (RU, MOSCOW, "*43"),
        (RU, MOSCOW, "#1201"),
        (RU, MOSCOW, "8495123456*"),
        (RU, MOSCOW, "٨٤٩٥١٢٣٤٥٦٧"),
        (GB, LONDON, "0207123456"),
        (US, None, "2345678"),
    ],
)
def test_what_is_no_number_leads_nowhere(
    country: CountryCode, area: str | None, dialled: str
) -> None:
    assert classify(office(country, area), dialled) is None


def test_numbers_of_ours_come_before_the_world() -> None:
    ours = office(RU, MOSCOW, "201", "2345678")
    assert classify(ours, "201") == Dialled(Direction.INTERNAL, "201", Kind.RAW)
    assert classify(ours, "2345678") == Dialled(Direction.INTERNAL, "2345678", Kind.RAW)
    assert classify(ours, "2015678") == Dialled(Direction.CITY, "74952015678", Kind.WORLD)


def test_services_of_three_digits_make_way_for_extensions() -> None:
    assert classify(office(RU, MOSCOW, "201"), "150") is not None
    assert classify(office(RU, MOSCOW, "151"), "150") is None
    assert classify(office(RU, MOSCOW, "151"), "15000") is not None


@pytest.mark.parametrize(
    ("country", "area", "e164", "sends", "written"),
    [
        (RU, MOSCOW, "74952345678", NumberFormat.NATIONAL, "2345678"),
        (RU, None, "74952345678", NumberFormat.NATIONAL, "84952345678"),
        (RU, MOSCOW, "79161234567", NumberFormat.NATIONAL, "89161234567"),
        (RU, MOSCOW, "74958345678", NumberFormat.NATIONAL, "84958345678"),
        (RU, MOSCOW, "441234567890", NumberFormat.NATIONAL, "810441234567890"),
        (RU, MOSCOW, "74952345678", NumberFormat.SIGNIFICANT, "4952345678"),
        (RU, MOSCOW, "441234567890", NumberFormat.SIGNIFICANT, "810441234567890"),
        (RU, MOSCOW, "74952345678", NumberFormat.E164, "74952345678"),
        (RU, MOSCOW, "74952345678", NumberFormat.PLUS, "+74952345678"),
        (BY, None, "375291234567", NumberFormat.NATIONAL, "80291234567"),
        (BY, None, "3758011234567", NumberFormat.NATIONAL, "88011234567"),
        (DE, BERLIN, "493023456789", NumberFormat.NATIONAL, "23456789"),
        (DE, BERLIN, "498912345678", NumberFormat.NATIONAL, "08912345678"),
        (GB, None, "442071234567", NumberFormat.NATIONAL, "02071234567"),
        (US, NEW_YORK, "12122345678", NumberFormat.NATIONAL, "2122345678"),
        (US, NEW_YORK, "12015550123", NumberFormat.NATIONAL, "12015550123"),
        (US, NEW_YORK, "74952345678", NumberFormat.NATIONAL, "01174952345678"),
    ],
)
def test_a_number_is_written_as_the_line_wants_it_and_read_again(
    country: CountryCode, area: str | None, e164: str, sends: NumberFormat, written: str
) -> None:
    plan = plan_of(country)
    assert format_number(plan, area, e164, sends) == written
    assert normalised_caller(plan, area, sends, written) == e164


@pytest.mark.parametrize("number", ["", "anonymous", "1234", "84951", "+", "123456789012345678901"])
@pytest.mark.parametrize("brings", NumberFormat)
def test_a_caller_in_no_known_form_stays(number: str, brings: NumberFormat) -> None:
    assert normalised_caller(plan_of(RU), MOSCOW, brings, number) == number
