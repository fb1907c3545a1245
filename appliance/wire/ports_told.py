"""Ports as people name them, in place of the words by which a difference tells them."""

import re
from collections.abc import Callable, Iterable, Mapping

from appliance.wire.views import CardView

_HUNG_ON = re.compile(r"^(DeskPhone|CityLine|DigitalLine) ")


def port_names(cards: Iterable[CardView], named: Callable[[int, str], str]) -> Mapping[str, str]:
    """`named` of card number and label, by how `core.difference` spells the port or E1 stream."""
    found = {}
    for card in cards:
        for each in card.sockets:
            name = named(card.number, each.label)
            found[f"{card.key} {each.local}/{each.place}"] = name
            found[f"DigitalLine {card.key}, {each.local}"] = name
    return found


def with_ports(text: str, names: Mapping[str, str]) -> str:
    """`text` with each port by its name; one of a card that is not there stays as it is."""
    if text in names:
        return names[text]
    told = _HUNG_ON.sub("", text)
    for spelled, name in names.items():
        if told == spelled or told.startswith((f"{spelled} ", f"{spelled}, ")):
            return name + told[len(spelled) :]
    return text
