"""Stored calls are tried on each configuration before it runs."""

from dataclasses import dataclass, replace

from appliance.core.commands import Command, edit
from appliance.core.config import Config
from appliance.core.errors import Invalid
from appliance.core.parts import put
from appliance.core.test_calls import StoredCall
from appliance.whatif.exchange import Exchange
from appliance.whatif.simulate import simulate
from appliance.whatif.story import Story


@dataclass(frozen=True, slots=True)
class Another:
    """A stored call that goes another way than its admin has accepted."""

    call: StoredCall
    story: Story


class AnotherAnswer(Invalid):
    """Nobody accepted the answers that are others after the change."""

    def __init__(self, answers: tuple[Another, ...]) -> None:
        names = ", ".join(names_of(answers))
        super().__init__("test calls", f"{names}: goes another way then; look, and accept it")
        self.answers = answers


def names_of(answers: tuple[Another, ...]) -> tuple[str, ...]:
    """What their admins call these calls."""
    return tuple(each.call.name.text for each in answers)


def replayed(config: Config) -> tuple[Another, ...]:
    """The stored calls whose answer is another."""
    if not config.test_calls:
        return ()
    exchange = Exchange(config)
    stories = ((call, simulate(exchange, call.scenario)) for call in config.test_calls)
    return tuple(Another(call, story) for call, story in stories if story.outcome != call.expected)


def accepting(config: Config, accepted: tuple[str, ...]) -> Config:
    """`config` with each other answer that is accepted as the expected one.

    AnotherAnswer when there are some that are not.
    """
    answers = replayed(config)
    if left := tuple(each for each in answers if each.call.key.text not in accepted):
        raise AnotherAnswer(left)
    for each in answers:
        config = put(config, replace(each.call, expected=each.story.outcome))
    return config


def edited(config: Config, command: Command, accepted: tuple[str, ...]) -> Config:
    """`config` after `command`, accepting these answers."""
    return accepting(edit(config, command), accepted)
