"""The keys that a box makes at its start, by its own script, in folders of the test's."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.unit.tree import TREE

_SCRIPT = TREE / "rootfs-overlay/usr/lib/lineman/libexec/identity"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """The folders that a box has, and stand-ins for the programs that need a box."""
    for name in ("state/keys", "state/sip", "run/asterisk", "programs"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "machine-id").write_text("1a2b3c4d")
    for name in ("bootenv", "setpriv"):
        program = tmp_path / "programs" / name
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> {tmp_path}/called\necho found\n')
        program.chmod(0o755)
    return tmp_path


def _start(box: Path) -> Path:
    """The key that Asterisk has after a start."""
    text = _SCRIPT.read_text()
    for old, new in (
        ("/var/lib/lineman", "state"),
        ("/usr/lib/lineman/libexec", "programs"),
        ("/etc/machine-id", "machine-id"),
        ("/run/", "run/"),
    ):
        text = text.replace(old, f"{box}/{new}")
    path = {"PATH": f"{box}/programs:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", text], check=True, env=os.environ | path, timeout=60)
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
