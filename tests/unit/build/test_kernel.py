"""The box's kernel and the one its modules are compiled for are one, or nothing is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.lib import aptresolve, boxroot, fetch, kernel, lockfile, mirrors, pins, recipe
from build.lib.lockfile import Pin
from build.lib.recipe import Recipe
from build.lib.settings import BuildError
from build.lib.verbs import lock
from tests.unit.build.mirror import Mirror

OLD, NEW = "6.12.117+deb13-amd64", "6.12.120+deb13-amd64"


def _pin(name: str, version: str) -> Pin:
    return Pin(name, "debian", f"pool/{name}_{version}_amd64.deb", version, 1, "0" * 64)


def _image(release: str = OLD, version: str = "6.12.117-1") -> tuple[Pin, ...]:
    return (
        _pin("linux-base", "4.12"),
        _pin(f"linux-image-{release}", version),
        _pin("linux-image-amd64", version),
    )


def _tools(release: str = OLD, version: str = "6.12.117-1") -> tuple[Pin, ...]:
    common = f"linux-headers-{release.removesuffix('-amd64')}-common"
    return (
        _pin(f"linux-headers-{release}", version),
        _pin(common, version),
        _pin("linux-headers-amd64", version),
        # The headers bring the newest image along; nothing is compiled for it.
        _pin("linux-image-6.12.999+deb13-amd64", version),
    )


def test_the_locks_of_this_tree_have_one_kernel() -> None:
    kernel.refuse_apart(
        lockfile.read(recipe.load("image").lock), lockfile.read(recipe.load("compile").lock)
    )


def test_headers_of_the_boxs_own_kernel_will_do() -> None:
    kernel.refuse_apart(_image(), _tools())


@pytest.mark.parametrize(
    ("image", "tools", "told"),
    [
        (_image(NEW, "6.12.120-1"), _tools(), f"kernel {NEW} 6.12.120-1, .* for {OLD} 6.12.117-1"),
        (_image(version="6.12.117-2"), _tools(), "6.12.117-2, .* 6.12.117-1"),
        (_image() + _image(NEW), _tools(), f"{OLD} 6.12.117-1 and {NEW}"),
        (_image(), _tools() + _tools(NEW), f"for {OLD} 6.12.117-1 and {NEW}"),
        ((), _tools(), "kernel .none., "),
        (_image(), (), "for .none.:"),
    ],
    ids=["name", "revision", "two kernels", "two headers", "no kernel", "no headers"],
)
def test_kernels_apart_are_told_with_the_cure(
    image: tuple[Pin, ...], tools: tuple[Pin, ...], told: str
) -> None:
    with pytest.raises(BuildError, match=told.replace("+", r"\+")) as caught:
        kernel.refuse_apart(image, tools)
    assert "build/lock compile image" in str(caught.value)


def test_locks_apart_stop_the_build_before_anything_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never() -> tuple[Path, ...]:
        raise AssertionError("something was compiled")

    monkeypatch.setattr(recipe, "LOCKS", tmp_path)
    monkeypatch.setattr(boxroot, "own_packages", never)
    lockfile.write(tmp_path / "image.lock", _image(NEW, "6.12.120-1"), "test")
    lockfile.write(tmp_path / "compile.lock", _tools(), "test")
    with pytest.raises(BuildError, match="none of them would load"):
        boxroot.box_root()


@pytest.mark.parametrize("one", ["image", "compile"])
def test_neither_is_locked_without_the_other(one: str) -> None:
    assert set(lock.arguments([one]).locks) == {"compile", "image"}
    assert lock.arguments(["npm"]).locks == ["npm"]


def test_where_a_pin_of_one_is_gone_both_take_what_is_there_now(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, tools = (Recipe(name, (), {}, (), (), (), ()) for name in ("image", "compile"))
    server, gone = mirror.publish("nginx", "1.26", b"server"), mirror.publish("gcc", "14", b"c")
    monkeypatch.setattr(recipe, "LOCKS", tmp_path)
    monkeypatch.setattr(mirrors, "base", mirror.base_of)
    monkeypatch.setattr(fetch.fetch_all, "__defaults__", (mirror.base_of,))
    monkeypatch.setattr(pins, "_anew", set())
    said: list[str] = []
    monkeypatch.setattr(pins, "warn", said.append)
    lockfile.write(tmp_path / "image.lock", (server,), "test")
    lockfile.write(tmp_path / "compile.lock", (gone,), "test")
    pins.together(tools, box)
    assert pins.settle(box)[0] == (server,)
    fetch.place_of(gone).unlink()
    del mirror.files[f"/{gone.path}"]
    newer = mirror.publish("nginx", "1.28", b"newer server")
    monkeypatch.setattr(
        aptresolve, "resolve", lambda of, _own: ((newer,) if of == box else (server,), ())
    )
    pins.together(tools, box)
    assert pins.settle(box)[0] == (newer,)
    assert pins.settle(tools)[0] == (server,)
    assert "image" in said[0]
    assert "nginx 1.26 -> 1.28" in said[0]
