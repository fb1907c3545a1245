"""The guest's program takes an alarm for shown when the page has drawn it, and not before."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from appliance.wire.views import AlarmWord, SocketState
from tests.fakes.office import e1_card
from tests.image.inside.alarm_shown import Alarm, fragments
from webui import render
from webui.live import message
from webui.words import ALARMS

_SPAN = e1_card().sockets[0].span
Draw = Callable[..., str]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """The page's own drawing of an E1 card with these alarms."""
    (tmp_path / "names.json").write_text(json.dumps({"icons.svg": "icons.svg"}))
    template = render.environment("en", tmp_path).get_template("fragment/cards.html")

    def drawn(*alarms: AlarmWord) -> str:
        state = SocketState.ALARM if alarms else SocketState.IN_SERVICE
        socket = msgspec.structs.replace(e1_card().sockets[0], state=state, alarms=alarms)
        card = msgspec.structs.replace(e1_card(), sockets=(socket,))
        return template.render(cards=(card,), timing=99.99, talks={}, sets=False)

    return drawn


def _alarm(word: AlarmWord, span: int = _SPAN) -> Alarm:
    return Alarm(span, word.value, ALARMS[word].text)


@pytest.mark.parametrize("word", [AlarmWord.RED, AlarmWord.BLUE, AlarmWord.YELLOW])
def test_an_alarm_is_read_off_the_pages_own_drawing(draw: Draw, word: AlarmWord) -> None:
    alarm = _alarm(word)
    others = {AlarmWord.RED, AlarmWord.BLUE, AlarmWord.YELLOW} - {word}
    assert alarm.drawn(draw(word))
    assert alarm.drawn(draw(AlarmWord.LOS, word))
    assert not alarm.drawn(draw())
    assert not any(alarm.drawn(draw(other)) for other in others)
    assert not _alarm(word, _SPAN + 1).drawn(draw(word)), "the alarm of another span"


def test_drawings_come_whole_out_of_the_stream(draw: Draw) -> None:
    red = draw(AlarmWord.RED)
    sent = "retry: 1000\n\n" + message("fragment", draw()) + ": still here\n\n"
    sent += message("back", "") + message("fragment", red)
    stream = fragments(sent.encode().splitlines(keepends=True))
    shown = [next(stream) for _ in range(5)]
    assert [_alarm(AlarmWord.RED).drawn(each) for each in shown] == [False] * 4 + [True]
    assert [bool(each) for each in shown] == [False, True, False, False, True]
    with pytest.raises(RuntimeError, match="ended"):
        next(stream)
