"""The connection: answers, lists, events, and coming back after Asterisk died."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from appliance.asterisk.ami import MOST_WAITING, Address, Ami
from appliance.asterisk.ami_codec import Packet
from appliance.asterisk.queries import channels
from appliance.core.errors import Fault, Invalid
from tests.unit.asterisk.fake_ami import SECRET, FakeAmi


@dataclass
class Listening:
    heard: list[Packet] = field(default_factory=list)
    times: list[str] = field(default_factory=list)

    def event(self, packet: Packet) -> None:
        self.heard.append(packet)

    def came(self) -> None:
        self.times.append("came")

    def went(self) -> None:
        self.times.append("went")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):  # a limit, reached only where something is wrong
        while not true():
            await asyncio.sleep(0.01)


def exchange(packet: Packet) -> str:
    if packet.get("Action") == "CoreShowChannels":
        one = "Event: CoreShowChannel\nChannel: DAHDI/{0}-1\nUniqueid: {0}\nLinkedid: 1\n"
        one += "ChannelStateDesc: Up\nCallerIDName: Мария\nCallerIDNum: 20{0}\nDuration: 01:00:0{0}"
        return "\n\n".join(
            (
                "Response: Success\nEventList: start",
                one.format(1),
                one.format(2),
                "Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: 2",
            )
        )
    if packet.get("Action") == "Command":
        return "Response: Success\nOutput: первая\nOutput: вторая"
    return "Response: Success\nPing: Pong"


@asynccontextmanager
async def talking(secret: str = SECRET) -> AsyncIterator[tuple[FakeAmi, Ami, Listening]]:
    fake, listening = FakeAmi(exchange), Listening()
    await fake.start()
    ami = Ami(Address(port=fake.port), lambda: secret, listening)
    running = asyncio.create_task(ami.run())
    try:
        yield fake, ami, listening
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await fake.stop()


async def test_cyrillic_in_bits_of_seven_bytes_arrives_whole() -> None:
    async with talking() as (fake, ami, listening):
        await until(lambda: ami.up)
        assert await ami.console("core show version") == "первая\nвторая"
        await fake.say("Event: Newchannel\nCallerIDName: Пётр Ильич\nChannel: DAHDI/1-1")
        await until(lambda: bool(listening.heard))
        assert listening.heard[0].get("CallerIDName") == "Пётр Ильич"


async def test_a_command_that_asterisk_does_not_know_is_refused_in_its_words() -> None:
    async with talking() as (fake, ami, _listening):
        await until(lambda: ami.up)
        fake.reply = lambda _: (
            "Response: Error\nMessage: Command output follows\nOutput: No such command 'x'"
        )
        with pytest.raises(Fault, match="No such command 'x'"):
            await ami.console("x")


async def test_a_list_is_taken_up_to_its_end() -> None:
    async with talking() as (_, ami, _listening):
        await until(lambda: ami.up)
        seen = await channels(ami)
        assert [(c.name, c.caller_name, c.seconds) for c in seen] == [
            ("DAHDI/1-1", "Мария", 3601),
            ("DAHDI/2-1", "Мария", 3602),
        ]


async def test_a_line_break_never_reaches_asterisk() -> None:
    async with talking() as (fake, ami, _listening):
        await until(lambda: ami.up)
        with pytest.raises(Invalid):
            await ami.console("core show version\r\n\r\nAction: Originate")
        assert [p.get("Action") for p in fake.asked] == ["Login"]


async def test_after_a_death_it_is_found_again_and_says_so() -> None:
    async with talking() as (fake, ami, listening):
        await until(lambda: ami.up)
        await fake.stop()
        await until(lambda: listening.times == ["came", "went"])
        with pytest.raises(Fault):
            await ami.console("core show version")
        await fake.start()
        await until(lambda: listening.times == ["came", "went", "came"])


async def test_a_wrong_word_never_counts_as_up() -> None:
    async with talking("wrong") as (fake, ami, listening):
        await until(lambda: len(fake.asked) > 1)
        assert not ami.up
        assert listening.times == []


async def test_questions_in_flight_are_bounded() -> None:
    async with talking() as (_, ami, _listening):
        await until(lambda: ami.up)
        asked = [asyncio.create_task(ami.console("x")) for _ in range(MOST_WAITING + 1)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(result, Fault) for result in results) == 1
