"""What is given away to whoever helps tells much, and no secret."""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from appliance.core.exchange_file import exported
from appliance.core.secrets_of import secrets_of
from appliance.daemon.support import HIDDEN, LARGEST, Hidden, bounded
from tests.machines.known import OFFICES
from tests.unit.ctl.conftest import Lineman

PASSWORD = "Op3rator-pa$$word"
TRUNK = {
    "number": 7,
    "name": "Оператор",
    "lines": [
        {
            "type": "SipTrunk",
            "name": "operator",
            "host": "sip.example.com",
            "registration": {"user": "74951234567", "password": PASSWORD},
        }
    ],
}


def _unpacked(bundle: bytes) -> Mapping[str, str]:
    tar = subprocess.run(["zstd", "-dqc"], input=bundle, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        return {
            entry.name.partition("/")[2]: file.read().decode()
            for entry in opened
            if (file := opened.extractfile(entry)) is not None
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundle") / "bundle.tar.zst"


def test_it_tells_much_and_no_secret(
    lineman: Lineman, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lineman.said("parts", "put", "TrunkGroup", json.dumps(TRUNK))
    lineman.said("people", "add", "Анна", "--number", "305", "--sip")
    monkeypatch.setattr("sys.stdin", io.StringIO("83915\n"))
    lineman.said("people", "set", "305", "--pin")
    lineman.said("support-bundle", str(made))
    assert made.stat().st_mode & 0o777 == 0o600
    files = _unpacked(made.read_bytes())
    assert json.loads(files["status.json"])["version"]
    assert "added person Анна" in files["revisions.txt"]
    assert "Asterisk 22" in files["asterisk/core-show-version.txt"]
    assert "[from-internal]" in files["generation.txt"]
    kept = json.loads(files["configuration.json"])["configuration"]
    assert kept["people"][-1]["name"] == "Анна"
    assert "pin" not in kept["people"][-1]
    everything = "\n".join(files.values())
    for secret in _secrets(lineman):
        assert secret not in everything


def _secrets(lineman: Lineman) -> list[str]:
    """As the box itself tells its admin."""
    (phone,) = (
        each
        for each in lineman.json("parts", "list", "Extension")["parts"]["parts"]
        if each["number"] == "305"
    )
    (person,) = lineman.json("people", "--find", "305")["parts"]["parts"]
    found = [PASSWORD, phone["devices"][0]["secret"], *person["pin"].values()]
    assert all(len(each) >= 16 for each in found)
    return found


@pytest.mark.parametrize("office", OFFICES)
def test_a_configuration_is_told_without_any_of_its_secrets(office: str) -> None:
    config = OFFICES[office]()
    told, whole = (exported(config, secrets=secrets) for secrets in (False, True))
    for secret in secrets_of(config):
        assert json.dumps(secret)[1:-1] in whole
        assert secret not in told


def test_lines_that_set_a_secret_are_left_out_however_short_it_is() -> None:
    text = "[a]\npassword=1\nuser=1\n  secret = x\nsaid: pa$$word!\n"
    assert Hidden(("1", "pa$$word!")).within(text) == (
        f"[a]\npassword= {HIDDEN}\nuser=1\n  secret = {HIDDEN}\nsaid: {HIDDEN}\n"
    )


def test_a_secret_is_found_within_a_longer_word() -> None:
    secret = "abcdefghijklmnopqrstuvwx"
    text = f"a {secret} b\n0123{secret}9\nabcdefghijklmnopqrstuvw\n"
    assert Hidden((secret,)).within(text) == f"a {HIDDEN} b\n{HIDDEN}\nabcdefghijklmnopqrstuvw\n"


def test_no_file_in_it_grows_without_bound() -> None:
    assert bounded("x" * LARGEST) == "x" * LARGEST
    cut = bounded("x" * (LARGEST + 7))
    assert cut.startswith("x" * LARGEST)
    assert cut.endswith(f"{HIDDEN} 7 more characters were left out\n")
