"""A fax machine that speaks sound alone sends and receives as data over a line with T.38.

A SIP line stands in for its socket, with the variables that the compiler gives that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.compiler.asterisk import dahdi_channels_conf
from appliance.compiler.conf import Option
from appliance.core.commands import AdoptCard, Put
from appliance.core.fax import FaxNumber
from appliance.core.keys import Key
from appliance.core.numbers import Did
from appliance.core.targets import ToFax
from appliance.core.text import DisplayName
from appliance.core.trunks import DidRoute, TrunkGroup
from tests.fakes.tiff import page_count, pages
from tests.integration.asterisk.office import Office, running
from tests.integration.asterisk.real_asterisk import wait_for
from tests.machines.offices import TDM800P, after, sip, with_fax_machine

OURS, MACHINES = "74951234500", "74951234501"
SENT, GOT = "var/spool/asterisk/sent.tif", "var/spool/asterisk/fax/got.tif"
KNOWN = ("in spandsp_log",)  # what is sent once more
FAX = FaxNumber(Key("main"), DisplayName("Office"))

# `paper` is what stands at the socket, `machine` its channel here, `line` an operator with T.38;
# what each sends comes back as from the other end.
_CALLS = f"""
[from-internal-custom]
exten => 7999,1,SendFAX(/{SENT})
same => n,Hangup()
exten => _X!,1,Dial(PJSIP/${{EXTEN}}@line)
[from-pstn-custom]
exten => {MACHINES},1,Dial(PJSIP/{MACHINES}@machine)
[at-the-machine]
exten => _X!,1,ReceiveFAX(/{GOT})
"""
_LINE = """
[{name}]
type = endpoint
aors = {name}
context = {context}
disallow = all
allow = alaw
direct_media = no
trust_id_inbound = yes
from_user = 79161234567
from_domain = {arrives}
{more}
[{name}]
type = aor
contact = sip:127.0.0.1
[{name}]
type = identify
endpoint = {name}
match_header = From: /@{name}/
"""


def _variables() -> Iterator[str]:
    """Of a machine's socket."""
    config = with_fax_machine(after(AdoptCard(TDM800P)), "201")
    for line in dahdi_channels_conf.render(config).sections[0].lines:
        if isinstance(line, Option) and line.name == "setvar":
            yield line.value


_LINES = (
    _LINE.format(name="paper", context="at-the-machine", arrives="machine", more=""),
    _LINE.format(
        name="machine",
        context="from-internal-custom",
        arrives="paper",
        more="\n".join(f"set_var = {each}" for each in _variables()),
    ),
    _LINE.format(
        name="line",
        context="from-pstn",
        arrives="line",
        more="t38_udptl = yes\nt38_udptl_ec = redundancy\nset_var = TRUNK=1",
    ),
)


@pytest.fixture(scope="module")
def office(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    config = after(
        sip("301", "Telephone"),
        Put(TrunkGroup(1, DisplayName("Carrier"))),
        Put(FAX),
        Put(DidRoute(Did(OURS), ToFax(FAX.key))),
    )
    with running(root, tmp_path_factory.mktemp("machine"), config, *KNOWN, lines=_CALLS) as office:
        own = office.asterisk.folder / "var/lib/lineman/custom/pjsip_custom.conf"
        own.write_text(own.read_text() + "".join(_LINES))
        office.asterisk.console("module reload res_pjsip.so")
        wait_for(lambda: "line" in office.asterisk.console("pjsip show endpoint line"), 15)
        yield office


def _gone(office: Office) -> tuple[int, int]:
    """How many ends of faxes went over sound, and over data."""
    stats = office.asterisk.console("fax show stats")
    found = [
        re.search(r"Success *: ([0-9]+)", stats.partition(f"Spandsp {over}")[2])
        for over in ("G.711", "T.38")
    ]
    sound, data = (int(each[1]) for each in found if each is not None)
    return sound, data


@pytest.mark.parametrize(
    ("by", "number"), [("paper", OURS), ("line", MACHINES)], ids=["sends", "receives"]
)
def test_a_machine_that_speaks_sound_has_data_on_the_line(
    office: Office, by: str, number: str
) -> None:
    before = _gone(office)
    (office.asterisk.folder / SENT).write_bytes(pages(2))
    made = office.asterisk.folder / "var/spool/asterisk/call"
    where = ("Context: from-internal-custom", "Extension: 7999", "Priority: 1")
    made.write_text("\n".join((f"Channel: PJSIP/{number}@{by}", *where, "")))
    folder = office.asterisk.folder / "var/spool/asterisk/fax"
    for left in folder.iterdir():
        left.unlink()
    made.rename(made.parent / "outgoing/call")
    wait_for(lambda: any(folder.iterdir()), 60)
    ended = "0 active channels"
    wait_for(lambda: ended in office.asterisk.console("core show channels"), 240)
    assert _gone(office) == (before[0] + 1, before[1] + 1)
    (received,) = folder.glob("*.tif")
    assert page_count(received.read_bytes()) == 2
