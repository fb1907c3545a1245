"""Fixtures of the image tests; harness/README.md tells how to use them."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.image.at_rest import settle
from tests.image.harness import (
    Disk,
    Forward,
    Guest,
    GuestFault,
    Machine,
    Service,
    TooLate,
    free_port,
    image_under_test,
    usual_box,
)
from tests.image.harness.far_ends import FarEnds
from tests.image.installed import install
from tests.image.supervisor import Supervisor
from tests.image.updates import HTTP
from tests.image.web_page import HTTPS, WebPage

Boot = Callable[[Machine], Guest]
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on the shared box judge sound and times: they want the machine for themselves.

    Those on `bios_box` come last of the others, so that nothing runs beside that box either.
    """
    for item in items:
        if item.path.parent == Path(__file__).parent and "box" in _fixtures(item):
            item.add_marker("quiet")
    items.sort(key=lambda item: item.get_closest_marker("bios_box") is not None)


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure, and show what the guest's console and journal said last."""
    report = yield
    if report.failed:
        item.session.stash[_failed] = True
        for guest in _guests:
            report.sections.append((f"console {guest.folder}", guest.console.text[-4000:]))
            report.sections.append((f"journal {guest.folder}", _journal(guest)))
    return report


def _journal(guest: Guest) -> str:
    """Its last lines without the kernel's, or why there are none."""
    argv = ["journalctl", "--boot", "--no-pager", "--output=short-monotonic", "--lines=400"]
    try:
        return guest.run([*argv, "--facility=daemon,user"], seconds=30).out[-40_000:]
    except (GuestFault, TooLate, OSError, RuntimeError, FutureTimeout) as fault:
        return f"none: {fault!r}"


_guests: list[Guest] = []


def _end(guest: Guest, session: pytest.Session) -> None:
    if os.environ.get("SIT") and session.stash.get(_failed, False):
        input(f"The machine is on; its sockets are in {guest.folder}. Return ends it. ")
    _guests.remove(guest)
    guest.off()


@pytest.fixture(scope="session")
def image() -> Path:
    """The raw disk image under test."""
    return image_under_test()


@pytest.fixture
def boot(request: pytest.FixtureRequest) -> Iterator[Boot]:
    """Start a machine of the test's own; it is off when the test ends."""
    mine: list[Guest] = []

    def start(machine: Machine) -> Guest:
        guest = Guest(machine, agent="lineman.test-agent" in machine.credentials)
        _guests.append(guest)
        mine.append(guest)
        return guest

    yield start
    for guest in mine:
        _end(guest, request.session)


@contextmanager
def _at_rest(machine: Machine, session: pytest.Session) -> Iterator[Guest]:
    """The machine with its start over; its console and journal are shown if a test fails."""
    guest = Guest(machine)
    _guests.append(guest)
    try:
        settle(guest)
        yield guest
    finally:
        _end(guest, session)


@pytest.fixture(scope="session")
def bios_box(
    image: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Guest]:
    """A box installed from a stick and started by a BIOS, for the tests marked `bios_box`."""
    page = Forward(free_port(), HTTPS)
    bundles = Service(free_port(), HTTP)
    disk = Disk(install(image, tmp_path_factory.mktemp("installed")))
    usual = usual_box(image, tmp_path_factory.mktemp("bios"), board="pc")
    machine = replace(usual, disks=(disk,), forwards=(page,), services=(bundles,))
    with _at_rest(machine, request.session) as guest:
        yield guest


@pytest.fixture(scope="session")
def box(
    image: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Guest]:
    """The shared box, started by UEFI; a test leaves it in order for the next."""
    page = Forward(free_port(), HTTPS)
    folder = tmp_path_factory.mktemp("box")
    machine = usual_box(image, folder, uefi=True, board="q35", forwards=(page,))
    with _at_rest(machine, request.session) as guest:
        yield guest


@pytest.fixture
def ends(box: Guest) -> Iterator[FarEnds]:
    """The telephones and the exchange on the box's virtual cards; the next test finds them idle."""
    ends = FarEnds(box)
    yield ends
    ends.let_go()


@pytest.fixture
def supervisor(box: Guest) -> Supervisor:
    """The box's supervisor, asked as root; calls of other tests are none of this one's."""
    asked = Supervisor(box)
    asked.from_now_on()
    return asked


@pytest.fixture(scope="session")
def web_page(box: Guest) -> WebPage:
    """The box's page; the first to ask sets the box up."""
    return WebPage(box)
