"""What apt prints becomes pins under the right archive."""

from __future__ import annotations

import pytest

from build.lib.aptresolve import name_version, parse_uris, preferences
from build.lib.mirrors import pick
from build.lib.recipe import Recipe
from build.lib.settings import BuildError

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


def test_source_files_keep_their_whole_name() -> None:
    assert name_version("asterisk_22.orig.tar.xz") == ("asterisk_22.orig.tar.xz", "source")


def test_only_preferred_packages_come_from_another_suite() -> None:
    recipe = Recipe("box", (), {"forky": ("dahdi",)}, (), (), (), ())
    text = preferences(recipe)
    assert "Package: *\nPin: release n=forky\nPin-Priority: 1\n" in text
    assert "Package: dahdi\nPin: release n=forky\nPin-Priority: 990\n" in text


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
