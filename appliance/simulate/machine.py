"""The simulated machine behind the ports of the daemon, and the folders a box would have."""

import asyncio
import secrets
from functools import partial
from pathlib import Path

from appliance.apply.builtin import main as write_builtin
from appliance.apply.generation import Generations
from appliance.asterisk.call_spool import CURRENT
from appliance.bans import kept
from appliance.bus import Bus
from appliance.core.trunks import SipTrunk
from appliance.daemon.machine import Machine
from appliance.daemon.places import Places
from appliance.durable import point
from appliance.simulate.cards import SimulatedCards, SimulatedClock
from appliance.simulate.exchange import SimulatedExchange
from appliance.simulate.hands import SimulatedHands
from appliance.simulate.host import NoSlots, SimulatedFront, SimulatedHost, SimulatedNetwork
from appliance.simulate.journal import SimulatedJournal

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def places_below(folder: Path) -> Places:
    """Everything of a box, below one folder."""
    return Places(folder / "run", folder / "state", folder / "data")


def prepare(places: Places) -> str:
    """Make what the first start of a box makes; the set-up code, empty once it was used."""
    slot = places.state / "slots" / "A"
    folders = (places.run, slot / "generations", slot / "astdb", slot.with_name("B"))
    shared = (places.identity, places.custom, places.spool, places.uploads, places.history.parent)
    for folder in (*folders, *shared, places.prompts):
        folder.mkdir(parents=True, exist_ok=True)
    point(places.run / "slot", slot)
    write_builtin(places.run / "builtin")
    generations = Generations(slot, places.active)
    generations.begin(generations.kept())
    return _setup_code(places.identity)


def _setup_code(identity: Path) -> str:
    if (identity / "setup-done").exists():
        return ""
    path = identity / "setup-code"
    if not path.exists():
        letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
        path.write_text(f"{letters[:5]}-{letters[5:]}\n")
    return path.read_text().strip()


async def _unban(place: Path, address: str) -> None:
    """As the box's own unit does."""
    kept.write(place, [ban for ban in kept.read(place) if address and ban.address != address])


def simulated(places: Places, bus: Bus, ended: asyncio.Event) -> Machine:
    """The machine, its calls going on from the first second."""
    exchange = SimulatedExchange(
        places.active, places.spool / CURRENT, places.recordings, places.voicemail, bus, ended
    )
    cards = SimulatedCards(lifted=exchange.lifted, dead={6})
    generations = Generations(places.slot, places.active)
    network = SimulatedNetwork(places.active)
    network.take()
    hands = SimulatedHands(exchange)
    host = SimulatedHost(exchange, generations, network)
    journal = SimulatedJournal()
    journal.listen()
    return Machine(
        exchange=exchange,
        inventory=cards,
        clock=SimulatedClock(),
        listen=cards.listen,
        services=host,
        power=host,
        installer=NoSlots(),
        web=None,
        mounted=Path.is_dir,
        unban=partial(_unban, places.bans),
        carrier=_trusted,
        units=host,
        journal=journal,
        front=SimulatedFront((places.owners_certificate, places.certificate)),
        network=network,
        hands=hands,
        heard=False,
        run=hands.run,
    )


async def _trusted(_line: SipTrunk) -> str:
    """Nobody is asked: these carriers are made up."""
    return ""
