"""What goes wrong, as RFC 9457 wants it told: which field, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, raw

from appliance.core.errors import Fault, Invalid, Outdated
from appliance.spoken import sentences
from appliance.spoken.languages import mark
from appliance.wire.answers import Why
from appliance.wire.errors import NotAllowed, Unreachable
from webui import language

TYPE = "application/problem+json"
DOCS = "/api/docs"
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`|required field `([^`]*)`")


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """`type` leads to what the docs say of it; `field` is a path such as `part.devices[0]`."""

    type: str
    title: str
    status: int
    detail: str = ""
    field: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """Both texts are to be translated."""

    status: int
    title: str
    cure: str


KINDS = {
    "no-key": Kind(
        401,
        mark("No key came with the request"),
        mark("Send “Authorization: Bearer” and a key of the page “API keys”."),
    ),
    "wrong-key": Kind(
        401, mark("This key does not count"), mark("Copy it whole, or have a new one made.")
    ),
    "ended-key": Kind(401, mark("This key has ended"), mark("Have a new one made.")),
    "scope": Kind(
        403,
        mark("The key has not the scope for this"),
        mark("Have a key made with one of the scopes that stand in the detail."),
    ),
    "key-in-address": Kind(
        403,
        mark("This key opens more than the phone book"),
        mark("An address is seen by many: have a key made that opens the phone book alone."),
    ),
    "without-tls": Kind(
        403,
        mark("This is answered by https alone"),
        mark(
            "Use an address that begins with https://, and have a new key made: this one was sent"
            " in the clear."
        ),
    ),
    "not-found": Kind(
        404, mark("There is no such thing"), mark("Ask for the list, and take a name from it.")
    ),
    "method": Kind(
        405, mark("This cannot be done here"), mark("Use a method that the docs name for this.")
    ),
    "conflict": Kind(
        409,
        mark("Something else came first"),
        mark("Look at how it stands now and send it anew.")
    ),
    "unreadable": Kind(
        400, mark("The request was not understood"), mark("Send it as the docs describe it.")
    ),
    "too-large": Kind(
        413, mark("What was sent is too large"),
        mark("Send less at once: a sound may have 20 MB, a table 2 MB, an update 400 MB."),
    ),
    "media-type": Kind(
        415, mark("The body is no JSON"), mark("Send JSON with “Content-Type: application/json”.")
    ),
    "file-type": Kind(
        415, mark("The body is not of the type that is wanted"),
        mark("Send the file itself, with the Content-Type that stands in the detail."),
    ),
    "length": Kind(
        411, mark("Nothing says how large the file is"), mark("Send it with a Content-Length.")
    ),
    "short": Kind(
        400, mark("The file did not arrive whole"), mark("Send it again, from its begin.")
    ),
    "invalid": Kind(
        422, mark("A field cannot be so"), mark("Change the field that is named and send it again.")
    ),
    "range": Kind(
        416, mark("There is no such part of it"), mark("Ask for a part within its size.")
    ),
    "wait": Kind(
        429, mark("Too many wrong keys came from this address"),
        mark("Wait as many seconds as “Retry-After” says."),
    ),
    "rate": Kind(429, mark("Too many requests"), mark("Ask more slowly.")),
    "busy": Kind(
        503, mark("Too many follow the events already"), mark("Close one of the streams.")
    ),
    "fault": Kind(
        503, mark("The box could not do this"), mark("Look at the issues of the box.")
    ),
    "unreachable": Kind(
        503, mark("The supervisor does not answer"),
        mark("Try again in a few seconds; calls go on meanwhile."),
    ),
    "bug": Kind(
        500, mark("Something went wrong here"), mark("Send a support bundle to whoever helps you.")
    ),
}  # fmt: skip


class Wrong(Exception):
    """A request that failed: which of `KINDS`, and what more is known of it."""

    def __init__(
        self, kind: str, detail: str = "", field: str = "", cure: str = "", seconds: float = 0.0
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.field = kind, detail, field
        self.cure, self.seconds = cure, seconds


def problem(wrong: Wrong, chosen: str) -> HTTPResponse:
    """The answer to a request that failed, in the language `chosen`."""
    known, say = KINDS[wrong.kind], language.translations(chosen).gettext
    told = Problem(
        type=f"{DOCS}#{wrong.kind}",
        title=say(known.title),
        status=known.status,
        detail=sentences.said(wrong.detail, chosen) if wrong.detail else "",
        field=wrong.field,
        cure=sentences.said(wrong.cure, chosen) if wrong.cure else say(known.cure),
    )
    headers = {"Content-Language": chosen}
    if known.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="Lineman"'
    if known.status in {429, 503}:
        headers["Retry-After"] = str(int(wrong.seconds) + 1 if wrong.seconds else 2)
    return raw(msgspec.json.encode(told), known.status, headers, content_type=TYPE)


def of(error: Exception, chosen: str, in_path: tuple[str, ...] = ()) -> HTTPResponse | None:
    """The answer to what was raised; None for a bug. A name in the path that is none is a 404."""
    wrong = _wrong(error, in_path)
    return None if wrong is None else problem(wrong, chosen)


_DENIED = {
    Why.LOG_IN: "ended-key",
    Why.WRONG: "wrong-key",
    Why.RIGHTS: "scope",
    Why.WAIT: "wait",
    Why.NOT_UNDERSTOOD: "unreadable",
}
_BY_STATUS = {404: "not-found", 405: "method", 413: "too-large", 500: "bug", 503: "unreachable"}
_IN_PATH = {"call": "key", "recording": "place"}  # what refusals call it, and our paths
_MOVED = frozenset({"revision", "change", "draft"})


def _wrong(error: Exception, in_path: tuple[str, ...]) -> Wrong | None:
    found: Wrong | None = None
    match error:
        case Wrong():
            found = error
        case NotAllowed():
            found = Wrong(_DENIED.get(error.why, "scope"), seconds=error.seconds)
        case Outdated():
            found = Wrong("conflict", error.reason, error.field, _since(error.since))
        case Invalid():
            found = Wrong(_invalid(error.field, in_path), error.reason, error.field)
        case Fault():
            found = Wrong("fault", error.text, cure=error.remedy)
        case Unreachable():
            found = Wrong("unreachable")
        case msgspec.ValidationError():
            found = Wrong("invalid", *_place(str(error)))
        case msgspec.DecodeError() | RecursionError():
            found = Wrong("unreadable", str(error))
        case SanicException():
            found = Wrong(_BY_STATUS.get(error.status_code, "unreadable"))
    return found


def _since(revision: int) -> str:
    return f"GET /revisions/{revision}/difference tells what others changed; send it anew."


def _invalid(field: str, in_path: tuple[str, ...]) -> str:
    if _IN_PATH.get(field, field) in in_path:
        return "not-found"
    return "conflict" if field in _MOVED else "invalid"


def _place(said: str) -> tuple[str, str]:
    """What msgspec says, and at which field."""
    found = _PLACE.search(said)
    text, place = (said[: found.start()], found[1]) if found else (said, "")
    if named := _UNKNOWN.search(text):
        inner = named[1] or named[2]
        place = f"{place}.{inner}" if place else inner
    return text, place
