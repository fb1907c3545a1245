"""Who reaches which route: the table that tests and the campaign hold the page against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from appliance.wire.access import EndSessions, SetAccount
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.protocol import LogIn
from appliance.wire.roles import Role, Scope
from tests.web.configured import PASSWORD, Configured, ask, configured
from tests.web.key_routes import BY_KEY
from tests.web.stand import Answer
from webui import pages, security

# e employee, o operator, m manager, i installer, a administrator; * everybody, a stranger too.
EVERYBODY, ALL, WORKS, SEES, SETS = "*", "eomia", "oma", "omia", "ia"
_KINDS = {kind.path: SETS for page in pages.ALL for kind in page.kinds}
TABLE: dict[tuple[str, str], str] = {
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/login"): EVERYBODY,
    ("POST", "/login"): EVERYBODY,
    ("POST", "/login/code"): EVERYBODY,
    ("POST", "/login/passkey"): EVERYBODY,
    ("POST", "/login/passkey/confirm"): EVERYBODY,
    ("GET", "/setup"): EVERYBODY,
    ("POST", "/setup"): EVERYBODY,
    ("POST", "/preferences"): EVERYBODY,
    ("POST", "/password/strength"): EVERYBODY,
    ("GET", "/"): ALL,
    ("GET", "/account"): ALL,
    ("GET", "/account/factor"): ALL,
    ("POST", "/account/password"): ALL,
    ("POST", "/account/second-factor"): ALL,
    ("POST", "/account/second-factor/confirm"): ALL,
    ("POST", "/account/second-factor/off"): ALL,
    ("POST", "/account/recovery-codes"): ALL,
    ("POST", "/account/sessions/end"): ALL,
    ("POST", "/account/passkeys"): ALL,
    ("POST", "/account/passkeys/add"): ALL,
    ("POST", "/account/passkeys/remove"): ALL,
    ("GET", "/calls"): ALL,
    ("GET", "/calls.csv"): ALL,
    ("GET", "/calls/one"): ALL,
    ("POST", "/calls/one/comment"): ALL,
    ("GET", "/calls/peaks"): ALL,
    ("GET", "/calls/sound"): ALL,
    ("GET", "/directory"): ALL,
    ("POST", "/directory/call"): ALL,
    ("GET", "/workplace"): ALL,
    ("POST", "/workplace/telephone"): ALL,
    ("POST", "/workplace/message"): ALL,
    ("GET", "/workplace/hear"): ALL,
    ("GET", "/workplace/peaks"): ALL,
    ("GET", "/workplace/sound"): ALL,
    ("GET", "/recordings"): ALL,
    ("GET", "/recordings.csv"): ALL,
    ("GET", "/recordings/hear"): ALL,
    ("POST", "/recordings/comment"): ALL,
    ("GET", "/search"): ALL,
    ("GET", "/search/found"): ALL,
    ("GET", "/certificate"): ALL,
    ("GET", "/certificate/lineman.crt"): ALL,
    ("GET", "/certificate/lineman.csr"): "a",
    ("POST", "/certificate/request"): "a",
    ("POST", "/certificate/put"): "a",
    ("POST", "/certificate/own"): "a",
    ("GET", "/about"): ALL,
    ("POST", "/logout"): ALL,
    ("GET", "/board"): WORKS,
    ("POST", "/board/do"): WORKS,
    ("GET", "/board/transfer"): WORKS,
    ("POST", "/board/transfer"): WORKS,
    ("POST", "/day-night"): SETS,  # and whoever is somebody that may at a telephone
    ("GET", "/ports"): SEES,
    ("POST", "/ports/ring"): SETS,
    ("GET", "/demo"): SETS,
    ("GET", "/demo/sound"): SETS,
    ("POST", "/demo/hook"): SETS,
    ("POST", "/demo/press"): SETS,
    ("POST", "/demo/ring"): SETS,
    ("POST", "/demo/end"): SETS,
    ("POST", "/demo/outside"): SETS,
    ("GET", "/ports/telephone"): SETS,
    ("POST", "/ports/telephone"): SETS,
    ("GET", "/ports/stream"): SETS,
    ("POST", "/ports/stream"): SETS,
    ("GET", "/update"): SEES,
    ("POST", "/update"): SETS,
    ("PUT", "/update/file"): SETS,
    ("GET", "/storage"): SETS,
    ("GET", "/network"): SETS,
    ("GET", "/network/edit"): SETS,
    ("POST", "/network/edit"): SETS,
    ("GET", "/monitoring"): "a",
    ("POST", "/monitoring/metrics"): "a",
    ("GET", "/monitoring/LINEMAN-MIB.txt"): "a",
    ("POST", "/monitoring/snmp"): "a",
    ("POST", "/monitoring/syslog"): "a",
    ("POST", "/monitoring/test"): "a",
    ("POST", "/storage/remove"): "a",
    ("GET", "/logs"): SETS,
    ("GET", "/logs/text"): SETS,
    ("GET", "/diagnostics"): SETS,
    ("GET", "/diagnostics/bundle"): SETS,
    ("POST", "/diagnostics/unban"): SETS,
    ("POST", "/diagnostics/restart"): SETS,
    ("GET", "/audit"): "mia",
    ("GET", "/audit/revision"): SETS,
    ("GET", "/accounts"): "a",
    ("GET", "/accounts/new"): "a",
    ("GET", "/accounts/edit"): "a",
    ("POST", "/accounts/save"): "a",
    ("POST", "/accounts/do"): "a",
    ("POST", "/accounts/lift"): "a",
    ("POST", "/accounts/factor"): "a",
    ("GET", "/api-keys"): "a",
    ("POST", "/api-keys/make"): "a",
    ("POST", "/api-keys/revoke"): "a",
    ("GET", "/webhooks"): "a",
    ("GET", "/webhooks/one"): "a",
    ("POST", "/webhooks/make"): "a",
    ("POST", "/webhooks/save"): "a",
    ("POST", "/webhooks/do"): "a",
    ("GET", "/api/docs"): ALL,
    ("GET", "/api/openapi.json"): ALL,
    ("GET", "/changes"): SETS,
    ("POST", "/changes/make"): SETS,
    ("POST", "/changes/leave-out"): SETS,
    ("POST", "/changes/take-over"): SETS,
    ("POST", "/changes/drop"): SETS,
    ("POST", "/changes/confirm"): SETS,
    ("GET", "/changes/return"): SETS,
    ("POST", "/changes/return"): SETS,
    ("GET", "/people"): SETS,
    ("GET", "/people/import"): SETS,
    ("POST", "/people/import"): SETS,
    ("GET", "/people/rights"): SETS,
    ("POST", "/people/rights"): SETS,
    ("GET", "/people/relations"): SETS,
    ("GET", "/departments"): SETS,
    ("GET", "/rights"): SETS,
    ("GET", "/phones"): SETS,
    ("GET", "/trunks"): SETS,
    ("GET", "/outbound"): SETS,
    ("GET", "/outbound/usual"): SETS,
    ("POST", "/outbound/usual"): SETS,
    ("GET", "/inbound"): SETS,
    ("GET", "/inbound/operator"): SETS,
    ("POST", "/inbound/operator"): SETS,
    ("GET", "/menus"): SETS,
    ("PUT", "/prompts/sound"): SETS,
    ("POST", "/prompts/spoken"): SETS,
    ("GET", "/prompts/heard"): SETS,
    ("GET", "/ring-groups"): SETS,
    ("GET", "/queues"): SETS,
    ("GET", "/conferences"): SETS,
    ("GET", "/parking"): SETS,
    ("GET", "/fax"): SETS,
    ("GET", "/fax/document"): "a",
    ("POST", "/fax/document/remove"): "a",
    ("GET", "/schedules"): SETS,
    ("GET", "/codes"): SETS,
    ("POST", "/codes"): SETS,
    ("GET", "/blocked"): SETS,
    ("GET", "/blocked/others"): SETS,
    ("POST", "/blocked/others"): SETS,
    ("POST", "/blocked/said"): SETS,
    ("GET", "/what-if"): SETS,
    ("POST", "/what-if/keep"): SETS,
    ("POST", "/what-if/forget"): SETS,
    ("GET", "/start"): SETS,
    ("GET", "/start/network"): SETS,
    ("GET", "/start/network-ports/new"): SETS,
    ("POST", "/start/network-ports/new"): SETS,
    ("GET", "/start/network-ports/edit"): SETS,
    ("POST", "/start/network-ports/edit"): SETS,
    ("POST", "/start/network-ports/remove"): SETS,
    ("GET", "/start/greeting"): SETS,
    ("POST", "/start/greeting"): SETS,
    ("GET", "/start/people"): SETS,
    ("POST", "/start/people"): SETS,
    ("GET", "/start/mail"): SETS,
    ("POST", "/start/mail"): SETS,
    ("GET", "/start/mail-test"): SETS,
    ("POST", "/start/mail-test"): SETS,
    ("GET", "/start/check"): SETS,
    ("GET", "/start/place"): SETS,
    ("POST", "/start/place"): SETS,
    ("GET", "/start/inbound"): SETS,
    ("POST", "/start/inbound"): SETS,
    ("GET", "/start/telephones"): SETS,
    ("POST", "/start/telephones"): SETS,
    ("GET", "/start/lines"): SETS,
    ("GET", "/start/test"): SETS,
    ("POST", "/start/test"): SETS,
    ("GET", "/start/map"): SETS,
    ("POST", "/start/mark"): SETS,
    ("POST", "/start/apply"): SETS,
    ("GET", "/office"): SETS,
    ("GET", "/office/edit"): SETS,
    ("POST", "/office/edit"): SETS,
    ("GET", "/mail"): SETS,
    ("GET", "/mail/edit"): SETS,
    ("POST", "/mail/edit"): SETS,
    ("POST", "/mail/test"): SETS,
    **{
        (method, f"{path}{suffix}"): who
        for path, who in _KINDS.items()
        for method, suffix in (
            ("GET", "/new"), ("POST", "/new"), ("GET", "/edit"), ("POST", "/edit"),
            ("POST", "/remove"), ("GET", ".csv"),
        )
    },
}  # fmt: skip
# Whoever sends no header has the key in the address: this scope and no other opens them.
BY_ADDRESS: dict[tuple[str, str], str] = {("GET", "/phone-book/{key}/{form}"): "phone-book"}
# A page's stream and fragments, by the page; a fragment may want more than its page does.
LIVE = {"overview": ALL, "calls": ALL, "about": ALL, "board": WORKS, "ports": SEES, "update": SEES,
        "start": SETS, "workplace": ALL, "diagnostics": SETS, "demo": SETS}  # fmt: skip
STREAMS = {"logs": SETS}  # pages that have no fragments, and tell what they like
FRAGMENTS = {("overview", "front"): SEES, ("overview", "day-night"): SEES}

LETTERS = {
    "e": Role.EMPLOYEE, "o": Role.OPERATOR, "m": Role.MANAGER, "i": Role.INSTALLER, "a": Role.ADMIN,
}  # fmt: skip
STRANGER = "stranger"
ENDED = "a session that has ended"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Visitors:
    office: Configured
    sessions: dict[str, str]
    keys: dict[frozenset[Scope], str] = field(default_factory=dict)

    def key(self, *scopes: Scope) -> str:
        """A key that opens these and nothing else."""
        wanted = frozenset(scopes)
        if wanted not in self.keys:
            made = MakeApiKey(f"key {len(self.keys)}", tuple(scopes))
            self.keys[wanted] = ask(self.office.running.page, made, self.office.session).text
        return self.keys[wanted]

    def ask_by_key(self, key: str, method: str, path: str, body: str = "") -> Answer:
        """As a program would."""
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        sent = body.encode() if body else None
        return self.office.stand.ask(path, method=method, body=sent, headers=headers)

    def ask(self, who: str, method: str, path: str, body: str = "", **changed: str) -> Answer:
        """As a page of ours would, with the right token; `changed` are other headers than its."""
        session = self.sessions.get(who, "")
        name = security.SESSION_COOKIE if session else security.VISITOR_COOKIE
        secret = session or "visitor"
        stand = self.office.stand
        headers = {"Cookie": f"{name}={secret}"}
        if method in {"GET", "HEAD"}:
            return stand.ask(path, method=method, headers=headers)
        token = security.form_token(secret)
        headers |= {"Origin": stand.url, "Content-Type": FORM, "X-CSRF-Token": token, **changed}
        sent = body.encode()
        return stand.ask(path, method=method, body=sent, headers=headers)


@contextmanager
def visiting(folder: Path) -> Iterator[Visitors]:
    """An office with an account of each role, all logged in, and one that no longer is."""
    with configured(folder) as office:
        page = office.running.page
        sessions = {Role.ADMIN.value: office.session}
        for who, role in {**{r.value: r for r in LETTERS.values()}, ENDED: Role.ADMIN}.items():
            if who not in sessions:
                ask(page, SetAccount(who, PASSWORD, role), office.session)
                sessions[who] = ask(page, LogIn(who, PASSWORD)).token
        ask(page, EndSessions(ENDED), office.session)
        with office.certified():
            yield Visitors(office, sessions)


def outcome(answer: Answer) -> str:
    """What somebody met: the door, a refusal, or the route itself."""
    if answer.headers.get("location") == "/login":
        return "to log in"
    return {401: "wants a key", 403: "refused"}.get(answer.status, "answered")


def wanted(role: str, who: str) -> str:
    """What this visitor is to meet at a route that is for `who`."""
    if who in BY_KEY.values():
        return "wants a key"
    if role in {STRANGER, ENDED}:
        return "answered" if who == EVERYBODY else "to log in"
    letters = {each.value: letter for letter, each in LETTERS.items()}
    return "answered" if who == EVERYBODY or letters[role] in who else "refused"
