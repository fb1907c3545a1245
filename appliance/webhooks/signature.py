"""How a receiver knows that a message is ours, new and whole: Standard Webhooks 1.0.

The signature covers the message's id, the moment it was sent and the body, so a copy that somebody
sends again later is seen to be old.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

PREFIX = "whsec_"
_BYTES = 32


def fresh_secret() -> str:
    """256 random bits, as receivers' libraries take them."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def signed(secret: str, ident: str, moment: float, body: bytes) -> Mapping[str, str]:
    """The headers that go with this body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    stamp = str(int(moment))
    content = f"{ident}.{stamp}.".encode() + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return {
        "webhook-id": ident,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
