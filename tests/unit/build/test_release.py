"""A release is one folder with all that is handed on; what it lacks is told before it is built."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build.lib import contents, handing_on, image, room, settings, tree
from build.lib.settings import BuildError
from build.lib.verbs import release
from build.lib.verbs.help import documentation, verbs

_PEM = "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n"


@pytest.fixture
def keys(tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both keys are supplied, and the tree is a commit's."""
    del own_cache
    pem = tmp_path / "key.pem"
    pem.write_text(f"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n{_PEM}")
    for name in ("LINEMAN_BUNDLE_KEY", "LINEMAN_MODULE_KEY"):
        monkeypatch.setenv(name, str(pem))
    monkeypatch.setenv("LINEMAN_RELEASE", "")
    monkeypatch.setattr("build.lib.release.uncommitted", lambda: ())
    monkeypatch.setattr(room, "check", lambda: None)
    assert not settings.settings().release  # as every verb has read them when it begins


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A bundle, and the lists of what it is made of."""
    bundle, lists = tmp_path / "products/lineman-1.2.raucb", tmp_path / "products/lists"
    (lists / "reference").mkdir(parents=True)
    bundle.write_text("signed")
    for name in ("lineman.spdx.json", "lineman.cdx.json", "licences.txt", "sizes.txt"):
        (lists / name).write_text(name)
    (lists / "reference/ports").write_text("tcp 0.0.0.0 443 nginx\n")
    return bundle, lists


def _never() -> Path:
    raise AssertionError("something was built")


@pytest.mark.usefixtures("keys")
def test_bundle_lists_and_checksums_lie_in_one_folder(
    tmp_path: Path, made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    heeded: list[bool] = []

    def bundle() -> Path:
        heeded.append(settings.settings().release)
        return made[0]

    monkeypatch.setattr(image, "bundle", bundle)
    monkeypatch.setattr(tree, "tree", lambda: None)
    monkeypatch.setattr(contents, "contents", lambda _tree: made[1])
    assert release.main([str(tmp_path / "out")]) == 0
    assert heeded == [True]  # it was built as a release, though nobody said LINEMAN_RELEASE=1
    found = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*")}
    assert found == {
        "lineman-1.2.raucb", "lineman.spdx.json", "lineman.cdx.json", "licences.txt", "sizes.txt",
        "reference", "reference/ports", handing_on.CERTIFICATE, handing_on.SUMS,
    }  # fmt: skip
    assert (tmp_path / "out" / handing_on.CERTIFICATE).read_text() == _PEM


def test_the_checksums_are_those_of_sha256sum(tmp_path: Path, made: tuple[Path, Path]) -> None:
    handing_on.lay(tmp_path / "out", *made, _PEM)
    check = ["sha256sum", "--check", "--strict", "--quiet", handing_on.SUMS]
    assert subprocess.run(check, cwd=tmp_path / "out", check=False).returncode == 0
    (tmp_path / "out/licences.txt").write_text("another")
    told = subprocess.run(check, cwd=tmp_path / "out", check=False, capture_output=True, text=True)
    assert told.stdout == "licences.txt: FAILED\n"


@pytest.mark.parametrize("key", ["LINEMAN_BUNDLE_KEY", "LINEMAN_MODULE_KEY"])
@pytest.mark.usefixtures("keys")
def test_without_a_key_nothing_is_built(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(key)
    monkeypatch.setattr(image, "bundle", _never)
    with pytest.raises(BuildError, match=key):
        release.main([str(tmp_path / "out")])


@pytest.mark.usefixtures("keys")
def test_of_what_is_in_no_commit_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build.lib.release.uncommitted", lambda: (" M build/run",))
    monkeypatch.setattr(image, "bundle", _never)
    with pytest.raises(BuildError, match="M build/run"):
        release.main([str(tmp_path / "out")])


@pytest.mark.usefixtures("keys")
def test_under_a_version_that_no_commit_has_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINEMAN_VERSION", "9.9")
    monkeypatch.setattr(image, "bundle", _never)
    with pytest.raises(BuildError, match="LINEMAN_VERSION is set"):
        release.main([str(tmp_path / "out")])


@pytest.mark.usefixtures("keys")
def test_a_release_that_is_there_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image, "bundle", _never)
    (tmp_path / "out").mkdir()
    with pytest.raises(BuildError, match="is there already"):
        release.main([str(tmp_path / "out")])
    assert not any((tmp_path / "out").iterdir())


def test_help_tells_of_it() -> None:
    told = {verb.name: documentation(verb) for verb in verbs()}
    assert "build/release FOLDER" in told["release"]
