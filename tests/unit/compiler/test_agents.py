"""Agents come to their queues and go by codes, and hear how many wait."""

from dataclasses import replace
from functools import cache

import pytest

from appliance.compiler.asterisk.extensions_conf import contexts
from appliance.compiler.compile import compile_config
from appliance.compiler.dialplan.agents import agents
from appliance.compiler.lint import lint
from appliance.core.call_handling import Queue, QueueStrategy
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature, FeatureCode
from appliance.core.keys import Key
from appliance.core.live_rules import check
from appliance.core.live_state import YES, Family
from appliance.core.people import Extension, Language
from appliance.core.scenario import FromTelephone, LiveValue, Moment, Scenario
from appliance.core.targets import ToExtension
from appliance.core.text import DisplayName
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines
from tests.machines.offices import after, number, sip

WORKDAY = Moment("2026-03-03T12:00:00+03:00")
OUT, PAUSE = Family.QUEUE_OUT, Family.QUEUE_PAUSE


@cache
def office() -> Config:
    """302 serves both queues, 303 the second, 301 and 304 none."""
    both, one = (number("302"),), (number("302"), number("303"))
    other = ToExtension(number("304"))
    return after(
        *(sip(str(n), f"Telephone {n}") for n in range(301, 305)),
        Put(Queue(Key("sales"), DisplayName("Sales"), number("401"), both, otherwise=other)),
        Put(
            Queue(
                Key("help"),
                DisplayName("Help"),
                number("402"),
                one,
                QueueStrategy.LINEAR,
                otherwise=other,
            )
        ),
    )


def call(who: str, dialled: str, *live: LiveValue, config: Config | None = None) -> Story:
    scenario = Scenario(WORKDAY, FromTelephone(number(who), dialled), live=live)
    return simulate(Exchange(config or office()), scenario)


def absent(family: Family, who: str) -> LiveValue:
    return LiveValue(family, who, YES)


def heard(story: Story) -> list[str]:
    said = {"Playback", "SayNumber", "SayDigits"}
    return [step.arguments for step in story.steps if step.application in said]


def told(story: Story) -> list[str]:
    """What app_queue was told."""
    known = {"PauseQueueMember", "UnpauseQueueMember"}
    return [f"{s.application}({s.arguments})" for s in story.steps if s.application in known]


def test_one_code_logs_out_and_in_again() -> None:
    out = call("302", "*45")
    assert out.outcome.changed == (absent(OUT, "302"),)
    assert (heard(out), told(out)) == (
        ["agent-loggedoff"],
        ["PauseQueueMember(,Local/302@ext-members)"],
    )
    back = call("302", "*45", absent(OUT, "302"))
    assert back.outcome.changed == (LiveValue(OUT, "302"),)
    assert (heard(back), told(back)) == (
        ["agent-loginok"],
        ["UnpauseQueueMember(,Local/302@ext-members)"],
    )


def test_each_change_is_written_down_and_lights_its_lamp() -> None:
    steps = [step.arguments for step in call("302", "*45").steps if step.application == "Set"]
    assert any(each.endswith("=QUEUEOUT/302|YES|telephone|302") for each in steps)
    assert "DEVICE_STATE(Custom:QUEUEOUT302)=INUSE" in steps
    back = call("302", "*45", absent(OUT, "302"), absent(PAUSE, "302"))
    steps = [step.arguments for step in back.steps if step.application == "Set"]
    noted = [each.partition("=")[0] for each in steps if each.startswith("DB(CHANGED/")]
    assert len(set(noted)) == 2
    assert "DEVICE_STATE(Custom:QUEUEPAUSE302)=NOT_INUSE" in steps


def test_who_logs_in_is_on_no_pause() -> None:
    back = call("302", "*45", absent(OUT, "302"), absent(PAUSE, "302"))
    assert back.outcome.changed == (LiveValue(OUT, "302"), LiveValue(PAUSE, "302"))
    assert told(back)[-1] == "UnpauseQueueMember(,Local/302@ext-members)"


def test_a_pause_is_had_while_one_is_logged_in() -> None:
    begun = call("303", "*46")
    assert (begun.outcome.changed, heard(begun)) == ((absent(PAUSE, "303"),), ["activated"])
    over = call("303", "*46", absent(PAUSE, "303"))
    assert (over.outcome.changed, heard(over)) == ((LiveValue(PAUSE, "303"),), ["de-activated"])
    none = call("303", "*46", absent(OUT, "303"))
    assert (none.outcome.changed, heard(none)) == ((), ["agent-loggedoff"])


@pytest.mark.parametrize("code", ["*45", "*46", "*47"])
def test_who_serves_no_queue_hears_so(code: str) -> None:
    story = call("301", code)
    assert (story.outcome.changed, heard(story)) == ((), ["feature-not-avail-line"])
    assert "Звонящий не обслуживает ни одной очереди." in "\n".join(story_lines(story, Language.RU))


@pytest.mark.parametrize("family", [OUT, PAUSE])
def test_a_queue_rings_who_is_there(family: Family) -> None:
    """A linear queue rings 302 first, and whoever else there is when 302 is away."""
    assert call("301", "402").outcome.by == "302"
    story = call("301", "402", absent(family, "302"))
    assert (story.outcome.by, told(story)) == (
        "303",
        ["PauseQueueMember(,Local/302@ext-members)"],
    )


def test_where_nobody_is_there_nobody_waits() -> None:
    story = call("301", "402", absent(OUT, "302"), absent(PAUSE, "303"))
    assert (story.outcome.by, [each.who for each in story.outcome.rang]) == ("304", ["304"])


def test_who_left_his_queues_is_called_by_his_number_as_ever() -> None:
    assert call("301", "302", absent(OUT, "302")).outcome.by == "302"


def test_who_waits_is_counted_in_each_queue_of_ones_own() -> None:
    said = ["queue-quantity2", "0"]
    assert heard(call("303", "*47")) == said
    assert heard(call("302", "*47")) == ["401", *said, "402", *said]
    assert heard(call("301", "*47402")) == said


def test_keys_show_ones_own_lamp_alone() -> None:
    assert call("302", "*45302").outcome.changed == (absent(OUT, "302"),)
    assert call("302", "*45303").outcome.changed == ()
    hints = {exten.pattern: exten.hint for each in contexts(office()) for exten in each.extens}
    assert (hints["*45302"], hints["*46303"]) == ("Custom:QUEUEOUT302", "Custom:QUEUEPAUSE303")
    assert hints["*47402"] == "Queue:help.linear&Custom:QUEUE402"
    assert "*45301" not in hints


def test_a_code_that_is_off_is_refused_and_shows_no_lamp() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.QUEUE_LOG_IN, ""),))
    assert call("302", "*45", config=config).outcome.changed == ()
    patterns = {exten.pattern for each in contexts(config) for exten in each.extens}
    assert not {"*45302", "_*45X."} & patterns
    assert "*46302" in patterns


def test_an_office_without_queues_has_no_such_codes() -> None:
    config = after(sip("301", "Telephone 301"))
    assert agents(config) == {}
    for code in ("*45", "*46", "*47"):
        assert call("301", code, config=config).outcome.cause == 21


def test_another_code_may_stand_there() -> None:
    config = replace(office(), codes=(FeatureCode(Feature.QUEUE_COUNT, "*147"),))
    assert heard(call("303", "*147", config=config))[0] == "queue-quantity2"
    with pytest.raises(Invalid, match=r"\*47 takes a number after it, and \*475 is"):
        replace(office(), codes=(FeatureCode(Feature.ECHO_TEST, "*475"),))


def test_only_agents_are_logged_out_from_afar() -> None:
    check(office(), (OUT, "303"), YES)
    check(office(), (OUT, "301"), "")
    with pytest.raises(Invalid, match="serves no queue"):
        check(office(), (PAUSE, "301"), YES)
    with pytest.raises(Invalid, match="on or off"):
        check(office(), (OUT, "303"), "NO")


def test_queues_that_nobody_can_serve_are_counted_all_the_same() -> None:
    """Their members have no telephone; the compiler's own check holds for such an office too."""
    without = after(
        sip("301", "Telephone 301"),
        Put(Extension(number("302"), DisplayName("No telephone"))),
        Put(Queue(Key("sales"), DisplayName("Sales"), number("401"), (number("302"),))),
    )
    assert lint(compile_config(without)) == []
    assert heard(call("301", "*47", config=without)) == ["feature-not-avail-line"]
    assert heard(call("301", "*47401", config=without))[0] == "queue-quantity2"
