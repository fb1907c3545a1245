"""Every route of the API; what is not in this table is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from appliance.core.scenario import Scenario
from appliance.spoken.languages import mark
from appliance.wire import (
    access,
    board,
    calls,
    configuration,
    diagnosis,
    directory,
    faxes,
    first_start,
    history,
    journal,
    live_state,
    mail,
    monitoring,
    protocol,
    sounds,
    webhooks,
    workplace,
)
from appliance.wire.kinds import When
from webui.api.collections import COLLECTIONS
from webui.api.route import Body, Paging, Route, Row, counted, further, whole
from webui.api.table_box import ACCOUNTS, BOX, accounts, box
from webui.upload import LARGEST_TABLE

CALLS, LOG = mark("Calls now"), mark("Call log")
OFFICE, DRAFT, CHANGES = mark("What is configured"), mark("The draft"), mark("Changes")
LIVE, AUDIT = mark("What telephones set"), mark("Change log")
HOOKS, MAIL, DIAGNOSIS = mark("Webhooks"), mark("Mail"), mark("Diagnostics")
MONITORING, VOICEMAIL = mark("Monitoring"), mark("Voicemail")
NUMBER = frozenset({"number"})
AS_STEP: Mapping[str, Any] = {
    "draft": True, "when": When.NOW, "at": 0.0, "confirm": False, "accept": (), "overwrite": (),
}  # fmt: skip
"""What a change takes that a step of the draft is asked for only once it is made."""


def _rest(answer: Row, _items: list[Any], _passed: int) -> tuple[Any, ...]:
    return answer["rest"], answer["rest_key"]


def _calls() -> Iterator[Route]:
    now = mark("Calls that are up")
    yield Route("GET", "/calls/now", protocol.GetCalls, "calls-now", now, paging=whole("calls"))
    yield Route("DELETE", "/calls/now/{call}", calls.HangUp, "hang-up", mark("Hang a call up"))
    handed = mark("Hand a call over to a telephone, group or queue")
    yield Route("POST", "/calls/now/{call}/transfer", calls.TransferCall, "transfer", handed)
    parked = mark("Let a call wait in parking until somebody takes it")
    yield Route("POST", "/calls/now/{call}/park", calls.ParkCall, "park", parked)
    taken = mark("A telephone rings; lifted, it has the call that waits in parking")
    yield Route(
        "POST", "/calls/now/{call}/take", calls.TakeParked, "take", taken, needed=NUMBER
    )  # fmt: skip
    heard = mark("A telephone rings; lifted, it hears a talk, if its owner may listen to that one")
    yield Route(
        "POST", "/calls/now/{call}/listen", calls.ListenIn, "listen", heard, needed=NUMBER
    )  # fmt: skip
    placed = mark("A telephone rings; lifted, it calls. What it may not call it does not call so")
    yield Route("POST", "/calls", calls.PlaceCall, "place", placed)
    names = mark("The office's numbers and names")
    yield Route(
        "GET", "/directory", directory.GetDirectory, "directory", names, paging=counted("entries")
    )
    yield Route("GET", "/board", board.GetBoard, "board", mark("Who is there to call"))
    yield Route("GET", "/resting", board.GetResting, "resting", mark("Who wants no calls"))


def _log() -> Iterator[Route]:
    paging = Paging("calls", ("before", "before_key"), _rest, limited=True)
    found = mark("Calls that ended, newest first")
    yield Route("GET", "/calls", history.GetHistory, "calls", found, paging=paging)
    yield Route(
        "GET", "/calls.csv", history.GetCallTable, "calls-csv", mark("The same as a table"),
        body=Body.TABLE, within="wanted",
    )  # fmt: skip
    told = mark("One call: its legs, why it ended so, its recordings")
    yield Route("GET", "/calls/{key}", history.GetCall, "call", told)
    noted = mark("Note something about a call")
    yield Route("PUT", "/calls/{key}/comment", calls.CommentCall, "comment", noted)
    sound = "/calls/{key}/recordings/{place}"
    yield Route(
        "GET", sound, history.GetRecording, "recording", mark("A recording as a WAV file"),
        body=Body.SOUND, fixed={"first": 0, "last": -1},
    )  # fmt: skip
    peaks = mark("How loud both sides of a recording are")
    yield Route("GET", f"{sound}/peaks", history.GetPeaks, "peaks", peaks)
    came = mark("Documents that came by fax, newest first")
    paging = Paging("faxes", ("after",), further, limited=True)
    yield Route("GET", "/faxes", faxes.GetFaxes, "faxes", came, paging=paging)
    pdf = mark("One of them as a PDF")
    yield Route("GET", "/faxes/{fax}", faxes.GetFax, "fax", pdf, body=Body.PDF)
    gone = mark("Take a document away for good")
    yield Route("DELETE", "/faxes/{fax}", faxes.RemoveFax, "remove-fax", gone)
    removed = mark("Take away for good the recordings of calls that began before a moment")
    path = "/recordings/remove"
    yield Route("POST", path, history.RemoveRecordings, "remove-recordings", removed)


def _office() -> Iterator[Route]:
    for each in COLLECTIONS:
        yield Route(
            "GET", f"/{each.path}", configuration.GetParts, each.path.replace("/", "-"),
            each.about, fixed={"kind": each.kind.__name__}, paging=counted("parts"),
            kind=each.kind,
        )  # fmt: skip
    yield from _sounds()
    stands = mark("What stands once: country, time zone, operator")
    yield Route("GET", "/office", configuration.GetOffice, "office", stands)
    spoken = mark("How each E1 stream is spoken, as the commands that leave it so")
    yield Route("GET", "/streams", configuration.GetStreams, "streams", spoken,
                paging=whole("streams"))  # fmt: skip
    uses = mark("Who points at a part")
    yield Route("GET", "/uses", configuration.GetUses, "uses", uses)
    rights = mark("What somebody may do, and why")
    yield Route("GET", "/rights/{who}", configuration.GetRights, "rights", rights)
    may = mark("Whether somebody may do something with another, and by which relation")
    yield Route("GET", "/rights/{who}/may", configuration.GetMay, "may", may)
    how = mark("How a call would go, step by step")
    scenario: Mapping[str, Any] = {"scenario": Scenario}
    yield Route("POST", "/what-if", configuration.Trace, "what-if", how, plain=scenario)


def _sounds() -> Iterator[Route]:
    kept = mark("Upload a sound: a WAV file; a prompt that names the answer is heard so")
    yield Route(
        "POST", "/sounds", sounds.KeepSound, "keep-sound", kept,
        brings="audio/wav", largest=sounds.LARGEST_SOUND,
    )  # fmt: skip
    can = mark("Whether this box can speak a text")
    yield Route("GET", "/speech", sounds.GetSpeech, "speech", can)
    spoken = mark("Have a text spoken; a prompt that names the answer is heard so")
    yield Route("POST", "/speech", sounds.SpeakText, "speak", spoken)
    own = mark("An upload as the exchange plays it")
    yield Route(
        "GET", "/sounds/{digest}", sounds.GetSound, "sound", own,
        body=Body.SOUND, fixed={"prompt": "", "first": 0, "last": -1},
    )  # fmt: skip
    heard = mark("What callers hear as a prompt")
    yield Route(
        "GET", "/prompts/{prompt}/sound", sounds.GetSound, "heard", heard,
        body=Body.SOUND, fixed={"digest": "", "first": 0, "last": -1},
    )  # fmt: skip


def _draft() -> Iterator[Route]:
    keep, step = configuration.KeepInDraft, mark("What a step of the draft changes; 0: all steps")
    told = mark("What this key has changed and not made yet")
    yield Route("GET", "/draft", configuration.GetDraft, "draft", told)
    for each in COLLECTIONS:
        name, kind = each.path.replace("/", "-"), each.kind
        put = mark("Put a part into the draft, new or in place of the one of its name")
        yield Route("PUT", f"/draft/{each.path}", keep, f"put-{name}", put, kind=kind, wraps="Put")
        out = mark("Take a part out in the draft")
        path = f"/draft/{each.path}/remove"
        yield Route("POST", path, keep, f"remove-{name}", out, kind=kind, wraps="TakeOut")
    table = "/draft/people/table"
    rows = mark("What each row of a table of people would do: a CSV file; nothing is changed")
    yield Route(
        "POST", f"{table}/plan", configuration.ImportTable, "plan-table", rows,
        fixed={**AS_STEP, "preview": True}, paging=counted("rows"),
        brings="text/csv", largest=LARGEST_TABLE,
    )  # fmt: skip
    people = mark("The same people into the draft, as one step; rows that are wrong are left out")
    yield Route(
        "POST", table, configuration.ImportTable, "keep-table", people,
        fixed={**AS_STEP, "preview": False, "after": 0}, paging=whole("rows"),
        brings="text/csv", largest=LARGEST_TABLE,
    )  # fmt: skip
    any_step = mark("Any other command as a step of the draft")
    yield Route("POST", "/draft/steps", keep, "keep", any_step)
    yield Route(
        "GET", "/draft/steps/{place}", configuration.GetStep, "step", step,
        paging=counted("changes"),
    )  # fmt: skip
    left = mark("The draft without one of its steps")
    yield Route("DELETE", "/draft/steps/{place}", configuration.LeaveOut, "leave-out", left)
    over = mark("Keep the draft over what others changed meanwhile")
    yield Route("POST", "/draft/take-over", configuration.TakeOver, "take-over", over)
    yield Route("DELETE", "/draft", configuration.DropDraft, "drop", mark("Drop the draft"))
    make = configuration.MakeDraft
    plan = mark("What the draft would do to calls; nothing is changed")
    yield Route("POST", "/draft/plan", make, "plan", plan, fixed={"preview": True})
    apply = mark("Make the draft: now, when no call is up, or at a time")
    yield Route("POST", "/draft/apply", make, "apply", apply, fixed={"preview": False})


def _changes() -> Iterator[Route]:
    one = mark("One command as a change of its own")
    yield Route("POST", "/changes", configuration.Edit, "change", one)
    phone = mark("A new SIP telephone; its password is told once")
    yield Route("POST", "/sip-telephones", protocol.AddSipPhone, "add-sip", phone)
    waits = mark("The change that waits for its moment, or to be confirmed")
    yield Route("GET", "/pending", configuration.GetPending, "pending", waits)
    yes = mark("Keep the change that waits to be confirmed")
    yield Route("POST", "/pending/confirm", configuration.Confirm, "confirm", yes)
    no = mark("Drop the change that waits, or put it back")
    yield Route("DELETE", "/pending", configuration.CancelPending, "cancel", no)
    known = mark("States of the settings, newest first")
    yield Route(
        "GET", "/revisions", configuration.GetRevisions, "revisions", known,
        paging=Paging("revisions", ("before",), lambda _a, i, _n: (i[-1]["number"],), limited=True),
    )  # fmt: skip
    differs = mark("What differs between two states")
    yield Route(
        "GET", "/revisions/{old}/difference", configuration.GetDifference, "difference", differs,
        paging=counted("changes"),
    )  # fmt: skip
    seen_to = mark("What of the first start has been seen to")
    yield Route(
        "GET", "/first-start", first_start.GetFirstStart, "first-start", seen_to,
        paging=whole("steps"),
    )  # fmt: skip
    marked = mark("A step of the first start is done, skipped or open again; null: all steps")
    yield Route("PUT", "/first-start", first_start.MarkStep, "mark-step", marked)
    back = mark("Return to an earlier state")
    yield Route("POST", "/revisions/{revision}/return", configuration.Revert, "return", back)


def _live() -> Iterator[Route]:
    state = mark("Forwarding, do not disturb and the like, as they are now")
    yield Route(
        "GET", "/telephones", live_state.GetLiveState, "telephones", state,
        paging=counted("telephones"),
    )  # fmt: skip
    for path, question, about in (
        ("forwarding/{which}", live_state.SetForwarding, mark("Where calls are forwarded")),
        ("do-not-disturb", live_state.SetDoNotDisturb, mark("Do not disturb")),
        ("follow-me", live_state.SetFollowMe, mark("A number outside that rings along")),
        ("intercom", live_state.SetIntercom, mark("Whether it answers by itself for an intercom")),
        ("queue-log-in", live_state.SetQueueLogIn, mark("Whether its queues ring it")),
        ("queue-pause", live_state.SetQueuePause, mark("A pause in its queues")),
        ("wake-up", live_state.SetWakeUp, mark("When it rings to wake")),
        ("speed-dial/{key}", live_state.SetSpeedDial, mark("What a key of speed dial calls")),
    ):
        name = path.partition("/")[0]
        yield Route("PUT", f"/telephones/{{number}}/{path}", question, name, about)
    waits = mark("It waits for nobody any more")
    path = "/telephones/{number}/camp-on"
    yield Route("DELETE", path, live_state.CancelCampOn, "camp-on", waits)
    leaves = mark("Nobody is logged in at it any more")
    path = "/telephones/{number}/hot-desk"
    yield Route("DELETE", path, live_state.EndHotDesk, "hot-desk", leaves)
    counts = mark("What telephones said of a caller for the block list counts no more")
    path = "/callers/{number}/block-list"
    yield Route("DELETE", path, live_state.ForgetCaller, "forget-caller", counts)
    rings = mark("A telephone rings; lifted it calls what was given, else it is told its number")
    path = "/telephones/{number}/ring"
    yield Route("POST", path, calls.RingTelephone, "ring", rings)
    switches = mark("Hours that can be switched by hand, and whether it is day")
    yield Route(
        "GET", "/schedules/switches", live_state.GetDayNight, "switches", switches,
        paging=whole("schedules"),
    )  # fmt: skip
    hand = mark("Switch hours to day, to night, or to what they say")
    path = "/schedules/{schedule}/switch"
    yield Route("PUT", path, live_state.SetDayNight, "day-night", hand)


def _voicemail() -> Iterator[Route]:
    box = "/mailboxes/{number}/messages"
    one, paging = f"{box}/{{message}}", whole("messages")
    lie = mark("Messages in a mailbox, newest first")
    yield Route("GET", box, workplace.GetMessages, "messages", lie, paging=paging)
    yield Route(
        "GET", f"{one}/sound", workplace.HearMessage, "message", mark("One of them as a WAV file"),
        body=Body.SOUND, fixed={"first": 0, "last": -1},
    )  # fmt: skip
    loud = mark("How loud it is")
    yield Route("GET", f"{one}/peaks", workplace.GetMessagePeaks, "message-peaks", loud)
    marked = mark("It was heard, or is new again; the telephone's lamp follows")
    path = f"{one}/heard"
    yield Route("PUT", path, workplace.MarkMessage, "mark-message", marked, paging=paging)
    gone = mark("Take a message away for good")
    yield Route("DELETE", one, workplace.RemoveMessage, "remove-message", gone, paging=paging)


def _webhooks() -> Iterator[Route]:
    one = "/webhooks/{webhook}"
    yield Route(
        "GET", "/webhooks", webhooks.GetWebhooks, "webhooks", mark("Whom the box tells of calls"),
        paging=whole("webhooks"),
    )  # fmt: skip
    made = mark("A new webhook; its secret is told once")
    yield Route("POST", "/webhooks", webhooks.MakeWebhook, "make-webhook", made)
    changed = mark("Change a webhook, or switch it off and on")
    yield Route("PUT", one, webhooks.SetWebhook, "set-webhook", changed)
    gone = mark("Remove a webhook with what waits for it")
    yield Route("DELETE", one, webhooks.RemoveWebhook, "remove-webhook", gone)
    other = mark("Another secret; the one before counts no more")
    yield Route("POST", f"{one}/secret", webhooks.RenewWebhookSecret, "renew-secret", other)
    tried = mark("Tell it of nothing, once and now, and what came of it")
    yield Route("POST", f"{one}/test", webhooks.TestWebhook, "test-webhook", tried)
    log = mark("What it was told lately, and what came of it")
    yield Route(
        "GET", f"{one}/deliveries", webhooks.GetDeliveries, "deliveries", log,
        paging=whole("deliveries"),
    )  # fmt: skip


def _mail() -> Iterator[Route]:
    waits = mark("The box's letters, the newest first: what waits, and what came of the others")
    yield Route("GET", "/mail", mail.GetMail, "mail", waits, paging=whole("letters"))
    tried = mark("Send a message now and once, and what the server answers")
    yield Route("POST", "/mail/test", mail.TestMail, "test-mail", tried)


def _monitoring() -> Iterator[Route]:
    numbers, place = mark("How the box is doing, in numbers"), "/monitoring/metrics"
    origin = {"origin": ""}
    yield Route("GET", "/metrics", monitoring.GetMetrics, "metrics", numbers, fixed=origin)
    may = mark("Who may watch the box")
    yield Route("GET", "/monitoring", monitoring.GetMonitoring, "monitoring", may)
    opened = mark("Open the numbers or close them, and for which addresses without a key")
    yield Route("PUT", place, monitoring.SetMetrics, "set-metrics", opened)
    over = mark("Who reads the numbers over SNMP; passwords that are made are told once")
    yield Route("PUT", "/monitoring/snmp", monitoring.SetSnmp, "set-snmp", over)
    where, path = mark("Where the log goes besides"), "/monitoring/syslog"
    yield Route("PUT", path, monitoring.SetSyslog, "set-syslog", where)
    tried = mark("Write a line into the log that is sent, and whether the server is reached")
    yield Route("POST", f"{path}/test", monitoring.TestSyslog, "test-syslog", tried)


def _audit() -> Iterator[Route]:
    yield Route(
        "GET", "/log/telephones", live_state.GetLiveChanges, "log-telephones",
        mark("Who changed what telephones set"),
        paging=Paging("changes", ("before",), lambda _a, i, _n: (i[-1]["number"],), limited=True),
    )  # fmt: skip
    yield Route(
        "GET", "/log/access", access.GetAccessLog, "log-access",
        mark("Who logged in, and who changed accounts and keys"),
        paging=Paging("entries", ("before",), lambda _a, i, _n: (i[-1]["time"],), limited=True),
    )  # fmt: skip


def _diagnosis() -> Iterator[Route]:
    parts = mark("What the parts of the box do, card drivers, and issues that are over")
    yield Route("GET", "/diagnosis", diagnosis.GetDiagnosis, "diagnosis", parts)
    lines = mark("Lines of the box's log, newest first")
    paging = Paging("lines", ("before",), lambda a, _i, _n: (a["rest"],), limited=True)
    yield Route("GET", "/journal", journal.GetJournal, "journal", lines, paging=paging)
    yield Route(
        "GET", "/journal.txt", journal.GetJournalText, "journal-text", mark("The same as text"),
        body=Body.TEXT, within="wanted",
    )  # fmt: skip
    yield Route(
        "GET", "/support-bundle", configuration.GetSupportBundle, "support-bundle",
        mark("A file for whoever helps; no secret is in it"), body=Body.BUNDLE,
    )  # fmt: skip


_SECTIONS = (
    (BOX, box), (CALLS, _calls), (LOG, _log), (OFFICE, _office), (LIVE, _live),
    (VOICEMAIL, _voicemail), (DRAFT, _draft),
    (CHANGES, _changes), (HOOKS, _webhooks), (MAIL, _mail),
    (MONITORING, _monitoring), (ACCOUNTS, accounts), (AUDIT, _audit), (DIAGNOSIS, _diagnosis),
)  # fmt: skip
ROUTES: tuple[Route, ...] = tuple(
    replace(route, section=section) for section, made in _SECTIONS for route in made()
)
