"""`python3 -m appliance`: the supervisor of the box it runs on."""

import gc

gc.disable()  # an eighth of the start would go into looking for garbage among what is imported

import asyncio  # noqa: E402  # behind the line above, as all of these

from appliance.daemon import logs  # noqa: E402
from appliance.daemon.places import Places  # noqa: E402
from appliance.daemon.real_machine import real  # noqa: E402
from appliance.daemon.running import supervise  # noqa: E402


def main() -> None:
    gc.freeze()
    gc.enable()
    logs.start()
    asyncio.run(supervise(Places(), real))


if __name__ == "__main__":
    main()
