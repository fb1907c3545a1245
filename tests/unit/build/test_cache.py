"""Products are whole or absent, and keyed by content."""

from __future__ import annotations

import contextlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from build.lib import cache
from build.lib.cache import digest, folder_digest, hold, product, remove


def test_an_interrupted_product_is_not_there_and_is_made_anew(own_cache: Path) -> None:
    def broken(part: Path) -> None:
        (part / "half").write_text("x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        product("kind", "key", broken)
    assert not (own_cache / "kind" / "key").exists()
    made = product("kind", "key", lambda part: (part / "whole").touch())
    assert [path.name for path in made.iterdir()] == ["whole"]


def test_what_another_interrupted_one_left_goes_unless_somebody_makes_it(own_cache: Path) -> None:
    left, made_now = (own_cache / "kind" / f".{key}.part" for key in ("left", "made-now"))
    for part in (left, made_now):
        part.mkdir(parents=True)
    with cache.locked("kind-made-now"):
        product("kind", "key", lambda _: None)
    assert (left.exists(), made_now.exists()) == (False, True)


def test_of_scratch_nothing_is_left_by_whoever_was_killed(own_cache: Path) -> None:
    left = own_cache / "again-killed"
    left.mkdir(parents=True)
    with cache.scratch("again") as first, cache.scratch("again") as second:
        assert first.exists()
        assert second != first
        assert not left.exists()
    assert not any(own_cache.glob("again-*"))


def test_where_everybody_may_write_only_our_own_is_cleared_away(
    own_cache: Path, tmp_path: Path
) -> None:
    own_cache.mkdir()
    place, elsewhere = tmp_path / "place", tmp_path / "elsewhere"
    for folder in (place / "box-killed", elsewhere):
        folder.mkdir(parents=True)
    (place / "box-planted").symlink_to(elsewhere)
    with cache.scratch("box", place) as folder:
        assert folder.parent == place
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.name for path in place.iterdir()} == {folder.name, "box-planted"}
    assert elsewhere.exists()


def test_a_product_is_made_once(own_cache: Path) -> None:
    del own_cache
    made: list[Path] = []
    product("kind", "key", made.append)
    product("kind", "key", made.append)
    assert len(made) == 1


def _made_long_ago(own_cache: Path) -> None:
    """Seven products of another process, the last one used last."""
    for number in range(7):
        place = own_cache / "kind" / f"key{number}"
        place.mkdir(parents=True)
        os.utime(place, (number, number))


def _left_after_another(own_cache: Path) -> set[str]:
    product("kind", "new", lambda part: (part / "file").touch())
    return {path.name for path in (own_cache / "kind").iterdir()}


def test_products_long_unused_make_room_but_the_last_ones_stay(own_cache: Path) -> None:
    _made_long_ago(own_cache)
    os.utime(own_cache / "kind" / "key1")  # used just now
    assert _left_after_another(own_cache) == {"key1", "key5", "key6", "new"}


def test_two_builds_at_once_delete_nothing_twice(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _made_long_ago(own_cache)
    removed: list[str] = []
    both = threading.Barrier(2)

    def slow(folder: Path) -> None:
        if folder.exists():
            removed.append(folder.name)
            with contextlib.suppress(threading.BrokenBarrierError):
                both.wait(0.2)  # the other one would be here too
            remove(folder)

    monkeypatch.setattr(cache, "remove", slow)
    with ThreadPoolExecutor() as builds:
        made = [builds.submit(product, "kind", name, lambda _: None) for name in ("new", "newer")]
        assert [each.result().name for each in made] == ["new", "newer"]
    assert len(removed) == len(set(removed)) > 0


@pytest.mark.parametrize("what", ["key0", "key0/file"])
def test_a_product_in_use_stays_however_old(own_cache: Path, what: str) -> None:
    _made_long_ago(own_cache)
    (own_cache / "kind/key0/file").touch()
    os.utime(own_cache / "kind/key0", (0, 0))
    assert hold(own_cache / "kind" / what) == own_cache / "kind" / what
    assert _left_after_another(own_cache) == {"key0", "key4", "key5", "key6", "new"}


def test_no_two_lists_share_a_digest() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])


@pytest.mark.parametrize("change", ["content", "mode", "name", "link"])
def test_a_folders_digest_sees_every_change(tmp_path: Path, change: str) -> None:
    (tmp_path / "file").write_text("one")
    (tmp_path / "link").symlink_to("file")
    before = folder_digest(tmp_path)
    if change == "content":
        (tmp_path / "file").write_text("two")
    elif change == "mode":
        (tmp_path / "file").chmod(0o755)
    elif change == "name":
        (tmp_path / "file").rename(tmp_path / "other")
    else:
        (tmp_path / "link").unlink()
        (tmp_path / "link").symlink_to("elsewhere")
    assert folder_digest(tmp_path) != before
