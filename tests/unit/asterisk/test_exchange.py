"""What the manager tells, as facts inside the supervisor."""

import asyncio
from pathlib import Path

from appliance.asterisk.ami import Address
from appliance.asterisk.exchange import ManagerExchange
from appliance.bus import QUEUE, Bus
from appliance.facts import ChannelsMoved
from tests.unit.asterisk.fake_ami import SECRET, FakeAmi
from tests.unit.asterisk.test_ami import until

FLOOD = 20 * QUEUE


def test_a_flood_of_small_events_ends_nobody(tmp_path: Path) -> None:
    """A thousand of them come in one piece, before who is told of them has his turn."""

    async def run() -> None:
        fake = FakeAmi(lambda _: "Response: Success", chunk=1 << 20)
        await fake.start()
        manager = tmp_path / "manager.conf"
        manager.write_text(f"[lineman]\nsecret = {SECRET}\n")
        bus, ended, moves = Bus(), asyncio.Event(), [0]

        async def moved(_: ChannelsMoved) -> None:
            moves[0] += 1

        bus.subscribe("moves", ChannelsMoved, call=moved)
        exchange = ManagerExchange(manager, bus, ended, Address(port=fake.port), tmp_path)
        running = asyncio.create_task(exchange.run())
        await until(lambda: exchange.up)
        await fake.say("Event: Newstate\n\n" * FLOOD + "Event: Hangup")
        await until(ended.is_set)
        await until(lambda: moves[0] > 0)
        told = moves[0]
        await fake.say("Event: Newchannel")
        await until(lambda: moves[0] > told)
        assert not running.done()
        running.cancel()
        await fake.stop()

    asyncio.run(run())
