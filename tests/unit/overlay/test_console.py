"""The console page is there again when a person at the screen or the serial line asks for it."""

from __future__ import annotations

import os
import pty
import select
import subprocess
from pathlib import Path

import pytest

from tests.unit.tree import TREE

_CONSOLE = TREE / "rootfs-overlay/usr/lib/lineman/libexec/console"
_PAGE = b"Web address: https://192.0.2.7/"
_ADDRESS = "2: lan inet 192.0.2.7/24 brd 192.0.2.255 scope global lan"
_PATIENCE = 20.0  # seconds; what works comes at once


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Programs that stand for those of the box; a pause ends the page."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in (("ip", f"echo '{_ADDRESS}'"), ("sleep", "kill $PPID")):
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    return folder


def _shown(person: int, text: bytes, times: int) -> bytes:
    """What came to the terminal, once the page has been there so often."""
    while text.count(_PAGE) < times:
        assert select.select([person], [], [], _PATIENCE)[0], text
        text += os.read(person, 4096)
    return text


def test_a_key_shows_the_page_again_and_many_show_it_once(tools: Path) -> None:
    person, terminal = pty.openpty()
    page = subprocess.Popen(
        ["bash", _CONSOLE], stdin=terminal, stdout=terminal, start_new_session=True,
        env={"PATH": f"{tools}:{os.environ['PATH']}"},
    )  # fmt: skip
    try:
        text = _shown(person, b"", 1)
        os.write(person, b"x")
        text = _shown(person, text, 2)
        os.write(person, b"\x1b[A\n")
        assert _shown(person, text, 3).count(_PAGE) == 3
    finally:
        page.kill()
        page.wait()
        os.close(person)
        os.close(terminal)


def test_without_a_terminal_it_rests_between_looks(tools: Path) -> None:
    done = subprocess.run(
        ["bash", _CONSOLE], stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=_PATIENCE, env={"PATH": f"{tools}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.stdout.count(_PAGE) == 1
