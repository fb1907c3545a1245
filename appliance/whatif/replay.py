"""Stored test calls, tried again: which of them a configuration answers otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from appliance.core.config import Config
from appliance.core.people import Language
from appliance.core.test_calls import Outcome, StoredCall
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from appliance.whatif.telling import story_lines


@dataclass(frozen=True, slots=True)
class Difference:
    """A test call with another answer than `expected`; `story` tells how it comes to that."""

    call: StoredCall
    expected: Outcome
    story: Story

    @property
    def fields(self) -> tuple[str, ...]:
        """What of the answer is another, by the names of Outcome's fields."""
        now = self.story.outcome
        names = (each.name for each in fields(Outcome))
        return tuple(n for n in names if getattr(now, n) != getattr(self.expected, n))


def replay(config: Config, calls: Iterable[StoredCall]) -> tuple[Difference, ...]:
    """The calls that are not answered as it is expected of them."""
    exchange = Exchange(config)
    tried = ((call, simulate(exchange, call.scenario)) for call in calls)
    return tuple(
        Difference(call, call.expected, story)
        for call, story in tried
        if story.outcome != call.expected
    )


def changed(before: Config, after: Config, calls: Iterable[StoredCall]) -> tuple[Difference, ...]:
    """The calls that `after` answers otherwise than `before` did, and not as it is expected.

    An answer that was wrong before and stays so is no news, and one that comes right needs nobody's
    consent.
    """
    wrong = replay(after, calls)
    old = Exchange(before) if wrong else None
    return tuple(
        each
        for each in wrong
        if old is not None and simulate(old, each.call.scenario).outcome != each.story.outcome
    )


def difference_lines(difference: Difference, language: Language) -> tuple[str, ...]:
    """The call's name, then how it goes now."""
    return (difference.call.name.text, *story_lines(difference.story, language))
