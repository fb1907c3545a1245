"""Answers as lines for a person at a terminal."""

import time
from collections.abc import Iterator, Sequence

from appliance.ctl.show import table
from appliance.ctl.speech import _, decimal, said, term
from appliance.spoken.languages import mark
from appliance.wire.answers import CallsNow, Cards, Log, Status, Update
from appliance.wire.views import CallView, IssueView, SocketView, UpdatePhase

_PHASES = {
    UpdatePhase.NONE: mark("no update is going on"),
    UpdatePhase.RECEIVING: mark("receiving"),
    UpdatePhase.CHECKING: mark("checking the signature"),
    UpdatePhase.INSTALLING: mark("writing to the other slot"),
    UpdatePhase.COPYING: mark("copying the settings"),
    UpdatePhase.RESTARTING: mark("restarting"),
    UpdatePhase.TRIAL: mark("on trial"),
    UpdatePhase.KEPT: mark("done"),
    UpdatePhase.WENT_BACK: mark("taken back"),
    UpdatePhase.FAILED: mark("failed, the version before runs on"),
}


def status_lines(status: Status, cards: Cards, calls: CallsNow, update: Update) -> Iterator[str]:
    """The box at a glance."""
    yield _(
        "%(name)s: %(state)s, version %(version)s in slot %(slot)s",
        name=status.name,
        state=term(status.state),
        version=status.version,
        slot=status.slot,
    )
    yield _("The exchange answers.") if status.exchange_up else _("The exchange does not answer.")
    if update.sentence:
        yield said(update.sentence)
    yield ""
    yield from card_lines(cards)
    yield ""
    yield from call_lines(calls)
    yield ""
    yield from issue_lines(status.issues)


def card_lines(cards: Cards) -> Iterator[str]:
    if not cards.cards:
        yield _("No line card is here.")
    for card in cards.cards:
        here = "" if card.present else _(" (missing)")
        yield _("Card %(number)s: %(name)s", number=card.number, name=card.name) + (
            f", {card.key}{here}"
        )
        yield from table([_socket(socket) for socket in card.sockets])
    if cards.cards and cards.timing is not None:
        yield _("Clock of the cards: %(share)s %% exact", share=decimal(cards.timing))


def _socket(socket: SocketView) -> tuple[str, ...]:
    channels = str(socket.channel)
    if socket.channels > 1:
        channels = f"{socket.channel}-{socket.channel + socket.channels - 1}"
    alarms = ", ".join(map(term, socket.alarms))
    state = f"{term(socket.state)} ({alarms})" if alarms else term(socket.state)
    named = socket.name if socket.name != socket.number else ""
    calls = _("calls: %(count)s", count=socket.calls) if socket.channels > 1 else ""
    return (
        _("port %(label)s", label=socket.label),
        str(socket.kind).upper(),
        _("channel %(number)s", number=channels),
        state,
        " ".join(filter(None, (socket.number, named, calls))),
    )


def call_lines(calls: CallsNow) -> Iterator[str]:
    if not calls.calls:
        yield _("No call is up.")
        return
    yield _("Calls up: %(count)s", count=len(calls.calls))
    yield from table([_call(call) for call in calls.calls])


def _call(call: CallView) -> tuple[str, ...]:
    seconds = max(0, int(time.time() - (call.answered or call.since)))
    return (
        party(call.caller, call.caller_name),
        "->",
        party(call.called, call.called_name),
        term(call.state),
        duration(seconds),
        call.line,
    )


def party(number: str, name: str) -> str:
    return f"{number} {name}" if name and name != number else number or "?"


def duration(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def issue_lines(issues: Sequence[IssueView]) -> Iterator[str]:
    if not issues:
        yield _("No open issue.")
    for issue in issues:
        yield f"{term(issue.weight).upper()}: {said(issue.text)}"
        if issue.remedy:
            yield f"  {said(issue.remedy)}"


def update_line(update: Update) -> str:
    """How far an update is."""
    percent = f" {update.percent} %" if update.percent else ""
    version = _(" (version %(version)s)", version=update.version) if update.version else ""
    return f"{_(_PHASES[update.phase])}{percent}{version}"


def update_lines(update: Update) -> Iterator[str]:
    yield update_line(update)
    if update.sentence:
        yield said(update.sentence)
    if update.remedy:
        yield f"  {said(update.remedy)}"
    for check in update.checks:
        result = {True: _("passed"), False: _("failed"), None: _("is tried")}[check.passed]
        yield f"  {term(check.name)}: {result}. {said(check.text)}".rstrip()
    for slot in update.slots:
        notes = [_("running")] * slot.running + [_("not proved good")] * (not slot.good)
        version = slot.version or _("unknown version")
        yield "  " + _("slot %(slot)s: ", slot=slot.slot) + f"{version} {', '.join(notes)}".rstrip()


def log_lines(log: Log) -> Iterator[str]:
    for line in log.lines:
        moment = time.strftime("%m-%d %H:%M:%S", time.localtime(line.time))
        yield f"{moment} {line.unit}: {line.text}"
