"""What the image tests read off the page is what its own templates put there."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from appliance.wire.views import AlarmWord, CardView, SocketState
from tests.fakes.office import analogue_card, e1_card
from tests.image.web_page import by_channel, on_page, shown_sockets
from webui import render


def _drawn(cards: tuple[CardView, ...], assets: Path) -> str:
    (assets / "names.json").write_text(json.dumps({"icons.svg": "icons.svg"}))
    template = render.environment("en", assets).get_template("fragment/cards.html")
    return template.render(cards=cards, timing=99.99, talks={}, sets=False)


def _with(card: CardView, state: SocketState, *alarms: AlarmWord) -> CardView:
    """`card` with its first socket so."""
    first = msgspec.structs.replace(card.sockets[0], state=state, alarms=alarms)
    return msgspec.structs.replace(card, sockets=(first, *card.sockets[1:]))


def test_every_socket_is_read_as_it_was_drawn(tmp_path: Path) -> None:
    cards = (
        _with(analogue_card(), SocketState.IDLE),
        _with(e1_card(), SocketState.ALARM, AlarmWord.RED),
    )
    read = shown_sockets(_drawn(cards, tmp_path))
    assert len(read) == sum(len(card.sockets) for card in cards)
    assert read == on_page(cards)
    e1 = cards[1].sockets[0]
    red = frozenset({AlarmWord.RED})
    assert by_channel(read)[e1.span] == dict.fromkeys(
        range(e1.channel, e1.channel + e1.channels), red
    )
