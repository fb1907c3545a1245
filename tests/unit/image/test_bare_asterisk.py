"""The Asterisk that a box's is measured against has the box's lines and no more."""

from __future__ import annotations

from appliance.compiler.conf import parse
from tests.bench.bare_asterisk import configuration
from tests.unit import tree

_BOXES = tree.TREE / "tests/golden/office/virtual/asterisk/dahdi-channels.conf"


def test_it_has_every_line_of_the_box_with_its_signalling() -> None:
    boxes = _BOXES.read_text()
    bare = configuration(boxes)["chan_dahdi.conf"]
    for word in ("signalling", "dahdichan"):
        wanted = [line for line in boxes.splitlines() if line.startswith(f"{word} ")]
        assert wanted
        assert [line for line in bare.splitlines() if line.startswith(f"{word} ")] == wanted
    assert "setvar" not in bare


def test_its_dialplan_is_one_line() -> None:
    (context,) = parse(configuration(_BOXES.read_text())["extensions.conf"]).sections
    assert len(context.lines) == 1
