"""Line card files in the words of DAHDI's tools."""

import subprocess
from pathlib import Path

import pytest

from appliance.apply.files import lay, settle
from appliance.compiler.compile import compile_config
from appliance.compiler.lines import text
from appliance.core.cards import E1Signalling, Framing, PriSide
from appliance.core.commands import SetLine, edit
from appliance.core.errors import Invalid
from tests.machines.clinic import clinic
from tests.machines.offices import TE122, mixed, virtual


def test_a_real_e1_has_its_line_settings_and_a_looped_one_has_none() -> None:
    assert "span=2,1,0,ccs,hdb3,crc4\n" in compile_config(mixed())["dahdi/system.conf"]
    looped = compile_config(virtual())["dahdi/system.conf"]
    assert "span=" not in looped
    assert "echocanceller" not in looped
    assert "bchan=1-15,17-31\ndchan=16\n" in looped


def test_the_carriers_wishes_reach_the_line() -> None:
    config = edit(mixed(), SetLine(TE122.key, 1, Framing(crc4=False, timing=0), PriSide.NET))
    files = compile_config(config)
    assert "span=2,0,0,ccs,hdb3\n" in files["dahdi/system.conf"]
    assert "signalling = pri_net\n" in files["asterisk/dahdi-channels.conf"]


def test_an_e1_by_cas_has_bits_for_every_channel_and_no_messages() -> None:
    line = SetLine(TE122.key, 1, Framing(), PriSide.CPE, E1Signalling.CAS)
    files = compile_config(edit(mixed(), line))
    assert "span=2,1,0,cas,hdb3,crc4\n" in files["dahdi/system.conf"]
    assert "e&me1=5-19,21-35\n" in files["dahdi/system.conf"]
    assert "chan=" not in files["dahdi/system.conf"].replace("dahdichan=", "")
    channels = files["asterisk/dahdi-channels.conf"]
    assert "signalling = em_e1\n" in channels
    assert "switchtype" not in channels


def test_spans_are_assigned_by_the_cards_key() -> None:
    assert compile_config(clinic())["dahdi/assigned-spans.conf"].splitlines()[1:] == [
        "@PCI_Bus_02_Slot_01 1:1:1",
        "usb:X1062948 1:2:32 2:3:40",
    ]


@pytest.mark.parametrize("line", ["", "#x", "a\nb", "a ", " a", "ж"])
def test_a_line_is_plain_words(line: str) -> None:
    with pytest.raises(Invalid):
        text([line])


def test_sha256sum_finds_every_file_as_it_was_written(tmp_path: Path) -> None:
    folder = tmp_path / "000001"
    settle(lay(folder, compile_config(mixed())))
    check = ["sha256sum", "--quiet", "--strict", "-c", "manifest"]
    assert subprocess.run(check, cwd=folder, check=False).returncode == 0
    (folder / "dahdi/modules").write_text("other\n")
    assert subprocess.run(check, cwd=folder, check=False, capture_output=True).returncode == 1
