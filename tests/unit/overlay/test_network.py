"""The programs that put the box on the network: networkd's files, the name, chrony's servers."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.apply.builtin import builtin_files
from appliance.compiler import network
from appliance.core.commands import Put, Several, edit
from appliance.core.config import Config
from appliance.core.network import HostName, Ipv6, NetworkNames, NetworkPort
from tests.unit.core.test_network import ONE, OTHER, OWN
from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_PLACES = ("/run/lineman", "/usr/share/lineman", "/run/systemd", "/run/chrony-dhcp", "/run/chrony")
# What the programs tell others is written down; the name is that of a file.
_TOOL = """#!/bin/sh
[ "${{0##*/}}" != hostname ] || [ -n "$1" ] || {{ cat "{folder}/hostname"; exit; }}
echo "${{0##*/}} $*" >>"{folder}/told"
"""


@dataclass
class Box:
    folder: Path

    def __post_init__(self) -> None:
        for place in (
            *_PLACES[:4],
            "/run/lineman/active/network",
            "/run/systemd/network",
            "/tools",
        ):
            (self.folder / place[1:]).mkdir(parents=True, exist_ok=True)
        (self.folder / "hostname").write_text("lineman\n")
        for tool in ("busctl", "chronyc", "hostname", "systemctl"):
            path = self.folder / "tools" / tool
            path.write_text(_TOOL.format(folder=self.folder))
            path.chmod(0o755)
        for name, text in builtin_files().items():
            if name.startswith("network/"):
                file = self.folder / "usr/share/lineman/builtin" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)

    @property
    def networkd(self) -> Path:
        return self.folder / "run/systemd/network"

    @property
    def sources(self) -> Path:
        return self.folder / "run/chrony-dhcp/lineman.sources"

    def run(self, program: str, text: str | bytes | None) -> subprocess.CompletedProcess[str]:
        """With this file in the active configuration, or none."""
        of = {"network": "ports", "host-name": "name", "time-servers": "time"}[program]
        file = self.folder / "run/lineman/active/network" / of
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_bytes(text.encode() if isinstance(text, str) else text)
        said = (_LIBEXEC / program).read_text()
        for place in _PLACES:
            if place != "/run/chrony":
                said = said.replace(place, f"{self.folder}{place}")
        said = said.replace(" /run/chrony/", f" {self.folder}/run/chrony/")
        path = f"{self.folder}/tools:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-c", said], capture_output=True, text=True, timeout=60, check=False,
            env={"PATH": path},
        )  # fmt: skip

    def does(self, program: str, text: str | None) -> list[str]:
        """What others were told."""
        told = self.folder / "told"
        told.unlink(missing_ok=True)
        done = self.run(program, text)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return told.read_text().splitlines() if told.exists() else []

    def runs(self) -> None:
        """networkd and chrony are there."""
        (self.folder / "run/systemd/netif").mkdir(parents=True)
        (self.folder / "run/systemd/netif/state").touch()

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.networkd.iterdir()}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def _ports(*ports: NetworkPort) -> str:
    return network.ports(edit(Config(), Several(tuple(Put(port) for port in ports))))


_RELOAD = (
    "busctl --quiet call org.freedesktop.network1 /org/freedesktop/network1"
    " org.freedesktop.network1.Manager Reload"
)
_NAME, _OTHER = "10-lineman-020000000210.network", "10-lineman-020000000211.network"


def _said(text: str) -> dict[str, list[tuple[str, str]]]:
    """Each section's options; one may stand several times."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            here = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            here.append((name, value))
    return found


def test_an_address_of_ones_own(box: Box) -> None:
    assert box.does("network", _ports(OWN)) == []
    assert [*box.files()] == [_NAME]
    said = _said(box.files()[_NAME])
    assert said["Match"] == [("Type", "ether"), ("MACAddress", "02:00:00:00:02:10")]
    assert said["Network"][:4] == [
        ("Address", "192.168.1.10/24"),
        ("LinkLocalAddressing", "ipv6"),
        ("Gateway", "192.168.1.1"),
        ("DNS", "192.168.1.1"),
    ]


def test_addresses_of_the_network_with_other_servers_of_names(box: Box) -> None:
    dns = ("192.0.2.53", "2001:db8::53")
    box.does("network", _ports(NetworkPort(ONE, dns=dns, ipv6=Ipv6.OFF), NetworkPort(OTHER)))
    said = _said(box.files()[_NAME])
    assert ("DHCP", "ipv4") in said["Network"]
    assert ("IPv6AcceptRA", "no") in said["Network"]
    assert [value for name, value in said["Network"] if name == "DNS"] == [*dns]
    assert ("UseDNS", "no") in said["DHCPv4"]
    other = _said(box.files()[_OTHER])
    assert ("DHCP", "yes") in other["Network"]
    assert ("UseDNS", "no") not in other["DHCPv4"]


def test_a_port_that_is_said_to_take_all_is_as_the_image_has_it(box: Box) -> None:
    box.does("network", _ports(NetworkPort(ONE)))
    image = (TREE / "rootfs-overlay/usr/lib/systemd/network/80-lan.network").read_text()
    ours = _said(box.files()[_NAME])
    assert {name: sorted(ours[name]) for name in ("Network", "Link", "DHCPv4")} == {
        name: sorted(_said(image)[name]) for name in ("Network", "Link", "DHCPv4")
    }


def test_a_running_networkd_reads_what_is_other_and_that_alone(box: Box) -> None:
    box.runs()
    second = NetworkPort(OTHER, "10.0.0.2", 8)
    assert box.does("network", _ports(OWN, second)) == [_RELOAD]
    before = {path.name: path.stat().st_ino for path in box.networkd.iterdir()}
    assert box.does("network", _ports(OWN, second)) == []
    assert box.does("network", _ports(OWN, NetworkPort(OTHER, "10.0.0.3", 8))) == [_RELOAD]
    after = {path.name: path.stat().st_ino for path in box.networkd.iterdir()}
    assert before[_NAME] == after[_NAME]
    assert before[_OTHER] != after[_OTHER]
    assert box.does("network", _ports()) == [_RELOAD]
    assert box.files() == {}
    assert box.does("network", None) == [], "an earlier release wrote no such file"


@pytest.mark.parametrize(
    "hostile",
    [
        "02:00:00:00:02:10 address 192.168.1.10\n",
        "02:00:00:00:02:10 address 192.168.1.256/24\n",
        "02:00:00:00:02:10 address 192.168.1.10/24 x\n",
        "02:00:00:00:02:10 gateway 192.168.1.1\n[Match]\nName=*\n",
        "02:00:00:00:02:10 dns $(id)\n",
        "02:00:00:00:02:10 dns ::1%eth0\n",
        "02:00:00:00:02:10 ipv6 on\n",
        "../../x address dhcp\n",
        "02:00:00:00:02:1G address dhcp\n",
        " \n",
        "#" * 100_001,
        b"02:00:00:00:02:10 dns 1.1.1.1\xff\n",
    ],
)
def test_what_is_no_line_of_ours_changes_nothing_and_is_not_told(
    box: Box, hostile: str | bytes
) -> None:
    box.does("network", _ports(OWN))
    before = box.files()
    done = box.run("network", hostile)
    assert done.returncode == 1
    assert "the network stays as it is" in done.stderr
    assert "id" not in done.stderr.replace(str(box.folder), "")
    assert box.files() == before


def test_a_networkd_that_was_not_told_is_told_the_next_time(box: Box) -> None:
    """Else whoever puts the address back finds the file as it should be, and nobody reads it."""
    box.runs()
    box.does("network", _ports(OWN))
    tool = box.folder / "tools/busctl"
    works = tool.read_text()
    tool.write_text("#!/bin/sh\nexit 1\n")
    for _ in range(2):
        assert box.run("network", _ports()).returncode == 1
    tool.write_text(works)
    assert box.does("network", _ports()) == [_RELOAD]
    assert box.does("network", _ports()) == []


def test_a_chrony_that_was_not_told_is_told_the_next_time(box: Box) -> None:
    said = network.time(Config(network=NetworkNames(time_servers=("192.0.2.7",))))
    (box.folder / "run/chrony").mkdir()
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(box.folder / "run/chrony"):
        listening.bind("chronyd.sock")
    tool = box.folder / "tools/chronyc"
    works = tool.read_text()
    tool.write_text("#!/bin/sh\nexit 1\n")
    assert box.run("time-servers", said).returncode == 1
    tool.write_text(works)
    assert box.does("time-servers", said) == ["chronyc reload sources"]
    assert box.does("time-servers", said) == []


def test_a_comment_is_no_port(box: Box) -> None:
    box.does("network", "# address dhcp\n#02:00:00:00:02:10 address dhcp\n")
    assert box.files() == {}


def test_the_name_is_taken_on_and_told_to_who_answers_for_it(box: Box) -> None:
    restart = "systemctl --no-block try-restart avahi-daemon.service"
    assert box.does("host-name", network.name(Config())) == []
    other = network.name(Config(network=NetworkNames(HostName("ats-2"))))
    assert box.does("host-name", other) == ["hostname ats-2", restart]


@pytest.mark.parametrize("hostile", ["", "name \n", "name a;reboot\n", "name -x\n", "names\n"])
def test_what_is_no_name_is_not_taken(box: Box, hostile: str) -> None:
    done = box.run("host-name", hostile)
    assert done.returncode == 1
    assert "keeps the one it has" in done.stderr
    assert not (box.folder / "told").exists()


def test_time_servers_come_before_those_of_the_internet(box: Box) -> None:
    names = NetworkNames(time_servers=("ntp.example.com", "2001:db8::7"))
    assert box.does("time-servers", network.time(Config(network=names))) == []
    assert box.sources.read_text() == (
        "server ntp.example.com iburst prefer trust\nserver 2001:db8::7 iburst prefer trust\n"
    )
    box.does("time-servers", network.time(Config()))
    assert box.sources.read_text() == ""


@pytest.mark.parametrize("hostile", ["server a b\n", "server a\nallow\n", "server $(id)\n", "x\n"])
def test_what_is_no_server_is_not_taken(box: Box, hostile: str) -> None:
    done = box.run("time-servers", hostile)
    assert done.returncode == 1
    assert "the clock is kept as it is" in done.stderr
    assert not box.sources.exists()
