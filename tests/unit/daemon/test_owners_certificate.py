"""A certificate of the owner's: judged, shown, seen to be shown, and put back when it is not."""

from __future__ import annotations

import ssl
import stat
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from appliance.core.errors import Fault, Invalid
from appliance.daemon import certificate as daemon
from appliance.daemon.certificate import Certificates, days_left
from appliance.simulate.host import SimulatedFront, SimulatedNetwork
from appliance.wire.access_log import What
from appliance.wire.admission import Asker
from appliance.wire.certificate import (
    Certificate,
    CertificateRequest,
    DropCertificate,
    GetCertificate,
    GetCertificateRequest,
    MakeCertificateRequest,
    SetCertificate,
)
from appliance.wire.roles import Role
from appliance.wire.sessions import Session
from tests.fakes.authority import Authority, fresh_key, pem_of
from tests.fakes.certificate import certified

ANNA = Asker(Session("anna", Role.ADMIN, 0.0))
NAME = "pbx.office.example"
ROOT = Authority("A root")
BETWEEN = Authority("Between", ROOT)


@dataclass
class Stubborn:
    """A front that goes on showing what it showed, or does not even listen."""

    der: bytes
    deaf: bool = False
    told: int = 0

    async def take(self) -> None:
        self.told += 1
        if self.deaf:
            raise Fault("nginx.service did not do as told: failed.", "Try again.")

    async def shown(self) -> bytes:
        return self.der


@dataclass
class Kept:
    """The certificates of a box at 192.0.2.10, and who did what to them."""

    folder: Path
    leads: dict[str, frozenset[str]] = field(default_factory=dict)
    noted: list[tuple[What, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.own = certified(self.folder)
        self.owners = self.folder / "certificate/used.pem"
        self.certificates = Certificates(
            self.own,
            self.owners,
            SimulatedFront((self.owners, self.own)),
            SimulatedNetwork(self.folder),
            self._note,
            lookup=self._lookup,
        )

    async def _note(self, asker: Asker, what: What, of: str) -> None:
        assert asker is ANNA
        self.noted.append((what, of))

    async def _lookup(self, name: str) -> frozenset[str]:
        return self.leads.get(name, frozenset())

    async def ask(self, question: object) -> Certificate:
        found = await self.certificates.answering[type(question)](question, ANNA)
        assert isinstance(found, Certificate)
        return found

    async def asked(self, question: object) -> CertificateRequest:
        found = await self.certificates.answering[type(question)](question, ANNA)
        assert isinstance(found, CertificateRequest)
        return found


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


async def test_a_request_is_answered_and_its_key_stays_here(kept: Kept) -> None:
    assert (await kept.asked(GetCertificateRequest())).pem == ""
    made = await kept.asked(MakeCertificateRequest(("PBX.office.example", "lineman.local", NAME)))
    assert made == await kept.asked(GetCertificateRequest())
    assert made.names == (NAME, "lineman.local")
    assert "PRIVATE" not in made.pem
    chain = BETWEEN.answer(made.pem) + BETWEEN.pem
    found = await kept.ask(SetCertificate(chain, host=NAME))
    assert (found.owners, found.names) == (True, (NAME, "lineman.local"))
    assert found.own == kept.own.read_text()
    assert "PRIVATE" not in found.pem
    assert await kept.certificates.names() == found.names
    assert (await kept.asked(GetCertificateRequest())).pem == ""
    assert [what for what, _ in kept.noted] == [What.CERTIFICATE_ASKED, What.CERTIFICATE_SET]
    with pytest.raises(Invalid, match="no request of this box waits"):
        await kept.ask(SetCertificate(chain, host=NAME))


async def test_what_nginx_reads_is_for_the_supervisor_and_root_alone(kept: Kept) -> None:
    key = fresh_key()
    await kept.ask(SetCertificate(ROOT.signed(key, NAME), pem_of(key), NAME))
    assert stat.S_IMODE(kept.owners.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.owners.parent.stat().st_mode) == 0o700
    assert kept.owners.read_text().startswith(pem_of(key))


async def test_one_returns_to_the_boxs_own(kept: Kept) -> None:
    own = await kept.ask(GetCertificate())
    key = fresh_key()
    await kept.ask(SetCertificate(ROOT.signed(key, NAME), pem_of(key), NAME))
    assert await kept.ask(DropCertificate()) == own
    assert not kept.owners.exists()
    assert not own.owners
    assert kept.noted[-1] == (What.CERTIFICATE_DROPPED, "")


@pytest.mark.parametrize("deaf", [False, True])
async def test_what_is_not_shown_is_put_back(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, *, deaf: bool
) -> None:
    monkeypatch.setattr(daemon, "SHOWN_WITHIN", 0.4)
    before, after = fresh_key(), fresh_key()
    await kept.ask(SetCertificate(ROOT.signed(before, NAME), pem_of(before), NAME))
    whole, shown = kept.owners.read_bytes(), await kept.ask(GetCertificate())
    front = Stubborn(ssl.PEM_cert_to_DER_cert(shown.pem), deaf)
    kept.certificates.front = front
    with pytest.raises(Fault, match="does not show this certificate") as refused:
        await kept.ask(SetCertificate(ROOT.signed(after, NAME), pem_of(after), NAME))
    assert ("did not do as told" in refused.value.text) is deaf
    assert kept.owners.read_bytes() == whole
    assert front.told == 2, "what was put back has to be read too"
    assert await kept.ask(GetCertificate()) == shown


_EARLY, _LATE = (5.0, 90.0), (-90.0, -1.0)


def _locked(key: ec.EllipticCurvePrivateKey) -> str:
    made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    return made.decode()


def _by_sha1() -> str:
    """Signed as nobody does it any more, openssl excepted."""
    with TemporaryDirectory() as folder:
        for name, text in (("key", pem_of(KEY)), ("ca", ROOT.pem + pem_of(ROOT.key))):
            Path(folder, name).write_text(text)
        return subprocess.run(
            ["openssl", "req", "-x509", "-config", "/dev/null", "-sha1", "-key", "key",
             "-CA", "ca", "-CAkey", "ca",
             "-subj", "/CN=box", "-days", "90", "-addext", f"subjectAltName=DNS:{NAME}"],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip


_EC, _GOST = "2a8648ce3d0201", "2a850307010101"  # kinds of key as X.509 numbers them
_USAGE, _PURPOSE = "551d0f", "551d25"  # extensions


def _other(pem: str, was: str, now: str) -> str:
    """With another number in it."""
    begin, *body, end = pem.splitlines()
    whole = b64decode("".join(body))
    assert whole.count(bytes.fromhex(was)) == 1
    text = b64encode(whole.replace(bytes.fromhex(was), bytes.fromhex(now))).decode()
    return f"{begin}\n{text}\n{end}\n"


KEY, OTHER = fresh_key(), fresh_key()
RARE = ec.generate_private_key(ec.SECP521R1())
SHORT = rsa.generate_private_key(65537, 1024)  # noqa: S505  # it is to be refused
GOOD = ROOT.signed(KEY, NAME)
_WRONG: dict[str, tuple[Callable[[], str], str, str, str]] = {
    "nothing": (lambda: "certificate", pem_of(KEY), "chain", "is no certificate"),
    "torn": (lambda: GOOD[:300], pem_of(KEY), "chain", "is no certificate"),
    "with the key": (lambda: pem_of(KEY) + GOOD, pem_of(KEY), "chain", "holds the key too"),
    "no key": (lambda: GOOD, GOOD, "key", "is no key"),
    "locked": (lambda: GOOD, _locked(KEY), "key", "locked by a password"),
    "another's": (lambda: GOOD, pem_of(OTHER), "key", "is not the one of this certificate"),
    "weak": (lambda: ROOT.signed(SHORT, NAME), pem_of(SHORT), "key", "too weak"),
    "not in chrome": (lambda: ROOT.signed(RARE, NAME), pem_of(RARE), "key", "browsers do not know"),
    "signs nothing": (
        lambda: ROOT.signed(KEY, NAME, signs=False), pem_of(KEY), "chain", "is not for web pages",
    ),
    "strange": (lambda: _other(GOOD, _EC, _GOST), pem_of(KEY), "chain", "browsers do not know"),
    "twice": (lambda: _other(GOOD, _USAGE, _PURPOSE), pem_of(KEY), "chain", "browsers do not know"),
    "strange key": (lambda: GOOD, _other(pem_of(KEY), _EC, _GOST), "key", "browsers do not know"),
    "sha-1": (_by_sha1, pem_of(KEY), "chain", "signed with SHA1"),
    "early": (lambda: ROOT.signed(KEY, NAME, days=_EARLY), pem_of(KEY), "chain", "counts only"),
    "ended": (lambda: ROOT.signed(KEY, NAME, days=_LATE), pem_of(KEY), "chain", "ended on"),
    "no name": (lambda: ROOT.signed(KEY), pem_of(KEY), "chain", "names no address"),
    "for mail": (
        lambda: ROOT.signed(KEY, NAME, usage=ExtendedKeyUsageOID.EMAIL_PROTECTION),
        pem_of(KEY), "chain", "is not for web pages",
    ),
    "backwards": (
        lambda: BETWEEN.pem + BETWEEN.signed(KEY, NAME),
        pem_of(KEY), "chain", "begins with another's",
    ),
    "disorder": (
        lambda: BETWEEN.signed(KEY, NAME) + ROOT.pem + BETWEEN.pem,
        pem_of(KEY), "chain", "out of order: the one before did not come from certificate 2",
    ),
    "too many": (lambda: GOOD * 9, pem_of(KEY), "chain", "more than 8"),
    "elsewhere": (
        lambda: ROOT.signed(KEY, "shop.example"), pem_of(KEY), "chain", "none of these leads",
    ),
    "huge": (lambda: GOOD * 60, pem_of(KEY), "chain", "is longer than"),
}  # fmt: skip


@pytest.mark.parametrize("case", _WRONG)
async def test_each_fault_is_told_at_its_field(kept: Kept, case: str) -> None:
    chain, key, place, said = _WRONG[case]
    with pytest.raises(Invalid, match=said) as refused:
        await kept.ask(SetCertificate(chain(), key, NAME))
    assert refused.value.field == place
    assert not kept.owners.exists()


async def test_an_answer_to_another_request_is_refused(kept: Kept) -> None:
    old = await kept.asked(MakeCertificateRequest((NAME,)))
    await kept.asked(MakeCertificateRequest((NAME,)))
    with pytest.raises(Invalid, match="newest request") as refused:
        await kept.ask(SetCertificate(ROOT.answer(old.pem), host=NAME))
    assert refused.value.field == "chain"


@pytest.mark.parametrize(
    ("name", "host", "leads"),
    [
        (NAME, "PBX.office.example", ""),
        ("*.office.example", NAME, ""),
        (NAME, "192.0.2.10", "192.0.2.10"),
        ("192.0.2.10", "lineman.local", ""),
    ],
)
async def test_a_name_that_leads_here_is_enough(
    kept: Kept, name: str, host: str, leads: str
) -> None:
    kept.leads[name] = frozenset({leads} - {""})
    assert (await kept.ask(SetCertificate(ROOT.signed(KEY, name), pem_of(KEY), host))).owners


@pytest.mark.parametrize("host", ["192.0.2.10", "office.example", "a.pbx.office.example"])
async def test_a_star_covers_one_label(kept: Kept, host: str) -> None:
    with pytest.raises(Invalid, match="leads to this box"):
        await kept.ask(SetCertificate(ROOT.signed(KEY, "*.office.example"), pem_of(KEY), host))


@pytest.mark.parametrize("names", [(), ("",), ("box",), ("192.0.2.1",), ("a_b.example",)])
async def test_a_request_is_for_names(kept: Kept, names: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        await kept.asked(MakeCertificateRequest(names))
    assert refused.value.field == "names"


async def test_days_are_counted_for_the_owners_alone(kept: Kept) -> None:
    now = ssl.cert_time_to_seconds("Dec  1 00:00:00 2026 GMT")
    assert days_left(kept.owners, now) is None
    chain = ROOT.signed(KEY, NAME, days=(-1, 20.5))
    found = await kept.ask(SetCertificate(chain, pem_of(KEY), NAME))
    assert days_left(kept.owners, found.ends - 20.5 * 86400) == 20
    assert days_left(kept.owners, found.ends + 10) == -1


async def test_one_that_is_there_and_not_shown_is_known(kept: Kept) -> None:
    assert not await kept.certificates.refused()
    await kept.ask(SetCertificate(GOOD, pem_of(KEY), NAME))
    assert not await kept.certificates.refused()
    kept.certificates.front = Stubborn(ssl.PEM_cert_to_DER_cert(kept.own.read_text()))
    assert await kept.certificates.refused()
    kept.certificates.front = Stubborn(b"")
    assert not await kept.certificates.refused(), "nginx is away, which is told as such"
    kept.owners.write_text("torn")
    assert await kept.certificates.refused()
