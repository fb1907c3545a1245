"""Where calls go, read off the compiled dialplan."""

from dataclasses import replace

import pytest

from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Option, parse
from appliance.compiler.dialplan.steps import Exten, Step, dialled
from appliance.core.commands import AdoptCard, SetOperator, SetRecording, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.numbers import Did
from appliance.core.trunks import LineRoute, Recording
from tests.machines.offices import (
    TDM400P,
    TDM800P,
    after,
    clinic,
    mixed,
    named,
    number,
    shop,
    sip,
    virtual,
)


def steps(config: Config, context: str, exten: str) -> list[str]:
    """What is done for `exten`, application by application."""
    conf = parse(compile_config(config)["asterisk/extensions.conf"])
    lines = next(section.lines for section in conf.sections if section.name == context)
    found: list[str] = []
    mine = False
    for line in lines:
        if not isinstance(line, Option) or ",hint," in line.value:
            continue
        if line.name == "exten":
            mine = line.value.startswith(f"{exten},1,")
        if mine:
            found.append(line.value.split(",", 2 if line.name == "exten" else 1)[-1])
    return found


@pytest.mark.parametrize("pattern", ["_XXX.", "_X!"])
@pytest.mark.parametrize("number", ["${EXTEN}", "${EXTEN:1}", "${FILTER(0-9,1)}${EXTEN:-3}"])
def test_an_open_pattern_takes_no_sign_from_outside(pattern: str, number: str) -> None:
    with pytest.raises(Invalid, match="any sign from outside"):
        Exten(pattern, (Step("Dial", f"DAHDI/G1/{number},90"),))
    Exten("_XXX", (Step("Dial", f"DAHDI/G1/{number},90"),))
    Exten(pattern, (Step("Dial", f"DAHDI/G1/{dialled()},90"),))


def test_from_invite_to_ringing_is_one_step() -> None:
    assert steps(after(sip("301", "x")), "ext-local", "301")[0] == "Dial(PJSIP/301,25)"


def test_recording_is_begun_once_however_often_a_call_comes_by() -> None:
    config = edit(clinic(), SetRecording(Recording.ALL))
    look, record, go_on, dial, _ = steps(config, "ext-local", "201")
    assert look == 'GotoIf($["${MIXMONITOR_FILENAME}"!=""]?recorded)'
    assert [step.split("(")[0] for step in (record, go_on, dial)] == ["MixMonitor", "NoOp", "Dial"]
    assert steps(config, "from-pstn-routes", "74951234500") == ["Goto(ext-local,201,1)"]


def test_recording_of_outside_calls_leaves_the_office_alone() -> None:
    config = edit(clinic(), SetRecording(Recording.OUTSIDE))
    assert "MixMonitor" not in str(steps(config, "ext-local", "201"))
    assert "MixMonitor" in steps(config, "from-pstn-routes", "74951234500")[1]
    assert "MixMonitor" in steps(config, "from-pstn-routes", "_XXX!")[1]
    assert "MixMonitor" in steps(config, "outbound", "_XXX.")[1]


def test_a_call_out_goes_over_the_next_group_only_when_the_first_has_no_line() -> None:
    assert steps(virtual(), "outbound", "_XXX.") == [
        "Dial(DAHDI/G1/${FILTER(0-9*#,${EXTEN})},90)",
        'GotoIf($["${DIALSTATUS}"!="CHANUNAVAIL"]?call-end,${DIALSTATUS},1)',
        "Dial(DAHDI/G2/ww${FILTER(0-9*#,${EXTEN})},90)",
        "Goto(call-end,${DIALSTATUS},1)",
    ]


def test_a_group_can_be_chosen_by_hand() -> None:
    assert steps(virtual(), "outbound", "_#2X.")[0] == f"Dial(DAHDI/G2/ww{dialled(2)},90)"


def test_an_international_number_is_dialled_as_the_country_dials_it() -> None:
    assert steps(virtual(), "outbound", "_+7X.")[0] == f"Dial(DAHDI/G1/8{dialled(2)},90)"
    assert steps(virtual(), "outbound", "_+X.")[0] == f"Dial(DAHDI/G1/810{dialled(1)},90)"


def test_our_own_number_is_shown_where_the_line_lets_us() -> None:
    config = virtual()
    group = replace(config.trunk_groups[0], our_number=Did("74951234567"))
    config = replace(config, trunk_groups=(group, *config.trunk_groups[1:]))
    assert "Set(CALLERID(num)=74951234567)" in steps(config, "outbound", "_#1X.")


def test_emergency_calls_try_every_group_city_lines_first() -> None:
    assert steps(virtual(), "emergency", "112") == [
        "Dial(DAHDI/G2/ww${EXTEN},90)",
        "Dial(DAHDI/G1/${EXTEN},90)",
        "Congestion(20)",
    ]


def test_a_city_line_rings_the_operator_unless_it_has_a_route() -> None:
    config = after(AdoptCard(TDM800P))
    assert steps(config, "from-pstn-line", "s") == ["Goto(ext-local,201,1)"]
    line = next(s for s, (channel, _) in config.sockets().items() if channel == 6)
    inbound = replace(config.inbound, lines=(LineRoute(line, number("203")),))
    routed = replace(config, inbound=inbound)
    assert steps(routed, "from-line-6", "s") == ["Goto(ext-local,203,1)"]
    channels = compile_config(routed)["asterisk/dahdi-channels.conf"]
    assert "context = from-line-6\ngroup = 2\n" in channels


def test_without_an_operator_a_city_line_rings_on_unanswered() -> None:
    config = after(AdoptCard(TDM400P), SetOperator(None))
    assert steps(config, "from-pstn-line", "s") == ["Wait(30)", "Hangup()"]
    assert steps(config, "from-pstn-operator", "_X!") == ["Hangup(1)"]


def test_only_analogue_telephones_are_given_names_in_latin_letters() -> None:
    assert steps(shop(), "ext-local", "203")[0] == "Dial(DAHDI/3,25,b(analogue-name^s^1))"
    assert steps(shop(), "ext-local", "301")[0] == "Dial(PJSIP/301,25)"
    text = compile_config(shop())["asterisk/extensions.conf"]
    assert "LATIN_201 = Kassa\n" in text
    assert "LATIN_203" not in text


def test_an_office_of_latin_names_spares_the_step() -> None:
    config = after(AdoptCard(TDM400P), named("201", "Anna"))
    assert steps(config, "ext-local", "202")[0] == "Dial(DAHDI/2,25)"


def test_codes_that_the_driver_would_take_for_itself_are_exact_extensions() -> None:
    for code in ("*0", "*60", "*78", "*79"):
        assert steps(mixed(), "app-features", code)


@pytest.mark.parametrize(
    ("application", "arguments"),
    [("System", "reboot"), ("AGI", "x"), ("Set", "x=${SHELL(reboot)}"), ("Set", "x=${DB(a/b)}")],
)
def test_what_is_not_on_the_closed_list_does_not_exist(application: str, arguments: str) -> None:
    with pytest.raises(Invalid):
        Step(application, arguments)


@pytest.mark.parametrize("pattern", ["", "201,1", "2 1", "${X}", "_2;", "ж"])
def test_a_pattern_is_digits_and_pattern_letters(pattern: str) -> None:
    with pytest.raises(Invalid):
        Exten(pattern, (Step("Hangup"),))
