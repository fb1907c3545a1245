"""A QEMU machine as a value, and the command line that starts it."""

from __future__ import annotations

import base64
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

OVMF_CODE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
OVMF_VARS = "/usr/share/OVMF/OVMF_VARS_4M.fd"
SERVICES = "10.0.2.100"  # in the guest's network; nothing else answers there
_CREDENTIAL = "io.systemd.credential.binary"

Protocol = Literal["tcp", "udp"]


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk of the machine; `interface` usb is a memory stick, as an installer has.

    Into `log`, an empty file, go all writes and flushes in order (blklogwrites).
    """

    path: Path
    format: Literal["qcow2", "raw"] = "qcow2"
    interface: Literal["virtio", "usb"] = "virtio"
    read_only: bool = False
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """A port of this machine's loopback that leads to a port of the guest."""

    host: int
    guest: int
    protocol: Protocol = "tcp"


@dataclass(frozen=True, slots=True)
class Service:
    """A port of this machine's loopback that the guest finds as port `guest` of `SERVICES`."""

    host: int
    guest: int


@dataclass(frozen=True, slots=True)
class Machine:
    """What the guest is made of.

    `credentials` reach systemd in the guest; `shared_memory` lets a device emulated by another
    program read the guest's memory; `extra` are further words for QEMU.
    """

    disks: tuple[Disk, ...] = ()
    board: Literal["pc", "q35"] = "q35"
    uefi_variables: Path | None = None
    memory_mib: int = 1024
    processors: int = 2
    credentials: Mapping[str, bytes] = field(default_factory=dict)
    forwards: tuple[Forward, ...] = ()
    services: tuple[Service, ...] = ()
    outside: bool = False
    shared_memory: bool = False
    reboots: bool = True
    extra: tuple[str, ...] = ()


def free_port(protocol: Protocol = "tcp", wanted: int = 0) -> int:
    """A port of the loopback that nobody listens on now: `wanted`, or any. OSError if taken."""
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as probe:
        if protocol == "tcp":  # as QEMU has it; two that have it can share a UDP port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", wanted))
        return int(probe.getsockname()[1])


def _board(machine: Machine) -> list[str]:
    board: str = machine.board
    words: list[str] = []
    if machine.shared_memory:
        board += ",memory-backend=mem"
        size = f"size={machine.memory_mib}M"
        words = ["-object", f"memory-backend-memfd,id=mem,{size},share=on"]
    # Tests judge telephony by the guest's own clock, which must stand still with the guest.
    return [
        "-machine", board, *words, "-accel", "tcg,thread=multi", "-cpu", "max",
        "-smp", str(machine.processors), "-m", str(machine.memory_mib),
        "-rtc", "base=utc,clock=vm", "-nodefaults", "-display", "none", "-vga", "std",
        "-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng",
        "-device", "i6300esb", "-action", "watchdog=reset",
    ]  # fmt: skip


def _firmware(machine: Machine) -> list[str]:
    words: list[str] = []
    if machine.uefi_variables is not None:
        words += [
            "-drive", f"if=pflash,format=raw,readonly=on,file={OVMF_CODE}",
            "-drive", f"if=pflash,format=qcow2,file={machine.uefi_variables}",
        ]  # fmt: skip
    return words


def _image(disk: Disk) -> str:
    if disk.log is None:
        return f"file={disk.path},format={disk.format}"
    return (
        f"driver=blklogwrites,file.driver={disk.format},file.file.driver=file,"
        f"file.file.filename={disk.path},log.driver=file,log.filename={disk.log}"
    )


def _disks(machine: Machine) -> list[str]:
    words: list[str] = []
    if any(disk.interface == "usb" for disk in machine.disks):
        words += ["-device", "qemu-xhci,id=usb"]
    for number, disk in enumerate(machine.disks):
        only = ",readonly=on" if disk.read_only else ""
        words += ["-drive", f"if=none,id=disk{number},{_image(disk)},discard=unmap{only}"]
        kind = "virtio-blk-pci" if disk.interface == "virtio" else "usb-storage,bus=usb.0"
        if disk.log is not None:
            # blklogwrites adds an entry of its own to a request's vector; merged requests may
            # have as many as writev(2) takes already, and fail then.
            kind += ",request-merging=off"
        words += [
            "-device",
            f"{kind},drive=disk{number},serial=disk{number},bootindex={number + 1}",
        ]
    return words


def _network(machine: Machine) -> list[str]:
    rules = [f"hostfwd={f.protocol}:127.0.0.1:{f.host}-:{f.guest}" for f in machine.forwards]
    rules += [
        f"guestfwd=tcp:{SERVICES}:{s.guest}-cmd:socat - TCP:127.0.0.1:{s.host}"
        for s in machine.services
    ]
    closed = [] if machine.outside else ["restrict=on"]
    return [
        "-netdev", ",".join(["user", "id=lan", *closed, *rules]),
        "-device", "virtio-net-pci,netdev=lan,romfile=",
    ]  # fmt: skip


def _credentials(machine: Machine) -> list[str]:
    words: list[str] = []
    # SMBIOS strings and not fw_cfg: names there end after 55 characters.
    for name, content in sorted(machine.credentials.items()):
        text = base64.b64encode(content).decode()
        words += ["-smbios", f"type=11,value={_CREDENTIAL}:{name}={text}"]
    return words


def channels(folder: Path, *, agent: bool) -> list[str]:
    """The serial console, the monitor and, if asked for, the agent's channel, all in `folder`."""
    served = "server=on,wait=off"
    words = [
        "-chardev", f"socket,id=con,path={folder}/console,{served},logfile={folder}/console.log",
        "-serial", "chardev:con",
        "-qmp", f"unix:{folder}/qmp,server=on,wait=off",
    ]  # fmt: skip
    if agent:
        words += [
            "-device", "virtio-serial-pci",
            "-chardev", f"socket,id=agent,path={folder}/agent,server=on,wait=off",
            "-device", "virtserialport,chardev=agent,name=lineman.agent",
        ]  # fmt: skip
    return words


def command(machine: Machine, folder: Path, *, agent: bool = False) -> list[str]:
    """QEMU's argv; its sockets and logs go to `folder`, whose path must be short (sockets)."""
    reboots = [] if machine.reboots else ["-no-reboot"]
    return [
        "qemu-system-x86_64", *_board(machine), *_firmware(machine), *_disks(machine),
        *_network(machine), *_credentials(machine), *channels(folder, agent=agent),
        *reboots, *machine.extra,
    ]  # fmt: skip
