"""Routes of the API about the box itself, its certificate, accounts and keys."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.spoken.languages import mark
from appliance.wire import access, api_keys, bans, certificate, history, network, protocol, storage
from webui.api.route import Body, Route, whole

BOX, ACCOUNTS = mark("The box"), mark("Accounts and keys")


def box() -> Iterator[Route]:
    """What the box is, and what is done with it as a whole."""
    own = mark("What this key opens, and until when")
    yield Route("GET", "/key", api_keys.GetOwnApiKey, "key", own)
    glance = mark("The box at a glance, with its issues")
    yield Route("GET", "/status", protocol.GetStatus, "status", glance)
    yield Route("GET", "/cards", protocol.GetCards, "cards", mark("Cards and their ports"))
    releases = mark("Releases in the slots, and how the last update went")
    yield Route("GET", "/update", protocol.GetUpdate, "update", releases)
    known_by = mark("The certificate by which a browser knows the box")
    room = mark("How full each kind of data is, and when it would be full")
    place = mark("How the box is on the network, and what it knows of the time")
    yield Route("GET", "/network", network.GetNetwork, "network", place)
    yield Route("GET", "/storage", storage.GetStorage, "storage", room)
    busy = mark("How busy it was over a day or a week: calls and outside lines at once")
    yield Route("GET", "/load", history.GetLoad, "load", busy)
    yield Route("GET", "/certificate", certificate.GetCertificate, "certificate", known_by)
    issues = mark("What is wrong, and what to do about it")
    yield Route("GET", "/issues", protocol.GetStatus, "issues", issues, paging=whole("issues"))
    yield Route(
        "GET", "/events", protocol.Subscribe, "events",
        mark("What happens, as it happens: server-sent events, of which the scopes choose"),
        body=Body.EVENTS,
    )  # fmt: skip
    yield from _box_changes()
    yield from _certificate()


def _box_changes() -> Iterator[Route]:
    begun = mark("Install what lies at an address: into the spare slot, then a restart on trial")
    yield Route("POST", "/update", protocol.InstallUpdate, "install", begun,
                fixed={"size": 0}, needed=frozenset({"url"}))  # fmt: skip
    sent = mark("Install the bundle that is sent; GET /update tells how it goes on")
    yield Route(
        "PUT", "/update/bundle", protocol.InstallUpdate, "install-bundle", sent,
        fixed={"url": "", "size": 0}, brings="application/octet-stream", as_it_comes=True,
        largest=protocol.LARGEST_UPDATE,
    )  # fmt: skip
    yield Route("POST", "/restart", protocol.Restart, "restart", mark("Restart it; calls drop"))
    shut = mark("Who is shut out because passwords of telephones were guessed")
    yield Route("GET", "/bans", bans.GetBans, "bans", shut, paging=whole("bans"))
    again = mark("Listen to an address again")
    yield Route("DELETE", "/bans/{address}", bans.Unban, "unban", again, paging=whole("bans"))
    every = mark("Listen to everybody again")
    yield Route("DELETE", "/bans", bans.Unban, "unban-all", every,
                fixed={"address": ""}, paging=whole("bans"))  # fmt: skip


def _certificate() -> Iterator[Route]:
    path, asked = "/certificate", "/certificate/request"
    waits = mark("The request for a certificate that waits for its answer")
    yield Route("GET", asked, certificate.GetCertificateRequest, "certificate-request", waits)
    fresh = mark("A fresh key and a request with it, for who signs; the key stays in the box")
    yield Route("POST", asked, certificate.MakeCertificateRequest, "request-certificate", fresh)
    shown = mark("Show browsers a certificate of yours; without a key the answer to the request")
    long = {"chain": certificate.LONGEST, "key": certificate.LONGEST}
    yield Route("PUT", path, certificate.SetCertificate, "set-certificate", shown, long=long)
    own = mark("Show browsers the box's own again")
    yield Route("DELETE", path, certificate.DropCertificate, "drop-certificate", own)


def accounts() -> Iterator[Route]:
    """Who may log in, and other keys: as far as the key that asks may as much."""
    one = "/accounts/{user}"
    yield Route("GET", "/accounts", access.GetAccounts, "accounts", mark("Who may log in"),
                paging=whole("accounts"))  # fmt: skip
    put = mark("Make an account or change it; without a password the one it has stays")
    yield Route("PUT", one, access.SetAccount, "set-account", put,
                needed=frozenset({"role", "person"}), makes=True)  # fmt: skip
    gone = mark("Take an account away")
    yield Route("DELETE", one, access.RemoveAccount, "remove-account", gone)
    locked = mark("Lock an account, or open it again")
    yield Route("PUT", f"{one}/lock", access.LockAccount, "lock-account", locked)
    opened = mark("Who is logged in, and where")
    yield Route("GET", "/sessions", access.GetEverySession, "sessions", opened,
                paging=whole("sessions"))  # fmt: skip
    ended = mark("End every session of an account")
    yield Route("DELETE", f"{one}/sessions", access.EndSessions, "end-sessions", ended)
    code = mark("Of whom telephone and recovery codes are lost: the password alone counts again")
    path = f"{one}/second-factor"
    yield Route("DELETE", path, access.DropSecondFactor, "drop-second-factor", code)
    lost = mark("Drop the passkeys of whom the device is lost")
    yield Route("DELETE", f"{one}/passkeys", access.DropPasskeys, "drop-passkeys", lost)
    wanted = mark("Of which roles a second factor is wanted")
    yield Route("PUT", "/second-factor", access.WantSecondFactor, "want-second-factor", wanted)
    yield from _keys()


def _keys() -> Iterator[Route]:
    every = mark("Keys of programs, but for their texts")
    yield Route("GET", "/keys", api_keys.GetApiKeys, "keys", every, paging=whole("keys"))
    made = mark("A new key; its text is told once. It opens no more and ends no later than yours")
    yield Route("POST", "/keys", api_keys.MakeApiKey, "make-key", made)
    gone = mark("A key opens nothing any more, nor do those that it made")
    yield Route("DELETE", "/keys/{key}", api_keys.RevokeApiKey, "revoke-key", gone,
                paging=whole("keys"))  # fmt: skip
