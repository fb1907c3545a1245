"""What happened in a call besides ringing and talking."""

import pytest

from appliance.core.calls import Deed
from appliance.core.cel import CelRow
from appliance.core.happenings import happenings


def _application(name: str, data: str) -> CelRow:
    channel = "PJSIP/301-00000001"
    return CelRow(
        "APP_START",
        1.0,
        "1.0",
        "1.0",
        channel,
        "",
        "301",
        "s",
        "queue-sales",
        name,
        data,
        "",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("name", "data", "deed", "whom"),
    [
        ("Queue", "sales,,,,10", Deed.QUEUED, "sales"),
        ("Queue", "sales.linear,,,,10", Deed.QUEUED, "sales"),
        ("VoiceMail", "301@default,u", Deed.MAILBOX, "301"),
    ],
)
def test_things_are_called_by_their_own_keys(name: str, data: str, deed: Deed, whom: str) -> None:
    (found,) = happenings([_application(name, data)])
    assert (found.deed, found.who, found.whom) == (deed, "301", whom)
