"""What a change wakes, and what calls feel of it."""

from dataclasses import replace

import pytest

from appliance.apply.builtin import builtin_files
from appliance.apply.impact import ON_CHANGE, Impact, Verb
from appliance.apply.plan import Plan, Step, plan
from appliance.compiler.compile import (
    ASTERISK,
    AUTHORITIES,
    DAHDI,
    EXTCONFIG,
    FIREWALL,
    NETWORK,
    RES_CONFIG,
    compile_config,
)
from appliance.core.call_handling import Queue
from appliance.core.cards import Framing, PriSide
from appliance.core.commands import AdoptCard, ForgetCard, Put, SetLine, SetRecording, edit
from appliance.core.config import Config
from appliance.core.encryption import Transport
from appliance.core.keys import Key
from appliance.core.text import DisplayName
from appliance.core.trunks import Recording
from tests.machines.offices import A400P, TDM400P, TE122, after, mixed, named, number, sip, virtual
from tests.property.parts import AUTHORITY
from tests.unit.compiler.test_sip import ACCOUNT, with_lines


def _plan(before: Config, after_: Config) -> Plan:
    return plan(compile_config(before), compile_config(after_))


def _texts(found: Plan) -> list[str]:
    return [verb.text for verb in found.verbs]


def test_every_file_says_whom_it_wakes() -> None:
    known = {*ASTERISK, *DAHDI, *FIREWALL, *NETWORK, *AUTHORITIES, EXTCONFIG, RES_CONFIG}
    assert ON_CHANGE.keys() == known


def test_an_authority_that_comes_or_goes_restarts_the_exchange_and_none_does_nothing() -> None:
    line = replace(ACCOUNT, transport=Transport.TLS)
    plain, trusting = with_lines(line), with_lines(replace(line, authority=AUTHORITY))
    assert _plan(plain, trusting).impact is Impact.RESTARTS_EXCHANGE
    assert _plan(trusting, plain).impact is Impact.RESTARTS_EXCHANGE
    files = compile_config(plain)
    before = {path: text for path, text in files.items() if not path.endswith(".pem")}
    assert plan(before, files).verbs == (), "an earlier release wrote no such file"


def test_a_name_of_a_sip_phone() -> None:
    before = after(sip("301", "a"))
    found = _plan(before, edit(before, named("301", "b")))
    assert _texts(found) == ["module reload res_config_sqlite3.so"]


def test_recording() -> None:
    found = _plan(mixed(), edit(mixed(), SetRecording(Recording.NONE)))
    assert (_texts(found), found.impact) == (
        ["module reload res_config_sqlite3.so"],
        Impact.RELOAD,
    )


def test_a_queue_is_there_before_the_dialplan_leads_to_it_and_until_it_no_longer_does() -> None:
    without = after(sip("301", "a"))
    with_queue = edit(
        without, Put(Queue(Key("sales"), DisplayName("Sales"), number("600"), (number("301"),)))
    )
    reload, queues = "dialplan reload", "queue reload all"
    both = _texts(_plan(after(), with_queue))
    assert both[-2:] == [reload, queues], "a member without a hint would never be rung"
    assert both.count(queues) == 1
    come, gone = _texts(_plan(without, with_queue)), _texts(_plan(with_queue, without))
    assert come[-3:] == [queues, reload, queues]
    assert gone[-2:] == [reload, queues]
    assert gone.count(queues) == 1


def test_a_new_card_leaves_the_calls_of_the_others_alone() -> None:
    found = _plan(mixed(), edit(mixed(), AdoptCard(A400P)))
    assert found.impact is Impact.RELOAD
    assert _texts(found) == [
        "lineman-cards.service",
        *(f"dahdi create channels {n} {n}" for n in (36, 37, 38, 39)),
        "module reload res_config_sqlite3.so",
        "dialplan reload",
    ]


def test_a_card_that_is_forgotten_drops_its_own_calls() -> None:
    found = _plan(mixed(), edit(mixed(), ForgetCard(TE122.key)))
    assert "dahdi destroy channels 5 35" in _texts(found)
    assert found.impact is Impact.DROPS_CHANNEL_CALLS


def test_the_other_side_of_an_e1_is_a_new_channel_and_new_line_settings() -> None:
    changed = edit(mixed(), SetLine(TE122.key, 1, Framing(crc4=False), PriSide.NET))
    assert _texts(_plan(mixed(), changed))[:4] == [
        "dahdi destroy channels 5 35",
        "pri destroy span 2",
        "lineman-cards.service",
        "dahdi create channels 5 35",
    ]


def test_a_card_that_is_forgotten_leaves_the_calls_of_the_others_alone() -> None:
    """What is configured no more is no reason to configure anything."""
    found = _plan(mixed(), edit(mixed(), ForgetCard(TE122.key)))
    assert [v.impact for v in found.verbs if v.text == "lineman-cards.service"] == [Impact.RELOAD]


@pytest.mark.parametrize("framing", [Framing(crc4=False), Framing(timing=0)])
def test_another_framing_or_clock_sets_the_cards_up_anew_and_counts_every_call_over_them(
    framing: Framing,
) -> None:
    """Asterisk keeps its channels; what a driver does to them meanwhile is known of none."""
    found = _plan(mixed(), edit(mixed(), SetLine(TE122.key, 1, framing, PriSide.CPE)))
    assert (_texts(found), found.impact) == (["lineman-cards.service"], Impact.DROPS_CARD_CALLS)


def test_a_restart_of_the_exchange_makes_reloads_needless() -> None:
    files = compile_config(mixed())
    other = {**files, "asterisk/modules.conf": "[modules]\n", "asterisk/rtp.conf": "[general]\n"}
    found = plan(files, other)
    assert (_texts(found), found.impact) == (["asterisk.service"], Impact.RESTARTS_EXCHANGE)


SHELL_CHANNELS = """[channel-1]
signalling=fxo_ks
context=from-internal
callerid="201" <201>
dahdichan=1

[channel-3]
signalling=fxs_ks
context=from-pstn-line
group=2
dahdichan=3
"""


def test_taking_over_from_the_built_in_configuration_drops_no_call() -> None:
    """The start-up shell's sections differ in spelling alone."""
    builtin = {
        **builtin_files(),
        "asterisk/dahdi-channels.conf": SHELL_CHANNELS,
        "asterisk/extensions_builtin.conf": "[ext-local]\nexten => 201,1,Dial(DAHDI/1,25)\n",
        "dahdi/system.conf": "loadzone=ru\ndefaultzone=ru\nfxoks=1\nechocanceller=mg2,1\n",
    }
    found = plan(builtin, compile_config(after(AdoptCard(TDM400P))))
    assert found.impact is Impact.RELOAD
    assert "dahdi create channels 1 1" not in _texts(found)
    assert "dahdi create channels 2 2" in _texts(found)
    assert "core reload" in _texts(found)


def test_a_file_edited_by_hand_beyond_reading_restarts_the_channels() -> None:
    files = compile_config(virtual())
    edited = {**files, "asterisk/dahdi-channels.conf": "[channel-1]\nwhat is this\n"}
    found = plan(edited, files)
    assert (_texts(found), found.impact) == (["dahdi restart"], Impact.DROPS_CARD_CALLS)


@pytest.mark.parametrize("impact", Impact)
def test_impact_is_the_worst_of_the_steps(impact: Impact) -> None:
    verbs = (replace(_some_verb(), impact=each) for each in Impact if each <= impact)
    assert Plan(("x",), tuple(map(Step, verbs))).impact is impact


def _some_verb() -> Verb:
    verb = ON_CHANGE["asterisk/rtp.conf"]
    assert verb is not None
    return verb


def test_queues_that_somebody_wrote_by_hand_are_read_after_the_dialplan() -> None:
    office = edit(
        after(sip("301", "a")), Put(Queue(Key("sales"), DisplayName("Sales"), number("600"), ()))
    )
    files = compile_config(office)
    mine = {**files, "asterisk/queues.conf": "[general\n"}
    assert [verb.text for verb in plan(mine, files).verbs] == ["queue reload all"]
