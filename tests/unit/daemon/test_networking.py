"""Network and time told over the wire, as far as they can be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from appliance.core.errors import Fault
from appliance.daemon.networking import Networking
from appliance.host.ports import AddressSeen, ClockSeen, LinkSeen
from appliance.wire.network import AddressView, ClockView, GetNetwork, LinkView, Network

_NOBODY: Any = None


@dataclass
class _Below:
    broken: set[str] = field(default_factory=set)

    async def links(self) -> tuple[LinkSeen, ...]:
        if "links" in self.broken:
            raise Fault("networkd does not answer.")
        address = AddressSeen("192.0.2.5/24", True)
        return (LinkSeen("eth0", "aa:bb", True, True, 100, (address,), ("192.0.2.1",), ()),)

    async def clock(self) -> ClockSeen:
        if "clock" in self.broken:
            raise Fault("timedated does not answer.")
        return ClockSeen(True, "Etc/UTC", "192.0.2.9", 2, 0.5)


async def _told(below: _Below) -> Network:
    made = Networking(below, lambda: "lineman", lambda: "Europe/Moscow", lambda: 7.0)
    answer: Any = await made.answering[GetNetwork](GetNetwork(), _NOBODY)
    assert isinstance(answer, Network)
    return answer


async def test_all_of_it_is_told() -> None:
    found = await _told(_Below())
    address = AddressView("192.0.2.5/24", True)
    assert found.links == (
        LinkView("eth0", "aa:bb", True, True, 100, (address,), ("192.0.2.1",), ()),
    )
    assert found.clock == ClockView(True, "Etc/UTC", "Europe/Moscow", 7.0, "192.0.2.9", 2, 0.5)
    assert (found.name, found.unknown) == ("lineman", ())


async def test_what_does_not_answer_hides_nothing_of_the_rest() -> None:
    found = await _told(_Below({"links"}))
    assert (found.links, found.unknown) == ((), ("networkd does not answer.",))
    assert found.clock is not None
    found = await _told(_Below({"clock"}))
    assert (found.clock, found.unknown) == (None, ("timedated does not answer.",))
    assert found.links
