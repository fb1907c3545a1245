"""The change log page by page: each entry of its three logs once, however many there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from playwright.sync_api import expect

from appliance.wire.access import GetAccessLog
from appliance.wire.api_keys import MakeApiKey, RevokeApiKey
from appliance.wire.configuration import GetRevisions
from appliance.wire.live_state import GetLiveChanges, SetDoNotDisturb
from appliance.wire.protocol import RenameExtension
from appliance.wire.roles import Scope
from tests.web.configured import Configured, ask
from tests.web.conftest import OpenPage
from webui import security
from webui.pages.audit import ROWS

CHANGES = 20  # of the settings; each is made whole
OTHERS = 120  # at telephones, and at the door


def _happened(office: Configured) -> None:
    page, console, session = office.running.page, office.running.console, office.session
    revision = ask(console, GetRevisions(1)).current
    for at in range(OTHERS):
        ask(page, SetDoNotDisturb("203", on=at % 2 == 0), session)
        if at % 2:
            ask(page, RevokeApiKey("brief"), session)
        else:
            ask(page, MakeApiKey("brief", (Scope.STATE,)), session)
        if at % (OTHERS // CHANGES) == 0:
            revision = ask(console, RenameExtension(revision, "204", f"{at}")).revision


def _known(office: Configured) -> Counter[int]:
    """The second when each entry was made, as the supervisor tells them."""
    page, session = office.running.page, office.session
    times: list[float] = []
    number, more = 0, True
    while more:
        states = ask(page, GetRevisions(7, number), session)
        times += [each.time for each in states.revisions]
        number, more = states.revisions[-1].number, states.more
    number, more = 0, True
    while more:
        live = ask(page, GetLiveChanges(number, 200), session)
        times += [each.time for each in live.changes]
        number, more = live.changes[-1].number, live.more
    moment, more = 0.0, True
    while more:
        access = ask(page, GetAccessLog(moment, 200), session)
        times += [each.time for each in access.entries]
        moment, more = access.entries[-1].time, access.more
    return Counter(map(int, times))


def _screens(office: Configured) -> Iterator[tuple[int, ...]]:
    """The seconds of each screen, from the newest on."""
    cookie = {"Cookie": f"{security.SESSION_COOKIE}={office.session}", "Accept-Language": "en"}
    path = "/audit"
    for _ in range(100):
        if not path:
            return
        text = office.stand.ask(path, headers=cookie).text
        found = re.findall(r'datetime="([^"]+)"', text)
        yield tuple(int(datetime.fromisoformat(each).timestamp()) for each in found)
        older = re.search(r'href="(/audit\?[^"]+)">Older<', text)
        path = unescape(older[1]) if older else ""
    raise AssertionError("it has no end")


def test_each_of_more_than_two_hundred_entries_is_told_once(office: Configured) -> None:
    _happened(office)
    known = _known(office)
    assert known.total() > 2 * OTHERS + CHANGES
    screens = list(_screens(office))
    assert Counter(moment for screen in screens for moment in screen) == known
    assert {len(screen) for screen in screens[:-1]} == {ROWS}
    assert sorted(screens[0], reverse=True) == list(screens[0])


def test_the_history_of_the_settings_goes_on_to_its_begin(
    office: Configured, at_work: OpenPage
) -> None:
    _happened(office)
    page, last = at_work("ru-RU"), ask(office.running.console, GetRevisions(1)).current
    page.goto(f"{office.stand.url}/changes")
    history = page.locator("section[aria-labelledby=history]")
    seen = history.locator("tbody tr").count()
    older = history.get_by_role("link", name="Раньше")
    while older.count() and seen < last:
        page.goto(office.stand.url + (older.get_attribute("href") or ""))
        seen += history.locator("tbody tr").count()
    assert seen == last
    history.get_by_role("link", name="Последние").click()
    expect(history.get_by_text("работает сейчас")).to_be_visible()
