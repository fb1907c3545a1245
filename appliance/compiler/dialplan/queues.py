"""Queues: callers wait with music until a member is free."""

from appliance.compiler.dialplan import agents, call_back, in_call
from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.members import begin
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import location, steps_to
from appliance.core.call_handling import Queue
from appliance.core.config import Config
from appliance.core.targets import ToQueue


def queues(config: Config) -> tuple[Context, ...]:
    """A context each; queues.conf holds who serves it and how."""
    return tuple(_queue(config, queue) for queue in config.queues)


def numbers(config: Config) -> Context:
    """Queues that have an internal number."""
    return Context(
        "ext-queues",
        tuple(
            numbered(config, queue.number.digits, location(ToQueue(queue.key)))
            for queue in config.queues
            if queue.number is not None
        ),
    )


def _queue(config: Config, queue: Queue) -> Context:
    note = Note("queue", (queue.name.text,))
    steps = (
        Step("Answer"),
        *begin(config, note),
        *agents.settled(config, queue),
        *_waits(config, queue),
        *steps_to(queue.otherwise),
    )
    return Context(agents.context(queue), (Exten("s", steps), agents.waiting(queue)))


def _waits(config: Config, queue: Queue) -> tuple[Step, ...]:
    if queue.call_back:
        return (*call_back.asks(queue), call_back.waits(config, queue))
    may = in_call.caller_may(config)
    return (Step("Queue", f"{agents.name(queue)},{may},,,{queue.longest_wait}"),)
