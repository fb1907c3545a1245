"""`build/lock`, an everyday build and `build/release`, with an archive that moves on: the real apt.

The archive is the test's own, so it is trusted by word, but where just that is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib import aptresolve, fetch, host, lockfile, mirrors, pins, recipe, roots, settings
from build.lib.settings import BuildError
from build.lib.verbs import lock, release
from tests.unit.build.archive import Archive
from tests.unit.build.mirror import Mirror

_RECIPE = '[packages]\nall = ["nginx"]\n'
_BASE = ("base-files", "13", "Essential: yes")


@pytest.fixture
def untrusted(mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """An archive that nobody signed, and recipes of some roots with nginx alone."""
    archive = Archive(mirror, tmp_path / "packages")
    archive.publish(*_BASE)
    for name in ("locks", "recipes"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(recipe, name.upper(), tmp_path / name)
    for name in ("bare", "compile", "image"):
        (tmp_path / f"recipes/{name}.toml").write_text(_RECIPE)
    monkeypatch.setenv("LINEMAN_MIRROR", archive.base("debian"))
    monkeypatch.setenv("LINEMAN_SECURITY_MIRROR", archive.base("debian-security"))
    settings.settings.cache_clear()
    monkeypatch.setattr(host, "have_tools", lambda: None)
    _forget()
    yield archive
    _forget()


def _forget() -> None:
    """What a process asks once."""
    for once in (mirrors.base, roots.settled, roots.workshop, roots.compiler):
        once.cache_clear()


@pytest.fixture
def archive(untrusted: Archive, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The same, trusted without a signature."""
    monkeypatch.setattr(aptresolve, "_options", lambda _archive, _stale: "trusted=yes")
    return untrusted


def _told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line.strip() for line in capsys.readouterr().out.splitlines()]


def test_a_lock_is_refreshed_by_one_command_and_says_what_moved(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "locks/bare.lock"
    base = archive.publish(*_BASE)
    old = archive.publish("nginx", "1.26", "Depends: libpcre"), archive.publish("libpcre", "8")
    lockfile.write(place, (base, *old), "before")
    archive.withdraw("libpcre")
    new = archive.publish("nginx", "1.28", "Depends: libpcre2"), archive.publish("libpcre2", "10")
    assert lock.main(["bare"]) == 0
    assert set(lockfile.read(place)) == {base, *new}
    assert _told(capsys) == [
        "libpcre 8 is no longer needed", "libpcre2 10 is new", "nginx 1.26 -> 1.28"
    ]  # fmt: skip
    assert lock.main(["bare"]) == 0
    assert _told(capsys) == []
    assert fetch.fetch_all(lockfile.read(place)) == []


@pytest.mark.usefixtures("own_cache")
def test_an_archive_that_nobody_signed_changes_no_lock(untrusted: Archive, tmp_path: Path) -> None:
    untrusted.publish("nginx", "1.28")
    place = tmp_path / "locks/bare.lock"
    place.write_text("# as it was\n")
    with pytest.raises(BuildError, match="is not signed"):
        lock.main(["bare"])
    assert place.read_text() == "# as it was\n"


def test_an_everyday_build_takes_what_the_archive_has_now(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lockfile.write(tmp_path / "locks/bare.lock", (archive.publish("nginx", "1.26"),), "before")
    fresh = archive.publish("nginx", "1.28")
    installed, fetched = pins.settle(recipe.load("bare"))
    assert [pin.name for pin in installed] == ["base-files", "nginx"]
    assert (installed[1], fetched) == (fresh, ())
    assert fetch.place_of(fresh).exists()
    assert "nginx 1.26 -> 1.28" in capsys.readouterr().err
    assert "1.26" in (tmp_path / "locks/bare.lock").read_text(), "a build changed the lock"


def test_a_release_of_which_the_archive_forgot_a_pin_is_refused_by_its_name(
    archive: Archive, own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is made; whole, but for a tree that is no commit's while it is worked on."""
    kernel = archive.publish("linux-image-6.12.9-amd64", "6.12.9-1")
    headers = archive.publish("linux-headers-6.12.9-amd64", "6.12.9-1")
    box = (kernel, archive.publish("nginx", "1.26"))
    for name, locked in (("image", box), ("compile", (headers,))):
        lockfile.write(tmp_path / f"locks/{name}.lock", locked, "before")
    archive.publish("nginx", "1.28")
    pem = tmp_path / "key.pem"
    pem.write_text("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n")
    for name in ("LINEMAN_BUNDLE_KEY", "LINEMAN_MODULE_KEY"):
        monkeypatch.setenv(name, str(pem))
    monkeypatch.setenv("LINEMAN_RELEASE", "")
    monkeypatch.setattr("build.lib.release.uncommitted", lambda: ())
    monkeypatch.setattr("build.lib.room.check", lambda: None)
    asked = len(archive.mirror.asked)
    with pytest.raises(BuildError, match=r"pins only, and the mirror forgot: nginx 1\.26$"):
        release.main([str(tmp_path / "out")])
    assert not list(tmp_path.glob("*out*"))
    assert set(archive.mirror.asked[asked:]) == {
        f"/debian/{pin.path}" for pin in (*box, headers)
    }, "it looked for something else"
    assert not (own_cache / "roots").exists()
