"""What `ss` shows becomes lines that are the same at every start."""

from __future__ import annotations

from tests.image.ports import AGREED, surplus, told

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


def test_a_new_listener_is_told_and_an_absent_one_is_not() -> None:
    line = 'tcp LISTEN 0 5 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))\n'
    agreed = 'tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=9,fd=6))\n'
    assert surplus(line + agreed) == ["tcp 0.0.0.0 22 sshd"]


def test_nothing_agreed_is_open_but_unnamed() -> None:
    for line in AGREED.read_text().splitlines():
        assert len(line.split()) == 4
