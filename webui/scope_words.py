"""Words for what a program's key opens."""

from __future__ import annotations

from collections.abc import Mapping

from appliance.spoken.languages import mark
from webui.words import RoleWords

SCOPES: Mapping[str, RoleWords] = {
    "state": RoleWords(
        mark("Box"), mark("Status, issues, cards and ports, releases, day and night.")
    ),
    "calls": RoleWords(mark("Calls now"), mark("Everybody's calls that are up.")),
    "calls-change": RoleWords(
        mark("Calls now: change"),
        mark("Hangs calls up, hands them over, takes what is parked, notes something on them."),
    ),
    "calls-place": RoleWords(
        mark("Place calls"),
        mark("A telephone of the office rings, and lifted it calls a number; the directory."),
    ),
    "calls-listen": RoleWords(
        mark("Listen in"),
        mark("A telephone of the office rings, and lifted it hears a talk, as its owner may."),
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
    "voicemail": RoleWords(
        mark("Voicemail"), mark("Everybody's messages: heard, marked, taken away.")
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
    "box-change": RoleWords(
        mark("Box: change"), mark("Updates, a restart, and listening again to who was shut out.")
    ),
    "certificate": RoleWords(
        mark("Certificate"), mark("Shows browsers one of yours, or the box's own again.")
    ),
    "accounts": RoleWords(
        mark("Accounts"),
        mark("Who may log in, up to managers, and only such as may no more than the key does."),
    ),
    "keys": RoleWords(
        mark("API keys"), mark("Other keys, which open no more and end no later than this one.")
    ),
}
