"""Licences as Debian writes them, in SPDX's words; what nobody can read is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib.supply.copyrights import Told, expression, judged, simplified
from build.lib.supply.model import ContentsError

HEADER = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"


@pytest.mark.parametrize(
    ("synopsis", "spdx"),
    [
        ("GPL-2+", "GPL-2.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("GPL-2.0-only", "GPL-2.0-only"),
        ("Expat", "MIT"),
        ("bsd-3-clause", "BSD-3-Clause"),
        ("GPL-1+ or Artistic", "(GPL-1.0-or-later OR Artistic-1.0-Perl)"),
        (
            "GPL-1+ or Artistic, and Expat",
            "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND MIT",
        ),
        ("MIT and ISC or Zlib", "((MIT AND ISC) OR Zlib)"),
        ("GPL-3+ with Bison exception", "GPL-3.0-or-later WITH Bison-exception-2.2"),
        ("GPL-2 with Linux-syscall-note exception", "GPL-2.0-only WITH Linux-syscall-note"),
        ("GPL-2+ with odd exception", "LicenseRef-pkg-GPL-2-with-odd-exception"),
        ("public-domain", "LicenseRef-pkg-public-domain"),
    ],
)
def test_debians_words_in_spdxs(synopsis: str, spdx: str) -> None:
    assert expression(synopsis, "pkg") == spdx


def test_repetitions_fall_away_and_choices_stay_together() -> None:
    whole = simplified({"MIT", "(MIT OR Zlib)", "MIT AND ISC"})
    assert whole == "ISC AND MIT"
    assert simplified({"(ISC OR Zlib)", "MIT"}) == "MIT AND (ISC OR Zlib)"


def test_a_word_that_is_not_spdx_is_refused() -> None:
    with pytest.raises(ContentsError, match="BSD-0-Clause"):
        simplified({"BSD-0-Clause"})


def test_a_copyright_file_gives_all_its_licences_and_unusual_texts(tmp_path: Path) -> None:
    place = tmp_path / "zstd" / "copyright"
    place.parent.mkdir()
    place.write_text(
        f"{HEADER}\nFiles: *\nCopyright: X\nLicense: GPL-2+\n\n"
        "Files: a.c\nCopyright: Y\nLicense: odd\n\n"
        "Files: debian/*\nCopyright: Z\nLicense: ISC\n\n"
        "License: odd\n Do as you like.\n"
    )
    licence, texts = judged(place, "zstd", Told())
    assert licence == "GPL-2.0-or-later AND LicenseRef-zstd-odd"
    assert texts == (("LicenseRef-zstd-odd", "Do as you like."),)


def test_a_plain_file_needs_a_persons_reading(tmp_path: Path) -> None:
    place = tmp_path / "quota" / "copyright"
    place.parent.mkdir()
    place.write_text("This package was debianized long ago.\n")
    with pytest.raises(ContentsError, match=r"give the licence of quota in .*licences\.toml"):
        judged(place, "quota", Told())
    assert judged(place, "quota", Told({"quota": "GPL-2.0-or-later"})) == ("GPL-2.0-or-later", ())


def test_a_package_without_a_copyright_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentsError, match="of ours has no copyright file"):
        judged(tmp_path / "ours" / "copyright", "ours", Told())


def _written(folder: Path, source: str, *paragraphs: str) -> Path:
    place = folder / source / "copyright"
    place.parent.mkdir()
    place.write_text("\n\n".join((HEADER, *paragraphs)) + "\n")
    return place


def test_files_that_say_nothing_of_their_own_go_with_the_package(tmp_path: Path) -> None:
    some, none = "Files: *\nCopyright: X\nLicense: GPL-2", "Files: po\nCopyright: n\nLicense: None"
    assert judged(_written(tmp_path, "some", some, none), "some", Told())[0] == "GPL-2.0-only"
    with pytest.raises(ContentsError, match="give the licence of nothing"):
        judged(_written(tmp_path, "nothing", none), "nothing", Told())


def test_a_name_is_worth_nothing_without_its_words(tmp_path: Path) -> None:
    place = _written(tmp_path, "base", "Files: *\nCopyright: X\nLicense: odd")
    with pytest.raises(ContentsError, match="give the words of LicenseRef-base-odd in"):
        judged(place, "base", Told())
    words = {"LicenseRef-base-odd": "Do as you like."}
    assert judged(place, "base", Told(words=words))[1] == tuple(words.items())


def test_words_that_stand_under_two_names_are_those_of_both(tmp_path: Path) -> None:
    place = _written(tmp_path, "two", "Files: *\nCopyright: X\nLicense: GPL or odd\n As you like.")
    assert judged(place, "two", Told()) == (
        "GPL-1.0-or-later OR LicenseRef-two-odd",
        (("LicenseRef-two-odd", "As you like."),),
    )
