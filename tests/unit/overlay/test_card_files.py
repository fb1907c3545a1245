"""Root takes from the files of a generation what their grammar allows, and nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from appliance.hardware.loaded import loaded
from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_CATALOGUE = """# MODULE PARAMETER...
wctdm opermode fxshonormode
wcte12xp default_linemode
wctc4xxp
"""


@pytest.fixture
def active(tmp_path: Path) -> Path:
    """The folder of a configuration, and beside it the catalogue."""
    (tmp_path / "catalogue").write_text(_CATALOGUE)
    (tmp_path / "active/dahdi").mkdir(parents=True)
    return tmp_path / "active"


def _said(active: Path, call: str, *words: str) -> list[str]:
    script = f". {_LIBEXEC}/card-files.sh; {call}"
    done = subprocess.run(
        ["sh", "-euc", f'active=$1 catalogue=$2; shift 2; {script} "$@"', "sh", str(active),
         str(active.parent / "catalogue"), *words],
        check=True, capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert not done.stderr
    return done.stdout.splitlines()


def test_a_driver_gets_the_parameters_it_may_have(active: Path) -> None:
    (active / "dahdi/modules").write_text(
        "wctdm opermode=RUSSIA\nwctdm fxshonormode=1\nwcte12xp default_linemode=e1\n"
    )
    assert _said(active, "parameters_for", "wctdm") == ["opermode=RUSSIA", "fxshonormode=1"]
    assert _said(active, "parameters_for", "wcte12xp") == ["default_linemode=e1"]
    assert _said(active, "parameters_for", "wctc4xxp") == []


def _load(active: Path, refuses: str = "") -> list[str]:
    """What modprobe is told."""
    asked = active.parent / "asked"
    folder = active.parent / "loaded"
    folder.mkdir(exist_ok=True)
    modprobe = f'modprobe() {{ echo "$*" >>{asked}; [ "$2" != "{refuses}" ]; }}; loaded={folder}'
    _said(active, f"{modprobe}; load_driver wctdm || true; load_driver wctc4xxp")
    return asked.read_text().splitlines()


def test_what_a_driver_was_loaded_with_can_be_read(active: Path) -> None:
    (active / "dahdi/modules").write_text("wctdm opermode=RUSSIA\nwctdm fxshonormode=1\n")
    assert _load(active) == ["-- wctdm opermode=RUSSIA fxshonormode=1", "-- wctc4xxp"]
    assert loaded(active.parent / "loaded") == {
        "wctdm": {"opermode=RUSSIA", "fxshonormode=1"},
        "wctc4xxp": set(),
    }


def test_a_driver_that_does_not_load_has_no_parameters(active: Path) -> None:
    _load(active, refuses="wctdm")
    assert loaded(active.parent / "loaded").keys() == {"wctc4xxp"}
    assert loaded(active.parent / "nowhere") == {}


@pytest.mark.parametrize(
    "line",
    [
        "wctdm -C/var/lib/lineman/x|.*=9",  # an alternation, and modprobe's own option
        "wctdm -C/tmp/x=9",
        "wctdm .*=9",
        "wctdm oper.ode=9",
        "wctdm --config=9",
        "wctdm opermode=$(id)",
        "wctdm opermode=a b=c",
        "wctdm opermode=RUSSIA install=1",
        "wctdm =RUSSIA",
        "wctdm opermode=",
        "wctdm opermode",
        "wctdm default_linemode=e1",  # another driver's
        ".* opermode=RUSSIA",
        "wctdm wctdm=1",
    ],
)
def test_a_hostile_line_gives_a_driver_nothing(active: Path, line: str) -> None:
    (active / "dahdi/modules").write_text(f"{line}\n")
    assert _said(active, "parameters_for", "wctdm") == []


def test_what_is_no_file_is_not_waited_for(active: Path) -> None:
    for name in ("modules", "assigned-spans.conf", "system.conf"):
        subprocess.run(["mkfifo", str(active / "dahdi" / name)], check=True)
    assert _said(active, "parameters_for", "wctdm") == []
    assert _said(active, "pinned") == []
    assert _said(active, "numbers", str(active / "dahdi/system.conf")) == []


@pytest.mark.parametrize("module", ["wctd", "wctdm.*", ".*", "opermode", "#", ""])
def test_only_a_driver_of_the_catalogue_is_listed(active: Path, module: str) -> None:
    ask = 'verdict() { listed "$1" && echo yes || echo no; }; verdict'
    assert _said(active, ask, "wctdm") == ["yes"]
    assert _said(active, ask, module) == ["no"]


def test_keys_with_colons_are_read_whole(active: Path) -> None:
    (active / "dahdi/assigned-spans.conf").write_text(
        "# key and places\n"
        "usb:X1234 1:3:5 2:4:9\n"
        "@PCI_Bus_00_Slot_06 1:1:1\n"
        "/sys/devices/pci0000:00/0000:00:04.0/pci:0000:00:04.0 1:7:40\n"
    )
    assert _said(active, "pinned") == [
        "usb:X1234 1 3 5",
        "usb:X1234 2 4 9",
        "@PCI_Bus_00_Slot_06 1 1 1",
        "/sys/devices/pci0000:00/0000:00:04.0/pci:0000:00:04.0 1 7 40",
    ]


@pytest.mark.parametrize("place", ["1:2", "1:2:3:4", "x:1:2", "1:*:3", "0:1:2", "1::3", "*"])
def test_a_place_that_is_none_is_passed_over(active: Path, place: str) -> None:
    (active / "dahdi/assigned-spans.conf").write_text(f"usb:X1 {place} 2:4:9\n")
    assert _said(active, "pinned") == ["usb:X1 2 4 9"]


def test_the_highest_number_is_one_that_dahdi_could_have(active: Path) -> None:
    conf = active / "dahdi/system.conf"
    conf.write_text("span=2,1,0,ccs,hdb3,crc4\nbchan=5-19,21-35\nfxoks=99999999999999999999\n")
    ask = 'found() { numbers "$1" | highest; }; found'
    assert _said(active, ask, str(conf)) == ["35"]
    conf.write_text("loadzone=ru\n")
    assert _said(active, ask, str(conf)) == ["0"]


@pytest.mark.parametrize(
    ("attribute", "clean"),
    [
        ("PCI Bus 00 Slot 06\n", "PCI_Bus_00_Slot_06"),
        ("Board ID Switch 1\n", "Board_ID_Switch_1"),
        ("usb:X1234\n", "usb:X1234"),
        ("pci!0000:00:04.0\n", "pci/0000:00:04.0"),
        ("DYN/loc/1:0\n", "DYN/loc/1:0"),
        ("\n", ""),
    ],
)
def test_an_attribute_is_cleaned_as_the_tools_do(
    active: Path, tmp_path: Path, attribute: str, clean: str
) -> None:
    (tmp_path / "attribute").write_text(attribute)
    assert "".join(_said(active, "cleaned", str(tmp_path / "attribute"))) == clean
    assert _said(active, "cleaned", str(tmp_path / "none")) == []


def test_the_spans_of_a_card_are_those_its_driver_names(active: Path, tmp_path: Path) -> None:
    (tmp_path / "dahdi_spantype").write_text("1:E1\n2:E1\n10:T1\n")
    assert _said(active, "local_spans", str(tmp_path)) == ["1", "2", "10"]


@pytest.mark.parametrize(
    ("key", "matches"),
    [
        ("@PCI_Bus_00_Slot_06", True),
        ("@PCI_Bus_00_Slot_0", False),
        ("@PCI_Bus_00_Slot_0?", False),
        ("usb:X1", True),
        ("usb:*", False),
        ("/sys/devices/a", True),
        ("", False),
    ],
)
def test_a_key_is_one_card(active: Path, key: str, matches: bool) -> None:
    ask = 'verdict() { key_matches "$@" && echo yes || echo no; }; verdict'
    told = _said(active, ask, key, "usb:X1", "PCI_Bus_00_Slot_06", "/sys/devices/a")
    assert told == ["yes" if matches else "no"]


_CONF = """# Written by Lineman
span=2,1,0,ccs,hdb3,crc4
bchan=5-19,21-35
dchan=20
echocanceller=mg2,5-19,21-35
fxoks=1
echocanceller=mg2,1
fxsks=3
loadzone=ru
defaultzone=ru
"""


def test_the_settings_of_a_span_are_its_own_and_the_tones(active: Path) -> None:
    assert _said(active, "settings_of", "2", "5", "35") == []
    (active / "dahdi/system.conf").write_text(_CONF)
    lines = _CONF.splitlines()
    assert _said(active, "settings_of", "2", "5", "35") == [*lines[1:5], *lines[8:]]
    assert _said(active, "settings_of", "1", "1", "4") == lines[5:]


class _Spans:
    """Span 1 with four sockets and span 2 with an E1, as sysfs shows them."""

    def __init__(self, active: Path) -> None:
        self._active, self._folder = active, active.parent / "sysfs"
        self._notes = active.parent / "configured"
        self._notes.mkdir()
        self.conf = active / "dahdi/system.conf"
        self.conf.write_text(_CONF)
        self.comes(1, 1, 4)
        self.comes(2, 5, 31)

    def comes(self, number: int, base: int, channels: int) -> None:
        """Anew, as a driver that is loaded again brings it."""
        span = self._folder / f"span-{number}"
        gone = self._folder / f"gone-{number}"  # kept, so that its inode is not given again
        if span.exists():
            span.rename(gone)
        span.mkdir(parents=True)
        (span / "basechan").write_text(f"{base}\n")
        (span / "channels").write_text(f"{channels}\n")

    def configured(self, refused: str = "") -> list[str]:
        """Which spans dahdi_cfg is asked to configure; one of them it may refuse."""
        fake = f'as_lineman() {{ echo "$5" >&3; [ "$5" != "{refused}" ]; }}; exec 3>&1'
        each = f"each() {{ for span in {self._folder}/span-*; do configure $span; done; }}; each"
        return _said(self._active, f"configured={self._notes}; {fake}; {each}")


def test_a_span_that_stands_as_it_is_to_be_is_left_alone(active: Path) -> None:
    """A driver starts a stream anew that is configured again, whatever calls are up on it."""
    spans = _Spans(active)
    assert spans.configured() == ["1", "2"]
    assert spans.configured() == []
    with spans.conf.open("a") as more:  # another card
        more.write("span=3,2,0,ccs,hdb3,crc4\nbchan=36-50,52-66\ndchan=51\n")
    assert spans.configured() == []
    spans.conf.write_text(_CONF.replace(",crc4", ""))
    assert spans.configured() == ["2"]
    spans.conf.write_text(_CONF.replace(",crc4", "").replace("=ru", "=de"))
    assert spans.configured() == ["1", "2"]


def test_a_span_that_came_again_or_was_refused_is_configured_once_more(active: Path) -> None:
    spans = _Spans(active)
    assert spans.configured(refused="2") == [
        "1", "2", "<3>span 2 could not be configured",
    ]  # fmt: skip
    assert spans.configured() == ["2"]
    spans.comes(1, 1, 4)
    assert spans.configured() == ["1"]
