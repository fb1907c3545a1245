"""Codes beside the password: of an app, every 30 s another (RFC 6238), and recovery codes."""

import base64
import hashlib
import hmac
import secrets

import pyotp

STEP = 30  # seconds that a code holds; all apps know it
_DRIFT = 1  # steps that a telephone's clock may be off
_RECOVERY_CODES = 10
_RECOVERY_BYTES = 8  # of which base32 makes ten letters: 50 bits
_RECOVERY_LETTERS = 10
ISSUER = "Lineman"


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


def digest(recovery_code: str) -> str:
    """What is kept of one. As typed by a person: case, spaces and the dash do not count."""
    letters = "".join(c for c in recovery_code.upper() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()
