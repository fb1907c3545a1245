"""Which scopes of a key open a route of the API: tests and the campaign hold it to this table."""

from __future__ import annotations

import re

from appliance.wire.roles import Scope

_PARTS = (
    "extensions", "people", "departments", "groups", "roles", "relations", "mailboxes", "lines",
    "routes/numbers", "routes/lines", "routes/callers", "routes/outbound", "blocked", "allowed",
    "schedules",
    "prompts", "menus", "ring-groups", "queues", "conferences", "parking", "fax-numbers", "codes",
    "network/ports", "test-calls",
)  # fmt: skip
_ANY_KEY = " ".join(scope.value for scope in Scope)
# The API: which scopes of a key open a route, of which one is enough. No log-in opens any.
BY_KEY: dict[tuple[str, str], str] = {
    (method, f"/api/v1{path}"): scopes
    for (method, path), scopes in {
        ("GET", "/openapi.json"): _ANY_KEY,
        ("GET", "/key"): _ANY_KEY,
        ("GET", "/events"): "state calls history office-change audit",
        ("GET", "/status"): "state",
        ("GET", "/issues"): "state",
        ("GET", "/cards"): "state",
        ("GET", "/update"): "state box-change",
        ("GET", "/certificate"): "state",
        ("GET", "/calls/now"): "calls",
        ("GET", "/board"): "calls",
        ("GET", "/resting"): "calls",
        ("DELETE", "/calls/now/{call}"): "calls-change",
        ("POST", "/calls/now/{call}/transfer"): "calls-change",
        ("POST", "/calls/now/{call}/park"): "calls-change",
        ("POST", "/calls/now/{call}/take"): "calls-change",
        ("POST", "/calls/now/{call}/listen"): "calls-listen",
        ("POST", "/calls"): "calls-place",
        ("GET", "/directory"): "calls-place phone-book",
        ("PUT", "/calls/{key}/comment"): "calls-change",
        ("GET", "/calls"): "history",
        ("GET", "/calls.csv"): "history",
        ("GET", "/calls/{key}"): "history recordings",
        ("GET", "/calls/{key}/recordings/{place}"): "recordings",
        ("GET", "/calls/{key}/recordings/{place}/peaks"): "recordings",
        ("POST", "/recordings/remove"): "recordings-remove",
        ("GET", "/faxes"): "history",
        ("GET", "/faxes/{fax}"): "recordings",
        ("DELETE", "/faxes/{fax}"): "recordings-remove",
        **{("GET", f"/{parts}"): "office" for parts in _PARTS},
        ("POST", "/sounds"): "office-change",
        ("GET", "/speech"): "office",
        ("POST", "/speech"): "office-change",
        ("GET", "/sounds/{digest}"): "office",
        ("GET", "/prompts/{prompt}/sound"): "office",
        ("GET", "/office"): "office",
        ("GET", "/streams"): "office",
        ("GET", "/uses"): "office",
        ("GET", "/rights/{who}"): "office",
        ("GET", "/rights/{who}/may"): "office",
        ("POST", "/what-if"): "office",
        ("GET", "/telephones"): "office",
        ("PUT", "/telephones/{number}/forwarding/{which}"): "office-change",
        ("PUT", "/telephones/{number}/do-not-disturb"): "office-change",
        ("PUT", "/telephones/{number}/follow-me"): "office-change",
        ("PUT", "/telephones/{number}/intercom"): "office-change",
        ("PUT", "/telephones/{number}/queue-log-in"): "office-change",
        ("PUT", "/telephones/{number}/queue-pause"): "office-change",
        ("PUT", "/telephones/{number}/wake-up"): "office-change",
        ("DELETE", "/telephones/{number}/camp-on"): "office-change",
        ("DELETE", "/telephones/{number}/hot-desk"): "office-change",
        ("DELETE", "/callers/{number}/block-list"): "office-change",
        ("PUT", "/telephones/{number}/speed-dial/{key}"): "office-change",
        ("POST", "/telephones/{number}/ring"): "office-change",
        ("GET", "/schedules/switches"): "state",
        ("PUT", "/schedules/{schedule}/switch"): "office-change",
        ("GET", "/first-start"): "office",
        ("PUT", "/first-start"): "office-change",
        ("GET", "/draft"): "office-change",
        ("DELETE", "/draft"): "office-change",
        **{("PUT", f"/draft/{parts}"): "office-change" for parts in _PARTS},
        **{("POST", f"/draft/{parts}/remove"): "office-change" for parts in _PARTS},
        ("POST", "/draft/people/table"): "office-change",
        ("POST", "/draft/people/table/plan"): "office-change",
        ("POST", "/draft/steps"): "office-change",
        ("GET", "/draft/steps/{place}"): "office-change",
        ("DELETE", "/draft/steps/{place}"): "office-change",
        ("POST", "/draft/take-over"): "office-change",
        ("POST", "/draft/plan"): "office-change",
        ("POST", "/draft/apply"): "office-change",
        ("POST", "/changes"): "office-change",
        ("POST", "/sip-telephones"): "office-change",
        ("GET", "/pending"): "office-change",
        ("DELETE", "/pending"): "office-change",
        ("POST", "/pending/confirm"): "office-change",
        ("POST", "/revisions/{revision}/return"): "office-change",
        ("GET", "/mailboxes/{number}/messages"): "voicemail",
        ("GET", "/mailboxes/{number}/messages/{message}/sound"): "voicemail",
        ("GET", "/mailboxes/{number}/messages/{message}/peaks"): "voicemail",
        ("PUT", "/mailboxes/{number}/messages/{message}/heard"): "voicemail",
        ("DELETE", "/mailboxes/{number}/messages/{message}"): "voicemail",
        ("POST", "/update"): "box-change",
        ("PUT", "/update/bundle"): "box-change",
        ("POST", "/restart"): "box-change",
        ("GET", "/bans"): "diagnosis",
        ("DELETE", "/bans"): "box-change",
        ("DELETE", "/bans/{address}"): "box-change",
        ("GET", "/certificate/request"): "certificate",
        ("POST", "/certificate/request"): "certificate",
        ("PUT", "/certificate"): "certificate",
        ("DELETE", "/certificate"): "certificate",
        ("GET", "/accounts"): "accounts",
        ("PUT", "/accounts/{user}"): "accounts",
        ("DELETE", "/accounts/{user}"): "accounts",
        ("PUT", "/accounts/{user}/lock"): "accounts",
        ("DELETE", "/accounts/{user}/sessions"): "accounts",
        ("DELETE", "/accounts/{user}/second-factor"): "accounts",
        ("DELETE", "/accounts/{user}/passkeys"): "accounts",
        ("GET", "/sessions"): "accounts",
        ("PUT", "/second-factor"): "accounts",
        ("GET", "/keys"): "keys",
        ("POST", "/keys"): "keys",
        ("DELETE", "/keys/{key}"): "keys",
        ("GET", "/webhooks"): "webhooks",
        ("POST", "/webhooks"): "webhooks",
        ("PUT", "/webhooks/{webhook}"): "webhooks",
        ("DELETE", "/webhooks/{webhook}"): "webhooks",
        ("POST", "/webhooks/{webhook}/secret"): "webhooks",
        ("POST", "/webhooks/{webhook}/test"): "webhooks",
        ("GET", "/webhooks/{webhook}/deliveries"): "webhooks",
        ("GET", "/mail"): "office",
        ("POST", "/mail/test"): "office-change",
        ("GET", "/metrics"): "metrics",
        ("GET", "/monitoring"): "monitoring",
        ("PUT", "/monitoring/metrics"): "monitoring",
        ("PUT", "/monitoring/syslog"): "monitoring",
        ("PUT", "/monitoring/snmp"): "monitoring",
        ("POST", "/monitoring/syslog/test"): "monitoring",
        ("GET", "/revisions"): "audit",
        ("GET", "/revisions/{old}/difference"): "audit",
        ("GET", "/log/telephones"): "audit",
        ("GET", "/log/access"): "audit",
        ("GET", "/storage"): "state",
        ("GET", "/network"): "state",
        ("GET", "/diagnosis"): "diagnosis",
        ("GET", "/journal"): "diagnosis",
        ("GET", "/journal.txt"): "diagnosis",
        ("GET", "/support-bundle"): "diagnosis",
    }.items()
} | {("GET", "/metrics"): "metrics"}  # or from an address that was named for it
# Whoever sends no header has the key in the address: a key of this scope and no other opens them.
BY_ADDRESS: dict[tuple[str, str], str] = {("GET", "/phone-book/{key}/{form}"): "phone-book"}


def filled(path: str, key: str = "0") -> str:
    """An address of this route, of something that is not there; with the key, where it has one."""
    said = {"key": key, "form": "yealink.xml"}
    return re.sub(r"{(\w+)}", lambda name: said.get(name[1], "0"), path)


def opens(method: str, path: str, scopes: frozenset[Scope]) -> bool:
    """Whether a key of these scopes, where the route wants it, opens the route."""
    if alone := BY_ADDRESS.get((method, path)):
        return scopes == {Scope(alone)}
    return bool(scopes & set(map(Scope, BY_KEY[method, path].split())))
