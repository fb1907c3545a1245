"""Answers as lines for a person at a terminal."""

import time
from collections.abc import Iterator, Sequence

from appliance.wire.answers import CallsNow, Cards, History, Log, Status, Update
from appliance.wire.views import CallView, IssueView, PastCall, SocketView, UpdatePhase

_PHASES = {
    UpdatePhase.NONE: "no update is going on",
    UpdatePhase.RECEIVING: "receiving",
    UpdatePhase.CHECKING: "checking the signature",
    UpdatePhase.INSTALLING: "writing to the other slot",
    UpdatePhase.COPYING: "copying the settings",
    UpdatePhase.RESTARTING: "restarting",
    UpdatePhase.TRIAL: "on trial",
    UpdatePhase.KEPT: "done",
    UpdatePhase.WENT_BACK: "taken back",
    UpdatePhase.FAILED: "failed, the version before runs on",
}


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> Iterator[str]:
    """Columns as wide as their widest entry."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield (indent + "  ".join(cells)).rstrip()


def status_lines(status: Status, cards: Cards, calls: CallsNow, update: Update) -> Iterator[str]:
    """The box at a glance."""
    yield f"{status.name}: {status.state}, version {status.version} in slot {status.slot}"
    yield f"The exchange {'answers' if status.exchange_up else 'does not answer'}."
    if update.sentence:
        yield update.sentence
    yield ""
    yield from card_lines(cards)
    yield ""
    yield from call_lines(calls)
    yield ""
    yield from issue_lines(status.issues)


def card_lines(cards: Cards) -> Iterator[str]:
    if not cards.cards:
        yield "No line card is here."
    for card in cards.cards:
        yield f"Card {card.number}: {card.name}, {card.key}{'' if card.present else ' (missing)'}"
        yield from table([_socket(socket) for socket in card.sockets])


def _socket(socket: SocketView) -> tuple[str, ...]:
    channels = str(socket.channel)
    if socket.channels > 1:
        channels = f"{socket.channel}-{socket.channel + socket.channels - 1}"
    alarms = ", ".join(socket.alarms)
    state = f"{socket.state} ({alarms})" if alarms else str(socket.state)
    named = socket.name if socket.name != socket.number else ""
    calls = f"{socket.calls} calls" if socket.channels > 1 else ""
    return (
        f"socket {socket.label}",
        str(socket.kind).upper(),
        f"channel {channels}",
        state,
        " ".join(filter(None, (socket.number, named, calls))),
    )


def call_lines(calls: CallsNow) -> Iterator[str]:
    if not calls.calls:
        yield "No call is up."
        return
    yield f"Calls up: {len(calls.calls)}"
    yield from table([_call(call) for call in calls.calls])


def _call(call: CallView) -> tuple[str, ...]:
    seconds = max(0, int(time.time() - (call.answered or call.since)))
    return (
        _party(call.caller, call.caller_name),
        "->",
        _party(call.called, call.called_name),
        str(call.state),
        _duration(seconds),
        call.line,
    )


def _party(number: str, name: str) -> str:
    return f"{number} {name}" if name and name != number else number or "?"


def _duration(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def issue_lines(issues: Sequence[IssueView]) -> Iterator[str]:
    if not issues:
        yield "No open issue."
    for issue in issues:
        yield f"{str(issue.weight).upper()}: {issue.text}"
        if issue.remedy:
            yield f"  {issue.remedy}"


def history_lines(history: History) -> Iterator[str]:
    if not history.calls:
        yield "No call yet."
    yield from table([_past(call) for call in history.calls], indent="")


def _past(call: PastCall) -> tuple[str, ...]:
    return (
        time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(call.start)),
        str(call.direction),
        _party(call.caller, call.caller_name),
        "->",
        call.dialled,
        str(call.result),
        _duration(call.talk_seconds),
    )


def update_line(update: Update) -> str:
    """How far an update is."""
    percent = f" {update.percent} %" if update.percent else ""
    version = f" (version {update.version})" if update.version else ""
    return f"{_PHASES[update.phase]}{percent}{version}"


def update_lines(update: Update) -> Iterator[str]:
    yield update_line(update)
    if update.sentence:
        yield update.sentence
    if update.remedy:
        yield f"  {update.remedy}"
    for check in update.checks:
        result = {True: "passed", False: "failed", None: "is tried"}[check.passed]
        yield f"  {check.name}: {result}. {check.text}".rstrip()
    for slot in update.slots:
        notes = ["running"] * slot.running + ["not proved good"] * (not slot.good)
        yield f"  slot {slot.slot}: {slot.version or 'unknown'} {', '.join(notes)}".rstrip()


def log_lines(log: Log) -> Iterator[str]:
    for line in log.lines:
        moment = time.strftime("%m-%d %H:%M:%S", time.localtime(line.time))
        yield f"{moment} {line.unit}: {line.text}"
