"""What a change would do, as a page shows it."""

from pathlib import Path

from appliance.wire.configured import Changed
from appliance.wire.views import Impact
from webui.render import environment

EFFECT = '{% from "part/making.html" import effect with context %}{{ effect(seen, "") }}'


def test_what_own_files_do_is_seen_without_a_press(tmp_path: Path) -> None:
    """Also where the exchange does nothing."""
    (tmp_path / "names.json").write_text('{"icons.svg": "icons.svg"}')
    told = "extensions_custom.conf, line 2: is neither a section nor an option."
    seen = Changed(1, Impact.NOTHING, surprises=(told,))
    shown = environment("ru", tmp_path).from_string(EFFECT).render(seen=seen)
    assert "<details open><summary>Что необычно в ваших собственных файлах</summary>" in shown
    assert "extensions_custom.conf, строка 2" in shown
    none = environment("ru", tmp_path).from_string(EFFECT).render(seen=Changed(1, Impact.NOTHING))
    assert "<details" not in none
