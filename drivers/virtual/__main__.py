"""Play the far ends of virtual cards: `python3 -m drivers.virtual --machine FILE`."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
from pathlib import Path

from drivers.dahdi.control import Control
from drivers.virtual.description import DEFAULT, Description, parse
from drivers.virtual.desk import SOCKET
from drivers.virtual.desk_hands import MachineHands
from drivers.virtual.desk_served import DeskServer
from drivers.virtual.loops import far_ends
from drivers.virtual.machine import Machine
from drivers.virtual.remote import serve


def main() -> None:
    arguments = _arguments()
    description = parse(arguments.machine.read_text("utf-8")) if arguments.machine else DEFAULT
    asyncio.run(_run(description, arguments.socket, arguments.desk))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="drivers.virtual", description=__doc__)
    parser.add_argument("--machine", type=Path, help="description in TOML; else the default one")
    parser.add_argument(
        "--socket",
        type=Path,
        default=Path("/run/lineman-virtual/control.sock"),
        help="where to obey",
    )
    parser.add_argument("--desk", type=Path, default=SOCKET, help="where a page's hands are obeyed")
    return parser.parse_args()


async def _run(description: Description, path: Path, desk: Path) -> None:
    with Control() as control:
        ends = far_ends(control, description)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    machine = Machine(ends, loop)
    servers = [await serve(machine, path), await DeskServer(MachineHands(machine)).serve(desk)]
    _ready()
    await stop.wait()
    for server in servers:
        server.close()


def _ready() -> None:
    """Tell systemd, when it started us. This folder imports nothing of the supervisor's."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.connect("\0" + address[1:] if address.startswith("@") else address)
        notify.send(b"READY=1")


main()
