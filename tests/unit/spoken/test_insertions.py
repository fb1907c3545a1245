"""What stands in the gaps of a Russian sentence is Russian too."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from appliance.core.commands import AdoptCard, edit
from appliance.core.errors import Invalid
from appliance.core.feature_codes import Feature
from appliance.core.parts import PLACES, parts
from appliance.core.wording import told
from appliance.spoken import sentences
from tests.machines.known import OFFICES
from tests.machines.offices import TDM800P, after, sip
from tests.unit.tree import TREE
from webui.parts.terms import TERMS, term

_CORE = TREE / "appliance/core"
_ENGLISH = re.compile(r"[a-z]{3,}( [a-z]{2,})*")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def _inserted(path: Path) -> Iterator[str]:
    """Words that a check writes down and a sentence takes up later."""
    tree = ast.parse(path.read_text())
    raised = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Invalid"
        for argument in node.args
        for each in ast.walk(argument)
    }
    told_already = {
        id(each)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for each in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in raised | told_already:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _ENGLISH.fullmatch(node.value) and " " in node.value:
                yield node.value
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X1" for part in node.values
            )
            if " " in text and re.search("[a-z]{2}", text):
                yield text


@pytest.mark.parametrize("path", sorted((_CORE / "checks").glob("*.py")), ids=lambda p: p.stem)
def test_whatever_a_check_inserts_is_known_in_russian(path: Path) -> None:
    english = [text for text in _inserted(path) if not _said(text)]
    assert english == []


def _said(text: str) -> bool:
    return bool(_CYRILLIC.search(sentences.said(text, "ru")))


@pytest.mark.parametrize("office", ["clinic", "hotel", "law-firm", "car-dealer"])
def test_each_part_is_told_in_russian(office: str) -> None:
    config = OFFICES[office]()
    for kind in PLACES:
        for part in parts(config, kind)[:1]:
            name = told(part)
            assert sentences.said(name, "ru") != name


def test_each_code_is_named_in_russian() -> None:
    assert [each.value for each in Feature if not _said(f"the code of {each.value}")] == []
    assert [each.value for each in Feature if not _said(each.value)] == []


def test_each_value_that_is_chosen_has_a_word_of_its_own() -> None:
    """A value's own spelling is for files; nobody reads it on a page."""
    missing = [str(each) for kind in TERMS for each in kind if not _has_word(each)]
    assert missing == []


def _has_word(value: Enum) -> bool:
    return value.value in TERMS[type(value)] and term(value)[0] != "-"


@pytest.mark.parametrize("digits", ["112", "201"])
def test_a_taken_number_is_refused_without_a_word_of_english(digits: str) -> None:
    with pytest.raises(Invalid) as refused:
        edit(after(AdoptCard(TDM800P)), sip(digits, "x"))
    assert not re.search("[a-z]{2}", sentences.said(refused.value.reason, "ru"))


def test_lines_are_named_in_the_office_s_language() -> None:
    groups = after(AdoptCard(TDM800P)).trunk_groups
    assert [group.name.text for group in groups] == ["Городские линии"]
