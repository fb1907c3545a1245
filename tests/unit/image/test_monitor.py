"""QEMU's monitor is reached even if the machine's start is told before the greeting."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from pathlib import Path

import pytest

from tests.image.harness.monitor import Monitor

_GREETING = {"QMP": {"version": {"qemu": {"major": 10}, "package": ""}, "capabilities": []}}
_EVENT = {"event": "RESUME", "timestamp": {"seconds": 1, "microseconds": 1}}


def _qemu(listening: socket.socket, early: list[bool]) -> None:
    """Serve one visitor after the other; `early` says who hears an event first."""
    for event_first in early:
        visitor, _ = listening.accept()
        with visitor:
            told = [_EVENT, _GREETING] if event_first else [_GREETING]
            while told:
                visitor.sendall("".join(json.dumps(each) + "\n" for each in told).encode())
                asked = visitor.recv(1 << 16)  # one command, without an end of line
                known = {k: v for k, v in json.loads(asked or "{}").items() if k == "id"}
                told = [{"return": {}, **known}] if asked else []


@pytest.mark.timeout(20)
@pytest.mark.parametrize("early", [[False], [True, False]], ids=["in order", "an event first"])
def test_the_monitor_answers(early: list[bool]) -> None:
    with tempfile.TemporaryDirectory(prefix="lm-", dir="/tmp") as folder:
        path = Path(folder) / "qmp"
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(path))
            listening.listen()
            threading.Thread(target=_qemu, args=(listening, early), daemon=True).start()
            monitor = Monitor(path)
            assert monitor.ask("query-status") == {}
            monitor.close()
