"""The demo: there in seconds, a real supervisor behind the page, gone without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from build.lib.settings import TREE
from tests.web.conftest import OpenPage
from tests.web.stand import assets, free_port

PASSWORD = "forty red bicycles"
READY = 60.0  # seconds at most, as promised to a person


@pytest.fixture
def office(tmp_path: Path) -> Iterator[tuple[str, str, subprocess.Popen[str]]]:
    """Address, set-up code and process."""
    https = free_port()
    # Whoever started the tests in the background may have left them deaf to Ctrl-C.
    person = ["env", "--default-signal=INT"]
    demo = [sys.executable, "-m", "build.lib.office"]
    argv = [*person, *demo, str(tmp_path), str(assets()), str(https)]
    began = time.monotonic()
    with subprocess.Popen(
        [*argv, str(free_port())], cwd=TREE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        word, _, code = program.stdout.readline().strip().partition(" ")
        assert word == "ready", code
        assert time.monotonic() - began < READY
        yield f"https://127.0.0.1:{https}", code, program
        program.kill()


def _of(folder: Path) -> list[str]:
    """Command lines of running programs that name `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if any(str(folder) in word for word in words) and int(process.name) != os.getpid():
            found.append(" ".join(words))
    return found


def test_the_office_opens_lives_and_closes(
    office: tuple[str, str, subprocess.Popen[str]], open_page: OpenPage, tmp_path: Path
) -> None:
    url, code, program = office
    page = open_page()
    page.goto(url)
    for name, text in (("code", code), ("user", "anna"), ("password", PASSWORD)):
        page.fill(f"#{name}", text)
    page.fill("#again", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#front .socket")).to_have_count(9, timeout=20_000)
    expect(page.locator("#front")).to_contain_text("201", timeout=20_000)
    expect(page.locator("#calls-now li").first).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Обновление").click()
    expect(page.get_by_role("main")).to_contain_text("обновлять нечего")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Сертификат").click()
    expect(page.locator(".fingerprint")).to_be_visible()  # of the demo's own front
    program.send_signal(signal.SIGINT)
    assert program.wait(20) == 0
    assert _of(tmp_path) == []
