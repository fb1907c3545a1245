"""How an E1 is spoken, changed as an admin changes it."""

from __future__ import annotations

import json

from appliance.core.cards import E1_CHANNELS, E1Signalling
from appliance.wire.views import CardView
from tests.image.harness import Guest


def is_spoken_by(guest: Guest, card: CardView, signalling: E1Signalling, shown: str) -> None:
    """A configuration that says so is applied, and Asterisk has every channel by it."""
    office = json.loads(guest.run(["lineman", "export", "--with-passwords", "-"]).out)
    (span,) = office["configuration"]["cards"][0]["spans"]
    span["signalling"] = signalling.value
    guest.run(["lineman", "apply", "--yes", "-"], stdin=json.dumps(office).encode(), seconds=300)
    first = card.sockets[0].channel
    slots = range(first, first + E1_CHANNELS)
    told = guest.run(["asterisk", "-rx", "dahdi show channels group 1"]).out.splitlines()
    lines = [line for line in told if line.split() and line.split()[0].isdigit()]
    assert {int(line.split()[0]) for line in lines} == {*slots} - {slots[15]}, told
    assert all(shown in line for line in lines), told
