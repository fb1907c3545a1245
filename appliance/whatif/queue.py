"""Queue: rounds of ringing until a member answers or the caller leaves (Asterisk's app_queue.c)."""

from collections.abc import Iterator, Sequence

from appliance.core.test_calls import Rang
from appliance.whatif.arguments import named, number
from appliance.whatif.call import Call, Result
from appliance.whatif.devices import Attempt, attempt, state_of_hint
from appliance.whatif.dial import answered, first_answer, told
from appliance.whatif.dialplan import Place
from appliance.whatif.queue_settings import ALL_AT_ONCE, Settings

_FREE = {"NOT_INUSE", "UNKNOWN"}
_NOT_THERE = {"UNAVAILABLE", "INVALID"}


def queue(call: Call, arguments: str) -> Result:
    """Goes on with QUEUESTATUS unless somebody answers, or a key leads out of it."""
    name, _options, _url, _announce, longest, _ = named(arguments, 6)
    found = call.exchange.queues.get(name)
    if found is None:
        call.tell("Call: no such place", name)
        return None
    members = [each for each in found.members if each.interface not in call.paused]
    states = [state_of_hint(call, member.hint) for member in members]
    if found.leave_empty and all(state in _NOT_THERE for state in states):
        call.set("QUEUESTATUS", "JOINEMPTY")
        call.tell("Queue: empty")
        return None
    if _pressed(call, found.keys):
        return None
    free = [m for m, state in zip(members, states, strict=True) if state in _FREE]
    return _wait(call, found, [attempt(call, each.interface) for each in free], number(longest))


def _pressed(call: Call, context: str) -> bool:
    """Who presses a key does so at once, and he is the first who waits."""
    if not context:
        return False
    call.keys.ask()
    call.keys.asked = False
    key = call.keys.take()
    if not key or not call.exchange.dialplan.exists(context, key):
        return False
    call.tell("Call: pressed", key)
    call.set("QUEUEPOSITION", "1")
    call.next = Place(context, key, 1)
    return True


def pause(call: Call, arguments: str) -> Result:
    """In all queues: what is compiled names none."""
    call.paused.add(named(arguments, 2)[1])
    call.set("PQMSTATUS", "PAUSED")
    return None


def unpause(call: Call, arguments: str) -> Result:
    """In all queues, too."""
    call.paused.discard(named(arguments, 2)[1])
    call.set("UPQMSTATUS", "UNPAUSED")
    return None


def _wait(call: Call, found: Settings, members: Sequence[Attempt], longest: int) -> Result:
    begun, rung = call.seconds, set[str]()
    for attempts, ring in _rounds(found, members, longest):
        if (names := told(call, attempts)) not in rung:
            call.tell("Dial: rings", names, ring)
            rung.add(names)
        answering = first_answer(attempts, ring)
        if answering is not None:
            return answered(call, attempts, answering)
        _note(call, attempts, ring)
        call.seconds += found.retry
    call.seconds = begun + longest
    call.set("QUEUESTATUS", "TIMEOUT")
    call.tell("Queue: timeout", longest)
    return None


def _rounds(
    found: Settings, members: Sequence[Attempt], longest: int
) -> Iterator[tuple[Sequence[Attempt], int]]:
    """Who rings together and for how long; in turn, who fails at once is passed over."""
    ready = [each for each in members if each.rings]
    left, turn = longest, 0
    while ready and left > 0:
        together = ready if found.strategy == ALL_AT_ONCE else [ready[turn % len(ready)]]
        ring = min(found.ring, left)
        yield together, ring
        left -= ring + found.retry
        turn += 1


def _note(call: Call, attempts: Sequence[Attempt], ring: int) -> None:
    """Add to what has rung before; who rings again is told of once."""
    call.seconds += ring
    for who in dict.fromkeys(each.who for each in attempts):
        before = next((each for each in call.rang if each.who == who), Rang(who, 0))
        call.rang = [each for each in call.rang if each.who != who]
        call.rang.append(Rang(who, before.seconds + ring))
