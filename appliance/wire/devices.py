"""Devices that keep passkeys: what they answer, and who understands it, once that is needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from appliance.wire.passwords import Passkey
from appliance.wire.trusted import Site


@dataclass(frozen=True, slots=True)
class Made:
    """A device's new passkey: `id`, `key` and `counter` as in `Passkey`."""

    id: str
    key: str
    counter: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser gives for a log-in, in base64url."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str


class Verifier(Protocol):
    """What `webauthn` offers. Invalid says which rule an answer breaks."""

    def wanted(
        self, site: Site, challenge: bytes, user: str, handle: str, known: Iterable[str]
    ) -> str:
        """The browser's options for a new passkey, in JSON; on no device that keeps a known one."""

    def asked(self, site: Site, challenge: bytes, known: Iterable[str]) -> str:
        """The browser's options for a log-in, in JSON; with none known of any that is kept."""

    def made(self, site: Site, challenge: bytes, client_data: str, attestation: str) -> Made:
        """The new passkey."""

    def proved(self, site: Site, challenge: bytes, passkey: Passkey, proof: Proof) -> int:
        """The device's counter after this proof that it keeps the passkey."""


def verifier() -> Verifier:
    """It takes 15 MB, which a box where nobody has a passkey does not spend."""
    from appliance.wire import webauthn  # noqa: PLC0415  # not at the start

    return webauthn
