"""The image's rules and the program that fills their sets, in the kernel, between two networks."""

from __future__ import annotations

import ctypes
import re
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.apply.builtin import builtin_files
from appliance.bans import wall
from appliance.compiler import firewall
from appliance.core.bans import Ban
from appliance.core.config import Config
from tests.unit.compiler.test_sip import ACCOUNT, PEER, with_lines
from tests.unit.tree import TREE

_RULES = TREE / "rootfs-overlay/etc/nftables.conf"
_PROGRAM = TREE / "rootfs-overlay/usr/lib/lineman/libexec/firewall"
_CLONE_NEWNET = 0x40000000  # <linux/sched.h>
_BOX, _TELEPHONE, _STRANGER = "192.168.5.1", "192.168.5.7", "198.51.100.7"
_OPERATOR = PEER.host
_SIP, _TLS, _SOUND = 5060, 5061, 10_000
_MOST_HELD = 32  # connections of one address


@dataclass
class Box:
    """The box's network and that of everybody else, joined by a wire."""

    folder: Path
    box: int  # processes that hold a network each
    far: int

    def run(self, *argv: str, at: int = 0) -> subprocess.CompletedProcess[str]:
        enter = ["nsenter", "--net", "-t", str(at or self.box), *argv]
        return subprocess.run(enter, capture_output=True, text=True, timeout=30, check=False)

    def require(self, *argv: str, at: int = 0) -> str:
        done = self.run(*argv, at=at)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fill(self, text: str | bytes | None) -> subprocess.CompletedProcess[str]:
        """Run the program on this file, or on none."""
        file = self.folder / "active/firewall/sets"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_bytes(text.encode() if isinstance(text, str) else text)
        program = _PROGRAM.read_text().replace("/run/lineman", str(self.folder))
        program = program.replace("/usr/share/lineman", str(self.folder))
        return self.run("sh", "-c", program)

    def sets(self) -> str:
        return self.require("nft", "list", "sets")

    def speaks(self, to: str, first: str) -> None:
        """The box sends a SIP message that begins so."""
        with _socket(self.box, socket.SOCK_DGRAM) as here:
            here.bind((_BOX, _SIP))
            here.sendto(f"{first}\r\n\r\n".encode(), (to, 5060))

    def hears(self, source: str, port: int) -> bool:
        """Whether a datagram from there arrives; what is sent after it and answered has come by."""
        with ExitStack() as stack:
            here, there, knock = (
                stack.enter_context(_socket(at, kind))
                for at, kind in (
                    (self.box, socket.SOCK_DGRAM),
                    (self.far, socket.SOCK_DGRAM),
                    (self.far, socket.SOCK_STREAM),
                )
            )
            here.bind((_BOX, port))
            here.setblocking(False)
            for each in (there, knock):
                each.bind((source, 0))
            there.sendto(b"hear me", (_BOX, port))
            knock.settimeout(10)
            with pytest.raises(ConnectionRefusedError):
                knock.connect((_BOX, 443))
            try:
                return here.recv(100) == b"hear me"
            except BlockingIOError:
                return False

    def connects(self, source: str, port: int, within: float = 1.0) -> bool:
        """Whether somebody there comes as far as a program of the box would be."""
        with _socket(self.far, socket.SOCK_STREAM) as there:
            there.bind((source, 0))
            there.settimeout(within)
            try:
                there.connect((_BOX, port))
            except ConnectionRefusedError:
                return True
            except TimeoutError:
                return False
        return True


def _socket(holder: int, kind: socket.SocketKind) -> socket.socket:
    """A socket in the holder's network: only a thread that ends afterwards goes there."""

    def made() -> socket.socket:
        libc = ctypes.CDLL(None, use_errno=True)
        with Path(f"/proc/{holder}/ns/net").open() as network:
            if libc.setns(network.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "the network cannot be entered")
        return socket.socket(socket.AF_INET, kind)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(made).result()


def _network(stack: ExitStack) -> int:
    """A process that holds a network of its own until the stack ends."""
    argv = ["unshare", "--net", "sh", "-c", "echo; exec sleep infinity"]
    holder = stack.enter_context(subprocess.Popen(argv, stdout=subprocess.PIPE))
    stack.callback(holder.kill)
    assert holder.stdout is not None
    assert holder.stdout.readline()
    return holder.pid


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Two networks and the wire between them, the built-in sets at hand."""
    folder = tmp_path_factory.mktemp("firewall")
    builtin = folder / "builtin/firewall/sets"
    builtin.parent.mkdir(parents=True)
    builtin.write_text(builtin_files()["firewall/sets"])
    with ExitStack() as stack:
        box = Box(folder, _network(stack), _network(stack))
        wire = ["type", "veth", "peer", "name", "wire", "netns", str(box.far)]
        box.require("ip", "link", "add", "wire", *wire)
        box.require("ip", "address", "add", f"{_BOX}/24", "dev", "wire")
        for address in (_TELEPHONE, _OPERATOR, _STRANGER):
            box.require("ip", "address", "add", f"{address}/24", "dev", "wire", at=box.far)
        for at in (box.box, box.far):
            box.require("ip", "link", "set", "wire", "up", at=at)
        box.require("ip", "route", "add", "default", "dev", "wire")
        yield box


@pytest.fixture
def box(joined: Box) -> Box:
    """As it starts: the rules are loaded, the sets not yet filled."""
    joined.require("nft", "-f", str(_RULES))
    return joined


def _heard(box: Box) -> dict[str, tuple[bool, bool]]:
    """Who is heard when it calls, and when it sends sound."""
    who = (_TELEPHONE, _OPERATOR, _STRANGER)
    return {each: (box.hears(each, _SIP), box.hears(each, _SOUND)) for each in who}


def test_the_rules_are_sound_and_hold_the_built_in_sets_before_they_are_filled(box: Box) -> None:
    box.require("nft", "--check", "-f", str(_RULES))
    before = box.sets()
    assert box.fill(firewall.render(Config())).returncode == 0
    assert box.sets() == before
    assert _heard(box) == {
        _TELEPHONE: (True, False),
        _OPERATOR: (False, False),
        _STRANGER: (False, False),
    }


@pytest.mark.parametrize("sets", ["sound 1000-65535\n", firewall.render(with_lines(PEER, ACCOUNT))])
def test_no_configuration_keeps_an_administrator_from_the_page(box: Box, sets: str) -> None:
    """So no change of one has to be confirmed (`flows/waiting.py`)."""
    assert box.fill(sets).returncode == 0
    for who in (_TELEPHONE, _OPERATOR, _STRANGER):
        for port in (80, 443):
            assert box.connects(who, port), (who, port)


def test_an_operator_with_an_address_calls_in_and_nobody_else(box: Box) -> None:
    assert box.fill(firewall.render(with_lines(PEER))).returncode == 0
    assert _heard(box) == {
        _TELEPHONE: (True, True),
        _OPERATOR: (True, True),
        _STRANGER: (False, True),
    }
    assert not box.hears(_OPERATOR, _SOUND - 1)
    assert box.fill(firewall.render(Config())).returncode == 0
    assert _heard(box)[_OPERATOR] == (False, False)


def test_of_an_operator_known_by_name_every_server_calls_in(box: Box) -> None:
    assert box.fill(firewall.render(with_lines(ACCOUNT))).returncode == 0
    assert _heard(box)[_STRANGER] == (True, True)


def test_a_configuration_of_an_earlier_release_has_the_built_in_sets(box: Box) -> None:
    box.fill(firewall.render(with_lines(PEER)))
    assert box.fill(None).returncode == 0
    assert "operators" in box.sets()
    assert not box.hears(_OPERATOR, _SIP)


def test_who_reads_over_snmp_is_heard_there_and_nobody_else(box: Box) -> None:
    readers = box.folder / "snmp-readers"
    readers.write_text(f"readers {_TELEPHONE}\n")
    try:
        assert box.fill(firewall.render(with_lines(PEER))).returncode == 0
        who = (_TELEPHONE, _OPERATOR, _STRANGER)
        assert [box.hears(each, 161) for each in who] == [True, False, False]
        assert box.hears(_OPERATOR, _SIP), "the other sets are filled besides"
        readers.write_text(f"phones {_STRANGER}\n")
        assert "line 1 is none of a set" in box.fill(firewall.render(Config())).stderr
    finally:
        readers.unlink()
    assert box.fill(firewall.render(Config())).returncode == 0
    assert not box.hears(_TELEPHONE, 161)


def test_networks_that_touch_are_one_wherever_they_stand(box: Box) -> None:
    """An operator has several servers side by side; no order of lines is promised."""
    for _ in range(2):
        done = box.fill("phones 10.0.0.0/8\nsound 10000-20000\nphones 11.0.0.0/8\n")
        assert (done.returncode, done.stderr) == (0, "")
        assert "10.0.0.0/7" in box.sets()


def test_telephones_come_over_tls_and_an_operator_with_an_address_over_tcp_too(box: Box) -> None:
    assert box.fill(firewall.render(with_lines(PEER, ACCOUNT))).returncode == 0
    who = (_TELEPHONE, _OPERATOR, _STRANGER)
    assert {each: (box.connects(each, _SIP), box.connects(each, _TLS)) for each in who} == {
        _TELEPHONE: (False, True),
        _OPERATOR: (True, True),
        _STRANGER: (False, False),  # known by a name: its calls come where we opened a connection
    }
    _ban(box, _TELEPHONE)
    assert not box.connects(_TELEPHONE, _TLS)


def test_who_holds_a_connection_over_tls_may_send_sound_and_holds_few(box: Box) -> None:
    with ExitStack() as stack:
        door = stack.enter_context(_socket(box.box, socket.SOCK_STREAM))
        door.bind((_BOX, _TLS))
        door.listen(64)
        assert not box.hears(_TELEPHONE, _SOUND)
        for _ in range(_MOST_HELD):
            held = stack.enter_context(_socket(box.far, socket.SOCK_STREAM))
            held.bind((_TELEPHONE, 0))
            held.settimeout(10)
            held.connect((_BOX, _TLS))
        assert box.hears(_TELEPHONE, _SOUND)
        assert not box.hears(_OPERATOR, _SOUND)
        assert not box.connects(_TELEPHONE, _TLS)
        door.close()


def _ban(box: Box, address: str) -> None:
    box.require("nft", wall.added(Ban(address, 0, 60, 6), 0))


@pytest.mark.parametrize(
    "said",
    [
        "INVITE sip:301@192.168.5.7 SIP/2.0",
        "OPTIONS sip:301@192.168.5.7 SIP/2.0",
        "ACK sip:301@192.168.5.7 SIP/2.0",
        "SIP/2.0 200 OK",
        "SIP/2.0 180 Ringing",
        "SIP/2.0 183 Session Progress",
    ],
)
def test_whom_the_box_calls_or_lets_in_may_send_sound(box: Box, said: str) -> None:
    assert not box.hears(_TELEPHONE, _SOUND)
    box.speaks(_TELEPHONE, said)
    assert box.hears(_TELEPHONE, _SOUND)
    assert not box.hears(_TELEPHONE, _SOUND - 1)
    assert not box.hears(_OPERATOR, _SOUND)


@pytest.mark.parametrize(
    "said", ["100 Trying", "401 Unauthorized", "403 Forbidden", "404 Not Found", "481 Gone"]
)
def test_who_is_refused_may_send_no_sound(box: Box, said: str) -> None:
    box.speaks(_TELEPHONE, f"SIP/2.0 {said}")
    assert not box.hears(_TELEPHONE, _SOUND)


def test_who_is_asked_for_passwords_too_fast_is_not_heard_for_a_moment(box: Box) -> None:
    """So whoever tries them has eight at once, and then waits until he is banned."""
    for _ in range(8):
        box.speaks(_TELEPHONE, "SIP/2.0 401 Unauthorized")
    assert box.hears(_TELEPHONE, _SIP)
    assert any(_deaf(box) for _ in range(5)), "the moment may pass while a slow machine looks"


def _deaf(box: Box) -> bool:
    for _ in range(12):
        box.speaks(_TELEPHONE, "SIP/2.0 401 Unauthorized")
    return not box.hears(_TELEPHONE, _SIP)


def test_who_is_banned_reaches_the_page_and_speaks_on_but_calls_no_more(box: Box) -> None:
    """`hears` knocks at the page's port too."""
    assert box.hears(_TELEPHONE, _SIP)
    box.speaks(_TELEPHONE, "SIP/2.0 200 OK")
    _ban(box, _TELEPHONE)
    assert not box.hears(_TELEPHONE, _SIP)
    assert box.hears(_TELEPHONE, _SOUND)
    box.require("nft", wall.rebuilt((), 0))
    assert box.hears(_TELEPHONE, _SIP)


def test_who_fills_the_sets_leaves_the_bans(box: Box) -> None:
    _ban(box, _TELEPHONE)
    assert box.fill(firewall.render(with_lines(PEER))).returncode == 0
    assert not box.hears(_TELEPHONE, _SIP)


def test_an_operator_with_an_address_is_never_shut_out(box: Box) -> None:
    assert box.fill(firewall.render(with_lines(PEER))).returncode == 0
    _ban(box, _OPERATOR)
    assert box.hears(_OPERATOR, _SIP)


def _through(box: Box, source: str, count: int) -> int:
    """How many of so many datagrams at once are let in as calls."""
    before = _passed(box)
    with _socket(box.far, socket.SOCK_DGRAM) as there:
        there.bind((source, 0))
        for _ in range(count):
            there.sendto(b"call", (_BOX, _SIP))
    return _passed(box) - before


def _passed(box: Box) -> int:
    told = box.require("nft", "list", "chain", "inet", "lineman", "count")
    (found,) = re.findall(r"packets (\d+)", told)
    return int(found)


def test_a_flood_from_one_address_is_let_in_as_a_trickle_and_nobody_else_waits(box: Box) -> None:
    counted = (
        "chain inet lineman count { type filter hook input priority 10; udp dport 5060 counter; }"
    )
    box.require("nft", f"add {counted}")
    assert box.fill(firewall.render(with_lines(PEER))).returncode == 0
    assert 400 <= _through(box, _TELEPHONE, 3000) < 2000
    assert _through(box, _OPERATOR, 3000) == 3000
    other = "192.168.5.8"
    box.run("ip", "address", "add", f"{other}/24", "dev", "wire", at=box.far)
    assert _through(box, other, 100) == 100


_ODD = (
    "phones 0.0.0.0/0 }; flush ruleset #",
    'include "/etc/shadow"',
    "phones example.org",
    "phones 010.1.1.1",
    "phones 10.0.0.256",
    "phones 10.0.0.0/33",
    "phones ::1",
    "phones  10.0.0.1",
    "phones 10.0.0.1 ",
    "phones 10.0.0.1\\n",
    "phones 10.0.0.1\tx",
    "phones",
    "web 10.0.0.1",
    "sound 22-23",
    "sound 10000",
    "sound 10000-99999",
    "sound 20000-10000",
    "",
)


@pytest.mark.parametrize("odd", _ODD)
def test_a_line_that_is_none_changes_nothing_and_is_not_told(box: Box, odd: str) -> None:
    box.fill(firewall.render(with_lines(PEER)))
    before = box.require("nft", "list", "ruleset")
    done = box.fill(f"phones 10.0.0.0/8\nsound 10000-20000\n{odd}\nphones 11.0.0.0/8\n")
    assert done.returncode != 0
    assert "shadow" not in done.stderr
    assert box.require("nft", "list", "ruleset") == before


@pytest.mark.parametrize("what", [b"", b"phones 10.0.0.1\n" * 70_000, bytes(range(256)) * 20])
def test_a_file_that_is_no_list_changes_nothing(box: Box, what: bytes) -> None:
    before = box.require("nft", "list", "ruleset")
    assert box.fill(what).returncode != 0
    assert box.require("nft", "list", "ruleset") == before
