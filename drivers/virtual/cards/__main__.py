"""Serve one emulated card: `python3 -m drivers.virtual.cards tdm400p:SSOO SOCKET CONTROL`."""

import argparse
import logging
import signal
import sys
from functools import partial
from pathlib import Path

from drivers.virtual.cards.control import Answer, Control, Refused
from drivers.virtual.cards.far_end.events import Fact
from drivers.virtual.cards.loop import Loop
from drivers.virtual.cards.models import Assembly, assemble
from drivers.virtual.cards.pace import FULL_RATE, Pace
from drivers.virtual.cards.requests import REQUESTS, Request
from drivers.virtual.cards.transport.server import Server


def obey(assembly: Assembly, loop: Loop, request: Request) -> Answer:
    """Do one request of a control client."""
    wanted = request.get("do")
    if wanted == "count":
        return {"ticks": loop.ticks, "late": loop.late}
    port = request.get("port")
    far = assembly.far_ends.get(port) if isinstance(port, int) else None
    if far is None:
        raise Refused(f"no far end at port {port}; there are {sorted(assembly.far_ends)}")
    requests = REQUESTS[far.kind]
    if not isinstance(wanted, str) or wanted not in requests:
        raise Refused(f"{far.kind} cannot {wanted}; it can {', '.join(sorted(requests))}")
    return requests[wanted](far, request)


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    logging.basicConfig(
        level=logging.DEBUG if options.verbose else logging.INFO,
        format="%(asctime)s %(name)s: %(message)s",
    )
    assembly = assemble(options.card)
    server = Server(options.socket, assembly.card)
    pace = Pace(options.rate, options.rest / 1e6)
    control = Control(options.control, lambda request: obey(assembly, loop, request))
    loop = Loop(server, assembly.card, control, pace)
    for port, far in assembly.far_ends.items():
        far.tell = partial(_tell, control, port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: loop.stop())
    loop.run()
    control.close()
    server.close()
    return 0


def _tell(control: Control, port: int, happened: str, facts: dict[str, Fact]) -> None:
    control.tell(happened, {"port": port, **facts})


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="drivers.virtual.cards", description=__doc__)
    parser.add_argument("card", help="model and modules, for example tdm400p:SSOO")
    parser.add_argument("socket", type=Path, help="vfio-user socket for QEMU")
    parser.add_argument("control", type=Path, help="control socket")
    parser.add_argument("--rate", type=float, default=FULL_RATE, help="ticks a second, at most")
    parser.add_argument("--rest", type=float, default=0, help="microseconds for the guest a tick")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
