"""Templates: what one takes from another is there."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import webui

_TEMPLATES = Path(webui.__file__).parent / "templates"
_NAMES = sorted(str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.rglob("*.html"))


def _tree(name: str) -> nodes.Template:
    reader = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    return reader.parse((_TEMPLATES / name).read_text(encoding="utf-8"))


def _has(name: str) -> set[str]:
    tree = _tree(name)
    macros = {each.name for each in tree.find_all(nodes.Macro)}
    return macros | {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}


@pytest.mark.parametrize("name", _NAMES)
def test_every_macro_that_is_taken_is_there(name: str) -> None:
    """Jinja says nothing before it is called."""
    for taken in _tree(name).find_all(nodes.FromImport):
        assert isinstance(taken.template, nodes.Const)
        known = _has(taken.template.value)
        wanted = {each if isinstance(each, str) else each[0] for each in taken.names}
        assert wanted <= known, taken.template.value
