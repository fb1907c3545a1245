"""A result names the commit that was measured, whatever is committed or written meanwhile."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from build.lib import release, settings
from build.lib.settings import BuildError, measured_commit, read_settings


def _git(tree: Path, *words: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    argv = ["git", *identity, "-C", str(tree), *words]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tree with one commit, in which a result is kept."""
    _git(tmp_path, "init", "-q")
    (tmp_path / "tests/results").mkdir(parents=True)
    (tmp_path / "tests/results/bench-x.json").write_text("{}\n")
    (tmp_path / "source").write_text("1\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "first")
    monkeypatch.setattr(settings, "TREE", tmp_path)
    measured_commit.cache_clear()
    yield tmp_path
    measured_commit.cache_clear()


def test_another_result_leaves_the_commit_as_it_is(tree: Path) -> None:
    (tree / "tests/results/bench-x.json").write_text('{"new": 1}\n')
    assert measured_commit() == {"LINEMAN_COMMIT": _git(tree, "rev-parse", "HEAD")}


def test_a_change_that_no_commit_has_is_told(tree: Path) -> None:
    (tree / "source").write_text("2\n")
    assert measured_commit()["LINEMAN_COMMIT"] == _git(tree, "rev-parse", "HEAD") + "+"


def test_a_commit_made_meanwhile_does_not_count(tree: Path) -> None:
    before = measured_commit()
    (tree / "source").write_text("2\n")
    _git(tree, "commit", "-qam", "second")
    assert measured_commit() == before


@pytest.mark.parametrize("file", ["source", "new"])
def test_a_release_is_refused_with_what_no_commit_has(
    tree: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    monkeypatch.setattr(release, "settings", lambda: read_settings({"LINEMAN_RELEASE": "1"}))
    (tree / "tests/results/bench-x.json").write_text('{"new": 1}\n')
    release.refuse_uncommitted()
    (tree / file).write_text("2\n")
    with pytest.raises(BuildError, match=file):
        release.refuse_uncommitted()
    monkeypatch.setattr(release, "settings", lambda: read_settings({}))
    release.refuse_uncommitted()
