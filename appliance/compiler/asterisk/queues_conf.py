"""Queues and who serves them, by numbers alone, so that no name changes this file.

A member is rung through `ext-members`, which knows his telephones; whether he is free is told by
the hint of his number.
"""

from collections.abc import Collection

from appliance.compiler.conf import ConfFile, Option, Section, options
from appliance.compiler.dialplan import call_back
from appliance.compiler.dialplan.agents import agents, interface, name
from appliance.compiler.dialplan.prompts import music
from appliance.compiler.header import header
from appliance.core.call_handling import Queue
from appliance.core.config import Config
from appliance.core.numbers import ExtensionNumber
from appliance.core.people import Language

# Nobody waits where nobody could come; a member who talks may become free.
_NOBODY_THERE = "paused,unavailable,invalid"


def render(config: Config) -> ConfFile:
    """Who serves several queues rests after a call of any of them."""
    general = Section(
        "general",
        options(persistentmembers=False, autofill=True, shared_lastcall=True),
    )
    known, language = agents(config).keys(), Language(config.national.language)
    return ConfFile(header(), (general, *(_queue(each, language, known) for each in config.queues)))


def _announced(queue: Queue, language: Language) -> tuple[Option, ...]:
    """What a caller is told by himself; app_queue tells how long he waits unless it may not.

    It has the number and its noun in the nominative, which what Russian has for "the estimated
    hold time is" may not govern; "hold time" governs nothing.
    """
    position, least = queue.announce_position, queue.announce_least
    if not position:
        return options(announce_frequency=0, announce_position=False, announce_holdtime=False)
    begins = queue.announce_wait and language is Language.RU
    return (
        *options(
            announce_frequency=position,
            min_announce_frequency=min(least or position, position),
            announce_position=True,
            announce_holdtime=queue.announce_wait,
        ),
        *(options(queue_holdtime="queue-reporthold") if begins else ()),
    )


def _queue(queue: Queue, language: Language, reachable: Collection[ExtensionNumber]) -> Section:
    """Who has no telephone has no hint, and a member that is made without one stays unknown."""
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
    lines = tuple(
        Option(line.name.replace("_", "-"), line.value) for line in _announced(queue, language)
    )
    pressed = options(context=call_back.keys(queue)) if queue.call_back else ()
    return Section(
        name(queue),
        (
            *settings,
            *pressed,
            *lines,
            *(_member(each) for each in queue.members if each in reachable),
        ),
    )


def _member(number: ExtensionNumber) -> Option:
    return Option("member", f"{interface(number)},0,{number},hint:{number}@ext-local", arrow=True)
