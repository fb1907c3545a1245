"""The supervisor's reader of the spool alone, to be killed: arguments are spool and history."""

import asyncio
import sys
from pathlib import Path

from appliance.bus import Bus
from appliance.daemon.records import Records
from appliance.health.board import Board

if __name__ == "__main__":
    spool, history = map(Path, sys.argv[1:])
    records = Records(history, spool, Board(Bus()), lambda _call: None, lambda: None)
    asyncio.run(records.run())
