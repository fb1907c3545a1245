"""The box's root: made twice it is the same, every file is known, and it is what was agreed."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from build.lib import contents, same, signing
from build.lib.settings import TREE
from build.lib.supply import start
from build.lib.supply.gather import walk
from build.lib.supply.write import CYCLONEDX, SPDX


@pytest.fixture(scope="module")
def root() -> Path:
    """The root tree of this commit."""
    return Path(os.environ["LINEMAN_ASTERISK_ROOT"])


@pytest.fixture(scope="module")
def lists() -> Path:
    """The folder with its lists of contents."""
    return Path(os.environ["LINEMAN_CONTENTS"])


def test_the_tree_made_twice_is_the_same(root: Path) -> None:
    again = Path(os.environ["LINEMAN_TREE_AGAIN"])
    assert "\n".join(same.differences(root, again)) == ""


def test_no_file_is_newer_than_the_commit_or_from_the_future(root: Path) -> None:
    newest = max(path.lstat().st_mtime for _, path in walk(root))
    assert newest <= root.stat().st_mtime


def test_our_own_files_bear_the_commit_time_whenever_they_were_checked_out(root: Path) -> None:
    home = root / "usr/lib/lineman"
    times = {path.lstat().st_mtime for _, path in walk(home)}
    assert times == {root.stat().st_mtime}


def test_cyclonedx_is_valid(lists: Path) -> None:
    text = (lists / CYCLONEDX).read_text()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None


def test_spdx_names_every_file_of_the_root(root: Path, lists: Path) -> None:
    document = json.loads((lists / SPDX).read_text())
    named = {file["fileName"].removeprefix("./") for file in document["files"]}
    starting = {part.path for part in start.brought()}
    # Not by the walker that wrote the list; and tests/image/test_contents.py asks the image itself.
    argv = ["find", str(root), "(", "-not", "-type", "d", ")", "-printf", "%P\\0"]
    found = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    assert named == starting | set(found.removesuffix("\0").split("\0"))
    contained = {
        r["relatedSpdxElement"]
        for r in document["relationships"]
        if r["relationshipType"] == "CONTAINS"
    }
    assert {file["SPDXID"] for file in document["files"]} <= contained


def _verified(root: Path) -> str:
    """What systemd has to say of a whole start of the root, and of what is started later."""
    place = "usr/lib/systemd/system"
    ours = [f"/{place}/{p.name}" for p in (root / place).glob("lineman*") if p.is_file()]
    argv = ["systemd-analyze", "verify", "--man=no", "--generators=no", f"--root={root}"]
    done = subprocess.run(
        [*argv, "default.target", *sorted(ours)], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_its_units_are_understood_and_wait_for_each_other_in_no_circle(
    root: Path, tmp_path: Path
) -> None:
    """Also those that somebody has to switch on; a start in the image can tell of the others."""
    assert _verified(root) == ""
    for part in ("usr/lib/systemd", "etc/systemd"):
        shutil.copytree(root / part, tmp_path / part, symlinks=True)
    waits = tmp_path / "usr/lib/systemd/system/lineman-slot.service.d/waits.conf"
    waits.parent.mkdir()
    waits.write_text("[Unit]\nAfter=multi-user.target\n")
    assert "ordering cycle" in _verified(tmp_path), "a circle would not be seen"


def test_no_secret_is_in_it(root: Path) -> None:
    """No key of TLS or of who signs, and nothing of a box's own identity."""
    key = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{32}")
    files = (path for _, path in walk(root) if path.is_file() and not path.is_symlink())
    found = {str(path): path.read_bytes() for path in files if key.search(path.read_bytes())}
    # Libraries of cryptography try themselves with keys that everybody knows.
    assert [path for path, content in found.items() if content[:4] != b"\x7fELF"] == []
    assert not list((root / "var/lib/lineman").glob("*"))
    assert (root / "etc/machine-id").read_text() in {"", "uninitialized\n"}


_SIGNED = b"~Module signature appended~\n"
_PKCS7 = (0, 0, 2, 0, 0)  # the kernel's struct module_signature: PKEY_ID_PKCS7, all else in that


def _taken_apart(module: bytes) -> tuple[bytes, bytes]:
    """A kernel module and the signature that is appended to it."""
    assert module.endswith(_SIGNED)
    module = module.removesuffix(_SIGNED)
    *kind, size = struct.unpack(">5B3xI", module[-12:])
    assert tuple(kind) == _PKCS7
    return module[: -12 - size], module[-12 - size : -12]


def _is_signed(module: bytes, signature: bytes, certificate: Path, folder: Path) -> bool:
    """Whether the owner of `certificate` signed `module`."""
    (folder / "module").write_bytes(module)
    argv = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-content", f"{folder}/module",
        "-certfile", str(certificate), "-nointern", "-noverify", "-out", "/dev/null",
    ]  # fmt: skip
    return subprocess.run(argv, input=signature, capture_output=True, check=False).returncode == 0


def test_every_module_of_ours_is_signed_with_the_modules_key(root: Path, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.pem"
    certificate.write_text(signing.certificate(signing.modules_key()))
    listed = (TREE / "drivers/modules/modules.list").read_text().splitlines()
    modules = list(root.glob("usr/lib/modules/*/updates/dahdi/*.ko"))
    assert {path.stem for path in modules} == {line for line in listed if line[:1] not in {"", "#"}}
    for path in modules:
        module, signature = _taken_apart(path.read_bytes())
        assert _is_signed(module, signature, certificate, tmp_path), path.name
    assert not _is_signed(module + b"!", signature, certificate, tmp_path)


def _linked(file: Path) -> set[str]:
    """Names of the libraries that a program or library asks its loader for."""
    told = subprocess.run(
        ["readelf", "--dynamic", file], check=True, capture_output=True, text=True
    )
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", told.stdout))


def test_asterisk_may_run_every_library_that_it_links(root: Path) -> None:
    unit = (root / "usr/lib/systemd/system/asterisk.service").read_text()
    (words,) = re.findall(r"(?m)^ExecPaths=(.*)$", unit)
    allowed = [Path(word) for word in words.split()]
    libraries = {path.name: path for _, path in walk(root / "usr/lib") if ".so" in path.name}
    modules = (root / "usr/lib/x86_64-linux-gnu/asterisk/modules").glob("*.so")
    waiting, seen = [root / "usr/sbin/asterisk", *modules], set[str]()
    while waiting:
        for name in _linked(waiting.pop()) - seen:
            seen.add(name)
            place = Path("/") / libraries[name].relative_to(root)
            assert any(place.is_relative_to(each) for each in allowed), place
            waiting.append(libraries[name])
    assert "libpri.so.1.4" in seen


def test_no_licence_is_unknown(lists: Path) -> None:
    document = json.loads((lists / SPDX).read_text())
    vague = {"", "NOASSERTION", "NONE"}
    assert [p["name"] for p in document["packages"] if p["licenseDeclared"] in vague] == []
    words = {
        info["licenseId"]: info["extractedText"] for info in document["hasExtractedLicensingInfos"]
    }
    assert all(words.values())
    assert not [name for name in words if re.search(r"(?i)\b(none|unknown)\b", name)]
    assert not [name for name, text in words.items() if text.startswith("See /usr")]


def test_what_may_not_change_unseen_has_not(lists: Path) -> None:
    assert contents.drift(lists) == ""


def test_exposure_is_within_what_was_promised(lists: Path) -> None:
    lines = (lists / "reference/exposure").read_text().splitlines()
    told = {unit: float(figure) for unit, figure in (line.split() for line in lines)}
    # Some need rights of root's: what loads drivers, makes file systems, starts a slot.
    # RAUC mounts, maps and writes raw partitions as root: Debian's unit, held against drift alone.
    assert told.pop("rauc.service") < 9.5
    assert {unit: figure for unit, figure in told.items() if figure > 5.5} == {}
    assert told["asterisk.service"] <= 3.5
    assert told["lineman.service"] <= 3.0
    assert told["lineman-web.service"] <= 1.5
