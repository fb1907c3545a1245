"""What `ss` shows becomes lines that are the same at every start."""

from __future__ import annotations

from build.lib.supply.references import KINDS
from tests.image.ports import AGREED, drift, told

SHOWN = """\
udp UNCONN 0 0 0.0.0.0:5060 0.0.0.0:* users:(("asterisk",pid=812,fd=14))
udp UNCONN 0 0 224.0.0.251:48211 0.0.0.0:* users:(("avahi-daemon",pid=5,fd=12))
tcp LISTEN 0 511 [::]:443 [::]:* users:(("nginx",pid=99,fd=6),("nginx",pid=98,fd=6))
tcp LISTEN 0 511 [::]:443 [::]:* users:(("nginx",pid=99,fd=7),("nginx",pid=98,fd=7))
udp UNCONN 0 0 127.0.0.1:323 0.0.0.0:*
udp UNCONN 0 0 10.0.2.15%enp0s5:68 0.0.0.0:* users:(("systemd-network",pid=7,fd=3))
"""


def test_process_numbers_and_ports_of_chance_do_not_show() -> None:
    assert told(SHOWN).splitlines() == [
        "tcp [::] 443 nginx",
        "udp 0.0.0.0 5060 asterisk",
        "udp 127.0.0.1 323 -",
        "udp 224.0.0.251 any avahi-daemon",
        "udp lan 68 systemd-network",
    ]


def _shown(*left_out: str) -> str:
    """Everything that is agreed, as `ss` shows it, but for lines that begin with one of these."""
    lines = []
    for line in AGREED.read_text().splitlines():
        protocol, address, port, program, *_ = line.split()
        number = "40000" if port == "any" else port
        place = f"10.0.2.15%ens3:{number}" if address == "lan" else f"{address}:{number}"
        if not line.startswith(left_out):
            lines.append(f'{protocol} X 0 0 {place} *:* users:(("{program}",pid=1,fd=3))')
    return "\n".join(lines)


def test_what_is_agreed_is_no_drift() -> None:
    assert drift(_shown()) == []


def test_a_new_listener_is_told() -> None:
    line = 'tcp LISTEN 0 5 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))\n'
    assert drift(line + _shown()) == ["+tcp 0.0.0.0 22 sshd"]


def test_a_listener_that_is_gone_is_told() -> None:
    assert drift(_shown("udp 0.0.0.0 5060")) == ["-udp 0.0.0.0 5060 asterisk"]


def test_what_the_network_decides_may_be_absent() -> None:
    assert drift(_shown("udp lan 546")) == []


def test_every_line_is_a_socket_and_few_may_be_absent() -> None:
    lines = AGREED.read_text().splitlines()
    assert {len(line.removesuffix(" ?").split()) for line in lines} == {4}
    assert sum(line.endswith(" ?") for line in lines) < len(lines) / 3


def test_every_reference_has_a_judge() -> None:
    """Those of KINDS are held to the root by the build, the ports to the booted box too."""
    judged = {*KINDS, "licences.toml"}
    assert {path.name for path in AGREED.parent.iterdir()} == judged
