"""Queues: callers wait with music until a member is free."""

from appliance.compiler.dialplan import in_call
from appliance.compiler.dialplan.last_numbers import numbered
from appliance.compiler.dialplan.members import begin
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step
from appliance.compiler.dialplan.targets import location, steps_to
from appliance.core.call_handling import IN_ORDER, Queue, QueueStrategy
from appliance.core.config import Config
from appliance.core.targets import ToQueue


def name(queue: Queue) -> str:
    """As app_queue calls it: by another name where its members stand in order.

    A queue that was made for any other strategy keeps them by a hash of their names and cannot
    put them in order until Asterisk starts anew (app_queue.c, init_queue).
    """
    return f"{queue.key}{IN_ORDER if queue.strategy is QueueStrategy.LINEAR else ''}"


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
        Step("Queue", f"{name(queue)},{in_call.caller_may(config)},,,{queue.longest_wait}"),
        *steps_to(queue.otherwise),
    )
    return Context(f"queue-{queue.key}", (Exten("s", steps),))
