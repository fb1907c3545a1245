"""Queues and who serves them, by numbers alone, so that no name changes this file.

A member is rung through `ext-members`, which knows his telephones; whether he is free is told by
the hint of his number.
"""

from collections.abc import Collection

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan.agents import agents, interface, name
from appliance.compiler.dialplan.prompts import music
from appliance.compiler.header import header
from appliance.core.call_handling import Queue
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber

# Nobody waits where nobody could come; a member who talks may become free.
_NOBODY_THERE = "paused,unavailable,invalid"


def render(config: Config) -> ConfFile:
    """Who serves several queues rests after a call of any of them."""
    general = Section(
        "general",
        options(persistentmembers=False, autofill=True, shared_lastcall=True),
    )
    known = agents(config).keys()
    return ConfFile(header(), (general, *(_queue(each, known) for each in config.queues)))


def _queue(queue: Queue, reachable: Collection[ExtensionNumber]) -> Section:
    """Who has no telephone has no hint, and a member that is made without one stays unknown."""
    position = queue.announce_position
    announced = (
        options(
            announce_frequency=position, min_announce_frequency=position, announce_position=True
        )
        if position
        else options(announce_frequency=0, announce_position=False)
    )
    settings = options(
        strategy=queue.strategy.value,
        timeout=queue.ring_seconds,
        retry=1,
        wrapuptime=queue.wrap_up_seconds,
        maxlen=queue.longest_queue,
        weight=queue.weight,
        ringinuse=False,
        timeoutrestart=False,
        musicclass=music(queue.music),
        joinempty=_NOBODY_THERE,
        leavewhenempty=_NOBODY_THERE,
    )
    lines = tuple(Option(line.name.replace("_", "-"), line.value) for line in announced)
    return Section(
        name(queue),
        (*settings, *lines, *(_member(each) for each in queue.members if each in reachable)),
    )


def _member(number: ExtensionNumber) -> Option:
    return Option("member", f"{interface(number)},0,{number},hint:{number}@ext-local", arrow=True)
