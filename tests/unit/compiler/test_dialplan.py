"""What the dialplan is made of: its contexts, how few steps a call takes, what is closed."""

from dataclasses import replace

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.steps import Context, Exten, Step, dialled, section
from appliance.core.commands import AdoptCard, Put, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.keys import Key
from appliance.core.numbers import AreaCode, Did
from appliance.core.roles import Rights
from appliance.core.scenario import FromTelephone, FromTrunk, Moment, Origin, Scenario
from appliance.core.targets import Hours
from appliance.core.trunks import BlockedCaller, DidRoute
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from tests.machines.company import company
from tests.machines.offices import (
    TDM400P,
    TDM800P,
    TE122,
    after,
    mixed,
    named,
    number,
    shop,
    sip,
)
from tests.machines.parts import role, schedule, to, weekdays

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
DIALPLAN = "asterisk/extensions.conf"


def steps(config: Config, context: str, exten: str) -> list[str]:
    """What is done for `exten`, application by application."""
    found = next(each for each in contexts(config) if each.name == context)
    return [str(step) for each in found.extens if each.pattern == exten for step in each.steps]


def _until_it_rings(config: Config, origin: Origin) -> list[str]:
    story = simulate(Exchange(config), Scenario(WORKDAY, origin))
    names = [step.application for step in story.steps]
    return [str(step) for step in story.steps[: names.index("Dial") + 1]]


def _office() -> Config:
    """All that makes a call longer: analogue displays, hours, limits, a group held in reserve."""
    config = after(
        AdoptCard(TE122),
        AdoptCard(TDM800P),
        sip("301", "x"),
        sip("302", "y"),
        schedule("office", "Офис", weekdays(9, 18), code=3),
        role("staff", "Сотрудник", Rights(longest_minutes=60, hours=Key("office"))),
        Put(DidRoute(Did("74951234500"), to("301"), Hours(Key("office"), to("302")))),
        Put(BlockedCaller("74957654321")),
    )
    first, *rest = config.trunk_groups
    groups = (replace(first, reserve=2, our_number=Did("74951234500")), *rest)
    return replace(config, area=AreaCode("495"), trunk_groups=groups)


@pytest.mark.parametrize(
    ("what", "config", "origin", "most"),
    [
        ("within the office", _office(), FromTelephone(number("301"), "302"), 12),
        ("to the outside", _office(), FromTelephone(number("301"), "89161234567"), 29),
        ("from outside by DID", _office(), FromTrunk(1, "74951234500", "9161234567"), 35),
        ("of 300 people", company(300), FromTelephone(number("20001"), "20002"), 10),
        ("out of 300 people", company(300), FromTelephone(number("20001"), "89161234567"), 17),
    ],
)
def test_few_steps_from_the_first_to_ringing(
    what: str, config: Config, origin: Origin, most: int
) -> None:
    taken = _until_it_rings(config, origin)
    print(f"{what}: {len(taken)} steps", *taken, sep="\n    ")
    assert len(taken) <= most


def test_an_extension_is_one_step_that_names_its_number_and_its_devices() -> None:
    text = compile_config(shop())[DIALPLAN]
    assert (
        "exten => 203,hint,DAHDI/3&Custom:DND203&Custom:DESK203\n"
        "exten => 203,1,Gosub(ext-ring,203,1(203,DAHDI/3))\n"
    ) in text
    assert steps(after(sip("301", "x")), "ext-local", "301") == [
        "Gosub(ext-ring,301,1(301,PJSIP/301))"
    ]


def test_a_name_stands_nowhere_in_the_dialplan() -> None:
    renamed = edit(shop(), named("201", "Совсем другое"))
    assert compile_config(renamed)[DIALPLAN] == compile_config(shop())[DIALPLAN]


def test_an_office_without_analogue_telephones_spares_their_names() -> None:
    assert "LATIN" in str(steps(after(AdoptCard(TDM400P)), "sub-leg", "s"))
    assert "LATIN" not in str(steps(after(AdoptCard(TE122), sip("301", "x")), "sub-leg", "s"))


@pytest.mark.parametrize("code", ["*0", "*60", "*78", "*79"])
def test_codes_that_the_driver_would_take_for_itself_are_exact_extensions(code: str) -> None:
    assert steps(mixed(), "app-features", code)


def test_emergency_numbers_stand_before_all_else_and_seize_at_once() -> None:
    start = next(each for each in contexts(mixed()) if each.name == "from-internal")
    assert start.includes[0] == "emergency"
    for digits in ("112", "01"):
        *marked, dials = steps(mixed(), "emergency", digits)[:3]
        assert marked == ["Set(GROUP(help)=${ME})", "Set(SPYGROUP=unheard)"]
        assert dials.startswith("Dial(")


def test_recording_is_begun_once_however_often_a_call_comes_by() -> None:
    look, record, back = steps(shop(), "sub-record", "_[0-9*#]!")
    assert look == 'GotoIf($["${MIXMONITOR_FILENAME}"!=""]?recorded)'
    assert record.startswith("MixMonitor(/srv/recordings/")
    assert (record[-4:], back) == (",Db)", "Return()")


@pytest.mark.parametrize("pattern", ["_XXX.", "_X!"])
@pytest.mark.parametrize("number", ["${EXTEN}", "${EXTEN:1}", "${FILTER(0-9,1)}${EXTEN:-3}"])
def test_an_open_pattern_takes_no_sign_from_outside(pattern: str, number: str) -> None:
    with pytest.raises(Invalid, match="any sign from outside"):
        Exten(pattern, (Step("Dial", f"DAHDI/G1/{number},90"),))
    Exten("_XXX", (Step("Dial", f"DAHDI/G1/{number},90"),))
    Exten(pattern, (Step("Dial", f"DAHDI/G1/{dialled()},90"),))


@pytest.mark.parametrize(
    ("application", "arguments"),
    [
        ("System", "reboot"),
        ("AGI", "x"),
        ("Set", "x=${SHELL(reboot)}"),
        ("Set", "x=${ODBC_X(a)}"),
        ("Set", "SHELL(x)=1"),
        ("Set", "__EVAL(x)=1"),
        ("GotoIf", "$[${IF($[${SHELL(x)}]?1:0)}]?a"),
        ("Set", "PRIORITY=1"),
        ("Set", "__EXTEN=1"),
    ],
)
def test_what_is_not_on_the_closed_list_does_not_exist(application: str, arguments: str) -> None:
    with pytest.raises(Invalid):
        Step(application, arguments)


@pytest.mark.parametrize("pattern", ["", "201,1", "2 1", "${X}", "_2;", "ж"])
def test_a_pattern_is_digits_and_pattern_letters(pattern: str) -> None:
    with pytest.raises(Invalid):
        Exten(pattern, (Step("Hangup"),))


def test_labels_and_hints_are_spelled_as_asterisk_reads_them() -> None:
    exten = Exten("201", (Step("NoOp", label="a"), Step("Hangup", "1", "b")), hint="PJSIP/201")
    lines = [str(getattr(line, "value", "")) for line in section(Context("x", (exten,))).lines]
    assert lines == ["201,hint,PJSIP/201", "201,1(a),NoOp()", "n(b),Hangup(1)"]
