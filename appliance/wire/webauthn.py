"""What is asked of a device that keeps passkeys, and what its answer proves.

The rules are those of Web Authentication (W3C, level 3, sections 7.1 and 7.2), looked after by the
library fido2 (decision 0054). No attestation is asked for: any make of device will do. Whoever
holds the device is always to be verified by it, by fingerprint, face or PIN, so that a passkey is
both factors.
"""

import json
import struct
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
    CredentialCreationOptions,
    CredentialRequestOptions,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from appliance.core.errors import Invalid
from appliance.wire.challenges import HOLDS
from appliance.wire.devices import Made, Proof
from appliance.wire.passwords import Passkey
from appliance.wire.trusted import Site

T = TypeVar("T")
TITLE = "Lineman"
# In the order in which they are wanted: what platforms and security keys make, and Windows Hello.
_KINDS: tuple[type[CoseKey], ...] = (ES256, EdDSA, RS256)
# Whatever a library may stumble over in bytes that anybody can send.
_JUNK = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    struct.error,
    UnsupportedAlgorithm,
)


def wanted(site: Site, challenge: bytes, user: str, handle: str, known: Iterable[str]) -> str:
    """The browser's options for a new passkey, in JSON; not on a device that keeps a known one."""
    options, _ = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=websafe_decode(handle), name=user, display_name=user),
        _descriptors(known),
        ResidentKeyRequirement.REQUIRED,
        UserVerificationRequirement.REQUIRED,
        challenge=challenge,
    )
    return _told(options)


def asked(site: Site, challenge: bytes, known: Iterable[str]) -> str:
    """The browser's options for a log-in, in JSON; with none known the device offers its own."""
    options, _ = _server(site).authenticate_begin(
        _descriptors(known) or None, UserVerificationRequirement.REQUIRED, challenge
    )
    return _told(options)


def made(site: Site, challenge: bytes, client_data: str, attestation: str) -> Made:
    """The new passkey. Invalid when the browser's answer is not to be believed."""
    response = {"clientDataJSON": client_data, "attestationObject": attestation}
    answer = {"rawId": "", "response": response}
    _check_client(site, challenge, client_data)
    _check_verified(_read(lambda: AttestationObject(websafe_decode(attestation)).auth_data))
    data = _read(lambda: _server(site).register_complete(_state(challenge), answer))
    credential = data.credential_data
    if credential is None or not isinstance(credential.public_key, _KINDS):
        raise Invalid("passkey", _NOT_BELIEVED)
    ident = websafe_encode(credential.credential_id)
    return Made(ident, websafe_encode(bytes(credential)), data.counter)


def proved(site: Site, challenge: bytes, passkey: Passkey, proof: Proof) -> int:
    """The device's counter after this. Invalid when this is no proof that it keeps the passkey."""
    _check_client(site, challenge, proof.client_data)
    _check_verified(_read(lambda: AuthenticatorData(websafe_decode(proof.authenticator_data))))
    response = {
        "clientDataJSON": proof.client_data,
        "authenticatorData": proof.authenticator_data,
        "signature": proof.signature,
    }
    answer = {"rawId": proof.id, "response": response}

    def verified() -> int:
        credential = AttestedCredentialData(websafe_decode(passkey.key))
        _server(site).authenticate_complete(_state(challenge), [credential], answer)
        return AuthenticatorData(websafe_decode(proof.authenticator_data)).counter

    return _read(verified)


_NOT_BELIEVED = "the device's answer does not hold; try again"


def _check_client(site: Site, challenge: bytes, client_data: str) -> None:
    """The library sees to both too; here they get a sentence of their own."""
    said = _read(lambda: CollectedClientData(websafe_decode(client_data)))
    if said.origin != site.origin or said.cross_origin:
        raise Invalid("passkey", "it was given for another page than this; open the box's own page")
    if said.challenge != challenge:
        raise Invalid("passkey", "this was used already, or took too long; begin again")


def _check_verified(data: AuthenticatorData) -> None:
    if not data.is_user_verified():
        raise Invalid(
            "passkey",
            "the device did not see to who holds it; set up a PIN, a fingerprint or a face there",
        )


def _read(work: Callable[[], T]) -> T:
    try:
        return work()
    except _JUNK as error:
        raise Invalid("passkey", _NOT_BELIEVED) from error


def _server(site: Site) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=site.host, name=TITLE),
        AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == site.origin,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=kind.ALGORITHM)
        for kind in _KINDS
    ]
    return server


def _told(options: CredentialCreationOptions | CredentialRequestOptions) -> str:
    return json.dumps({**dict(options)["publicKey"], "timeout": int(HOLDS * 1000)})


def _state(challenge: bytes) -> dict[str, Any]:
    """As the library keeps it between question and answer."""
    return {
        "challenge": websafe_encode(challenge),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }


def _descriptors(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    kind = PublicKeyCredentialType.PUBLIC_KEY
    return [PublicKeyCredentialDescriptor(type=kind, id=websafe_decode(each)) for each in known]
