"""Which letter goes when: at once, then after growing pauses, until it is given up."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from appliance.bus import deadly
from appliance.core.errors import Fault
from appliance.core.issues import Issue
from appliance.core.letters import Letter, LetterKind, LetterState, Written
from appliance.core.mail import Mail
from appliance.mail.kept import Letters
from appliance.mail.post import NotTaken
from appliance.spoken.languages import mark
from appliance.store.mail_queue import Told

log = logging.getLogger(__name__)

KIND = "mail"
CURE = "Send a test message from the page Mail: it says what the server answers."
PAUSES = (30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)  # seconds; then the last one again
URGENT = 60.0  # seconds; no pause of a call for help is longer
OLDEST = 3 * 86400.0  # seconds; what is older interests nobody
LOOK = 5.0  # seconds between looks whether something is due
PATIENCE = 900.0  # seconds that a letter may wait before the page tells of it
_LANES = (frozenset({LetterKind.EMERGENCY}), frozenset(LetterKind) - {LetterKind.EMERGENCY})


class Posting(Protocol):
    async def __call__(self, mail: Mail, to: str, content: bytes) -> str:
        """What the server answered; Fault when it did not take the letter."""


@dataclass(slots=True)
class Sending:
    """A call for help waits behind no other letter. `tell` is given what is wrong, None: nothing.

    Of the settings `mail` those count that hold at the moment of sending.
    """

    letters: Letters
    mail: Callable[[], Mail]
    post: Posting
    clock: Callable[[], float]
    tell: Callable[[Issue | None], None]
    look: float = LOOK
    _woken: dict[frozenset[LetterKind], asyncio.Event] = field(
        default_factory=lambda: {lane: asyncio.Event() for lane in _LANES}
    )
    _closed: str = ""
    _last: Mail | None = None

    async def put(
        self, letters: Sequence[Written], subject: str = "", told: Sequence[Told] = ()
    ) -> bool:
        """On the disk by then. False where all that they tell was told before."""
        fresh = await self.letters(lambda queue: queue.put(letters, self.clock(), subject, told))
        self.wake()
        return fresh

    def wake(self) -> None:
        for event in self._woken.values():
            event.set()

    async def changed(self, _event: object) -> None:
        """Other settings may be the right ones: what waits is tried at once."""
        mail = self.mail()
        if self._last is not None and mail != self._last:
            with contextlib.suppress(Fault):
                await self.letters(lambda queue: queue.hasten(self.clock()))
            self.wake()
        self._last = mail

    def begin(self) -> None:
        """Every lane for good."""
        self._last = self.mail()
        for lane in _LANES:
            deadly(f"mail {'/'.join(sorted(lane))}", self._run(lane))

    async def _run(self, lane: frozenset[LetterKind]) -> None:
        woken = self._woken[lane]
        while True:
            woken.clear()
            if not await self._tried_one(lane):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.look):
                        await woken.wait()

    async def _tried_one(self, lane: frozenset[LetterKind]) -> bool:
        """Whether there was anything to do."""
        mail, now = self.mail(), self.clock()
        try:
            found = await self.letters(lambda queue: queue.due(now, PAUSES[-1], lane))
            if found is not None and (mail.server or now - found.made > OLDEST):
                await self._try(mail, found)
            else:
                found = None
            await self._judge()
        except Fault as fault:
            if fault.text != self._closed:
                log.warning("mail: %s", fault.text)
            self._closed = fault.text
            return False
        self._closed = ""
        return found is not None

    async def _try(self, mail: Mail, letter: Letter) -> None:
        content = await self.letters(lambda queue: queue.content(letter.number))
        after = await self._after(mail, letter, content)
        await self.letters(lambda queue: queue.keep(after))

    async def _after(self, mail: Mail, letter: Letter, content: bytes) -> Letter:
        """With what came of it this time."""
        now = self.clock()
        if now - letter.made > OLDEST:
            return replace(letter, state=LetterState.GIVEN_UP, next=0.0)
        tried = replace(letter, attempts=letter.attempts + 1, tried=now, next=0.0, said="")
        try:
            said = await self.post(mail, letter.to, content)
        except NotTaken as refused:
            tried = replace(tried, state=LetterState.GIVEN_UP, error=refused.text)
        except Fault as fault:
            pause = PAUSES[min(tried.attempts, len(PAUSES)) - 1]
            if letter.kind is LetterKind.EMERGENCY:
                pause = min(pause, URGENT)
            tried = replace(tried, error=fault.text, next=self.clock() + pause)
        else:
            tried = replace(tried, state=LetterState.SENT, said=said, error="")
        log.info("mail: letter %s (%s): %s", letter.number, letter.kind, tried.error or tried.state)
        return tried

    async def _judge(self) -> None:
        troubled = await self.letters(lambda queue: queue.troubled())
        self.tell(trouble(troubled.values(), self.clock()))


def trouble(letters: Iterable[Letter], now: float) -> Issue | None:
    """What is wrong with the mail, by the oldest letter that waits and the newest given up."""
    for letter in letters:
        why = letter.error.rstrip(".") or mark("no server is set up")
        if letter.state is LetterState.GIVEN_UP:
            return Issue(
                KIND, KIND, f"A letter to {letter.to} was not sent and is given up: {why}.", CURE
            )
        if now - letter.made > PATIENCE:
            return Issue(KIND, KIND, f"Mail is not taken, and is tried again: {why}.", CURE)
    return None
