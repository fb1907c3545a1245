"""Only bytes with the pinned hash reach the cache."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from build.lib import fetch
from build.lib.settings import BuildError
from tests.unit.build.mirror import Mirror


def test_a_pinned_file_is_fetched_once(mirror: Mirror) -> None:
    pin = mirror.publish("zstd", "1.5.7+dfsg-1", b"package")
    assert fetch.fetch_all((pin,), mirror.base_of) == []
    assert fetch.fetch_all((pin,), mirror.base_of) == []
    assert fetch.place_of(pin).read_bytes() == b"package"
    assert mirror.asked == [f"/{pin.path}"]


def test_a_file_with_another_hash_is_refused_and_not_kept(mirror: Mirror) -> None:
    pin = mirror.publish("zstd", "1.5.7", b"package")
    mirror.files[f"/{pin.path}"] = b"forged!"
    with pytest.raises(BuildError, match="not the pinned one"):
        fetch.fetch_all((pin,), mirror.base_of)
    assert not fetch.place_of(pin).exists()


def test_a_forgotten_file_is_reported_and_the_others_are_fetched(mirror: Mirror) -> None:
    kept = mirror.publish("zstd", "1.5.7", b"package")
    gone = mirror.publish("nginx", "1.26", b"server")
    del mirror.files[f"/{gone.path}"]
    assert fetch.fetch_all((kept, gone), mirror.base_of) == [gone]
    assert fetch.place_of(kept).exists()


def test_a_damaged_cached_file_is_found_before_use(mirror: Mirror, tmp_path: Path) -> None:
    pin = mirror.publish("zstd", "1.5.7", b"package")
    fetch.fetch_all((pin,), mirror.base_of)
    fetch.place_of(pin).write_bytes(b"rotten!")
    with pytest.raises(BuildError, match="damaged"):
        fetch.copy_to((pin,), tmp_path)
    assert not fetch.place_of(pin).exists()


def test_an_unreachable_mirror_is_an_error_not_a_forgotten_pin(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = replace(mirror.publish("zstd", "1.5.7", b"x"), archive="debian")
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    with pytest.raises(BuildError, match=r"127\.0\.0\.1:1/"):
        fetch.fetch_all((pin,), lambda _archive: "http://127.0.0.1:1")


def test_a_long_download_tells_how_far_it_is(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fetch, "_TELL_EVERY", -1.0)
    pins = [mirror.publish(each, "1", each.encode() * (1 << 20)) for each in "ab"]
    fetch.fetch_all(tuple(pins), mirror.base_of)
    said = capsys.readouterr().err
    assert "downloading 2 packages, 2 MiB ..." in said
    assert "downloaded 1 of 2 MiB" in said
    assert "downloading 2 packages, 2 MiB: " in said
