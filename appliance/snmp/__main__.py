"""`python3 -m appliance.snmp [SOCKET]`: asks the supervisor and has no right but to be told."""

import asyncio
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from appliance.core.errors import Fault, Invalid
from appliance.snmp.numbers import Oid, Value, numbers
from appliance.snmp.passing import answers
from appliance.wire.client import SOCKET, Client
from appliance.wire.errors import NotAllowed, Unreachable
from appliance.wire.monitoring import GetMetrics

_FRESH = 2.0  # seconds; who reads all of it asks for each number by itself
_PATIENCE = 5.0  # seconds; the agent answers nobody meanwhile


class _Told:
    def __init__(self, path: Path) -> None:
        self._client = Client(path, patience=_PATIENCE)
        self._until, self._known = 0.0, dict[Oid, Value]()

    def now(self) -> Mapping[Oid, Value]:
        """Nothing while the supervisor is away."""
        if time.monotonic() >= self._until:
            try:
                self._known = dict(numbers(asyncio.run(self._client.ask(GetMetrics()))))
            except (Fault, Invalid, NotAllowed, Unreachable):
                self._known = {}
            self._until = time.monotonic() + _FRESH
        return self._known


if __name__ == "__main__":
    told = _Told(Path(sys.argv[1]) if len(sys.argv) > 1 else SOCKET)
    for answer in answers(iter(sys.stdin.readline, ""), told.now):
        sys.stdout.write(answer)
        sys.stdout.flush()
