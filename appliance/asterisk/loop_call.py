"""The exchange calls itself, and what it says has to come back to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from appliance.asterisk.ami import Ami
from appliance.asterisk.queries import channels
from appliance.core.errors import Fault
from appliance.line_lab.tone import carries

TONE = 1004.0  # Hz, that of Milliwatt
LISTENED = 1.5  # seconds that are recorded
_ANSWERED_WITHIN = 8.0  # seconds; an emulated processor needs up to 3
_WRITTEN_WITHIN = 5.0  # seconds; Asterisk closes a recording some time after the call
_LOOK_AGAIN = 0.2  # seconds
_CALLED = "Local/loop@lineman-check"


@dataclass(frozen=True, slots=True)
class LoopCall:
    """One side plays a tone, the other echoes it, and Asterisk records what the first one hears.

    So sound has passed both ways. Python touches none of it before the call is over. `folder` is
    where Asterisk may write and the supervisor remove.
    """

    ami: Ami
    folder: Path

    async def run(self) -> None:
        """Fault unless it is answered and the tone comes back."""
        heard = self.folder / "heard.sln"
        try:
            heard.unlink(missing_ok=True)  # or that of an earlier call would be judged
            async with self._answered() as caller:
                await self._record(caller, heard)
                await asyncio.sleep(LISTENED)
            await _judge(heard)
            heard.unlink(missing_ok=True)
        except OSError as error:
            raise Fault(f"The test call cannot be listened to: {error}.") from error

    @asynccontextmanager
    async def _answered(self) -> AsyncIterator[str]:
        """The side that plays the tone, while the call is up."""
        answer = await self.ami.ask(
            "Originate",
            ("Channel", _CALLED),
            ("Context", "lineman-check"),
            ("Exten", "tone"),
            ("Priority", "1"),
            ("Timeout", str(int(_ANSWERED_WITHIN * 1000))),
            ("Async", "true"),
        )
        if answer.get("Response") != "Success":
            raise Fault(f"The test call is refused: {answer.get('Message')}.")
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN):
                while not (caller := await self._caller()):
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError as error:
            await self._hang_up()
            raise Fault("The test call is not answered.") from error
        try:
            yield caller
        finally:
            await self._hang_up()

    async def _caller(self) -> str:
        """Its name once both sides are up; empty before."""
        ours = [c for c in await channels(self.ami) if c.name.startswith(_CALLED)]
        up = len(ours) > 1 and all(channel.up for channel in ours)
        return next((c.name for c in ours if up and c.name.endswith(";1")), "")

    async def _record(self, caller: str, heard: Path) -> None:
        options = f"r({heard})"  # what it hears, and not what it says itself
        answer = await self.ami.ask("MixMonitor", ("Channel", caller), ("Options", options))
        if answer.get("Response") != "Success":
            raise Fault(f"The test call cannot be listened to: {answer.get('Message')}.")

    async def _hang_up(self) -> None:
        for channel in await channels(self.ami):
            if channel.name.startswith(_CALLED):
                await self.ami.ask("Hangup", ("Channel", channel.name))


async def _judge(heard: Path) -> None:
    """Fault unless the recording holds the tone as soon as it is whole."""
    try:
        async with asyncio.timeout(_WRITTEN_WITHIN):
            while not (heard.exists() and carries(heard.read_bytes(), TONE)):
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError as error:
        raise Fault("The test call is answered, but no sound comes back.") from error
