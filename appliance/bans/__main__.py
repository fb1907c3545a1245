"""`python3 -m appliance.bans [FILE SECRET]`: needs CAP_NET_ADMIN and Asterisk's manager alone.

FILE keeps the bans, SECRET holds the manager's word; without them the box's own.
"""

import asyncio
import logging
import sys
from pathlib import Path

from appliance.asterisk.ami import Address, Ami, secret_of
from appliance.bans import kept
from appliance.bans.watch import Watch

_SECRET = Path("/run/lineman/ami.conf")
_USER = "bans"
_TIDY = 1.0  # seconds


async def _run(place: Path = kept.PLACE, secret: Path = _SECRET) -> None:
    watch = Watch(place)
    watch.begin()
    ami = Ami(Address(user=_USER), secret_of(secret), watch)
    asking = asyncio.create_task(ami.run())
    while not asking.done():
        await asyncio.sleep(_TIDY)
        watch.tidy()
    asking.result()


if __name__ == "__main__":
    logging.basicConfig(format="<4>%(message)s", level=logging.WARNING)
    asyncio.run(_run(*map(Path, sys.argv[1:])))
