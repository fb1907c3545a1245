"""Every screen of a configured office, by its address."""

from __future__ import annotations

from urllib.parse import quote

from appliance.simulate.mailboxes import leave
from appliance.simulate.script import OUTSIDE
from appliance.wire.access import SetAccount
from appliance.wire.api_keys import MakeApiKey
from appliance.wire.first_start import StartStep
from appliance.wire.history import GetHistory
from appliance.wire.roles import Role, Scope
from appliance.wire.webhooks import HookEvent, MakeWebhook
from tests.fakes.configured import PORT
from tests.web.busy_week import spend_a_week
from tests.web.configured import Configured, ask
from tests.web.test_call_log import BUSY, RECORDED, SINCE, tell
from tests.web.test_parts_look import EDITS, NEW
from webui import pages

NOWHERE = "/no-such-page"
PATHS = (
    *(page.path for page in pages.ALL),
    *NEW,
    *(path for path in EDITS if path not in {page.path for page in pages.ALL}),
    *(f"/start/{step}" for step in StartStep),
    "/start/mail-test",
    "/start/greeting",
    "/start/network-ports/new",
    f"/start/network-ports/edit?name={PORT.mac}",
    "/monitoring?time=week",
    f"/calls?from={SINCE}",
    f"/recordings?from={SINCE}",
    "/search?text=20",
    NOWHERE,
)
# Whose address tells what it is about: of `furnish`.
OF_SOMETHING = (
    "/calls/one", "/recordings/hear", "/webhooks/one", "/audit/revision", "/workplace/hear",
)  # fmt: skip
# Those are screens of calls that go on, and of a box that nobody has logged in to.
OF_A_MOMENT = ("/board/transfer", "/login", "/setup")


def furnish(office: Configured) -> dict[str, str]:
    """Calls that happened, a busy week, a webhook, a key, and a voice message of the
    administrator's, who is 201 from now on; the addresses of OF_SOMETHING.
    """
    tell(office, RECORDED, BUSY)
    spend_a_week(office)
    client, session = office.running.page, office.session
    ask(client, MakeApiKey("billing", (Scope.HISTORY,)), session)
    made = MakeWebhook("crm", "https://nobody.invalid/calls", (HookEvent.VOICEMAIL,))
    hook = ask(client, made, session).webhook  # no call here ends at a mailbox: nobody is told
    begun = 1e8 * RECORDED[1]  # the office's own calls are others
    asked = GetHistory(since=begun, before=begun + 1e8, limit=1, recorded=True)
    key = quote(ask(client, asked, session).calls[0].key)
    told = f"/calls/one?key={key}", f"/recordings/hear?call={key}"
    ask(client, SetAccount("anna", role=Role.ADMIN, person="person-201"), session)
    voicemail = office.running.folder / "data/voicemail"
    message = leave(voicemail, "201", OUTSIDE[0], begun, 5.0)
    heard = f"/workplace/hear?message={message}"
    known = *told, f"/webhooks/one?id={hook.id}", "/audit/revision?number=1", heard
    return dict(zip(OF_SOMETHING, known, strict=True))
