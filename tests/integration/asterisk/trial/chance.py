"""Offices and calls by seed, each with the calls that are worth making."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from appliance.core.config import Config
from appliance.core.scenario import Does, LinesAre, Scenario
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story
from tests.integration.asterisk.trial.calls import CODES, scenario
from tests.integration.asterisk.trial.offices import office
from tests.integration.asterisk.trial.second import Case, second
from tests.integration.asterisk.trial.stage import line_of

LONGEST = 25  # seconds that a call may take, but for its prompts
MOST_PROMPTS = 6  # each takes seconds
_TRIES = 20  # of a code, in other circumstances each time; then something else is dialled
_PROMPTS = frozenset({"BackGround", "Playback", "Read", "SayDigits", "SayNumber", "SayUnixTime"})
_ROUND = 5  # calls: a code, anything, a code, anything, one that meets somebody else's


def office_of(seed: str) -> Config:
    """The office of that seed; its schedules turn around the present hour."""
    return office(Random(f"office {seed}"), datetime.now(UTC))  # noqa: S311


def calls_of(seed: str, exchange: Exchange, count: int, begun: int = 0) -> Iterator[Case]:
    """So many calls in an office; those that last too long or are a race are left out.

    `begun` calls were made in the offices before. The codes take turns, in an order of their own
    for each first word of the seed.
    """
    codes = Random(f"codes {seed.partition(' ')[0]}").sample(CODES, k=len(CODES))  # noqa: S311
    found, number, in_vain = 0, 0, 0
    while found < count:
        random = Random(f"call {seed} {number}")  # noqa: S311
        now = datetime.now(UTC)
        number += 1
        turn, place = divmod(begun + found, _ROUND)
        if place == _ROUND - 1:
            found += 1
            yield second(random, exchange.config, now)
            continue
        code = "" if place % 2 or in_vain >= _TRIES else codes[(2 * turn + place // 2) % len(codes)]
        call = _possible(exchange.config, scenario(random, exchange.config, now, code))
        story = simulate(exchange, call)
        in_vain += 1
        if not _long(story) and not _race(story):
            found, in_vain = found + 1, 0
            yield Case(call)


def prompts(story: Story) -> int:
    """How many steps speak to the caller."""
    return sum(step.application in _PROMPTS for step in story.steps)


def _long(story: Story) -> bool:
    return story.happenings[-1].second > LONGEST or prompts(story) > MOST_PROMPTS


def _race(story: Story) -> bool:
    """Whether two telephones that ring would be answered in the same second: chance decides."""
    rang = {each.who for each in story.outcome.rang}
    answering = [
        each.after
        for each in story.scenario.telephones
        if each.does is Does.ANSWERS and each.number.digits in rang
    ]
    return len(set(answering)) < len(answering)


def _possible(config: Config, call: Scenario) -> Scenario:
    """No more lines in use than there are."""
    channels = {group.number: line_of(group).channels for group in config.trunk_groups}

    def bounded(lines: LinesAre) -> LinesAre:
        return replace(lines, in_use=min(lines.in_use, channels[lines.group]))

    return replace(call, lines=tuple(map(bounded, call.lines)))
