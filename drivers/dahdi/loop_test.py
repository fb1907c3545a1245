"""`patlooptest`: does what a channel sends come back, byte for byte?

Debian packages no `patlooptest`; this is Lineman's own, not that of the DAHDI tools, with the
options and the closing line that admins know from there. The channel needs a loop: a plug in the
socket, or a far end that sends back what it gets. Whoever holds the channel, as Asterisk does, has
to let go of it first.
"""

from __future__ import annotations

import argparse
import select
import sys
import time
from pathlib import Path

from drivers.dahdi.channel import Channel
from drivers.dahdi.errors import DahdiError, EventPending, NotYet
from drivers.dahdi.pattern import BLOCK, PERIOD, Judge, stretch
from drivers.dahdi.values import Flush

_BUFFERS = 8  # of a block each way: a busy processor may look away for a second
_SILENT = 3.0  # seconds without a byte: the span itself stands still
OK, BROKEN = 0, 1


def main() -> int:
    """0 when every byte came back, 1 otherwise."""
    chosen = _arguments()
    try:
        with Channel(chosen.device) as channel:
            return LoopTest(channel, chosen).run()
    except DahdiError as error:
        print(f"patlooptest: {error.strerror}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return BROKEN


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="patlooptest",
        description="Pattern loop test: sends a counting pattern and judges what comes back. "
        "Lineman's own program, used like that of the DAHDI tools.",
        epilog="The channel must be in loop and not in use: stop Asterisk first.",
    )
    parser.add_argument("device", type=_channel, help="channel number, or /dev/dahdi/NUMBER")
    parser.add_argument("seconds", type=float, nargs="?", default=0.0, help="as -t")
    parser.add_argument("-t", dest="timeout", type=float, default=0.0, metavar="SECS",
                        help="how long; without it until Ctrl-C")  # fmt: skip
    parser.add_argument("-r", dest="report", type=int, default=0, metavar="COUNT",
                        help="print a summary every COUNT loops")  # fmt: skip
    parser.add_argument("-s", dest="skip", type=int, default=10, metavar="COUNT",
                        help="loops before judging begins (10)")  # fmt: skip
    parser.add_argument("-v", dest="verbose", action="count", default=0, help="print each error")
    chosen = parser.parse_args()
    chosen.timeout = chosen.timeout or chosen.seconds
    return chosen


def _channel(word: str) -> int:
    return int(word.removeprefix(f"{Path('/dev/dahdi')}/"))


class LoopTest:
    """One run on one open channel."""

    def __init__(self, channel: Channel, chosen: argparse.Namespace) -> None:
        self._channel = channel
        self._chosen = chosen
        self._judge = Judge()
        self._skip: int = chosen.skip
        self._first = 0  # of the pattern, of what is sent next

    def run(self) -> int:
        """Until the time is over."""
        self._channel.buffers(_BUFFERS, BLOCK)
        self._channel.flush(Flush.READ | Flush.WRITE | Flush.EVENT)
        if self._chosen.timeout:
            print(f"Using Timeout of {self._chosen.timeout:g} Seconds")
        begun = heard = time.monotonic()
        waiting = select.poll()
        waiting.register(self._channel, select.POLLIN | select.POLLOUT | select.POLLPRI)
        while not self._chosen.timeout or time.monotonic() - begun < self._chosen.timeout:
            waiting.poll(500)
            if self._turn():
                heard = time.monotonic()
            elif time.monotonic() - heard > _SILENT:
                print("Nothing comes in: the span stands still", flush=True)
                heard = time.monotonic()
        return self._close()

    def _turn(self) -> bool:
        """Send and judge what is possible now; whether anything came."""
        try:
            sent = self._channel.write(stretch(self._first))
            self._first = (self._first + sent) % PERIOD
            self._take(self._channel.read(BLOCK))
        except EventPending:
            happened = self._channel.next_event()
            if happened:
                print(f"Event: {happened.kind.name}", flush=True)
            return False
        except NotYet:
            return False
        return True

    def _take(self, block: bytes) -> None:
        if self._skip:
            self._skip -= 1
            if not self._skip:
                print("Going for it...", flush=True)
            return
        for found in self._judge.take(block):
            if self._chosen.verbose:
                print(
                    f"Error (loop {found.loop}, offset {found.offset}): "
                    f"read 0x{found.read:02x}, expected 0x{found.expected:02x}"
                )
        loops = self._judge.loops
        if self._chosen.report and loops % self._chosen.report == 0:
            print(f"Status on loop {loops}:  Total errors = {self._judge.errors}", flush=True)

    def _close(self) -> int:
        judge = self._judge
        print("Timeout achieved Ending Program")
        print(f"Test ran {judge.loops} loops of {BLOCK} bytes/loop with {judge.errors} errors")
        return OK if judge.loops and not judge.errors else BROKEN


if __name__ == "__main__":
    sys.exit(main())
