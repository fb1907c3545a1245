"""States in words, colour and shape, each with what to try next.

The wire speaks short fixed words; here is what a person reads for each. A word that is not listed
is shown as it came, so a newer supervisor is never hidden behind a blank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from appliance.spoken.languages import mark
from appliance.wire.keys import program_of


@dataclass(frozen=True, slots=True)
class Word:
    """`tone` picks the colour, `sign` the icon, `text` and `remedy` are to be translated."""

    tone: str
    sign: str
    text: str
    remedy: str = ""


def unknown(word: str) -> Word:
    return Word("warn", "info-circle", word)


SOCKETS: Mapping[str, Word] = {
    "empty": Word("none", "minus", mark("No module")),
    "unconfigured": Word("warn", "info-circle", mark("Not taken on yet")),
    "idle": Word("ok", "check", mark("Free")),
    "lifted": Word("live", "phone", mark("Off hook")),
    "ringing": Word("live", "phone-ringing", mark("Ringing")),
    "talking": Word("live", "phone-call", mark("Talking")),
    "in-service": Word("ok", "check", mark("In service")),
    "no-line": Word(
        "bad",
        "plug-x",
        mark("No line"),
        mark("No line in the socket: check the cable, then ask the telephone company."),
    ),
    "alarm": Word("bad", "alert-triangle", mark("Alarm")),
    "absent": Word(
        "bad",
        "plug-x",
        mark("Card is out"),
        mark("Put the card back: the numbers of its ports are kept for it."),
    ),
}

KINDS: Mapping[str, str] = {
    "fxs": mark("Telephone"),
    "fxo": mark("City line"),
    "e1": mark("E1 stream"),
    "empty": mark("Empty"),
}

# In the order in which they are mended: the first one shown is the one to try.
ALARMS: Mapping[str, Word] = {
    "los": Word(
        "bad",
        "plug-x",
        mark("No signal (LOS)"),
        mark("Check the cable and both plugs; then ask the carrier if the line is switched on."),
    ),
    "blue": Word(
        "bad",
        "alert-octagon",
        mark("The far end sends the alarm signal (AIS)"),
        mark("The cable is good; the fault is in the carrier's equipment: call the carrier."),
    ),
    "red": Word(
        "bad",
        "alert-triangle",
        mark("Nothing usable arrives (red alarm)"),
        mark("Check the cable; if it is good, compare framing and CRC4 with the carrier."),
    ),
    "lfa": Word(
        "bad",
        "alert-triangle",
        mark("Frame synchronisation lost (LFA)"),
        mark("Compare framing and CRC4 with the carrier; a damaged cable does this too."),
    ),
    "lmfa": Word(
        "bad",
        "alert-triangle",
        mark("Multiframe synchronisation lost (LMFA)"),
        mark("Compare the CRC4 setting with the carrier."),
    ),
    "yellow": Word(
        "bad",
        "alert-triangle",
        mark("The far end does not hear us (RAI)"),
        mark("Check the transmit pair of the cable; then ask the carrier what they receive."),
    ),
    "loopback": Word(
        "warn",
        "refresh",
        mark("Looped back"),
        mark("Somebody tests this line: it carries no calls until the loop is taken off."),
    ),
    "not-open": Word(
        "warn", "info-circle", mark("Not in use"), mark("The stream is not configured yet.")
    ),
    "recovering": Word(
        "warn",
        "rotate-clockwise",
        mark("Coming back"),
        mark("The signal is here again; wait a few seconds."),
    ),
}

CALL_STATES: Mapping[str, Word] = {
    "dialling": Word("live", "phone", mark("Dialling")),
    "ringing": Word("live", "phone-ringing", mark("Ringing")),
    "talking": Word("live", "phone-call", mark("Talking")),
    "parked": Word("warn", "parking", mark("Parked")),
}

TILES: Mapping[str, Word] = {
    "free": Word("ok", "check", mark("free")),
    "resting": Word("warn", "moon", mark("do not disturb")),
    "calling": Word("live", "phone", mark("is calling")),
    "dialling": Word("live", "phone", mark("is calling")),
    "ringing": Word("live", "phone-ringing", mark("rings")),
    "talking": Word("live", "phone-call", mark("talks")),
    "parked": Word("warn", "parking", mark("is parked")),
}
PARTS: Mapping[str, str] = {
    "caller": mark("called"),
    "called": mark("was called"),
    "took up": mark("took the call up"),
    "asked": mark("was asked before the call was handed over"),
    "listened": mark("listened"),
}
DEEDS: Mapping[str, str] = {
    "comment": mark("wrote a comment"),
    "hear": mark("heard the recording"),
    "hang-up": mark("hung up"),
    "transfer": mark("handed the call over"),
    "listen": mark("listened to"),
    "whisper": mark("whispered to"),
    "join": mark("joined the call of"),
    "park": mark("parked the call"),
    "take": mark("took the parked call"),
}
WEIGHTS: Mapping[str, Word] = {
    "notice": Word("live", "info-circle", mark("Notice")),
    "warning": Word("warn", "alert-triangle", mark("Warning")),
    "error": Word("bad", "alert-octagon", mark("Fault")),
}

PHASES: Mapping[str, Word] = {
    "none": Word("none", "minus", mark("No update is under way")),
    "receiving": Word("live", "world-download", mark("The update is being fetched")),
    "checking": Word("live", "lock", mark("Its signature is being checked")),
    "installing": Word("live", "server-2", mark("It is being written to the other slot")),
    "copying": Word("live", "file-text", mark("The configuration is being copied")),
    "restarting": Word("live", "rotate-clockwise", mark("The box is restarting")),
    "trial": Word("live", "activity-heartbeat", mark("The update is on trial")),
    "kept": Word("ok", "circle-check", mark("The update proved itself and is kept")),
    "went-back": Word("bad", "arrow-back-up", mark("The box went back to the release before")),
    "failed": Word("bad", "circle-x", mark("The update failed; the version before runs on")),
}

RESULTS: Mapping[str, Word] = {
    "answered": Word("ok", "circle-check", mark("Answered")),
    "voicemail": Word("warn", "microphone", mark("Left to the mailbox")),
    "busy": Word("warn", "ban", mark("Busy")),
    "no-answer": Word("warn", "clock", mark("No answer")),
    "abandoned": Word("warn", "phone-off", mark("Caller hung up first")),
    "failed": Word("bad", "circle-x", mark("Failed")),
    "cut": Word("bad", "phone-x", mark("Cut off")),
}

DIRECTIONS: Mapping[str, Word] = {
    "internal": Word("none", "arrows-left-right", mark("Internal")),
    "inbound": Word("none", "arrow-down-left", mark("Incoming")),
    "outbound": Word("none", "arrow-up-right", mark("Outgoing")),
}


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What a role is called, and in one sentence what it may do."""

    title: str
    text: str


ROLES: Mapping[str, RoleWords] = {
    "employee": RoleWords(
        mark("Employee"), mark("Sees and hears own calls, and those that relations open.")
    ),
    "operator": RoleWords(
        mark("Operator"),
        mark("Besides, hands over the calls that are up, and sees lines and cards."),
    ),
    "manager": RoleWords(
        mark("Manager"), mark("Besides, sees who changed what, and who heard which recording.")
    ),
    "installer": RoleWords(
        mark("Installer"),
        mark("Sets up, updates and restarts the box; hears nobody's calls, makes no accounts."),
    ),
    "admin": RoleWords(
        mark("Administrator"), mark("May do everything, sees every call, and makes accounts.")
    ),
}
SCOPES: Mapping[str, RoleWords] = {
    "state": RoleWords(
        mark("Box"), mark("Status, issues, cards and ports, releases, day and night.")
    ),
    "calls": RoleWords(mark("Calls now"), mark("Everybody's calls that are up.")),
    "calls-change": RoleWords(
        mark("Calls now: change"), mark("Hangs calls up, hands them over, notes something on them.")
    ),
    "calls-place": RoleWords(
        mark("Place calls"),
        mark("A telephone of the office rings, and lifted it calls a number; the directory."),
    ),
    "phone-book": RoleWords(
        mark("Phone book"),
        mark("The office's numbers and names, for desk telephones; the key stands in an address."),
    ),
    "history": RoleWords(mark("Call log"), mark("Everybody's calls that ended, without sound.")),
    "recordings": RoleWords(mark("Recordings"), mark("The sound of everybody's calls.")),
    "recordings-remove": RoleWords(
        mark("Recordings: remove"), mark("Takes old ones away for good; the calls stay.")
    ),
    "office": RoleWords(
        mark("Settings"), mark("People, numbers, lines, routes; what-if. No passwords, no PINs.")
    ),
    "office-change": RoleWords(
        mark("Settings: change"),
        mark("Every change of them, what telephones set, and ringing a telephone."),
    ),
    "webhooks": RoleWords(
        mark("Webhooks"), mark("Whom the box tells what happens to calls, and what came of it.")
    ),
    "audit": RoleWords(mark("Change log"), mark("Who changed what, and who logged in.")),
    "metrics": RoleWords(
        mark("Metrics"),
        mark("How the box is doing, in numbers for Prometheus; without names of people."),
    ),
    "monitoring": RoleWords(
        mark("Monitoring"), mark("Who reads the metrics, over SNMP too; where the log goes.")
    ),
    "diagnosis": RoleWords(
        mark("Diagnostics"),
        mark("What the parts of the box do and say, and the file for whoever helps; no passwords."),
    ),
}
HOOK_EVENTS: Mapping[str, str] = {
    "call.started": mark("a call begins"),
    "call.answered": mark("a call is answered"),
    "call.ended": mark("a call ends"),
    "call.missed": mark("a call from outside is missed"),
    "call.voicemail": mark("a call ends at a mailbox"),
    "test": mark("a test"),
}
DELIVERIES: Mapping[str, Word] = {
    "waiting": Word("warn", "clock", mark("waits")),
    "delivered": Word("ok", "check", mark("arrived")),
    "given-up": Word("bad", "x", mark("given up")),
}
LETTERS: Mapping[str, Word] = {
    "waiting": Word("warn", "clock", mark("waits")),
    "sent": Word("ok", "check", mark("taken by the server")),
    "given-up": Word("bad", "x", mark("given up")),
}
LETTER_KINDS: Mapping[str, str] = {
    "emergency": mark("Call for help"),
    "alarm": mark("Alarm of the box"),
    "fax": mark("Fax"),
    "voicemail": mark("Voice message"),
}
ACCESS: Mapping[str, str] = {
    "set-up": mark("set the box up"),
    "log-in": mark("logged in"),
    "log-out": mark("logged out"),
    "refused": mark("a wrong password"),
    "wrong-code": mark("a wrong code"),
    "kept-out": mark("was kept out: the account is locked"),
    "password": mark("changed the password"),
    "made": mark("made the account"),
    "changed": mark("changed the account"),
    "removed": mark("took the account away"),
    "locked": mark("locked the account"),
    "opened": mark("opened the account"),
    "sessions": mark("ended sessions"),
    "delays": mark("let everybody try again who waited"),
    "second-factor": mark("switched the code on"),
    "no-second-factor": mark("switched the code off"),
    "factor-wanted": mark("set of which roles a second factor is wanted"),
    "recovery-codes": mark("made new recovery codes"),
    "recovery-code": mark("logged in with a recovery code"),
    "passkey-added": mark("added a passkey"),
    "passkey-removed": mark("removed a passkey"),
    "passkey": mark("logged in with a passkey"),
    "wrong-passkey": mark("a passkey that was not believed"),
    "key-made": mark("made the API key"),
    "key-revoked": mark("revoked the API key"),
    "hook-made": mark("made the webhook"),
    "hook-changed": mark("changed the webhook"),
    "hook-renewed": mark("made a new secret for the webhook"),
    "hook-removed": mark("removed the webhook"),
    "metrics-set": mark("changed who may read the metrics"),
    "snmp-set": mark("changed who reads the numbers over SNMP"),
    "syslog-set": mark("changed where the log goes besides"),
    "recordings-removed": mark("removed recordings of calls before a moment"),
    "certificate-asked": mark("made a request for a certificate"),
    "certificate-set": mark("put a certificate of the page in"),
    "certificate-dropped": mark("returned to the box's own certificate"),
    "key-wrong": mark("a wrong API key"),
    "key-ended": mark("an API key that has ended"),
}
HOW: Mapping[str, str] = {
    "set-up": mark("set-up code"),
    "password": mark("password"),
    "code": mark("password and code"),
    "recovery-code": mark("password and recovery code"),
    "passkey": mark("passkey"),
}
LIVE: Mapping[str, str] = {
    "always": mark("forwarding of every call"),
    "busy": mark("forwarding when busy"),
    "no-answer": mark("forwarding when nobody answers"),
    "follow-me": mark("a number outside that rings along"),
    "no-intercom": mark("no intercom"),
    "block-list": mark("caller blocked"),
    "queue-log-out": mark("logged out of queues"),
    "queue-pause": mark("pause in queues"),
    "camp-on": mark("camp-on"),
    "hot-desk": mark("who is logged in"),
    "let-in": mark("waits at the web page lifted"),
    "announcement": mark("announcement recorded"),
    "speed-dial": mark("speed dial"),
    "do-not-disturb": mark("do not disturb"),
    "call-waiting": mark("call waiting"),
    "wake-up": mark("wake-up call"),
    "day-night": mark("day or night by hand"),
}
LIVE_VALUES: Mapping[str, str] = {
    "": mark("off"),
    "YES": mark("on"),
    "NO": mark("not, whatever is listed"),
    "DAY": mark("day"),
    "NIGHT": mark("night"),
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who is named by an author that is nobody's account, and through what he did it."""

    name: str
    through: str


NOBODY = Author("", "")
OF_BOX: Mapping[str, Author] = {
    "box": Author(mark("the box itself"), ""),
    "console": Author(mark("whoever is at the box"), mark("with lineman")),
}
PLACES: Mapping[str, str] = {
    "telephone": mark("at the telephone"),
    "admin": mark("on the page"),
    "box": mark("the box itself"),
    "elsewhere": mark("elsewhere"),
}


def through(author: str) -> str:
    """By which door somebody came who changed something."""
    if author in OF_BOX:
        return OF_BOX[author].through
    return mark("over the API") if program_of(author) else mark("on the page")


def place(where: str, who: str) -> str:
    """Where something was set that telephones set too."""
    return through(who) if where == "admin" else PLACES.get(where, where)


def socket(state: str) -> Word:
    return SOCKETS.get(state) or unknown(state)


def alarms(names: Iterable[str]) -> tuple[Word, ...]:
    """The alarms of one span, the one to mend first in front."""
    order = list(ALARMS)
    found = sorted(names, key=lambda name: order.index(name) if name in ALARMS else len(order))
    return tuple(ALARMS.get(name) or unknown(name) for name in found)


def of(table: Mapping[str, Word], word: str) -> Word:
    return table.get(word) or unknown(word)
