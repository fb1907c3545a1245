"""Machines beside Asterisk on a network of their own, with the box's firewall between them.

What Asterisk's own network sends to itself never passes the firewall's rules; what comes from here
does.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from build.lib.settings import TREE
from tests.integration.asterisk.real_asterisk import RealAsterisk, in_network_of

BOX = "192.168.77.1"
_RULES = TREE / "rootfs-overlay/etc/nftables.conf"


class Neighbours:
    """`holder` is a process that keeps their network; every address is one machine."""

    def __init__(self, asterisk: RealAsterisk, holder: int) -> None:
        self._asterisk, self.holder = asterisk, holder
        self._there: set[str] = set()

    def live_at(self, address: str) -> str:
        """A machine there, such as `192.168.77.5`; its address."""
        if address not in self._there:
            self._there.add(address)
            _inside(self.holder, "ip", "address", "add", f"{address}/24", "dev", "office")
        return address

    def far_away(self, address: str) -> str:
        """A machine that is no neighbour, as its packets arrive; its address."""
        self.live_at(address)
        _inside(self._asterisk.pid, "ip", "route", "add", "default", "dev", "lan")
        _inside(self.holder, "ip", "route", "add", "default", "dev", "office")
        return address

    def behind_router(self, address: str, router: str) -> None:
        """A machine whose packets come from `router`, as a router with NAT sends them on.

        Its own address nobody beside it reaches.
        """
        self.live_at(router)
        _inside(self.holder, "ip", "link", "set", "lo", "up")
        _inside(self.holder, "ip", "address", "add", f"{address}/32", "dev", "lo")
        chain = "{ type nat hook postrouting priority 100; }"
        for line in (
            "add table ip router",
            f"add chain ip router out {chain}",
            f"add rule ip router out ip saddr {address} oifname office snat to {router}",
        ):
            _inside(self.holder, "nft", line)

    def trust(self, address: str) -> None:
        """As an operator with an address is: never banned, never slowed."""
        self.rule(f"add element inet lineman trusted {{ {address} }}")

    def rule(self, line: str) -> None:
        """One more line for the box's firewall."""
        _inside(self._asterisk.pid, "nft", line)

    def socket(self, address: str, port: int = 0) -> socket.socket:
        """A UDP socket of the machine at `address`."""
        with in_network_of(self.holder):
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        made.bind((address, port))
        return made

    def banned(self) -> str:
        """What the firewall's set holds."""
        return _inside(self._asterisk.pid, "nft", "list", "set", "inet", "lineman", "banned")


@contextmanager
def neighbours(asterisk: RealAsterisk) -> Iterator[Neighbours]:
    """A network beside Asterisk's, whose firewall is then the box's."""
    with subprocess.Popen(["unshare", "--net", "sleep", "infinity"]) as holder:
        try:
            _join(asterisk.pid, holder.pid)
            yield Neighbours(asterisk, holder.pid)
        finally:
            holder.kill()


def _join(box: int, office: int) -> None:
    own = Path(f"/proc/{os.getpid()}/ns/net").readlink()
    while Path(f"/proc/{office}/ns/net").readlink() == own:
        pass  # it is about to leave ours
    pair = ("ip", "link", "add", "lan", "type", "veth", "peer", "name", "office")
    _inside(box, *pair, "netns", str(office))
    _inside(box, "ip", "address", "add", f"{BOX}/24", "dev", "lan")
    _inside(box, "ip", "link", "set", "lan", "up")
    _inside(office, "ip", "link", "set", "office", "up")
    _inside(box, "nft", "-f", str(_RULES))


def _inside(pid: int, *argv: str) -> str:
    enter = ["nsenter", "--target", str(pid), "--net", *argv]
    done = subprocess.run(enter, check=True, capture_output=True, text=True)
    return done.stdout
