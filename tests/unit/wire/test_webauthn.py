"""What anybody can send in a passkey's stead, and what was kept before there were any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.core.errors import Invalid
from appliance.wire.devices import Proof, verifier
from appliance.wire.passwords import Passkey, Users
from appliance.wire.roles import Role
from appliance.wire.sessions import How, Sessions
from appliance.wire.trusted import Site, site_of
from tests.fakes.authenticator import encoded
from tests.fakes.door import PASSWORD

SITE = "lineman.local"


def test_a_site_is_what_stands_in_an_address() -> None:
    assert site_of("box.example:8443") == Site("box.example", "https://box.example:8443")
    for odd in ("a@box.example", "box.example/path", "box.example?x", "box.example#x", "[::1"):
        assert site_of(odd).host == ""


_BYTES = st.binary(max_size=300).map(encoded)


@settings(max_examples=300, deadline=None)
@given(_BYTES, _BYTES, _BYTES, _BYTES)
def test_whatever_is_sent_is_refused_and_nothing_breaks(a: str, b: str, c: str, d: str) -> None:
    site, challenge = Site(SITE, f"https://{SITE}"), bytes(32)
    client = encoded(
        json.dumps(
            {"type": "webauthn.get", "challenge": encoded(challenge), "origin": site.origin}
        ).encode()
    )
    passkey = Passkey(a, "key", SITE, b, 0.0)
    for said in (a, client):
        with pytest.raises(Invalid):
            verifier().made(site, challenge, said, d)
        with pytest.raises(Invalid):
            verifier().proved(site, challenge, passkey, Proof(a, said, c, d))


@pytest.mark.parametrize("nested", [b"\x81" * 2000, b"\xa1\x00" * 2000, b"\x9b" + b"\xff" * 8])
def test_deep_and_endless_values_are_refused(nested: bytes) -> None:
    site, challenge = Site(SITE, f"https://{SITE}"), bytes(32)
    said = {"type": "webauthn.create", "challenge": encoded(challenge), "origin": site.origin}
    with pytest.raises(Invalid, match="does not hold"):
        verifier().made(site, challenge, encoded(json.dumps(said).encode()), encoded(nested))


def test_what_the_release_before_kept_is_read(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json")
    users.set("olga", PASSWORD, Role.MANAGER)
    kept = {"accounts": {"olga": {"role": "manager", "secret": "ABC", "step": 7}}}
    (tmp_path / "guards.json").write_text(json.dumps(kept))
    guard = Users(tmp_path / "users.json").named("olga").guard
    assert (guard.secret, guard.step, guard.passkeys, guard.handle) == ("ABC", 7, (), "")
    before = {"user": "olga", "role": "manager", "expires": 9e9, "began": 1.0, "seen": 1.0}
    (tmp_path / "sessions.json").write_text(json.dumps({"a" * 64: before}))
    ((_, session),) = Sessions(tmp_path / "sessions.json", lambda: 2.0).every()
    assert session.how is How.UNKNOWN
