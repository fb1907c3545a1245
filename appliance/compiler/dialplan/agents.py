"""Who serves queues, an agent, comes and goes by codes of his telephone, and hears who waits.

AstDB alone keeps who is logged out or on a pause. app_queue is told, and forgets it with each start
and each new member; so a call tells it anew before it waits.
"""

from collections.abc import Iterator, Mapping

from appliance.compiler.dialplan import members
from appliance.compiler.dialplan.codes import ANSWER, MINE, journal, own, says
from appliance.compiler.dialplan.forwarding import REFUSED
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled
from appliance.compiler.memory import derived
from appliance.core.call_handling import IN_ORDER, Queue, QueueStrategy
from appliance.core.config import Config
from appliance.core.feature_codes import Feature
from appliance.core.live_state import OF_AGENTS, YES, Family, read
from appliance.core.numbers import ExtensionNumber

CONTEXT = "queue-agents"
"""Each agent under his number: what waits in the queues that he serves."""
AGAIN = "queue-agent-again"
"""Has app_queue ring the agent of that number or not, as AstDB has it."""
WAITING = "waiting"
"""The extension in a queue's own context that says how many wait."""

_OUT, _PAUSE = OF_AGENTS
_TOLD, _ABSENT = "queue-agent", "queue-absent"
_LIT, _DARK = "INUSE", "NOT_INUSE"
_NONE = "feature-not-avail-line"  # heard by who serves no queue
_WHO = dialled()
_OVER = (Step("Answer"), Step("Hangup"))


def name(queue: Queue) -> str:
    """As app_queue calls it: by another name where its members stand in order.

    A queue that was made for any other strategy keeps them by a hash of their names and cannot
    put them in order until Asterisk starts anew (app_queue.c, init_queue).
    """
    return f"{queue.key}{IN_ORDER if queue.strategy is QueueStrategy.LINEAR else ''}"


def context(queue: Queue) -> str:
    """The queue's own."""
    return f"queue-{queue.key}"


def interface(number: ExtensionNumber | str) -> str:
    """A member as app_queue rings him."""
    return f"Local/{number}@{members.CONTEXT}"


def agents(config: Config) -> Mapping[ExtensionNumber, tuple[Queue, ...]]:
    """Whom the exchange knows as a member of which queues: nobody without a telephone."""
    return derived(config, _agents)


def _agents(config: Config) -> Mapping[ExtensionNumber, tuple[Queue, ...]]:
    reachable = {each.number for each in config.extensions if each.devices}
    found: dict[ExtensionNumber, list[Queue]] = {}
    for queue in config.queues:
        for number in queue.members:
            if number in reachable:
                found.setdefault(number, []).append(queue)
    return {number: tuple(queues) for number, queues in sorted(found.items())}


def serves(config: Config, number: str) -> bool:
    """Whether app_queue can be told of it."""
    return number in {each.digits for each in agents(config)}


def _asked(code: str) -> tuple[Step, Step]:
    """Go on if whose telephone it is serves a queue, else to `none`."""
    there = f"${{DIALPLAN_EXISTS({CONTEXT},{MINE},1)}}"
    return own(code), Step("GotoIf", f"$[{there}=0]?none", note=Note("serves no queue"))


def log_in(config: Config, code: str) -> Iterator[Exten]:
    """In, or out again. Whoever comes is on no pause that he had when he left."""
    if not agents(config):
        return
    steps = (
        *_asked(code),
        Step("GotoIf", f'$["{read(_OUT, MINE)}"!=""]?in'),
        *_set(_OUT, Note("logs out of queues", (MINE,))),
        *says("agent-loggedoff"),
        *_clear(_OUT, Note("logs in to queues", (MINE,)), "in"),
        Step("GotoIf", f'$["{read(_PAUSE, MINE)}"=""]?rung'),
        *_clear(_PAUSE, Note("ends the pause", (MINE,)), again="-pause"),
        *says("agent-loginok", label="rung"),
        *says(_NONE, label="none"),
    )
    yield Exten(code, steps)
    yield _of_key(code)


def pause(config: Config, code: str) -> Iterator[Exten]:
    """On, or off again; of who is logged out there is none."""
    if not agents(config):
        return
    steps = (
        *_asked(code),
        Step("GotoIf", f'$["{read(_OUT, MINE)}"!=""]?out', note=Note("is logged out", (MINE,))),
        Step("GotoIf", f'$["{read(_PAUSE, MINE)}"!=""]?back'),
        *_set(_PAUSE, Note("begins a pause", (MINE,))),
        *says("activated"),
        *_clear(_PAUSE, Note("ends the pause", (MINE,)), "back"),
        *says("de-activated"),
        *says("agent-loggedoff", label="out"),
        *says(_NONE, label="none"),
    )
    yield Exten(code, steps)
    yield _of_key(code)


def _of_key(code: str) -> Exten:
    """A key with a lamp shows the code with its owner's number, who alone may press it."""
    other = f'$["{dialled(len(code))}"!="{MINE}"]?{REFUSED},{dialled()},1'
    return Exten(f"_{code}X.", (Step("GotoIf", other), Step("Goto", f"{code},1")))


def _set(family: Family, note: Note) -> tuple[Step, ...]:
    return (
        Step("Set", f"DB({family}/{MINE})={YES}", note=note),
        journal(family, MINE, YES),
        *_shown(family, _LIT),
    )


def _clear(family: Family, note: Note, label: str = "", again: str = "") -> tuple[Step, ...]:
    return (
        Step("Set", f"DB_DELETE({family}/{MINE})=", label, note),
        journal(family, MINE, again=again),
        *_shown(family, _DARK),
    )


def _shown(family: Family, lamp: str) -> tuple[Step, Step]:
    return (
        Step("Set", f"DEVICE_STATE(Custom:{family}{MINE})={lamp}"),
        Step("Gosub", f"{_TOLD},{MINE},1"),
    )


def lamps(config: Config) -> Mapping[str, tuple[Exten, ...]]:
    """Of each agent: lit while he is logged out, and while he is on a pause."""
    coded = (
        (config.code(Feature.QUEUE_LOG_IN), _OUT),
        (config.code(Feature.QUEUE_PAUSE), _PAUSE),
    )
    return {
        number.digits: tuple(
            Exten(f"{code}{number}", (), hint=f"Custom:{family}{number}")
            for code, family in coded
            if code
        )
        for number in agents(config)
    }


def count(config: Config, code: str) -> Iterator[Exten]:
    """Of the queues that one serves; or of the one whose number follows, whoever asks."""
    if not config.queues:
        return
    if agents(config):
        said = (*ANSWER, Step("Gosub", f"{CONTEXT},{MINE},1"), Step("Hangup"))
        yield Exten(code, (*_asked(code), *said, *says(_NONE, label="none")))
    else:  # nobody is there to serve any
        yield Exten(code, (own(code), *says(_NONE)))
    for queue in config.queues:
        if queue.number is not None:
            waits = Step("Gosub", f"{context(queue)},{WAITING},1")
            exten = f"{code}{queue.number}"
            yield Exten(exten, (own(exten), *ANSWER, waits, Step("Hangup")))


def count_lamps(config: Config) -> Iterator[Exten]:
    """Everybody's: one for each queue, blinking while somebody waits in it (app_queue.c).

    Nobody knows of a queue that no call has come to yet; the second state, which is never set, has
    its lamp be dark then.
    """
    code = config.code(Feature.QUEUE_COUNT)
    for queue in config.queues if code else ():
        if queue.number is not None:
            yield Exten(
                f"{code}{queue.number}", (), hint=f"Queue:{name(queue)}&Custom:QUEUE{queue.number}"
            )


def waiting(queue: Queue) -> Exten:
    """How many wait, in words of app_queue; last, where no grammar asks for another form of it."""
    note = Note("says who waits", (queue.name.text,))
    steps = (
        Step("Playback", "queue-quantity2", note=note),
        Step("SayNumber", f"${{QUEUE_WAITING_COUNT({name(queue)})}}"),
        Step("Return"),
    )
    return Exten(WAITING, steps)


def contexts(config: Config) -> tuple[Context, ...]:
    """Who serves what, and how app_queue learns who is not there."""
    known = agents(config)
    if not known:
        return ()
    served = (Exten(number.digits, tuple(_all(queues))) for number, queues in known.items())
    return (
        Context(CONTEXT, tuple(served)),
        Context(_TOLD, (Exten("_X!", _told()),)),
        Context(AGAIN, (Exten("_X!", (Step("Gosub", f"{_TOLD},{_WHO},1"), *_OVER)),)),
        Context(_ABSENT, (Exten("s", _absent()),)),
    )


def _all(queues: tuple[Queue, ...]) -> Iterator[Step]:
    """Of several each is named by its number."""
    for queue in queues:
        if len(queues) > 1 and queue.number is not None:
            yield Step("SayDigits", queue.number.digits)
        yield Step("Gosub", f"{context(queue)},{WAITING},1")
    yield Step("Return")


def _told() -> tuple[Step, ...]:
    there = f"${{DIALPLAN_EXISTS({CONTEXT},{_WHO},1)}}"
    away = f'"{read(_OUT, _WHO)}{read(_PAUSE, _WHO)}"!=""'
    return (
        Step("GotoIf", f"$[{there}=0]?done"),
        Step("GotoIf", f"$[{away}]?away"),
        Step("UnpauseQueueMember", f",{interface(_WHO)}", note=Note("queues ring", (_WHO,))),
        Step("Return"),
        Step("PauseQueueMember", f",{interface(_WHO)}", "away", Note("queues ring not", (_WHO,))),
        Step("Return", label="done"),
    )


def settled(config: Config, queue: Queue) -> tuple[Step, ...]:
    """Before a call waits: those of its queue who are not there are rung by none."""
    known = agents(config)
    listed = "-".join(each.digits for each in queue.members if each in known)
    if not listed:
        return ()
    somebody = "".join(f"${{DB_KEYS({family})}}" for family in OF_AGENTS)
    return (Step("GosubIf", f'$["{somebody}"!=""]?{_ABSENT},s,1({listed})'),)


def _absent() -> tuple[Step, ...]:
    """ARG1 are the queue's members, joined by `-`."""
    away = f'"{read(_OUT, "${ONE}")}{read(_PAUSE, "${ONE}")}"!=""'
    return (
        Step("Set", "LEFT=${ARG1}"),
        Step("Set", "ONE=${SHIFT(LEFT,-)}", "next"),
        Step("GosubIf", f"$[{away}]?{_TOLD},${{ONE}},1"),
        Step("GotoIf", '$["${LEFT}"!=""]?next'),
        Step("Return"),
    )
