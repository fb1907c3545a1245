"""`python3 -m appliance.simulate --run-dir DIR`: the supervisor of a box that is not there."""

import argparse
import asyncio
import gc
from pathlib import Path

from appliance.daemon import logs
from appliance.daemon.running import supervise
from appliance.simulate.machine import places_below, prepare, simulated


def main() -> None:
    gc.freeze()  # as the box's own does
    parser = argparse.ArgumentParser(prog="simulate", description="Lineman without hardware")
    parser.add_argument("--run-dir", type=Path, required=True, help="folder for all its files")
    folder = parser.parse_args().run_dir.resolve()
    logs.start()
    places = places_below(folder)
    code = prepare(places)
    print(f"Supervisor: {places.socket}", flush=True)
    print(f"Set-up code: {code}" if code else "Set up already: log in.", flush=True)
    asyncio.run(supervise(places, simulated))


if __name__ == "__main__":
    main()
