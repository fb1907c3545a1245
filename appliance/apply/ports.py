"""What applying needs of the world outside, as the daemon gives it."""

from typing import Protocol

from appliance.core.config import Config
from appliance.core.revisions import RevisionNote


class Exchange(Protocol):
    """Asterisk. Every question it does not answer in time is a Fault."""

    async def console(self, line: str) -> str:
        """Run one line on Asterisk's console and give back what it printed."""

    async def value(self, function: str) -> str:
        """What a function or global variable gives outside of any call; DB is refused there."""

    async def entries(self, family: str) -> dict[str, str]:
        """What AstDB keeps in a family, by key."""

    async def put_entry(self, family: str, key: str, value: str) -> None:
        """Make it the entry's value; an empty one takes the entry away, if it is there."""


class Doing(Exchange, Protocol):
    """An Asterisk that also makes calls by itself."""

    async def do(self, exten: str, context: str) -> None:
        """Have the dialplan run what stands there, in a call of its own that nobody hears."""


class Services(Protocol):
    """systemd, as far as we may."""

    async def restart(self, unit: str) -> None:
        """Restart and wait until it is up; Fault when it is not."""

    async def arm_putback(self) -> None:
        """Start, or start anew, the timer that puts the committed generation back without us."""

    async def disarm_putback(self) -> None:
        """Stop that timer."""


class Cards(Protocol):
    """The line cards as their drivers see them."""

    async def present_spans(self) -> frozenset[int]:
        """Numbers of the spans whose card is in its slot."""


class ConfigStore(Protocol):
    """Where the configuration is kept (`appliance.store` has the real one)."""

    def load(self) -> Config:
        """The last committed configuration; Fault with a remedy when it cannot be read."""

    def revision(self) -> int:
        """Number of the last revision, 0 before the first."""

    def at(self, number: int) -> Config:
        """The configuration as revision `number` holds it; Invalid when it cannot be read."""

    def revisions(self, most: int = 100, before: int = 0) -> tuple[RevisionNote, ...]:
        """What is known of the last ones, the newest first; below `before`, 0 for no bound."""

    def restore(self, number: int, author: str) -> Config:
        """Make revision `number` the configuration again, as a revision, whatever is stored now."""

    def save(self, config: Config, author: str, message: str) -> int:
        """Commit rows and one revision in a single transaction; the new revision's number."""
