"""Codes beside the password: of an app, every 30 s another (RFC 6238), and recovery codes."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

import pyotp

from appliance.core.errors import Invalid
from appliance.wire import slow_digest

STEP = 30  # seconds that a code holds; all apps know it
_DRIFT = 1  # steps that a telephone's clock may be off
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 8  # of which base32 makes ten letters: 50 bits
_RECOVERY_LETTERS = 10
ISSUER = "Lineman"


def last_one(field: str) -> Invalid:
    """Why one's last second factor stays."""
    return Invalid(
        field, "your role wants a second factor, and this is your last: make another one first"
    )


def fresh_secret() -> str:
    """160 bits, as the RFC advises, in the letters that apps take."""
    return pyotp.random_base32(32)


def uri(secret: str, user: str) -> str:
    """What the picture for the app holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=user, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: float) -> int | None:
    """Which step of the clock this code is of; None for a wrong one."""
    made = pyotp.TOTP(secret)
    current = int(now) // STEP
    typed = "".join(code.split()).encode()
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if hmac.compare_digest(made.generate_otp(step).encode(), typed):
            return step
    return None


def fresh_recovery_codes() -> tuple[str, ...]:
    """Such as `ABCDE-FGHIJ`."""
    return tuple(_recovery_code() for _ in range(_RECOVERY_CODES))


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()[:_RECOVERY_LETTERS]
    return f"{letters[:5]}-{letters[5:]}"


def digests(recovery_codes: Iterable[str]) -> tuple[str, ...]:
    """What is kept of them; takes about 30 ms of a processor for each."""
    return tuple(slow_digest.digest(_letters(code)) for code in recovery_codes)


def without(kept: tuple[str, ...], code: str) -> tuple[str, ...] | None:
    """What is left of the digests when this code is used; None when it is of none of them.

    As typed by a person: case, spaces and the dash do not count.
    """
    letters = _letters(code)
    if len(letters) != _RECOVERY_LETTERS:  # a code of the app, mistyped
        return None
    used = next((each for each in kept if _is_of(each, letters)), None)
    return None if used is None else tuple(each for each in kept if each != used)


def _is_of(kept: str, letters: str) -> bool:
    """Codes that an older release made are kept as SHA-256 until they are used or renewed."""
    if kept.startswith("$"):
        return slow_digest.fits(kept, letters)
    return hmac.compare_digest(kept, hashlib.sha256(letters.encode()).hexdigest())


def _letters(recovery_code: str) -> str:
    return "".join(c for c in recovery_code.upper() if c.isalnum())
