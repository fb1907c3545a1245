"""Settings that cannot be read any more: the page leads back to the newest that can."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.wire.configuration import GetRevisions
from appliance.wire.protocol import GetExtensions
from tests.fakes.simulated import eventually
from tests.web.configured import Configured, aside, ask, configured
from tests.web.stand import Answer
from webui import security


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Configured]:
    """A box whose settings somebody spoilt while it was off."""
    with configured(tmp_path) as office:
        box = office.running
        box.kill()
        with closing(sqlite3.connect(box.folder / "state/slots/A/config.db")) as rows, rows:
            rows.execute("DELETE FROM part")
        box.again()
        aside(lambda: eventually(lambda: box.console.ask(GetRevisions(1)), lambda _: True, 180))
        yield office


def _cookie(office: Configured) -> str:
    return f"{security.SESSION_COOKIE}={office.session}"


def _posted(office: Configured, path: str, **typed: str) -> Answer:
    body = urlencode({"token": security.form_token(office.session), **typed})
    kind = "application/x-www-form-urlencoded"
    headers = {"Cookie": _cookie(office), "Origin": office.stand.url, "Content-Type": kind}
    return office.stand.ask(path, method="POST", body=body.encode(), headers=headers)


def test_the_page_leads_back_to_a_revision_that_can_be_read(office: Configured) -> None:
    now = ask(office.running.console, GetRevisions(1)).current
    shown = office.stand.ask(
        f"/changes/return?revision={now - 1}", headers={"Cookie": _cookie(office)}
    )
    assert shown.status == 200, shown.text
    assert 'action="/changes/return"' in shown.text
    done = _posted(office, "/changes/return", revision=str(now - 1), base=str(now), when="now")
    assert done.status == 303, done.text
    # That revision has no network port set up, so it waits for somebody who says yes.
    assert _posted(office, "/changes/confirm", keep="yes").status == 303
    found = ask(office.running.console, GetExtensions())
    assert found.revision == now + 1
    assert found.extensions
