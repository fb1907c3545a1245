"""The whole supervisor beside a real Asterisk: arguments are a folder of its own, and Asterisk's.

It is started in Asterisk's network. Hardware and systemd are simulated, without a card; calls,
channel events, live state and history are real.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import Bus
from appliance.core.commands import SetRecording, edit
from appliance.core.trunks import Recording
from appliance.daemon.machine import Machine
from appliance.daemon.places import Places
from appliance.daemon.running import supervise
from appliance.simulate.cards import SimulatedCards
from appliance.simulate.machine import places_below, prepare, simulated
from appliance.store.config_store import SqliteConfigStore
from tests.machines.offices import after, sip

PAIRS = 8
FIRST = 301  # number of the first telephone
CONFIG = edit(
    after(*(sip(str(number), "Somebody") for number in range(FIRST, FIRST + 2 * PAIRS))),
    SetRecording(Recording.ALL),
)


def main(folder: Path, asterisk: Path) -> None:
    """Until it is told to end."""
    places = places_below(folder)
    for ours, theirs in (
        (places.spool, asterisk / "var/lib/lineman/spool/cel"),
        (places.recordings, asterisk / "srv/recordings"),
    ):
        ours.parent.mkdir(parents=True, exist_ok=True)
        ours.symlink_to(theirs)
    prepare(places)
    with closing(SqliteConfigStore(places.slot / "config.db")) as store:
        store.save(CONFIG, "test", "first")

    def make(places: Places, bus: Bus, ended: asyncio.Event) -> Machine:
        secret, heard = asterisk / "run/lineman/ami.conf", asterisk / "var/spool/asterisk/check"
        exchange = ManagerExchange(secret, bus, ended, Address(), heard)
        none = SimulatedCards(cards=())  # else it would take them into use
        machine = simulated(places, bus, ended)
        return replace(machine, exchange=exchange, inventory=none, listen=none.listen)

    asyncio.run(supervise(places, make))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
