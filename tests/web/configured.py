"""The web page in front of a real supervisor, whose simulated office somebody has configured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Page

from appliance.wire.client import Client
from appliance.wire.configuration import CancelPending, DropDraft, GetPending
from appliance.wire.kinds import Request
from appliance.wire.protocol import GetSetupCode, SetUp
from tests.fakes.configured import configure
from tests.fakes.simulated import Running, asked, start
from tests.web.stand import Stand, standing
from webui import security

PASSWORD = "forty red bicycles"


T = TypeVar("T")


def aside(work: Callable[[], T]) -> T:
    """Beside this thread, whose event loop is the browser's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def ask(client: Client, question: Request[T], session: str = "") -> T:
    """One answer of the supervisor."""
    return aside(lambda: asked(client.ask(question, session)))


@dataclass(frozen=True)
class Configured:
    """`session` is an administrator's."""

    stand: Stand
    running: Running
    session: str

    def clean(self) -> None:
        """Nothing drafted, nothing that waits."""
        ask(self.running.page, DropDraft(), self.session)
        if ask(self.running.console, GetPending()).author:
            ask(self.running.console, CancelPending())

    def enter(self, page: Page) -> Page:
        """As the administrator."""
        page.context.add_cookies(
            [
                {
                    "name": security.SESSION_COOKIE,
                    "value": self.session,
                    "url": self.stand.url,
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        return page


@contextmanager
def configured(folder: Path) -> Iterator[Configured]:
    """For as long as the block lasts."""
    box = folder / "box"
    box.mkdir()
    running = aside(lambda: start(box))
    try:
        code = ask(running.console, GetSetupCode()).code
        session = ask(running.page, SetUp(code, "anna", PASSWORD)).token
        aside(lambda: configure(running))
        with standing(folder, running.path) as stand:
            yield Configured(stand, running, session)
    finally:
        running.kill()
