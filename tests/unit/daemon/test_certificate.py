"""The box's certificate, made as the box makes it, told as browsers show it."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from appliance.core.errors import Fault
from appliance.daemon.certificate import read
from tests.fakes.certificate import certified

_DAY = 86400


def test_it_is_told_as_openssl_tells_it(tmp_path: Path) -> None:
    path = certified(tmp_path)
    found = read(path)
    argv = ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", str(path)]
    told = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    assert told.strip().partition("=")[2] == found.fingerprint
    assert found.names == ("lineman.local", "lineman-1a2b.local")
    assert abs(found.ends - time.time() - 825 * _DAY) < _DAY
    assert abs(found.begins - time.time()) < _DAY
    assert found.pem == path.read_text()
    assert "PRIVATE" not in found.pem


@pytest.mark.parametrize("content", ["", "nothing of the kind", "-----BEGIN CERTIFICATE-----\n"])
def test_what_is_none_is_a_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "web.crt"
    path.write_text(content)
    with pytest.raises(Fault, match="no certificate"):
        read(path)
    with pytest.raises(Fault, match="no certificate"):
        read(tmp_path / "nowhere")
