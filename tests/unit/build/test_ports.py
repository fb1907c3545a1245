"""What `ss` shows becomes lines that are the same at every start."""

from __future__ import annotations

from tests.image.ports import AGREED, told

SHOWN = """\
udp UNCONN 0 0 0.0.0.0:5060 0.0.0.0:* users:(("asterisk",pid=812,fd=14))
udp UNCONN 0 0 224.0.0.251:48211 0.0.0.0:* users:(("avahi-daemon",pid=5,fd=12))
tcp LISTEN 0 511 [::]:443 [::]:* users:(("nginx",pid=99,fd=6),("nginx",pid=98,fd=6))
tcp LISTEN 0 511 [::]:443 [::]:* users:(("nginx",pid=99,fd=7),("nginx",pid=98,fd=7))
udp UNCONN 0 0 127.0.0.1:323 0.0.0.0:*
"""


def test_process_numbers_and_ports_of_chance_do_not_show() -> None:
    assert told(SHOWN).splitlines() == [
        "tcp [::] 443 nginx",
        "udp 0.0.0.0 5060 asterisk",
        "udp 127.0.0.1 323 -",
        "udp 224.0.0.251 any avahi-daemon",
    ]


def test_nothing_agreed_is_open_but_unnamed() -> None:
    for line in AGREED.read_text().splitlines():
        assert len(line.split()) == 4
