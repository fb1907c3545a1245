"""What may not change unseen is seen, and a drift stops the build until it is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib import contents, pins
from build.lib.settings import BuildError
from build.lib.supply import references
from build.lib.supply.references import KINDS


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a set-user-id file, a unit that is started and one that is off."""
    root = tmp_path / "root"
    system, etc = root / "usr/lib/systemd/system", root / "etc/systemd/system"
    for folder in (
        system,
        etc / "multi-user.target.wants",
        root / "usr/bin",
        root / "usr/share/doc/zstd",
    ):
        folder.mkdir(parents=True)
    (root / "etc/passwd").write_text(
        "lineman:x:900:900:Lineman:/var/lib/lineman:/usr/sbin/nologin\n"
    )
    (root / "etc/group").write_text("dahdi:x:903:asterisk,lineman\nroot:x:0:\n")
    (root / "usr/bin/su").touch()
    (root / "usr/bin/su").chmod(0o4755)
    (root / "usr/bin/plain").touch()
    (etc / "multi-user.target.wants/lineman.service").symlink_to(
        "/usr/lib/systemd/system/lineman.service"
    )
    (etc / "debug-shell.service").symlink_to("/dev/null")
    (system / "lineman.service").write_text(
        "[Service]\nReadWritePaths=/run/lineman\nExecStart=/bin/true\n"
    )
    (system / "srv.mount").write_text("[Mount]\nWhat=/dev/lineman/data\nWhere=/srv\nType=ext4\n")
    return root


def test_accounts(root: Path) -> None:
    lines = KINDS["accounts"](root).splitlines()
    assert "lineman: 900 900 /var/lib/lineman /usr/sbin/nologin" in lines
    assert "dahdi: 903 asterisk,lineman" in lines


def test_privileged_files(root: Path) -> None:
    assert KINDS["privileged"](root) == "-rwsr-xr-x 0:0 /usr/bin/su\n"
    (root / "usr/bin/plain").chmod(0o666)
    assert "-rw-rw-rw- 0:0 /usr/bin/plain\n" in KINDS["privileged"](root)


def test_units(root: Path) -> None:
    assert KINDS["units"](root).splitlines() == [
        "multi-user.target.wants: lineman.service",
        "off: debug-shell.service /dev/null",
    ]


def test_writable_paths(root: Path) -> None:
    assert KINDS["writable"](root).splitlines() == [
        "/srv /dev/lineman/data ext4",
        "lineman.service: ReadWritePaths /run/lineman",
    ]


def test_exposure_falls_when_a_unit_is_closed(root: Path) -> None:
    def told() -> float:
        return float(references.exposure(root).split()[1])

    open_unit = told()
    unit = root / "usr/lib/systemd/system/lineman.service"
    unit.write_text(f"{unit.read_text()}NoNewPrivileges=yes\nPrivateNetwork=yes\n")
    assert told() < open_unit


def test_a_drift_stops_the_build_until_it_is_accepted(root: Path, tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    for folder in (made, kept):
        folder.mkdir()
    references.write(root, made / "reference")
    contents.accept(made, kept)
    assert contents.drift(made, kept) == ""
    (root / "usr/bin/plain").chmod(0o6755)
    (made / "reference" / "privileged").write_text(KINDS["privileged"](root))
    assert "+-rwsr-sr-x 0:0 /usr/bin/plain" in contents.drift(made, kept)
    contents.accept(made, kept)
    assert contents.drift(made, kept) == ""


def test_the_error_says_what_changed_and_how_to_accept_it(root: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    references.write(root, made / "reference")
    with pytest.raises(BuildError, match="build/contents --accept"):
        contents.check(made)


def test_a_security_update_of_the_kernel_is_no_drift(root: Path) -> None:
    for name in ("linux-image-6.12.120+deb13-amd64", "linux-image-amd64"):
        (root / "usr/share/doc" / name).mkdir()
    assert KINDS["packages"](root).splitlines() == [
        "linux-image-*-amd64",
        "linux-image-amd64",
        "zstd",
    ]


def test_with_other_versions_than_the_pinned_a_drift_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An everyday build whose pins are gone goes on; a release never comes as far."""
    made, said = tmp_path / "made", list[str]()
    (made / "reference").mkdir(parents=True)
    (made / "reference" / "packages").write_text("another\n")
    monkeypatch.setattr(contents, "warn", said.append)
    monkeypatch.setattr(pins, "_drifted", ["box"])
    contents.check(made)
    assert "+another" in said[0]
    monkeypatch.setattr(pins, "_drifted", [])
    with pytest.raises(BuildError, match="another"):
        contents.check(made)
