"""Each list and form of the configuration, in both languages, wide and narrow."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from appliance.core.keys import Key
from appliance.core.parts import spelled
from appliance.core.relations import OnePerson, Opening, Relation, RelationKind, WholeDepartment
from appliance.simulate.cards import ANALOGUE, DIGITAL
from appliance.wire.roles import Right
from tests.fakes.configured import LINE, PORT
from tests.web.configured import Configured
from tests.web.conftest import OpenPage
from tests.web.test_look import View, judged
from webui import pages

EDITING = {Right.OFFICE, Right.ACCOUNTS, Right.AUDIT, Right.BOX}
LISTS = [page.path for page in pages.ALL if page.right in EDITING]
NEW = [f"{kind.path}/new" for page in pages.ALL for kind in page.kinds]
_HEAD, _SALES = OnePerson(Key("person-201")), WholeDepartment(Key("sales"))
RELATION = Relation(RelationKind.SUPERVISES, _HEAD, _SALES, (Opening.STATUS,))
EDITS = [
    "/people/edit?name=person-201",
    "/people/rights?name=person-201",
    "/people/relations?name=person-201&opening=listen&whom=person-202",
    "/people/import",
    "/departments/edit?name=support",
    "/groups/edit?name=duty",
    "/rights/edit?name=head",
    "/phones/edit?name=301",
    "/mailboxes/edit?name=201",
    f"/ports/telephone?at={quote(f'{ANALOGUE} 1 3')}",
    f"/ports/stream?at={quote(f'{DIGITAL} 1 1')}",
    "/trunks/edit?name=1",
    "/outbound/usual",
    "/outbound/edit?name=international",
    f"/relations/edit?name={quote(spelled(RELATION))}",
    "/inbound-callers/edit?name=79161234567%20False",
    f"/inbound-lines/edit?name={quote(spelled(LINE))}",
    "/inbound/operator",
    "/inbound/edit?name=74951234500",
    "/menus/edit?name=lang",
    "/prompts/edit?name=hello",
    "/ring-groups/edit?name=sales",
    "/queues/edit?name=help",
    "/conferences/edit?name=planning",
    "/parking/edit?name=main",
    f"/network-ports/edit?name={PORT.mac}",
    "/network/edit",
    "/fax/edit?name=books",
    "/schedules/edit?name=main",
    "/blocked/edit?name=74950000000",
    "/blocked-allowed/edit?name=74957778899",
    "/blocked/others",
    "/office/edit",
    "/mail/edit",
    "/account",
    "/accounts/new",
    "/accounts/edit?user=anna",
    "/api/docs",
    "/changes/return?revision=1",
    "/what-if?from=outside&group=1&called=74951234500&day=2027-03-08&time=19:30",
]


@pytest.mark.parametrize(
    "view",
    [View("ru-RU", 360, "dark"), View("en-GB", 1280, "light")],
    ids=lambda view: view.named(),
)
@pytest.mark.parametrize("paths", [LISTS, NEW, EDITS], ids=["lists", "new", "edits"])
def test_every_screen(office: Configured, at_work: OpenPage, view: View, paths: list[str]) -> None:
    page = at_work(*view)
    for path in paths:
        answer = page.goto(office.stand.url + path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("html").get_attribute("lang") == view.locale[:2]
        judged(page)
