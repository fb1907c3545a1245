"""A real browser at the real front, with a supervisor that a test moves."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from build.lib.vm.waiting import PATIENCE
from tests.fakes.office import Office
from tests.fakes.supervisor import FakeSupervisor, running
from tests.web.configured import Configured, configured
from tests.web.stand import Stand, standing
from webui import security

OpenPage = Callable[..., Page]
expect.set_options(timeout=5000 * PATIENCE)
EXPECTED = ("status of 4", "status of 5", "net::ERR_")  # a refusal that a test asks for


def pytest_addoption(parser: pytest.Parser) -> None:
    """Every screen in every view is for the campaign `a11y`; here each is seen in one by chance."""
    group = parser.getgroup("views")
    group.addoption("--every-view", action="store_true", help="run each test in all its views")
    group.addoption("--view-seed", type=int, default=1, help="which view of each test is run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of tests that differ in nothing but the browser's language, width and colours leave one."""
    if config.getoption("--every-view"):
        return
    alike: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if (name := _without_view(item)) is not None:
            alike[name].append(item)
    seed: int = config.getoption("--view-seed")
    chance = random.Random(seed)  # noqa: S311  # the same views for the same seed
    left_out = [
        item for name in sorted(alike) for item in chance.sample(alike[name], len(alike[name]) - 1)
    ]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _without_view(item: pytest.Item) -> str | None:
    """What a test is called among those that differ in the view alone; None if it has no view."""
    spec = getattr(item, "callspec", None)
    if spec is None or "view" not in spec.params:
        return None
    others = sorted((name, repr(each)) for name, each in spec.params.items() if name != "view")
    return f"{item.nodeid.partition('[')[0]} {others}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def shared_stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with standing(tmp_path_factory.mktemp("stand")) as stand:
        yield stand


@pytest.fixture
def stand(shared_stand: Stand) -> Iterator[Stand]:
    """The web page of a box that is set up; its log stays free of faults."""
    before = len(shared_stand.log())
    yield shared_stand
    said = shared_stand.log()[before:]
    assert "Traceback" not in said, said


@pytest.fixture
def supervisor(stand: Stand) -> Iterator[FakeSupervisor]:
    with running(stand.supervisor, Office()) as fake:
        fake.set_up()
        yield fake


@pytest.fixture
def new_stand(tmp_path: Path) -> Iterator[tuple[Stand, FakeSupervisor]]:
    """The web page of a box that nobody has set up."""
    with standing(tmp_path) as stand, running(stand.supervisor, Office()) as fake:
        yield stand, fake
        assert "Traceback" not in stand.log(), stand.log()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page of a new visitor; any complaint of the browser fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def heard(text: str) -> None:
        if not any(expected in text for expected in EXPECTED):
            complaints.append(text)

    def opened(locale: str = "ru-RU", width: int = 1280, theme: str = "light") -> Page:
        context = browser.new_context(
            ignore_https_errors=True,
            locale=locale,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if theme == "dark" else "light",
        )
        context.set_default_timeout(8000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: heard(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: heard(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def inside(open_page: OpenPage, stand: Stand, supervisor: FakeSupervisor) -> OpenPage:
    """Opens a page of somebody who has logged in."""

    def opened(locale: str = "ru-RU", width: int = 1280, theme: str = "light") -> Page:
        page = open_page(locale, width, theme)
        page.context.add_cookies(
            [
                {
                    "name": security.SESSION_COOKIE,
                    "value": supervisor.set_up(),
                    "url": stand.url,
                    "secure": True,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )
        return page

    return opened


@pytest.fixture(scope="session")
def one_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configured]:
    with configured(tmp_path_factory.mktemp("configured")) as office:
        yield office


@pytest.fixture
def office(one_office: Configured) -> Iterator[Configured]:
    """A configured office with nothing drafted; the page's log stays free of faults."""
    one_office.check()
    one_office.clean()
    before = len(one_office.stand.log())
    yield one_office
    one_office.check()
    said = one_office.stand.log()[before:]
    assert "Traceback" not in said, said


@pytest.fixture
def at_work(open_page: OpenPage, office: Configured) -> OpenPage:
    """Opens a page of the office's administrator."""

    def opened(locale: str = "ru-RU", width: int = 1280, theme: str = "light") -> Page:
        return office.enter(open_page(locale, width, theme))

    return opened
