"""What every answer says to the browser, and how a request proves that it is from our own page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

SESSION_COOKIE = "__Host-session"
VISITOR_COOKIE = "__Host-visitor"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def with_player(nonce: str) -> dict[str, str]:
    """The rules of a page with a picture of sound, which brings one style sheet along."""
    policy = HEADERS["Content-Security-Policy"]
    policy = policy.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")
    return {"Content-Security-Policy": policy}


def new_visitor() -> str:
    """A secret for a browser that has not logged in; its forms' token is derived from it."""
    return secrets.token_urlsafe(24)


def form_token(secret: str) -> str:
    """The token that forms carry; `secret` is a cookie that another site can neither read nor set.

    Derived, not stored: it survives a restart of this process and needs no key here.
    """
    return hmac.new(secret.encode(), b"lineman form", hashlib.sha256).hexdigest()


def token_matches(secret: str, given: str) -> bool:
    return hmac.compare_digest(form_token(secret).encode(), given.encode())


def same_origin(origin: str | None, fetch_site: str | None, host: str) -> bool:
    """Whether a changing request comes from a page of this very host.

    Every browser sends `Origin` with a POST or PUT; one without it is not a browser's form.
    """
    if fetch_site not in (None, "same-origin"):
        return False
    return origin is not None and urlsplit(origin).netloc == host
