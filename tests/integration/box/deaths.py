"""All that is not the exchange dies with twenty calls up, in the box without its kernel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.image.sip import SipPhone
from tests.image.supervisor import Supervisor
from tests.integration.box.contained import Contained

CALLS = 20
BACK_WITHIN = 5.0  # seconds
SUPERVISOR, PAGE = "lineman.service", "lineman-web.service"
NOT_THE_EXCHANGE = (SUPERVISOR, PAGE, "nginx.service")
_DEAD = "/run/all-but-the-exchange-dead"
_DEATHS = Path(__file__).parents[2] / "image" / "inside" / "deaths.py"
_KILL = ["python3", "-IBc", _DEATHS.read_text(), _DEAD, *NOT_THE_EXCHANGE]


@dataclass(frozen=True, slots=True)
class Death:
    """Seconds until each was back; was a new call up before all were?"""

    away: Mapping[str, float]
    called: bool

    @property
    def in_time(self) -> bool:
        """Calls did not wait for what was dead, and that was soon back."""
        return self.called and max(self.away.values()) <= BACK_WITHIN


def wait_for_all(box: Contained) -> None:
    """Supervisor, page and nginx are up."""
    for unit in NOT_THE_EXCHANGE:
        box.wait(["systemctl", "is-active", unit], seconds=60)


def channels_up(box: Contained) -> list[str]:
    """The channels that are up, each by the name that it alone has."""
    said = box.run(["asterisk", "-rx", "core show channels concise"]).out
    rows = [line.split("!") for line in said.splitlines()]
    return sorted(row[0] for row in rows if len(row) > 4 and row[4] == "Up")


def called_often(box: Contained) -> SipPhone:
    """A telephone at which CALLS calls are up, and which takes more."""
    many, called = (SipPhone(box, Supervisor(box), name) for name in ("A", "B"))
    called.do("answer_all")
    many.do("dial_often", number=called.extension, count=CALLS)
    return called


def die(box: Contained) -> dict[str, float]:
    """Kill all but the exchange; seconds until each was back."""
    away: dict[str, float] = json.loads(box.run(_KILL, seconds=400).out)
    return away


def die_during_calls(box: Contained, caller: SipPhone, called: SipPhone) -> Death:
    """Kill all but the exchange, and call while they are dead."""
    box.run(["rm", "-f", _DEAD])
    dying = box.start(_KILL, seconds=400)
    box.wait(["test", "-e", _DEAD])
    caller.do("dial", number=called.extension)
    caller.do("answered")
    early = dying.running
    return Death(json.loads(dying.wait(400).require().out), early)
