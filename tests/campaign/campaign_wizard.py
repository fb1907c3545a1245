"""From the first start to a first call between two analogue telephones, by roles and labels alone.

In both languages at real nginx, web process and supervisor of a simulated machine; and in the
booted box, whose telephones ring and talk. What had to be clicked and filled in is counted.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Error, expect, sync_playwright

from appliance.wire.protocol import GetSetupCode
from build.lib.cache import remove
from build.lib.vm.waiting import PATIENCE, TooLate
from tests.campaign.plan import Campaign
from tests.campaign.wizard import TELEPHONES, Hand, finish, go_through, place_call, set_up
from tests.fakes.simulated import free, start
from tests.image.at_rest import at_rest
from tests.image.harness import Forward, Guest, GuestFault, free_port, usual_box
from tests.image.harness.boxes import image_under_test
from tests.image.harness.far_ends import FarEnds
from tests.image.office import Phone
from tests.image.supervisor import Supervisor
from tests.image.web_page import HTTPS
from tests.web.configured import aside, ask
from tests.web.stand import standing

LIMIT = 40  # clicks and fields together, for two lines and four telephones
_LOCALES = {"ru": "ru-RU", "en": "en-GB"}
_TRIES = 5  # of a call in the simulation, where somebody else may be quicker at the telephone
_FREQUENCIES = (500, 900)  # what each of the two plays, and the other hears


class Wizard:
    """A case is a first start; `kept` has what each took."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._kept = folder / "figures.json"
        self._tries: dict[str, Callable[[], Hand]] = {
            **{f"simulated {name}": partial(self._simulated, name) for name in _LOCALES},
            "booted ru": partial(self._booted, "ru"),
        }

    def cases(self) -> Sequence[str]:
        """Where, and in which language."""
        return list(self._tries)

    def bad(self, case: str) -> str | None:
        """What stood in the way, or that it took too much."""
        try:
            hand = self._tries[case]()
        except (AssertionError, Error, GuestFault, TooLate) as failed:
            return f"{type(failed).__name__}: {failed}"
        taken = {"clicks": hand.clicks, "fields": hand.fields}
        self._kept.write_text(json.dumps(self._read() | {case: taken}))
        return too_much(hand.clicks, hand.fields)

    def figures(self, tried: Collection[str]) -> Mapping[str, float]:
        """Of the case that took most, clicks and fields together."""
        return figures_of({name: each for name, each in self._read().items() if name in tried})

    def _read(self) -> dict[str, dict[str, int]]:
        read: dict[str, dict[str, int]] = (
            json.loads(self._kept.read_text()) if self._kept.exists() else {}
        )
        return read

    @contextmanager
    def _hand(self, language: str) -> Iterator[Hand]:
        context = self._browser.new_context(ignore_https_errors=True, locale=_LOCALES[language])
        context.set_default_timeout(30_000 * PATIENCE)
        try:
            yield Hand(context.new_page(), language)
        finally:
            context.close()

    def _simulated(self, language: str) -> Hand:
        with ExitStack() as stack:
            place = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="lm-wizard-", dir="/tmp"))
            )
            (place / "box").mkdir()
            running = aside(lambda: start(place / "box"))
            stack.callback(running.kill)
            stand = stack.enter_context(standing(place, running.path))
            hand = stack.enter_context(self._hand(language))
            set_up(hand, stand.url, ask(running.console, GetSetupCode()).code)
            first, second, *_ = go_through(hand)
            counted = hand.clicks, hand.fields
            for each in range(_TRIES):
                hand.clicks, hand.fields = counted
                aside(lambda: free(running, first, second))
                place_call(hand, first, second)
                try:
                    _shown(hand, first, second)
                except AssertionError:
                    if each == _TRIES - 1:
                        raise
                else:
                    break
            finish(hand)
            return hand

    def _booted(self, language: str) -> Hand:
        work = self._folder / "box"
        remove(work)
        work.mkdir()
        page = Forward(free_port(), HTTPS)
        machine = usual_box(image_under_test(), work, forwards=(page,))
        with at_rest(machine) as guest, self._hand(language) as hand:
            code = aside(lambda: Supervisor(guest).ask(GetSetupCode()).code)
            set_up(hand, f"https://127.0.0.1:{page.host}", code)
            first, second, *_ = go_through(hand)
            place_call(hand, first, second)
            aside(lambda: _talked(guest, first, second))
            finish(hand)
            return hand


def _shown(hand: Hand, first: str, second: str) -> None:
    """The page shows who talks to whom."""
    calls = hand.page.get_by_text(f"{first} → {second}").first
    expect(calls).to_be_visible(timeout=10_000 * PATIENCE)


def _talked(guest: Guest, first: str, second: str) -> None:
    """The one rings, is lifted and calls the other, and each hears what the other says."""
    ends = FarEnds(guest)
    caller, called = Phone(ends, int(first) - 200), Phone(ends, int(second) - 200)
    caller.rings()
    caller.lift()
    called.rings()
    called.lift()
    for phone, frequency in zip((caller, called), _FREQUENCIES, strict=True):
        phone.play(frequency)
    caller.must_hear(_FREQUENCIES[1])
    called.must_hear(_FREQUENCIES[0])
    ends.let_go()


def too_much(clicks: int, fields: int) -> str | None:
    """What is bad about so many."""
    if clicks + fields <= LIMIT:
        return None
    return f"{clicks} clicks and {fields} fields, at most {LIMIT} are allowed together"


def figures_of(kept: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """`clicks` is the most that any case took, fields with them; nothing where none was tried."""
    taken = [each["clicks"] + each["fields"] for each in kept.values()]
    if not taken:
        return {}
    fields = max(each["fields"] for each in kept.values())
    return {"clicks": max(taken), "of_them_fields": fields, "telephones": TELEPHONES}


@contextmanager
def open_campaign(seed: int, folder: Path) -> Iterator[Campaign]:
    """A first start is the same for any seed."""
    del seed
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield Wizard(browser, folder)
        browser.close()
