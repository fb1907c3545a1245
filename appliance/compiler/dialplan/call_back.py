"""Call-back: who waits in a queue presses a key, hangs up and is called when his turn has come.

Kept by Asterisk alone, as camp-on is. A file of the spool puts a channel within Asterisk where the
caller stood in the queue. An operator who takes it hears whose turn it is, and only then is the
number called: by the rights of telephones that nobody has, never by the caller's own wish. What
AstDB says holds: a file that speaks of something else than that is done with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from appliance.compiler.dialplan import agents, in_call, members
from appliance.compiler.dialplan.call_files import SPOOL, written_file
from appliance.compiler.dialplan.callers import HIDDEN
from appliance.compiler.dialplan.directions import AS_DIALLED, WORLD_NUMBERS, normalise
from appliance.compiler.dialplan.prompts import music
from appliance.compiler.dialplan.steps import Context, Exten, Note, Step, dialled, written
from appliance.compiler.dialplan.terms import HOURS, YES, letter, usual
from appliance.core.call_handling import CALL_BACK_KEY, Queue
from appliance.core.calls import CALL_BACK_CALLING, CALL_BACK_KEPT, CALL_BACK_KEYS
from appliance.core.config import Config
from appliance.core.directions import Direction
from appliance.core.keys import Key
from appliance.core.live_state import Family, read
from appliance.core.noted import Fact
from appliance.core.trunks import NumberFormat

OFFER, KEPT, FOR = "queue-call-back-offer", "queue-call-back-kept", "queue-call-back-for"
"""What is heard: by who waits, by who pressed the key, and by the operator."""
MAY = "may-be-called"
"""In the contexts of directions: whether a caller of a queue is called back in that one."""
WAITS, PATIENCE, TURN = "wait", "PATIENCE", "TURN"
"""The label where a caller waits, how many seconds yet, and at which place."""

_ASKED, _OUTSIDE, _TOLD = "call-back", "call-back-outside", "call-back-told"
_BACK, _WORLD = "BACK", "WORLD"  # whom to call, as telephones dial it; what it is in the world
_BEGUN = "BEGUN"  # whether AstDB said that an operator has heard of this turn
_WAITER = "WAITER"  # the channel of whom it was asked
_FAMILY = Family.CALL_BACK
_CALLED = f"${{{_BACK}}}"
_NOT_NOW = Step("Hangup", "44", "later")  # Q.850 44; the file is tried again
_AGAIN = 15  # seconds until then
_BETWEEN = 300  # seconds between two tries to reach the caller
_SPEAKS = "${SINCE}+${TRY}"  # what AstDB says while a file holds
_HEARD = f"{_SPEAKS}+told"  # and once an operator has heard it to its end
_KEPT_AS = "KEPT"  # in AstDB
_MOST = 100  # who wait in a queue, beyond which it is not offered: each turn is two channels


def offered(config: Config) -> tuple[Queue, ...]:
    """Queues whose callers can be called back."""
    return tuple(queue for queue in config.queues if queue.call_back)


def offers(prompt: Key | None) -> str:
    """The class of music of those to whom it is offered."""
    return f"call-back-{music(prompt)}"


def kept(queue: Queue) -> str:
    """Where who hung up waits on, under his number; his call, when it is made, begins here."""
    return f"{CALL_BACK_KEPT}{queue.key}"


def keys(queue: Queue) -> str:
    """What callers of the queue can press."""
    return f"{CALL_BACK_KEYS}{queue.key}"


def _calling(queue: Queue) -> str:
    return f"{CALL_BACK_CALLING}{queue.key}"


def asks(queue: Queue) -> tuple[Step, ...]:
    """Before the caller waits: whom to call back, nobody if it cannot be done."""
    waiting = f"${{QUEUE_WAITING_COUNT({agents.name(queue)})}}"
    return (
        Step("Gosub", f"{_ASKED},s,1"),
        Step("ExecIf", f"$[{waiting}>={_MOST}]?Set({_BACK}=)"),
        Step("Set", f"{PATIENCE}={queue.longest_wait}"),
        Step("Set", f"UNTIL=$[${{EPOCH}}+{queue.longest_wait}]"),
    )


def waits(config: Config, queue: Queue) -> Step:
    """Where it can be done the music says so."""
    hears = f'${{IF($["{_CALLED}"=""]?:m({offers(queue.music)}))}}'
    options = f"{in_call.caller_may(config)}{hears}"
    return Step("Queue", f"{agents.name(queue)},{options},,,${{{PATIENCE}}},,,,${{{TURN}}}", WAITS)


def allowed(config: Config, direction: Direction, *, lines: bool) -> tuple[Exten, ...]:
    """The answer of a direction: by the rights of telephones that nobody has, without a PIN."""
    queues = offered(config)
    if not queues:
        return ()
    reached = lines or any(_picked(config, queue) is not None for queue in queues)
    may = reached and letter(usual(config), direction) in {YES, HOURS}
    return (Exten(MAY, (Step("Return", "YES" if may else ""),)),)


def _picked(config: Config, queue: Queue) -> int | None:
    """Over which group the queue calls; None: as anybody does, so where that group has no line."""
    having = {group.number for group in config.trunk_groups if group.lines}
    return queue.call_back_group if queue.call_back_group in having else None


def contexts(config: Config, ours: Mapping[str, tuple[Step, ...]]) -> tuple[Context, ...]:
    """The question, and what each queue does; `ours` are numbers in the world that lead to us."""
    queues = offered(config)
    if not queues:
        return ()
    return (
        Context(_ASKED, (Exten("s", tuple(_asked(config))),)),
        *_outside(config, ours),
        Context(_TOLD, (Exten("s", _told()),)),
        *(context for queue in queues for context in _queue(config, queue)),
    )


def _queue(config: Config, queue: Queue) -> Iterator[Context]:
    yield Context(keys(queue), (Exten(CALL_BACK_KEY, _pressed(queue)),))
    yield Context(kept(queue), (Exten("_X!", _kept(config, queue)),))
    over = Exten("over", _over(queue))
    yield Context(_calling(queue), (over, Exten("_X!", _called_back(config, queue))))


def _asked(config: Config) -> Iterator[Step]:
    """A colleague is called where he called from, a stranger at the number that he showed.

    Not so a colleague who only asks for somebody whom he hands over then, which a channel within
    Asterisk does; with another telephone's call the channel becomes another one.
    """
    number = "${FILTER(0-9,${CALLERID(num)})}"
    odd = f"${{LEN(${{CALLERID(num)}})}}!=${{LEN({number})}}"
    hidden = f'"${{CALLERID(num-pres):0:6}}"="{HIDDEN}" | "{number}"="" | {odd}'
    asks = '"${CHANNEL(name):0:6}"="Local/"'
    yield Step("Set", f"{_WAITER}=${{CHANNEL(name)}}")
    yield Step("Set", f"{_BACK}=${{IF($[{asks}]?:${{ME}})}}")
    yield Step("Set", f"{_WORLD}=")
    yield Step("Set", f"{TURN}=")
    if config.trunk_groups:
        yield Step("GotoIf", f'$["${{ME}}"!="" | {hidden}]?done')
        yield normalise(NumberFormat.NATIONAL, number)
        yield Step("Set", f"{_WORLD}=${{GOSUB_RETVAL}}")
        yield Step("GotoIf", f'$["${{{_WORLD}}}"=""]?done')
        yield Step("Gosub", f"{_OUTSIDE},${{{_WORLD}}},1")
        yield Step("ExecIf", f'$["${{GOSUB_RETVAL}}"="YES"]?Set({_BACK}={number})')
    yield Step("Return", label="done")


def _outside(config: Config, ours: Mapping[str, tuple[Step, ...]]) -> tuple[Context, ...]:
    """Whether a number may be called: the direction that it is in says so. Ours would come back."""
    if not config.trunk_groups:
        return ()
    there = f"${{DIALPLAN_EXISTS({WORLD_NUMBERS},{dialled()},1)}}"
    steps = (
        Step("GotoIf", f"$[{there}=0]?no"),
        Step("Set", f"{AS_DIALLED}={MAY}"),
        Step("Goto", f"{WORLD_NUMBERS},{dialled()},1"),
        Step("Return", label="no"),
    )
    own = tuple(Exten(e164, (Step("Return"),)) for e164 in ours)
    return (Context(_OUTSIDE, (*own, Exten("_X!", steps))),)


def _entry(queue: Queue, number: str = _CALLED) -> str:
    return f"{queue.key}-{number}"


def _pressed(queue: Queue) -> tuple[Step, ...]:
    """Who cannot be called back waits on at his place. Who is kept already keeps that turn.

    A turn that is not on the disk, as that is full, is none.
    """
    latest = queue.call_back_minutes * 60
    told = Note("keeps turn", (queue.name.text, _CALLED))
    unsaid = f'"{read(_FAMILY, _entry(queue))}"!="{_SPEAKS}"'
    unwritten = f"0${{STAT(s,{SPOOL}/{_name(queue)})}}=0"
    return (
        Step("Set", f"{TURN}=${{QUEUEPOSITION}}"),
        Step("GotoIf", f'$["{_CALLED}"="" | "${{{_WAITER}}}"!="${{CHANNEL(name)}}"]?nobody'),
        Step("Set", f"OLD={read(_FAMILY, _entry(queue))}"),
        Step("GotoIf", f"$[0${{SHIFT(OLD,+)}}+{latest}>${{EPOCH}}]?kept"),
        Step("Set", "SINCE=${EPOCH}"),
        Step("Set", "TRY=1"),
        Step("Set", f"DB({_FAMILY}/{_entry(queue)})={_SPEAKS}"),
        _file(queue, "0", _AGAIN),
        Step("GotoIf", f"$[{unsaid} | {unwritten}]?lost"),
        replace(written(Fact.KEEPS_TURN, _CALLED, told), label="kept"),
        Step("Playback", KEPT),
        Step("Hangup"),
        Step("Set", f"DB_DELETE({_FAMILY}/{_entry(queue)})=", "lost"),
        Step("Set", f"{PATIENCE}=$[${{UNTIL}}-${{EPOCH}}]", "nobody", Note("no call-back")),
        Step("Goto", f"{agents.context(queue)},s,{WAITS}"),
    )


def _name(queue: Queue) -> str:
    return f"call-back-{_entry(queue)}-${{SINCE}}-${{TRY}}"


def _file(queue: Queue, not_before: str, between: int) -> Step:
    """Tried until his turn comes, and again `between` seconds later while nobody is there."""
    latest = queue.call_back_minutes * 60
    told = {_BACK: _CALLED, _WORLD: f"${{{_WORLD}}}", TURN: f"${{{TURN}}}"}
    told |= {_KEPT_AS: _entry(queue), "SINCE": "${SINCE}", "TRY": "${TRY}", "NOTBEFORE": not_before}
    lines = (
        f"Channel: Local/{_CALLED}@{kept(queue)}/n",
        f"MaxRetries: {latest // between + 2}",
        f"RetryTime: {between}",
        f"WaitTime: {latest + 60}",
        f"Context: {_calling(queue)}",
        f"Extension: {_CALLED}",
        "Priority: 1",
        *(f"Setvar: __{name}={value}" for name, value in told.items()),
    )
    return written_file(_name(queue), lines)


def _kept(config: Config, queue: Queue) -> tuple[Step, ...]:
    """In the queue as he was, but that nobody hears the music."""
    latest = queue.call_back_minutes * 60
    mine = read(_FAMILY, _entry(queue, dialled()))
    left = f"$[${{SINCE}}+{latest}-${{EPOCH}}+1]"
    options = f"{in_call.caller_may(config)}r"
    waits = f"{agents.name(queue)},{options},,,{left},,{_TOLD},,${{{TURN}}}"
    return (
        Step("GotoIf", f'$["{mine}"!="{_SPEAKS}"]?done'),
        Step("GotoIf", f"$[${{EPOCH}}>${{SINCE}}+{latest}]?late"),
        Step("GotoIf", "$[${EPOCH}<${NOTBEFORE}]?later"),
        *_still(config),
        Step("Set", f"CALLERID(num)={dialled()}", "may"),
        Step("Set", f'ME=${{IF($["${{{_WORLD}}}"=""]?{dialled()}:)}}'),
        *members.begin(config, Note("queue", (queue.name.text,))),
        *agents.settled(config, queue),
        Step("Queue", waits),
        _NOT_NOW,
        Step("Set", f"DB_DELETE({_FAMILY}/{_entry(queue, dialled())})=", "late"),
        Step("Answer", label="done"),
        Step("Hangup"),
    )


def _still(config: Config) -> tuple[Step, ...]:
    """No operator is rung for a stranger who may not be called any more."""
    colleague = Step("GotoIf", f'$["${{{_WORLD}}}"=""]?may')
    if not config.trunk_groups:
        return (colleague, Step("Goto", "late"))
    return (
        colleague,
        Step("Gosub", f"{_OUTSIDE},${{{_WORLD}}},1"),
        Step("GotoIf", '$["${GOSUB_RETVAL}"!="YES"]?late'),
    )


def _told() -> tuple[Step, ...]:
    """What the operator hears, before the number is called; never, if he hangs up meanwhile."""
    return (
        Step("Playback", FOR),
        Step("SayDigits", _CALLED),
        Step("Set", f"DB({_FAMILY}/${{{_KEPT_AS}}})={_HEARD}"),
        Step("Return"),
    )


def _called_back(config: Config, queue: Queue) -> tuple[Step, ...]:
    """Once an operator has answered and heard it. While it is tried AstDB says nothing of it.

    The handler is the first step, as nothing more may be done where the operator has hung up.
    """
    mine = read(_FAMILY, _entry(queue, dialled()))
    picked = _picked(config, queue)
    return (
        Step("Set", f"CHANNEL(hangup_handler_push)={_calling(queue)},over,1"),
        Step("Set", f'{_BEGUN}=${{IF($["{mine}"="{_HEARD}"]?YES:)}}'),
        Step("GotoIf", f'$["${{{_BEGUN}}}"=""]?done'),
        Step("Set", f"DB_DELETE({_FAMILY}/{_entry(queue, dialled())})="),
        written(Fact.CALLS_BACK, dialled()),
        Step("Set", f"CALLERID(num)={queue.number or ''}"),
        Step("Set", "CALLERID(name)="),
        Step("Set", f"__ACTOR={agents.context(queue)}"),
        Step("GotoIf", f'$["${{{_WORLD}}}"=""]?colleague'),
        *((Step("Set", f"PICK={picked}"),) if picked is not None else ()),
        Step("Set", f"{AS_DIALLED}={dialled()}"),
        Step("Goto", f"{WORLD_NUMBERS},${{{_WORLD}}},1"),
        Step("Goto", f"ext-local,{dialled()},1", "colleague"),
        Step("Hangup", label="done"),
    )


def _over(queue: Queue) -> tuple[Step, ...]:
    """Who was not reached is tried again, first of all then, for whatever reason.

    Not so who has got another turn meanwhile, as he called again: that one holds.
    """
    latest, mine = queue.call_back_minutes * 60, read(_FAMILY, _entry(queue))
    left = f"${{TRY}}<{queue.call_back_tries} & ${{EPOCH}}+{_BETWEEN}<${{SINCE}}+{latest}"
    ours = f'"{mine}"="{_SPEAKS}" | "{mine}"="{_HEARD}" | ("${{{_BEGUN}}}"="YES" & "{mine}"="")'
    return (
        Step("GotoIf", f'$["${{DIALSTATUS}}"="ANSWER" | !({ours})]?done'),
        Step("Set", f"DB_DELETE({_FAMILY}/{_entry(queue)})="),
        Step("GotoIf", f"$[!({left})]?done"),
        Step("Set", "TRY=$[${TRY}+1]"),
        Step("Set", f"{TURN}=1"),
        Step("Set", f"DB({_FAMILY}/{_entry(queue)})={_SPEAKS}"),
        _file(queue, f"$[${{EPOCH}}+{_BETWEEN}]", _BETWEEN),
        Step("Return", label="done"),
    )
