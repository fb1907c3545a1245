"""SIP over TLS and sound as SRTP: telephones that must, that may and that do not, and carriers."""

import socket
import ssl
import warnings
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from appliance.apply.impact import Impact, Target
from appliance.apply.plan import plan
from appliance.compiler.asterisk.pjsip_conf import KEY
from appliance.compiler.compile import compile_config
from appliance.core.commands import Put
from appliance.core.config import Config
from appliance.core.encryption import Encryption, Transport
from appliance.core.numbers import Did
from appliance.core.people import Extension, SipPhone
from appliance.core.text import DisplayName, Token
from appliance.core.trunks import DidRoute, Password, Registration, SipTrunk, TrunkGroup
from drivers.virtual.dsp.goertzel import share
from tests.integration.asterisk.office import Office, prepare, unwatched
from tests.integration.asterisk.papers import Paper, paper, serving
from tests.integration.asterisk.real_asterisk import RealAsterisk, wait_for
from tests.integration.asterisk.sip_phone import Phone
from tests.integration.asterisk.srtp import SecureSound
from tests.integration.asterisk.tls_phone import SecureFarEnd, SecurePhone, Stream, trusting
from tests.machines.offices import after, sip
from tests.machines.parts import to

_BOX = "lineman.local"
# A telephone that ends its connection, an old TLS that is refused, and sound that is.
_KNOWN = ("SSL_ERROR", "TLS connection", "Couldn't negotiate stream")
_MUST, _PLAIN, _MAY = "301", "302", "303"
_SAID, _ANSWERED = 450, 1000  # Hz


def _people() -> Config:
    config = after(sip(_MUST, "Must"), sip(_PLAIN, "Plain"), sip(_MAY, "May"))
    chosen = {_MUST: Encryption.REQUIRED, _MAY: Encryption.OFFERED}
    found = []
    for extension in config.extensions:
        (device,) = extension.devices
        assert isinstance(device, SipPhone)
        way = chosen.get(extension.number.digits, Encryption.ORDINARY)
        found.append(replace(extension, devices=(replace(device, encryption=way),)))
    extensions: tuple[Extension, ...] = tuple(found)
    return replace(config, extensions=extensions)


class Secured:
    """An office whose Asterisk has a key of its own, signed by `root`."""

    def __init__(self, office: Office, root: Paper) -> None:
        self.office, self._root = office, root

    @property
    def key(self) -> Path:
        return self.office.asterisk.folder / KEY.removeprefix("/")

    def renew(self) -> Paper:
        """Put another key in its place."""
        own = paper(_BOX, by=self._root)
        fresh = self.key.with_name("tls.pem.new")
        fresh.write_text(own.whole)
        fresh.replace(self.key)
        return own

    def connection(self, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """To port 5061, under the name that the box's certificate is for."""
        with self.office.asterisk.network():
            plain = socket.create_connection(("127.0.0.1", 5061), 15)
        try:
            return (context or trusting(self._root.pem)).wrap_socket(plain, server_hostname=_BOX)
        except BaseException:
            plain.close()
            raise

    @contextmanager
    def phone(self, account: str, *, sealed: bool = True) -> Iterator[SecurePhone]:
        """One that speaks over TLS, registered."""
        secret = self.office.secrets()[account]
        sockets = _first(Stream(self.connection()), self.office.asterisk.socket)
        with closing(SecurePhone(sockets, account, secret, sealed=sealed)) as made:
            made.register()
            yield made


def _first(stream: Stream, then: Callable[[], socket.socket]) -> Callable[[], socket.socket]:
    """Makes the stream once, then sockets of sound."""
    begin = iter((stream,))

    def made() -> socket.socket:
        return next(begin, None) or then()  # type: ignore[return-value]  # it does as a socket does

    return made


@pytest.fixture(scope="module")
def secured(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder, config = tmp_path_factory.mktemp("asterisk"), _people()
    asterisk = RealAsterisk(root, folder, unwatched(compile_config(config)))
    prepare(asterisk)
    made = Secured(Office(asterisk, config, folder), paper("Lineman"))
    made.renew()
    with asterisk, closing(made.office):
        yield made
        assert asterisk.complaints(*_KNOWN) == []


def _secure(phone: Phone) -> SecureSound:
    assert isinstance(phone.sound, SecureSound)
    return phone.sound


def _last(samples: array[int]) -> array[int]:
    return samples[-4000:]


def _hear_each_other(one: Phone, other: Phone) -> None:
    """For a second, in tones; what was sealed is noise to whoever taps the wire."""
    one.sound.say(_SAID)
    other.sound.say(_ANSWERED)
    wait_for(lambda: share(one.sound.hear(0.5), _ANSWERED) > 0.9, 10)
    wait_for(lambda: share(other.sound.hear(0.5), _SAID) > 0.9, 10)


def _noise(phone: Phone, hears: int, says: int) -> None:
    """Of what a listener on the wire takes down, in both directions."""
    sound = _secure(phone)
    assert len(sound.tapped) > 4000
    assert share(_last(sound.tapped), hears) < 0.1
    assert share(_last(sound.tapped_ours), says) < 0.1


@pytest.mark.quiet
def test_a_call_is_sealed_on_the_wire_and_clear_to_both(secured: Secured) -> None:
    plain = secured.office.phone(_PLAIN)
    with secured.phone(_MUST) as must:
        must.dial(_PLAIN)
        plain.ringing()
        plain.answer()
        must.answered()
        _hear_each_other(must, plain)
        _noise(must, hears=_ANSWERED, says=_SAID)
        must.hang_up()
        plain.hung_up()
        secured.office.call()
        plain.dial(_MUST)
        assert "RTP/SAVP" in must.ringing().body
        must.answer()
        plain.answered()
        _hear_each_other(plain, must)
        _noise(must, hears=_SAID, says=_ANSWERED)
        plain.hang_up()
        must.hung_up()
    secured.office.call()


def test_who_must_encrypt_is_refused_otherwise(secured: Secured) -> None:
    office = secured.office
    with closing(office.another(_MUST)) as phone:
        with pytest.raises(AssertionError, match=r"SIP/2\.0 403"):
            phone.register()
        phone.dial(_PLAIN)
        assert phone.refused().status == 403
        phone.secret = "wrong"
        with pytest.raises(AssertionError, match=r"SIP/2\.0 401"):
            phone.register()  # a stranger learns nothing
    with secured.phone(_MUST, sealed=False) as phone:
        phone.dial(_PLAIN)
        assert phone.refused().status == 488
    assert "0 active channels" in office.asterisk.console("core show channels")


def test_who_may_encrypt_is_taken_both_ways(secured: Secured) -> None:
    plain = secured.office.phone(_PLAIN)
    with secured.phone(_MAY) as may:
        may.dial(_PLAIN)
        plain.ringing()
        plain.answer()
        may.answered()
        _hear_each_other(may, plain)
        may.hang_up()
        plain.hung_up()
        secured.office.call()
    with closing(secured.office.another(_MAY)) as may_not:
        may_not.register()
        may_not.dial(_PLAIN)
        plain.ringing()
        plain.answer()
        may_not.answered()
        _hear_each_other(may_not, plain)
        may_not.hang_up()
        plain.hung_up()
        may_not.register(0)
    secured.office.call()


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
def test_old_versions_of_tls_are_refused(
    secured: Secured, version: ssl.TLSVersion, *, taken: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # that it is old is what this is about
        context.minimum_version = context.maximum_version = version
    if taken:
        with closing(secured.connection(context)) as made:
            assert made.version() == version.name.replace("_", ".")
    else:
        with pytest.raises(OSError, match=r"(?i)alert|reset|eof"):
            secured.connection(context)


def test_a_new_key_is_taken_and_the_call_goes_on(secured: Secured) -> None:
    plain = secured.office.phone(_PLAIN)
    with secured.phone(_MUST) as must:
        must.dial(_PLAIN)
        plain.ringing()
        plain.answer()
        must.answered()
        fresh = secured.renew()
        secured.office.asterisk.console("module reload res_pjsip.so")
        with closing(secured.connection()) as made:
            serial = ssl.DER_cert_to_PEM_cert(made.getpeercert(binary_form=True) or b"")
        assert serial == fresh.pem
        assert must.undisturbed()
        _hear_each_other(must, plain)
        must.hang_up()  # over the connection of before
        plain.hung_up()
    secured.office.call()


def test_the_first_that_encrypts_is_taken_without_a_restart(root: Path, tmp_path: Path) -> None:
    plain, config = after(sip(_PLAIN, "Plain")), _people()
    asterisk = RealAsterisk(root, tmp_path / "asterisk", unwatched(compile_config(plain)))
    with asterisk, closing(Office(asterisk, config, tmp_path)) as office:
        secured = Secured(office, paper("Lineman"))
        secured.renew()
        with pytest.raises(ConnectionRefusedError):
            secured.connection()
        files = unwatched(compile_config(config))
        asterisk.write(files)
        for verb in plan(compile_config(plain), compile_config(config)).verbs:
            assert verb.impact is Impact.RELOAD
            if verb.target is Target.CONSOLE:
                asterisk.console(verb.text)
        with secured.phone(_MUST):
            assert "301" in asterisk.console("pjsip show contacts")


_OURS = "74951234567"
_HOST = "127.0.0.2"
_LINES = {"good": 5071, "stranger": 5072, "named": 5073}


class Carrier:
    """Waits for the box at the address of a line, and shows `own` as its certificate."""

    def __init__(self, asterisk: RealAsterisk, line: str, own: Paper, folder: Path) -> None:
        folder.mkdir()
        self._asterisk, self._line, self._context = asterisk, line, serving(folder, own)
        with asterisk.network():
            self._door = socket.create_server((_HOST, _LINES[line]))
        self._door.settimeout(3)

    def close(self) -> None:
        self._door.close()

    def _came(self) -> ssl.SSLSocket:
        """Wait for the box. OSError when it goes away, as it trusts nobody here."""
        plain = self._knocked()
        plain.settimeout(15)
        with closing(plain):  # what is wrapped is no longer its
            return self._context.wrap_socket(plain, server_side=True)

    def _knocked(self) -> socket.socket:
        """Asked to register while it is at it already, the box does nothing."""
        for _ in range(10):
            self._asterisk.console(f"pjsip send register {self._line}")
            with suppress(TimeoutError):
                return self._door.accept()[0]
        raise AssertionError(f"the box does not come to {self._line}")

    def taken(self) -> SecureFarEnd:
        """The carrier to whom the box has come."""
        stream = Stream(self._came())
        return SecureFarEnd(_first(stream, lambda: self._asterisk.socket(_HOST)), _HOST)

    def told(self) -> bytes:
        """What the box says first; empty when it goes away without a word."""
        try:
            with closing(self._came()) as secured:
                return secured.recv(100)
        except OSError:
            return b""


def test_a_carrier_proves_who_it_is_or_hears_nothing(root: Path, tmp_path: Path) -> None:
    authority = paper("Carriers")
    lines = tuple(
        SipTrunk(
            Token(name),
            _HOST,
            port,
            Registration(f"account-{name}", Password("secret")),
            transport=Transport.TLS,
            encrypted=True,
            authority=authority.pem,
        )
        for name, port in _LINES.items()
    )
    config = after(
        sip(_PLAIN, "Plain"),
        Put(TrunkGroup(1, DisplayName("Carriers"), lines)),
        Put(DidRoute(Did(_OURS), to(_PLAIN))),
    )
    papers = {
        "good": paper("carrier", _HOST, by=authority),
        "stranger": paper("carrier", _HOST),
        "named": paper("carrier", "127.0.0.9", by=authority),
    }
    asterisk = RealAsterisk(root, tmp_path / "asterisk", unwatched(compile_config(config)))
    with asterisk, closing(Office(asterisk, config, tmp_path)) as office:
        for name, own in papers.items():
            with closing(Carrier(asterisk, name, own, tmp_path / name)) as carrier:
                if name == "good":
                    with closing(carrier.taken()) as far:
                        _calls_in(office, far)
                    office.call()
                else:
                    assert carrier.told() == b""
        # Asterisk says why after it has gone away, so its words are waited for.
        for word in ("certificate is untrusted", "identity"):
            wait_for(partial(_complains, asterisk, word), seconds=15)


def _complains(asterisk: RealAsterisk, word: str) -> bool:
    return any(word in line.lower() for line in asterisk.complaints())


def _calls_in(office: Office, far: SecureFarEnd) -> None:
    """The carrier that is trusted brings a call, sealed."""
    where = far.registered().header("Contact").removeprefix("<").split(">")[0]
    phone = office.phone(_PLAIN)
    far.call(where, _OURS, "84951112233")
    phone.ringing()
    phone.answer()
    far.answered()
    _hear_each_other(far, phone)
    _noise(far, hears=_ANSWERED, says=_SAID)
    far.hang_up()
    phone.hung_up()
