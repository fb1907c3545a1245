"""Who listened to whom, told from the spool's own events."""

import pytest

from appliance.core.cel import CelRow
from appliance.core.listened import Listening, listened
from appliance.core.relations import Opening


def row(event: str, app: str, app_data: str, exten: str = "302") -> CelRow:
    return CelRow(
        event, 5.0, "1.1", "1.1", "PJSIP/301-1", "Head", "301", exten, "app-listen",
        app, app_data, "", "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("options", "how"),
    [("bqES", Opening.LISTEN), ("bqESw", Opening.WHISPER), ("bqESB", Opening.JOIN)],
)
def test_each_listening_is_found_once(options: str, how: Opening) -> None:
    rows = (
        row("CHAN_START", "", "", "*555302"),
        row("APP_START", "ChanSpy", f"PJSIP/302-,{options}"),
        row("APP_START", "ChanSpy", f"DAHDI/5-,{options}"),
        row("APP_START", "Dial", "PJSIP/302"),
    )
    assert list(listened(rows)) == [Listening(5.0, "301", "302", how)]
