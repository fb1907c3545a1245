"""What was made once is no proof that it can be made twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib import twice
from build.lib.settings import BuildError
from tests.campaign.campaign_double_build import DoubleBuild

Pair = tuple[dict[str, str], dict[str, str]]


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Products of two builds: an Asterisk of each, and an image that both took from one place."""
    found: list[dict[str, str]] = []
    (tmp_path / "image").mkdir()
    for name in ("first", "second"):
        (tmp_path / name / "asterisk").mkdir(parents=True)
        (tmp_path / name / "asterisk/deb").write_text("the same")
        (tmp_path / name / "image").symlink_to(tmp_path / "image")
        found.append({kind: str(tmp_path / name / kind) for kind in ("asterisk", "image")})
    return found[0], found[1]


def test_a_product_from_one_place_is_bad(pair: Pair) -> None:
    campaign = DoubleBuild(*pair, ["pool"])
    assert campaign.cases() == ["asterisk", "image", "spdx-is-valid"]
    assert campaign.bad("asterisk") is None
    assert "image was made once" in (campaign.bad("image") or "")


def test_a_product_that_differs_is_bad(pair: Pair) -> None:
    Path(pair[1]["asterisk"], "deb").write_text("another")
    assert "deb: " in (DoubleBuild(*pair, []).bad("asterisk") or "")


def test_builds_that_share_by_wish_give_no_result_but_are_compared(pair: Pair) -> None:
    Path(pair[1]["asterisk"], "deb").write_text("another")
    with pytest.raises(BuildError, match=r"(?s)unset LINEMAN_TWICE_SHARED \(image\).*deb: "):
        twice.refuse_shared(*pair, ["image"])


def test_whole_builds_are_counted(pair: Pair) -> None:
    twice.refuse_shared(*pair, [])
