"""Where the box would listen is read out of its root, and a service that nobody knows stops it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from build.lib.contents import REFERENCES
from build.lib.settings import TREE
from build.lib.supply.listening import ports
from build.lib.supply.model import ContentsError

_UNITS = "usr/lib/systemd/system"
_WANTED = f"{_UNITS}/multi-user.target.wants"
_RESOLVED = ("systemd-resolved.service", "usr/lib/systemd/resolved.conf.d/a.conf")
_CHRONY = ("chrony.service", "etc/chrony/conf.d/a.conf")
_AVAHI = ("avahi-daemon.service", "etc/avahi/avahi-daemon.conf")
_NETWORKD = ("systemd-networkd.service", "etc/systemd/network/a.network")
Lay = Callable[[str, str], None]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One that starts nothing yet."""
    (tmp_path / _WANTED).mkdir(parents=True)
    (tmp_path / _UNITS / "multi-user.target").write_text("[Unit]\n")
    (tmp_path / _UNITS / "default.target").symlink_to("multi-user.target")
    return tmp_path


@pytest.fixture
def lay(root: Path) -> Lay:
    """Put a file into the root."""

    def lay(place: str, text: str) -> None:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text)

    return lay


def _start(root: Path, unit: str, text: str = "[Service]\nType=simple\n") -> None:
    (root / _UNITS / unit).write_text(text)
    (root / _WANTED / unit).symlink_to(f"../{unit}")


def test_nothing_that_starts_listens_nowhere(root: Path) -> None:
    assert ports(root) == ""


def test_nginx_listens_where_its_files_say(root: Path, lay: Lay) -> None:
    _start(root, "nginx.service")
    lay("etc/nginx/nginx.conf", "http {\n\tinclude /etc/nginx/more/*.conf;\n\tlisten 443 ssl;\n}\n")
    lay("etc/nginx/more/api.conf", "listen [::]:8443;\nlisten unix:/run/x;\n# listen 22;\n")
    lay("etc/nginx/never/read.conf", "listen 9;\n")
    assert ports(root).splitlines() == ["tcp 0.0.0.0 443 nginx", "tcp [::] 8443 nginx"]


def test_asterisk_listens_on_transports_manager_and_web_server(root: Path, lay: Lay) -> None:
    _start(root, "asterisk.service")
    folder = "usr/share/lineman/builtin/asterisk"
    lay(
        f"{folder}/pjsip.conf",
        "[lan]\ntype = transport\nbind = 0.0.0.0:5060\n\n[out]\ntype=transport\nprotocol=tls\n"
        "bind=[::]:5061\n[phone](!)\ntype = endpoint\nbind = 1.2.3.4:5\n",
    )
    lay(f"{folder}/manager.conf", "[general]\nenabled = yes\nbindaddr = 127.0.0.1\n[x]\nport=1\n")
    lay(f"{folder}/http.conf", "[general]\nenabled = no\n")
    assert ports(root).splitlines() == [
        "tcp 127.0.0.1 5038 asterisk",
        "tcp [::] 5061 asterisk",
        "udp 0.0.0.0 5060 asterisk",
    ]
    lay(f"{folder}/http.conf", "[general]\nenabled = yes\nbindport = 8089\n")
    assert "tcp 0.0.0.0 8089 asterisk\n" in ports(root)
    lay(f"{folder}/modules.conf", "load = chan_pjsip.so\n")
    assert "udp [::] any asterisk ?\n" in ports(root)
    lay(f"{folder}/modules.conf", "load = chan_iax2.so\n")
    with pytest.raises(ContentsError, match="chan_iax2"):
        ports(root)


@pytest.mark.parametrize(
    ("of", "text", "told"),
    [
        (_RESOLVED, "", "tcp [::] 5355 systemd-resolve"),
        (_RESOLVED, "LLMNR=no\n", "udp 127.0.0.53 53 systemd-resolve"),
        (_CHRONY, "#allow\n", "udp [::1] 323 chronyd"),
        (_CHRONY, "allow 10/8\n", "udp 0.0.0.0 123 chronyd"),
        (_AVAHI, "use-ipv6=no\n", "udp 0.0.0.0 5353 avahi-daemon"),
        (_NETWORKD, "DHCP=ipv4\n", "udp lan 68 systemd-network"),
        (_NETWORKD, "DHCP=yes\n", "udp lan 546 systemd-network ?"),
        (_NETWORKD, "DHCPServer=yes\n", "udp lan 67 systemd-network"),
    ],
)
def test_a_service_listens_where_it_is_told(
    of: tuple[str, str], text: str, told: str, root: Path, lay: Lay
) -> None:
    _start(root, of[0])
    lay(of[1], text)
    assert told in ports(root).splitlines()


@pytest.mark.parametrize(
    ("of", "text", "told"),
    [
        (_RESOLVED, "DNSStubListener=no\n", " 53 "),
        (_RESOLVED, "LLMNR=no\n", "5355"),
        (_RESOLVED, "MulticastDNS=no\n", "5353"),
        (_CHRONY, "cmdport 0\n#allow\n", "chronyd"),
        (_AVAHI, "use-ipv6=no\n", "[::]"),
        (_NETWORKD, "Kind=veth\nDHCP=yes\n", "lan"),
    ],
)
def test_what_is_switched_off_is_not_listed(
    of: tuple[str, str], text: str, told: str, root: Path, lay: Lay
) -> None:
    _start(root, of[0])
    lay(of[1], text)
    assert told not in ports(root)


def test_what_systemd_listens_to_for_a_service_is_listed(root: Path, lay: Lay) -> None:
    lay(f"{_UNITS}/ssh.socket", "[Socket]\nListenStream=22\nListenStream=/run/ssh\n")
    lay(f"{_UNITS}/ssh.service", "[Service]\nPrivateNetwork=yes\n")
    assert ports(root) == ""  # nothing starts it
    (root / _WANTED / "ssh.socket").symlink_to("../ssh.socket")
    assert ports(root) == "tcp [::] 22 systemd\n"


def test_what_the_supervisor_has_opened_may_be_absent(root: Path, lay: Lay) -> None:
    lay(f"{_UNITS}/lineman-snmp.socket", "[Socket]\nListenDatagram=0.0.0.0:161\n")
    lay(f"{_UNITS}/lineman-snmp.service", "[Unit]\nRequires=lineman-snmp.socket\n[Service]\n")
    assert ports(root) == "udp 0.0.0.0 161 systemd ?\n"


@pytest.mark.parametrize(
    "closed",
    [
        "Type=oneshot\n", "PrivateNetwork=yes\n", "RestrictAddressFamilies=AF_UNIX AF_NETLINK\n",
        "IPAddressDeny=any\n",
    ],
)  # fmt: skip
def test_a_new_service_must_be_closed_or_say_where_it_listens(
    closed: str, root: Path, lay: Lay
) -> None:
    _start(root, "tftpd.service")
    with pytest.raises(ContentsError, match=r"tftpd\.service may open sockets"):
        ports(root)
    lay(f"{_UNITS}/tftpd.service.d/closed.conf", f"[Service]\n{closed}")
    assert ports(root) == ""


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("usr/share/dbus-1/system-services/a.service", "[D-BUS]\nSystemdService=tftpd.service\n"),
        (f"{_UNITS}/multi-user.target", "[Unit]\nRequires=basic.target tftpd.service\n"),
        (f"{_UNITS}/default.target.wants/tftpd.timer", "[Timer]\n"),
        (f"{_UNITS}/default.target.requires/tftpd.service", ""),
    ],
    ids=["D-Bus", "a unit that needs it", "a timer", "a link"],
)
def test_however_a_service_is_started_it_is_seen(
    place: str, text: str, root: Path, lay: Lay
) -> None:
    lay(f"{_UNITS}/tftpd.service", "[Service]\n")
    lay(f"{_UNITS}/tftpd.timer", "[Timer]\n")
    assert ports(root) == ""
    lay(place, text)
    with pytest.raises(ContentsError, match="tftpd"):
        ports(root)


def test_what_is_masked_is_not_started_and_starts_nothing(root: Path, lay: Lay) -> None:
    _start(root, "tftpd.service", "[Unit]\nWants=another.service\n")
    lay(f"{_UNITS}/another.service", "[Service]\n")
    masked = root / "etc/systemd/system/tftpd.service"
    masked.parent.mkdir(parents=True)
    masked.symlink_to("/dev/null")
    assert ports(root) == ""


def test_what_this_tree_lays_over_debian_listens_as_agreed(root: Path) -> None:
    """The build compares all of the root; these two are of our own files alone."""
    shutil.copytree(TREE / "rootfs-overlay/etc/nginx", root / "etc/nginx")
    builtin = "usr/share/lineman/builtin"
    shutil.copytree(TREE / "rootfs-overlay" / builtin, root / builtin)
    for unit in ("nginx.service", "asterisk.service"):
        _start(root, unit)
    agreed = (REFERENCES / "ports").read_text().splitlines()
    ours = [line for line in agreed if line.split()[3] in {"nginx", "asterisk"}]
    assert ports(root).splitlines() == ours
    assert len(ours) == 10


def test_no_office_listens_where_it_is_not_agreed() -> None:
    """SIP goes over TLS where the settings want it, as in one of these offices."""
    agreed = {line.removesuffix(" ?") for line in (REFERENCES / "ports").read_text().splitlines()}
    transport = r"type = transport\nprotocol = (\w+)\nbind = (\S+):(\d+)"
    files = (TREE / "tests/golden/office").glob("*/asterisk/pjsip.conf")
    found = {each for file in files for each in re.findall(transport, file.read_text())}
    assert {kind for kind, _, _ in found} >= {"udp", "tls"}
    for kind, address, port in found:
        assert f"{'udp' if kind == 'udp' else 'tcp'} {address} {port} asterisk" in agreed
