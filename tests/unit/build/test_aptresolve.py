"""What apt prints becomes pins under the right archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib import mirrors
from build.lib.aptresolve import name_version, parse_uris, preferences, sources_list
from build.lib.lockfile import drift
from build.lib.mirrors import pick
from build.lib.recipe import Recipe
from build.lib.settings import BuildError, settings

BASES = {"debian": "http://m/debian", "debian-security": "http://m/debian-security"}
HASH = "0" * 64


def test_a_package_of_the_security_archive_is_told_from_one_of_debian() -> None:
    text = (
        "'http://m/debian/pool/main/z/zstd/zstd_1.5%2bdfsg-1_amd64.deb' zstd_1.5.deb 7 "
        f"SHA256:{HASH}\n"
        "'http://m/debian-security/pool/updates/main/l/linux/linux-image_6_amd64.deb' x.deb 9 "
        f"SHA256:{HASH}\n"
    )
    first, second = parse_uris(text, BASES)
    assert (first.archive, first.name, first.version) == ("debian", "zstd", "1.5+dfsg-1")
    assert first.path == "pool/main/z/zstd/zstd_1.5+dfsg-1_amd64.deb"
    assert second.archive == "debian-security"


def test_our_own_packages_are_not_pinned() -> None:
    assert parse_uris(f"'copy:/cache/repo/./a_1_amd64.deb' a.deb 7 SHA256:{HASH}\n", BASES) == []


def test_a_package_from_elsewhere_is_refused() -> None:
    with pytest.raises(BuildError, match="no known archive"):
        parse_uris(f"'http://other/pool/a_1_amd64.deb' a.deb 7 SHA256:{HASH}\n", BASES)


def _source(name: str, upstream: str, debian: str) -> str:
    """What apt prints of a source package."""
    files = (
        f"{upstream}-{debian}.dsc", f"{upstream}.orig.tar.xz", f"{upstream}.orig-Xamr.tar.xz",
        f"{upstream}-{debian}.debian.tar.xz",
    )  # fmt: skip
    pool = f"http://m/debian/pool/main/a/{name}"
    return "".join(
        f"'{pool}/{name}_{file.replace('+', '%2b')}' {name}_{file} 7 SHA256:{HASH}\n"
        for file in files
    )


def test_the_files_of_a_source_package_have_name_and_version_of_its_dsc() -> None:
    pins = parse_uris(_source("asterisk", "22.1+dfsg", "1"), BASES)
    assert {(pin.name, pin.version) for pin in pins} == {("src:asterisk", "22.1+dfsg-1")}
    assert len({pin.path for pin in pins}) == 4


def test_an_update_of_a_source_package_reads_as_one() -> None:
    old, new = (tuple(parse_uris(_source("asterisk", v, "1"), BASES)) for v in ("22.1", "22.2"))
    assert drift(old, new) == ["src:asterisk 22.1-1 -> 22.2-1"]
    assert drift(old, old) == []
    patched = tuple(parse_uris(_source("asterisk", "22.1", "2"), BASES))
    assert drift(old, patched) == ["src:asterisk 22.1-1 -> 22.1-2"]


def test_a_file_of_no_known_source_package_is_refused() -> None:
    with pytest.raises(BuildError, match=r"beside its \.dsc"):
        name_version("asterisk_22.orig.tar.xz", ["asterisk-sounds_1.dsc"])


def test_only_preferred_packages_come_from_another_suite() -> None:
    recipe = Recipe("box", (), {"forky": ("dahdi",)}, (), (), (), ())
    text = preferences(recipe)
    assert "Package: *\nPin: release n=forky\nPin-Priority: 1\n" in text
    assert "Package: dahdi\nPin: release n=forky\nPin-Priority: 990\n" in text


@pytest.mark.usefixtures("snapshot")
def test_a_package_that_is_not_free_is_taken_where_there_is_no_other() -> None:
    assert all(line.endswith(" non-free") for line in sources_list().splitlines())
    text = preferences(Recipe("box", (), {}, (), (), (), ()))
    assert "Package: *\nPin: release c=non-free\nPin-Priority: 1\n" in text


@pytest.mark.parametrize(
    ("uris", "archive", "found"),
    [
        (["http://a/repo", "http://m/debian/"], "debian", "http://m/debian"),
        (["http://m/debian-security", "http://m/debian"], "debian", "http://m/debian"),
        (
            ["http://s/archive/debian/20261101T000000Z/"],
            "debian",
            "http://s/archive/debian/20261101T000000Z",
        ),
        (["http://m/ubuntu"], "debian", None),
    ],
)
def test_the_hosts_mirror_is_found_among_its_sources(
    uris: list[str], archive: str, found: str | None
) -> None:
    assert pick(uris, archive) == found


@pytest.fixture
def snapshot(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The mirror is set to the archive as it was once."""
    del own_cache
    monkeypatch.setenv("LINEMAN_MIRROR", "http://s/archive/debian/20261101T000000Z/")
    monkeypatch.delenv("LINEMAN_SECURITY_MIRROR", raising=False)
    settings.cache_clear()
    mirrors.base.cache_clear()
    yield
    mirrors.base.cache_clear()


@pytest.mark.usefixtures("snapshot")
def test_a_snapshot_is_a_mirror_whose_indexes_may_be_old() -> None:
    lines = sources_list().splitlines()
    security = "http://s/archive/debian-security/20261101T000000Z trixie-security "
    assert sum(security in line for line in lines) == 2
    assert all("[check-valid-until=no signed-by=" in line for line in lines)


@pytest.mark.parametrize("package", ["deb", "deb-src"])
def test_a_living_mirrors_indexes_must_be_fresh(
    package: str, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_cache
    monkeypatch.setattr(mirrors, "base", lambda archive: f"http://m/{archive}")
    fresh = [line for line in sources_list().splitlines() if line.startswith(f"{package} ")]
    assert [line.split("] ")[1].split(" ")[1] for line in fresh if "until" in line] == ["forky"]
