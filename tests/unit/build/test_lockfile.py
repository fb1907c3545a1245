"""Lock files: what is written reads back, what is wrong is refused with the name."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib import lockfile
from build.lib.aptresolve import name_version
from build.lib.lockfile import Pin
from build.lib.settings import LOCKS, BuildError

PIN = Pin("zstd", "debian", "pool/main/z/zstd_1_amd64.deb", "1", 3, "a" * 64)


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    place = tmp_path / "box.lock"
    lockfile.write(place, (PIN,), "a comment")
    assert lockfile.read(place) == (PIN,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("zstd 1 debian pool/main/z.deb 3", "not a lock line"),
        (f"zstd 1 elsewhere pool/main/z.deb 3 {'a' * 64}", "unknown archive"),
        ("zstd 1 debian pool/main/z.deb 3 abc", "not a SHA-256"),
        (f"zstd 1 debian pool/../../etc/passwd 3 {'a' * 64}", "not a pool path"),
    ],
)
def test_a_wrong_line_is_refused(line: str, reason: str) -> None:
    with pytest.raises(BuildError, match=reason):
        lockfile.parse(line)


def test_drift_names_what_came_went_and_moved() -> None:
    other = Pin("nginx", "debian", "pool/main/n.deb", "2", 3, "b" * 64)
    newer = Pin("zstd", "debian", "pool/main/z.deb", "2", 3, "c" * 64)
    assert lockfile.drift((PIN,), (newer, other)) == ["nginx 2 is new", "zstd 1 -> 2"]
    assert lockfile.drift((PIN,), ()) == ["zstd 1 is no longer needed"]


@pytest.mark.parametrize("place", sorted(LOCKS.glob("*.lock")), ids=lambda path: path.name)
def test_the_trees_locks_read_and_name_no_host(place: Path) -> None:
    pins = lockfile.read(place)
    assert pins == tuple(sorted(pins))
    described = [file for pin in pins if (file := Path(pin.path).name).endswith(".dsc")]
    told = [(pin.name, pin.version) for pin in pins]
    assert told == [name_version(Path(pin.path).name, described) for pin in pins]
    assert "://" not in place.read_text()
