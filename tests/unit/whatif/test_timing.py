"""Time conditions, at their edges."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.whatif.timing import holds

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("condition", "moment", "held"),
    [
        ("09:00-17:59,mon-fri,*,*", "2026-03-02 08:59", False),
        ("09:00-17:59,mon-fri,*,*", "2026-03-02 09:00", True),
        ("09:00-17:59,mon-fri,*,*", "2026-03-02 17:59", True),
        ("09:00-17:59,mon-fri,*,*", "2026-03-02 18:00", False),
        ("09:00-17:59,mon-fri,*,*", "2026-03-07 12:00", False),
        ("*,sat&sun,*,*", "2026-03-08 12:00", True),
        ("*,fri-mon,*,*", "2026-03-08 12:00", True),
        ("*,fri-mon,*,*", "2026-03-04 12:00", False),
        ("*,*,1-8,mar", "2026-03-08 12:00", True),
        ("*,*,1-7,mar", "2026-03-08 12:00", False),
        ("*,*,*,nov-feb", "2026-12-08 12:00", True),
        ("*,*,*,nov-feb", "2026-03-08 12:00", False),
        ("22:00-06:00,*,*,*", "2026-03-08 23:00", True),
        ("22:00-06:00,*,*,*", "2026-03-08 06:00", True),
        ("22:00-06:00,*,*,*", "2026-03-08 06:01", False),
        ("09:00,*,*,*", "2026-03-08 09:00", True),
        ("*,*,*,*", "2026-03-08 09:00", True),
        ("*", "2026-03-08 09:00", True),
        ("12:00-12:59,*,*,*,Asia/Vladivostok", "2026-03-08 05:30", True),
        ("12:00-12:59,*,*,*,Europe/Berlin", "2026-03-08 14:30", True),
        ("12:00-12:59,*,*,*,Europe/Berlin", "2026-07-08 13:30", True),
    ],
)
def test_a_condition_holds(condition: str, moment: str, held: bool) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=MOSCOW)
    assert holds(condition, at, MOSCOW) is held
