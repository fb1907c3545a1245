"""The keys that a box makes at its start, by its own script, in folders of the test's."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.tree import TREE

_LIBEXEC = TREE / "rootfs-overlay/usr/lib/lineman/libexec"
_MADE = 1_795_000_000  # when the image was made, in seconds since the epoch


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The folders that a box has, and stand-ins for the programs that need a box."""
    for name in ("state/keys", "state/sip", "run/asterisk", "programs"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "machine-id").write_text("1a2b3c4d")
    (tmp_path / "since_epoch").write_text(str(_MADE + 7))  # the clock on the board, with a battery
    (tmp_path / "os-release").touch()
    os.utime(tmp_path / "os-release", (_MADE, _MADE))
    for name in ("bootenv", "setpriv", "timedatectl"):
        program = tmp_path / "programs" / name
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> {tmp_path}/called\necho found\n')
        program.chmod(0o755)
    return tmp_path


def _start(box: Path) -> Path:
    """The key that Asterisk has after a start."""
    texts = {name: (_LIBEXEC / name).read_text() for name in ("identity", "time-known.sh")}
    for old, new in (
        ("/var/lib/lineman", "state"),
        ("/usr/lib/lineman/libexec", "programs"),
        ("/etc/machine-id", "machine-id"),
        ("/run/", "run/"),
        ("/sys/class/rtc/rtc0/", ""),
        ("/usr/lib/os-release", "os-release"),
    ):
        texts = {name: text.replace(old, f"{box}/{new}") for name, text in texts.items()}
    (box / "programs/time-known.sh").write_text(texts["time-known.sh"])
    path = {"PATH": f"{box}/programs:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", texts["identity"]], check=True, env=os.environ | path, timeout=60)
    return box / "state/sip/tls.pem"


def _trusted(box: Path, key: Path, name: str) -> bool:
    """Whether who trusts the page's certificate believes that the owner of `key` is `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(box / "state/keys/web.crt")
    server.load_cert_chain(key)
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    here = client.wrap_bio(down, up, server_hostname=name)
    there = server.wrap_bio(up, down, server_side=True)
    for _ in range(4):
        for side in (here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return True


def test_asterisks_key_is_its_own_and_the_pages_certificate_signs_it(box: Path) -> None:
    key = _start(box)
    assert _trusted(box, key, "lineman.local")
    assert _trusted(box, key, "lineman-1a2b.local")
    assert not _trusted(box, key, "lineman.example.com")
    assert key.stat().st_mode & 0o777 == 0o640, "its group is the folder's: Asterisk's"
    own = key.read_text().partition("-----END PRIVATE KEY-----")[0]
    assert own not in (box / "state/keys/web.key").read_text()


def test_it_is_kept_for_as_long_as_it_holds_and_made_anew_with_the_pages(box: Path) -> None:
    key = _start(box)
    before = key.read_bytes()
    assert _start(box).read_bytes() == before
    (box / "state/keys/web.key").unlink()
    assert _start(box).read_bytes() != before
    assert _trusted(box, key, "lineman.local")
    assert "asterisk -rx" not in (box / "called").read_text(), "there is none that runs"


def test_an_asterisk_that_runs_takes_the_new_key(box: Path) -> None:
    with socket.socket(socket.AF_UNIX) as console:
        console.bind(str(box / "run/asterisk/asterisk.ctl"))
        _start(box)
        called = (box / "called").read_text()
    assert "asterisk -rx module reload res_pjsip.so" in called


def _made_ahead(box: Path) -> bytes:
    """The page's certificate as a clock some years ahead made it."""
    keys = box / "state/keys"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=lineman-1a2b", "-not_before", "20680101000000Z",
         "-not_after", "20700101000000Z", "-keyout", keys / "web.key", "-out", keys / "web.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    return (keys / "web.crt").read_bytes()


def test_a_certificate_that_a_clock_ahead_made_is_made_anew(box: Path) -> None:
    before = _made_ahead(box)
    key = _start(box)
    made = (box / "state/keys/web.crt").read_bytes()
    assert made != before
    assert _trusted(box, key, "lineman.local")
    _start(box)
    assert (box / "state/keys/web.crt").read_bytes() == made


def test_it_stays_while_it_may_be_this_clock_that_is_wrong(box: Path) -> None:
    """A board whose battery is dead: browsers know the certificate, and the time comes back."""
    before = _made_ahead(box)
    (box / "since_epoch").write_text("12")
    _start(box)
    assert (box / "state/keys/web.crt").read_bytes() == before
    assert "timedatectl show" in (box / "called").read_text(), "nor does the network know it"


def test_asterisks_own_is_made_anew_in_the_same_way(box: Path) -> None:
    key = _start(box)
    text = key.read_text()
    ahead = box / "ahead"
    ahead.mkdir()
    subprocess.run(
        ["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=lineman.local",
         "-keyout", ahead / "key", "-out", ahead / "request"],
        check=True, capture_output=True,
    )  # fmt: skip
    keys, soon = box / "state/keys", f"{datetime.now(UTC) + timedelta(days=30):%Y%m%d%H%M%SZ}"
    subprocess.run(
        ["openssl", "x509", "-req", "-in", ahead / "request", "-CA", keys / "web.crt",
         "-CAkey", keys / "web.key", "-not_before", soon, "-days", "300", "-out", ahead / "crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    parts = (ahead / "key", ahead / "crt", keys / "web.crt")
    key.write_text("".join(part.read_text() for part in parts))
    _start(box)
    assert _trusted(box, key, "lineman.local")
    assert key.read_text() != text
