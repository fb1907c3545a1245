"""Where the box would listen, read out of its root: what its services are told, and nothing runs.

A line a socket, as the booted box shows them: protocol, address, port, program. Port `any` is one
that the kernel gives away by chance, address `lan` what the office's network calls the box. `?` at
the end: it may be absent, as the network or a call makes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from build.lib.supply.model import ContentsError
from build.lib.supply.started import PLACES, Units, reaches_a_network

Lines = Iterator[str]
_EVERY = ("0.0.0.0", "[::]")  # noqa: S104 what is looked for, not what is bound
_GENERATION = "usr/share/lineman/builtin/asterisk"
# Channel drivers that open no port by themselves: SIP's ports are those of its transports.
_CHANNELS = {"chan_dahdi", "chan_pjsip", "chan_bridge_media"}
# Transports that the office's settings may add to those it has without any.
_BY_SETTINGS = (("tcp", "5060"), ("tcp", "5061"))
_YES = {"yes", "true", "on", "1"}


def _files(root: Path, folder: str, name: str) -> Iterator[str]:
    """A configuration file of systemd and its drop-ins, in the order in which the last wins."""
    for place in (f"usr/lib/{folder}", f"etc/{folder}"):
        for path in (root / place / name, *sorted((root / place / f"{name}.d").glob("*.conf"))):
            if path.is_file():
                yield path.read_text()


def _values(texts: Iterable[str], around: str = "") -> dict[str, str]:
    """The last value of each word of `word = value` lines; a comment is no line."""
    pairs = (
        pair
        for text in texts
        for pair in re.findall(rf"^(\w[\w-]*){around} ?= ?(.*)$", text, re.MULTILINE)
    )
    return dict(pairs)


def _sections(text: str) -> Iterator[dict[str, str]]:
    """The sections of a configuration file of Asterisk; each has its own words."""
    for part in re.split(r"^\[", text, flags=re.MULTILINE)[1:]:
        yield {"": part.partition("]")[0], **_values([part])}


def _address(shown: str, port: str) -> str:
    return f"{_EVERY[0] if shown in {'', '*'} else shown} {port}"


def _asterisk(root: Path) -> Lines:
    folder = root / _GENERATION

    def text(name: str) -> str:
        return (folder / name).read_text() if (folder / name).is_file() else ""

    for transport in _sections(text("pjsip.conf")):
        if transport.get("type") == "transport":
            kind = "udp" if transport.get("protocol", "udp") == "udp" else "tcp"
            host, _, port = transport["bind"].rpartition(":")
            yield f"{kind} {_address(host, port)} asterisk"
    for name, word, usual in (("manager.conf", "port", "5038"), ("http.conf", "bindport", "8088")):
        for section in _sections(text(name)):
            if section[""] == "general" and section.get("enabled", "no") in _YES:
                port = section.get(word, usual)
                yield f"tcp {_address(section.get('bindaddr', ''), port)} asterisk"
    loaded = set(re.findall(r"^(?:pre)?load = (chan_\w+)", text("modules.conf"), re.MULTILINE))
    if strange := sorted(loaded - _CHANNELS):
        raise ContentsError(
            f"does {strange[0]} listen? Say so in build/lib/supply/listening.py, which knows not"
        )
    if "chan_pjsip" in loaded:
        yield from (f"{kind} {_address('', port)} asterisk ?" for kind, port in _BY_SETTINGS)
    if loaded:  # a call's sound, and the names it asks for
        yield from (f"udp {address} any asterisk ?" for address in _EVERY)


def _nginx(root: Path) -> Lines:
    waiting, seen = [root / "etc/nginx/nginx.conf"], set[Path]()
    while waiting:
        path = waiting.pop()
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        for word, value in re.findall(r"^\s*(include|listen)\s+([^\s;]+)", path.read_text(), re.M):
            if word == "include":
                named = Path("etc/nginx") / value if value[0] != "/" else Path(value[1:])
                waiting += sorted(root.glob(str(named)))
            elif not value.startswith("unix:"):
                host, _, port = value.rpartition(":")
                yield f"tcp {_address(host, port)} nginx"


def _resolved(root: Path) -> Lines:
    told = _values(_files(root, "systemd", "resolved.conf"))
    stub = told.get("DNSStubListener", "yes")
    for protocol in ("tcp", "udp"):
        if stub in _YES or stub == protocol:
            yield from (f"{protocol} 127.0.0.{last} 53 systemd-resolve" for last in (53, 54))
        if told.get("LLMNR", "yes") != "no":
            yield from (f"{protocol} {address} 5355 systemd-resolve" for address in _EVERY)
    if told.get("MulticastDNS", "yes") != "no":
        yield from (f"udp {address} 5353 systemd-resolve" for address in _EVERY)


def _networkd(root: Path) -> Lines:
    for place in ("usr/lib/systemd/network", "etc/systemd/network"):
        for path in (root / place).glob("*.network"):
            told = _values([path.read_text()])
            if told.keys() & {"Kind", "WLANInterfaceType"}:
                continue  # of containers, tunnels and radio, which the box has not
            if told.get("DHCPServer", "no") in _YES:
                yield "udp lan 67 systemd-network"
            if told.get("DHCP", "no") in {*_YES, "ipv4"}:
                yield "udp lan 68 systemd-network"
            if told.get("DHCP", "no") in {*_YES, "ipv6"} or told.get("IPv6AcceptRA") in _YES:
                yield "udp lan 546 systemd-network ?"


def _chrony(root: Path) -> Lines:
    folder = root / "etc/chrony"
    paths = (folder / "chrony.conf", *sorted((folder / "conf.d").glob("*.conf")))
    told = "\n".join(path.read_text() for path in paths if path.is_file())
    command = re.findall(r"^cmdport\s+(\d+)", told, re.MULTILINE)[-1:] or ["323"]
    bound = re.findall(r"^bindcmdaddress\s+([^/\s]\S*)", told, re.MULTILINE)
    if command != ["0"]:
        for address in bound or ["127.0.0.1", "[::1]"]:
            yield f"udp {address} {command[0]} chronyd"
    if re.search(r"^allow\b", told, re.MULTILINE):
        port = re.findall(r"^port\s+(\d+)", told, re.MULTILINE)[-1:] or ["123"]
        yield from (f"udp {address} {port[0]} chronyd" for address in _EVERY)


def _avahi(root: Path) -> Lines:
    told = _values([(root / "etc/avahi/avahi-daemon.conf").read_text()])
    for address, word in zip(_EVERY, ("use-ipv4", "use-ipv6"), strict=True):
        if told.get(word, "yes") in _YES:
            # Where answers come to that are for this box alone is left to chance.
            yield from (f"udp {address} {port} avahi-daemon" for port in ("5353", "any"))


def _nowhere(_root: Path) -> Lines:
    return iter(())


# Each service that could listen to a network, and what it is told to. `_nowhere`: it only asks
# others, or speaks over unix sockets; that it stays so, the booted box shows.
_SERVICES: dict[str, Callable[[Path], Lines]] = {
    "asterisk.service": _asterisk,
    "avahi-daemon.service": _avahi,
    "chrony.service": _chrony,
    "dbus.service": _nowhere,
    "lineman-bans.service": _nowhere,
    "lineman-snmp.service": _nowhere,  # at its socket alone
    "lineman-syslog.service": _nowhere,
    "lineman.service": _nowhere,
    "nginx.service": _nginx,
    "rauc.service": _nowhere,
    "systemd-initctl.service": _nowhere,
    "systemd-networkd.service": _networkd,
    "systemd-resolved.service": _resolved,
}


_BY_THE_SUPERVISOR = {"lineman-snmp.socket"}  # listens while an administrator wants it


def _sockets(units: Units, name: str) -> Lines:
    """What systemd itself listens to for a service; a port alone is every address."""
    for kind, value in re.findall(
        r"^Listen(Stream|Datagram|SequentialPacket)=(\S+)$", units.text(name), re.MULTILINE
    ):
        host, _, port = value.rpartition(":")
        if port.isdigit():
            protocol = "udp" if kind == "Datagram" else "tcp"
            seldom = " ?" if name in _BY_THE_SUPERVISOR else ""
            yield f"{protocol} {host or '[::]'} {port} systemd{seldom}"


def _real(root: Path, name: str) -> str:
    """The name of the unit that `name`, maybe another name of it, stands for."""
    links = (root / place / name for place in PLACES)
    return next((link.readlink().name for link in links if link.is_symlink()), name)


def ports(root: Path) -> str:
    """Every socket the box would open to listen, sorted.

    ContentsError names a service that could and that no rule here knows.
    """
    units = Units(root)
    started = sorted({_real(root, name) for name in units.started()})
    lines: set[str] = set()
    for name in started:
        if name.endswith(".socket"):
            lines |= set(_sockets(units, name))
        elif name.endswith(".service") and reaches_a_network(units.text(name)):
            if name not in _SERVICES:
                raise ContentsError(
                    f"{name} may open sockets to a network: close it (PrivateNetwork="
                    " or RestrictAddressFamilies=), or say in build/lib/supply/listening.py"
                    " where it listens"
                )
            lines |= set(_SERVICES[name](root))
    return "".join(f"{line}\n" for line in sorted(lines))
