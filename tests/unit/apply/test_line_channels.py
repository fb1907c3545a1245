"""Channels and spans that are not as they were written are told; the words are chan_dahdi's own."""

import asyncio

import pytest

from appliance.apply.line_channels import are_as_written, are_framed
from appliance.compiler.compile import compile_config
from appliance.compiler.conf import Option, Section, parse
from appliance.compiler.dahdichan import channels
from appliance.core.errors import Fault
from tests.fakes.running import Running
from tests.machines.offices import mixed, shop

PATH = "asterisk/dahdi-channels.conf"
# Asterisk 22.10.1, chan_dahdi.c: dahdi_show_channel.
TELEPHONE = """\
Channel: 1
Description:{space}
File Descriptor: 27
Span: 1
Extension:{space}
Dialing: no
Context: from-internal
Caller ID: 201
Calling TON: 0
Caller ID name:{space}
Mailbox: none
Variables:
       DYNAMIC_FEATURES = record-now
       TRANSFER_CONTEXT = from-internal
       ME = 201
Destroy: 0
InAlarm: 0
Signalling Type: FXO Kewlstart
Radio: 0
Owner: <None>
Real: <None>
Busy Detection: no
Actual Confinfo: Num/0, Mode/0x0000
Hookstate (FXS only): Onhook
""".format(space=" ")
SPAN = """\
Channel: 5
Context: from-pstn
Mailbox: none
Variables:
       TRUNK = 1
Signalling Type: ISDN PRI
"""
PRI = """\
Primary D-channel: 20
Status: Up, Active
Switchtype: EuroISDN
Type: CPE
Remote type: Network
Overlap Dial: 0
"""
# dahdi_show_status; a card's name may hold anything.
STATUS = """\
Span Description                              Alarms  IRQ    bpviol CRC    Fra Codi Options  LBO
   1 Wildcard TDM410P CAS HDB3                OK      0      0      0      CAS Unkn          0 db
   2 Wildcard TE122 Card 0                    RED     0      12     0      CCS HDB3 CRC4     0 db
"""


def _sections(config: str) -> tuple[Section, ...]:
    return parse(compile_config({"shop": shop, "mixed": mixed}[config]())[PATH]).sections


def _as_written(section: Section, **said: str) -> None:
    number = channels(section)[0]
    lines = {
        f"dahdi show channel {number}": said["channel"],
        "pri show span 2": said.get("pri", ""),
    }
    asyncio.run(are_as_written(Running({}, lines), [section]))


def test_a_telephone_that_reads_as_it_was_written_is_well() -> None:
    _as_written(_sections("shop")[0], channel=TELEPHONE)


@pytest.mark.parametrize(
    ("shown", "instead"),
    [
        ("Context: from-internal", "Context: from-pstn"),
        ("ME = 201", "ME = 202"),
        ("       ME = 201\n", ""),
        ("Mailbox: none", "Mailbox: 201@default"),
        ("FXO Kewlstart", "FXS Kewlstart"),
    ],
)
def test_a_telephone_that_reads_otherwise_is_told(shown: str, instead: str) -> None:
    assert shown in TELEPHONE
    with pytest.raises(Fault, match="settings of channel 1"):
        _as_written(_sections("shop")[0], channel=TELEPHONE.replace(shown, instead))


def test_the_other_side_of_an_e1_is_told() -> None:
    (section,) = (each for each in _sections("mixed") if each.name.startswith("span-"))
    assert section.name == "span-2"
    (group,) = (
        line.value for line in section.lines if isinstance(line, Option) and line.name == "group"
    )
    channel = SPAN.replace("TRUNK = 1", f"TRUNK = {group}")
    _as_written(section, channel=channel, pri=PRI)
    _as_written(section, channel=channel, pri="No PRI running on span 2\n")
    with pytest.raises(Fault, match="side of span 2"):
        _as_written(section, channel=channel, pri=PRI.replace("Type: CPE", "Type: Network"))


@pytest.mark.parametrize(
    ("system", "well"),
    [
        ("span=2,1,0,ccs,hdb3,crc4", True),
        ("span=2,1,0,ccs,hdb3", False),
        ("span=2,1,0,cas,hdb3,crc4", False),
        ("span=2,1,0,ccs,ami,crc4", False),
        ("span=3,1,0,cas,ami", True),  # its card is out
        ("fxoks=1", True),
    ],
)
def test_a_span_that_is_framed_otherwise_is_told(system: str, well: bool) -> None:
    asked = are_framed(Running({}, {"dahdi show status": STATUS}), system, frozenset({1, 2}))
    if well:
        asyncio.run(asked)
        return
    with pytest.raises(Fault, match="span 2"):
        asyncio.run(asked)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("1", (1,)), ("5-7", (5, 6, 7)), ("1-2,4-5", (1, 2, 4, 5)), ("1-2,4", (1, 2, 4))],
)
def test_channels_are_read_in_every_form(written: str, numbers: tuple[int, ...]) -> None:
    (section,) = parse(f"[span-1]\nsignalling = pri_cpe\ndahdichan = {written}\n").sections
    assert channels(section) == numbers
    assert channels(Section("general")) == ()
