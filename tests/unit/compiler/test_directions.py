"""The dialplan's patterns decide as `core/dialling.py` does, for whatever is dialled."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from appliance.compiler.dialplan import directions
from appliance.compiler.dialplan.outside import context_of
from appliance.compiler.dialplan.steps import Context, Exten
from appliance.core.config import Config
from appliance.core.countries import COUNTRIES, CountryCode
from appliance.core.dialling import Dialled, Kind, classify, dialling_of
from appliance.core.directions import ALWAYS, Direction
from appliance.core.errors import Invalid
from appliance.core.numbering.expression import numbers_of
from appliance.core.numbering.forms import format_number, normalised_caller
from appliance.core.numbering.language import DIGITS, patterns
from appliance.core.numbering.plans import plan_of
from appliance.core.numbering.unplanned import LONGEST_LOCAL
from appliance.core.numbers import AreaCode, ExtensionNumber
from appliance.core.pattern import Match, elements, exten_match
from appliance.core.people import Extension
from appliance.core.text import DisplayName
from appliance.core.trunks import NumberFormat, TrunkGroup
from appliance.whatif.arguments import choice, true
from appliance.whatif.dialplan import Dialplan, Place
from appliance.whatif.expression import evaluate
from appliance.whatif.variables import substitute

AREAS = {"ru": "495", "kz": "727", "by": "17", "de": "30", "gb": "20", "us": "212"}
PLACES = [(CountryCode(code), area) for code, own in AREAS.items() for area in (own, None)]
OURS = ("201", "202", "215", "216", "300", "4001", "4002")


def office(country: CountryCode, area: str | None, *numbers: str) -> Config:
    """Extensions without telephones, and one group of each format."""
    return Config(
        country=country,
        area=None if area is None else AreaCode(area),
        extensions=tuple(Extension(ExtensionNumber(n), DisplayName(f"Room {n}")) for n in numbers),
        trunk_groups=tuple(
            TrunkGroup(number, DisplayName("Lines"), brings=form, sends=form)
            for number, form in enumerate(NumberFormat, start=1)
        ),
    )


@dataclass
class Channel:
    """What steps of the dialplan see and change."""

    exten: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    def variable(self, name: str) -> str | None:
        return self.exten if name == "EXTEN" else self.variables.get(name)

    def function(self, name: str, arguments: str) -> str | None:
        if name == "IF":
            condition, yes, no = choice(arguments)
            return yes if true(condition) else no
        if name == "LEN":
            return str(len(arguments))
        if name == "FILTER":
            allowed, _, text = arguments.partition(",")
            signs = DIGITS + allowed.removeprefix("0-9")
            return "".join(sign for sign in text if sign in signs)
        return self.variables.get(f"{name}({arguments})")

    def expression(self, text: str) -> str:
        return evaluate(text)

    def run(self, dialplan: Dialplan, context: str, exten: str) -> str:
        """Follow the steps; the context at whose door, or after which, they end."""
        place = Place(context, exten, 1)
        while (step := dialplan.step(place)) is not None:
            self.exten = place.exten
            arguments = substitute(step.arguments, self)
            if step.application == "Set":
                name, _, value = arguments.partition("=")
                self.variables[name] = value
                place = place.after
            elif step.application == "GotoIf":
                condition, label, _ = choice(arguments)
                found = dialplan.priority(place.context, place.exten, label)
                assert found is not None
                place = Place(place.context, place.exten, found) if true(condition) else place.after
            elif step.application == "Goto":
                context, exten, _ = arguments.split(",")
                place = Place(context, exten, 1)
            else:
                if step.application == "Return":
                    self.variables["GOSUB_RETVAL"] = arguments
                return step.application
        self.exten = place.exten
        return place.context


def sent(dialplan: Dialplan, dialled: str) -> Dialled | None:
    """Where the dialplan sends it."""
    channel = Channel()
    end = channel.run(dialplan, directions.CONTEXT, dialled)
    found = {context_of(each): each for each in Direction}.get(end)
    if found is None:
        return None
    assert channel.exten == dialled.removeprefix("+")
    return Dialled(found, channel.variables["NUM"], Kind(channel.variables["KIND"]))


def dice(seed: object) -> random.Random:
    """The same numbers at every run."""
    return random.Random(str(seed))  # noqa: S311  # no secret is drawn


def filled(draw: random.Random, pattern: str) -> str:
    """A number that fits."""
    text = ""
    for place in elements(pattern):
        if isinstance(place, str):
            return text + "".join(draw.choices(DIGITS, k=draw.randint(1, 4)))
        text += draw.choice(sorted(place))
    return text


def numbers(draw: random.Random, contexts: tuple[Context, ...], count: int) -> Iterator[str]:
    """Numbers that fit some pattern, such as differ by a little, and any."""
    extens = [exten.pattern for context in contexts for exten in context.extens]
    for _ in range(count):
        number = filled(draw, draw.choice(extens))
        yield number
        cut = draw.randint(0, len(number))
        yield number[:cut]
        yield number[:cut] + draw.choice(DIGITS) + number[cut:]
        yield "".join(draw.choices(DIGITS, k=draw.randint(0, 17)))
        yield draw.choice(OURS) + "".join(draw.choices(DIGITS, k=draw.randint(0, 9)))


@pytest.mark.parametrize(("country", "area"), PLACES)
def test_patterns_decide_as_the_core_does(country: CountryCode, area: str | None) -> None:
    config = office(country, area, *OURS)
    contexts = directions.contexts(config)
    dialplan, dialling = Dialplan(contexts), dialling_of(config)
    told = 0
    for dialled in numbers(dice(country + (area or "")), contexts[:2], 200):
        expected = classify(dialling, dialled)
        if expected is not None and expected.direction in ALWAYS:
            continue  # contexts before these have them
        assert sent(dialplan, dialled) == expected, dialled
        if expected is not None and expected.direction is Direction.OTHER:
            assert len(dialled) <= LONGEST_LOCAL, dialled
        told += expected is not None
    assert told > 200


@pytest.mark.parametrize(("country", "area"), PLACES)
def test_no_two_patterns_fit_one_number(country: CountryCode, area: str | None) -> None:
    contexts = {each.name: each for each in directions.contexts(office(country, area, *OURS))}
    several = [contexts[name] for name in ("outbound-dialled", "outbound-world")]
    for context in several:
        for dialled in numbers(dice(country), (context,), 60):
            fitting = [e for e in context.extens if exten_match(e.pattern, dialled) is not Match.NO]
            assert len(fitting) <= 1, (dialled, fitting)


@pytest.mark.parametrize(
    ("country", "most"),
    [("ru", 50), ("kz", 60), ("by", 120), ("de", 190), ("gb", 170), ("us", 250)],
)
def test_a_plan_takes_few_patterns(country: str, most: int) -> None:
    contexts = directions.contexts(office(CountryCode(country), AREAS[country], *OURS))
    count = sum(len(context.extens) for context in contexts)
    print(f"{country}: {count} patterns")
    assert count <= most


KINDS = {
    PhoneNumberType.FIXED_LINE: {Direction.LONG_DISTANCE, Direction.CITY},
    PhoneNumberType.FIXED_LINE_OR_MOBILE: {Direction.LONG_DISTANCE, Direction.CITY},
    PhoneNumberType.MOBILE: {Direction.MOBILE},
    PhoneNumberType.TOLL_FREE: {Direction.FREE},
    PhoneNumberType.PREMIUM_RATE: {Direction.PAID},
    PhoneNumberType.SHARED_COST: {Direction.PAID},
    PhoneNumberType.PERSONAL_NUMBER: {Direction.PAID},
    PhoneNumberType.PAGER: {Direction.PAID},
    PhoneNumberType.UAN: {Direction.LONG_DISTANCE},
    PhoneNumberType.VOIP: {Direction.LONG_DISTANCE},
    PhoneNumberType.VOICEMAIL: {Direction.MOBILE},
}


EXAMPLES = [
    (country, example)
    for country in CountryCode
    for kind in KINDS
    if (example := phonenumbers.example_number_for_type(country.upper(), kind)) is not None
]


@pytest.mark.parametrize(("country", "example"), EXAMPLES)
def test_each_example_of_the_metadata_has_its_direction(
    country: CountryCode, example: phonenumbers.PhoneNumber
) -> None:
    config = office(country, AREAS[country])
    e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    found = sent(Dialplan(directions.contexts(config)), e164)
    assert found is not None
    assert found.direction in KINDS[phonenumbers.number_type(example)]
    assert found.number == e164[1:]


@pytest.mark.parametrize("country", CountryCode)
def test_valid_numbers_lead_where_libphonenumber_says_they_are(country: CountryCode) -> None:
    """Another reader of the same metadata, which knows nothing of our sets."""
    draw = dice(country)
    config = office(country, AREAS[country])
    dialling, plan = dialling_of(config), plan_of(country)
    valid = 0
    for pattern in patterns(plan.numbers):
        for _ in range(1 + 600 // len(patterns(plan.numbers))):
            e164 = plan.calling_code + filled(draw, f"_{pattern}")
            parsed = phonenumbers.parse(f"+{e164}")
            if not phonenumbers.is_valid_number(parsed):
                continue
            found = classify(dialling, f"+{e164}")
            assert found is not None
            if phonenumbers.is_valid_number_for_region(parsed, country.upper()):
                assert found.direction in KINDS[phonenumbers.number_type(parsed)], e164
            else:
                assert found.direction is Direction.INTERNATIONAL, e164
            valid += 1
    assert valid > 50


@pytest.mark.parametrize("sends", NumberFormat)
@pytest.mark.parametrize(("country", "area"), PLACES)
def test_a_number_is_written_as_the_core_writes_it(
    country: CountryCode, area: str | None, sends: NumberFormat
) -> None:
    config, plan = office(country, area), plan_of(country)
    expression = directions.format_expression(config, sends)
    draw = dice(country)
    home = [plan.calling_code + filled(draw, f"_{each}") for each in patterns(plan.numbers)]
    abroad = ["74951234567", "77271234567", "441234567890", "12125550123", "493012345678"]
    for e164 in [*home, *abroad]:
        channel = Channel(variables={"NUM": e164, "KIND": Kind.WORLD})
        assert substitute(expression, channel) == format_number(plan, area, e164, sends)
    raw = Channel(variables={"NUM": "112", "KIND": Kind.RAW})
    assert substitute(expression, raw) == "112"


@pytest.mark.parametrize("brings", NumberFormat)
@pytest.mark.parametrize(("country", "area"), PLACES)
def test_a_caller_is_read_as_the_core_reads_him(
    country: CountryCode, area: str | None, brings: NumberFormat
) -> None:
    config, plan = office(country, area), plan_of(country)
    contexts = (*directions.contexts(config), *directions.caller_formats(config))
    dialplan = Dialplan(contexts)
    step, put = directions.normalise_caller(brings)
    for caller in ("", "+", *numbers(dice(country), contexts[1:2], 12)):
        channel = Channel(variables={"CALLERID(num)": caller})
        context, exten, _ = substitute(step.arguments, channel).split(",")
        assert channel.run(dialplan, context, exten) == "Return"
        expected = normalised_caller(plan, area, brings, caller)
        assert substitute(put.arguments, channel) == f"CALLERID(num)={expected}"


@pytest.mark.parametrize(("country", "area"), PLACES)
def test_what_is_written_to_a_line_reads_back(country: CountryCode, area: str | None) -> None:
    """But for cities' own numbers shorter than any that are given out there."""
    plan, draw = plan_of(country), dice(country)
    for pattern in patterns(plan.fixed):
        e164 = plan.calling_code + filled(draw, f"_{pattern}")
        for sends in NumberFormat:
            written = format_number(plan, area, e164, sends)
            if sends is NumberFormat.NATIONAL and written == e164[-len(written) :]:
                assert len(written) < 5 or normalised_caller(plan, area, sends, written) == e164
            else:
                assert normalised_caller(plan, area, sends, written) == e164


def waits(config: Config, digits: str) -> bool:
    """Whether a telephone that has sent these digits, a number of ours, is kept waiting."""
    ours = tuple(Exten(n, ()) for n in sorted(dialling_of(config).internal | {digits}))
    every = Context("from-internal", includes=("ext-local", directions.CONTEXT))
    contexts = (every, Context("ext-local", ours), *directions.contexts(config))
    return Dialplan(contexts).more_could_match("from-internal", digits)


@pytest.mark.parametrize(("country", "area"), PLACES)
def test_numbers_of_ours_and_emergency_calls_never_wait(
    country: CountryCode, area: str | None
) -> None:
    config = office(country, area, *OURS)
    for number in (*OURS, *COUNTRIES[country].emergency):
        assert not waits(config, number), number


def test_an_extension_that_looks_like_a_prefix_waits_and_hides_nothing() -> None:
    config = office(CountryCode.RU, "495", "849", "201")
    dialplan = Dialplan(directions.contexts(config))
    assert waits(config, "849")
    assert dialplan.more_could_match(directions.CONTEXT, "8495123456")
    assert not dialplan.more_could_match(directions.CONTEXT, "84951234567")


def test_a_complete_number_is_not_kept_waiting_for_more() -> None:
    dialplan = Dialplan(directions.contexts(office(CountryCode.RU, "495", *OURS)))
    for number in ("84951234567", "89161234567", "2345678", "88001234567"):
        assert dialplan.exists(directions.CONTEXT, number)
        assert not dialplan.more_could_match(directions.CONTEXT, number)


def test_no_prefix_of_a_planned_number_is_taken_for_a_number() -> None:
    dialplan = Dialplan(directions.contexts(office(CountryCode.RU, "495", *OURS)))
    for number in ("84951234567", "2345678"):
        for length in range(1, len(number)):
            assert not dialplan.exists(directions.CONTEXT, number[:length])
            assert dialplan.more_could_match(directions.CONTEXT, number[:length])


def test_many_scattered_extensions_take_few_patterns_and_none_waits() -> None:
    draw = dice(0)
    scattered = sorted({str(draw.randint(20000, 69999)) for _ in range(800)})
    config = office(CountryCode.RU, "495", *scattered)
    assert sum(len(context.extens) for context in directions.contexts(config)) < 320
    assert not any(waits(config, number) for number in scattered[::40])
    dialplan = Dialplan(directions.contexts(config))
    for number in scattered[::40]:
        assert sent(dialplan, number + "77") == classify(dialling_of(config), number + "77")


@pytest.mark.parametrize("country", CountryCode)
def test_the_metadata_s_emergency_numbers_are_ours(country: CountryCode) -> None:
    known = set(COUNTRIES[country].emergency)
    if country is CountryCode.US:
        known.add("112")  # of mobile networks alone
    short = phonenumbers.PhoneMetadata.short_metadata_for_region(country.upper())
    assert short is not None
    assert short.emergency is not None
    found = patterns(numbers_of(short.emergency.national_number_pattern))
    assert {filled(dice(n), f"_{each}") for each in found for n in range(40)} <= known


@pytest.mark.parametrize("country", CountryCode)
def test_no_extension_is_an_emergency_number(country: CountryCode) -> None:
    for number in COUNTRIES[country].emergency:
        with pytest.raises(Invalid, match="emergency"):
            office(country, None, number)


def test_an_office_that_moves_dials_by_its_new_city() -> None:
    moscow = office(CountryCode.RU, "495")
    petersburg = replace(moscow, area=AreaCode("812"))
    dialled = "3456789"
    assert classify(dialling_of(moscow), dialled) != classify(dialling_of(petersburg), dialled)
    found = sent(Dialplan(directions.contexts(petersburg)), dialled)
    assert found == Dialled(Direction.CITY, "78123456789", Kind.WORLD)
