"""The web page in front of a real supervisor, whose simulated office somebody has configured."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Page

from appliance.wire.access import LiftDelays
from appliance.wire.client import Client
from appliance.wire.configuration import (
    CancelPending,
    DropDraft,
    GetPending,
    GetRevisions,
    Revert,
)
from appliance.wire.kinds import Request
from appliance.wire.protocol import GetSetupCode, SetUp
from tests.fakes.configured import configure
from tests.fakes.simulated import Running, asked, start
from tests.web.stand import Stand, standing
from webui import security

PASSWORD = "forty red bicycles"
_TOLD = 6000  # characters of what a supervisor that ended has said


T = TypeVar("T")


def aside(work: Callable[[], T]) -> T:
    """Beside this thread, whose event loop is the browser's."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def ask(client: Client, question: Request[T], session: str = "") -> T:
    """One answer of the supervisor."""
    return aside(lambda: asked(client.ask(question, session)))


@dataclass
class Configured:
    """`session` is an administrator's."""

    stand: Stand
    running: Running
    session: str
    _first: int = field(init=False)
    _clean: int = field(init=False)

    def __post_init__(self) -> None:
        self._first = self._clean = self._revision()

    def _revision(self) -> int:
        return ask(self.running.console, GetRevisions(1)).current

    def check(self) -> None:
        """Raise AssertionError, with what it said last, where the supervisor has ended."""
        if self.running.process.poll() is not None:
            said = (self.running.folder / "output").read_text(errors="replace")
            raise AssertionError(f"the supervisor has ended: {said[-_TOLD:]}")

    def clean(self) -> None:
        """Nothing drafted, nothing and nobody that waits, and each part as it was at first."""
        ask(self.running.console, LiftDelays())
        ask(self.running.page, DropDraft(), self.session)
        if ask(self.running.console, GetPending()).author:
            ask(self.running.console, CancelPending())
        now = self._revision()
        if now != self._clean:
            ask(self.running.console, Revert(now, self._first))
            self._clean = self._revision()

    @contextmanager
    def certified(self) -> Iterator[None]:
        """The certificate of nginx lies where it lies on the box."""
        keys = self.running.folder / "state" / "keys"
        keys.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.stand.front.certificate, keys)
        yield
        (keys / "web.crt").unlink()

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
def configured(
    folder: Path, web: str = "webui", supervisor: str = "appliance.simulate"
) -> Iterator[Configured]:
    """For as long as the block lasts; `web` and `supervisor` are the modules of both programs."""
    box = folder / "box"
    box.mkdir()
    running = aside(lambda: start(box, supervisor))
    try:
        code = ask(running.console, GetSetupCode()).code
        session = ask(running.page, SetUp(code, "anna", PASSWORD)).token
        aside(lambda: configure(running))
        with standing(folder, running.path, web) as stand:
            yield Configured(stand, running, session)
    finally:
        running.kill()
