"""`python3 -m appliance`: the supervisor of the box it runs on."""

import asyncio

from appliance.daemon import logs
from appliance.daemon.places import Places
from appliance.daemon.real_machine import real
from appliance.daemon.running import supervise


def main() -> None:
    logs.start()
    asyncio.run(supervise(Places(), real))


if __name__ == "__main__":
    main()
