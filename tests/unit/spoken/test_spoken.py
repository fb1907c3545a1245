"""Whatever the supervisor and `lineman` say is said in Russian too."""

from __future__ import annotations

import ast
import dataclasses
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.core.config import Config
from appliance.spoken import gather, sentences
from appliance.spoken.languages import of_locale
from drivers import catalogue
from tests.unit.spoken.cure import names_a_cure
from tests.unit.tree import TREE

_APPLIANCE = TREE / "appliance"
_RAISED = {"Invalid": 1, "Fault": 0, "RolledBack": 0, "Refused": 0}
# What is only passed on: it was said, and translated, where it came from.
_PASSED_ON = frozenset(
    {"text", "remedy", "_remedy", "reason", "field", "hold", "cure", "sentence", "why", "since"}
    | {"take_back()"}
)
# Nobody at an office can do these: there is no such button, program or person.
_BEYOND = re.compile(r"(?i)restart the box|the maker the|free space|delete|undo")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def _texts() -> list[str]:
    return [str(message.id) for message in gather.template() if message.id]


def test_every_text_is_translated_with_all_its_gaps() -> None:
    kept = gather.kept("ru")
    for text in _texts():
        found = kept.get(text)
        assert found is not None, f"{text}: run python3 -m appliance.spoken.gather"
        assert found.string, f"{text}: has no translation"
        assert sorted(sentences.GAP.findall(str(found.string))) == sorted(
            sentences.GAP.findall(text)
        ), text


def test_no_translation_is_left_over() -> None:
    wanted = set(_texts())
    assert {str(m.id) for m in gather.kept("ru") if m.id} - wanted == set()


def test_every_sentence_with_gaps_is_known_by_its_own_pattern() -> None:
    for text in _texts():
        if not sentences.GAP.search(text):
            continue
        heard = sentences.GAP.sub("X1", text).replace("%%", "%")
        assert _CYRILLIC.search(sentences.said(heard, "ru")), heard
        assert sum(c.isalpha() for c in sentences.GAP.sub("", text)) >= 3, "says too little itself"


def _raised(path: Path) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and name in _RAISED:
            yield from ((ast.unparse(each), each) for each in node.args[_RAISED[name] :])


def _own(given: ast.expr) -> bool:
    """Whether the sentence can be read from the source."""
    if isinstance(given, ast.IfExp):
        return _own(given.body) and _own(given.orelse)
    return isinstance(given, ast.Constant | ast.JoinedStr)


def test_whatever_is_raised_is_gathered() -> None:
    hidden = [
        f"{path.relative_to(TREE)}: {text}"
        for path in sorted(_APPLIANCE.rglob("*.py"))
        for text, given in _raised(path)
        if not _own(given) and not text.isupper() and text.split(".")[-1] not in _PASSED_ON
    ]
    assert hidden == []


def test_a_refusal_of_what_was_set_names_its_cure() -> None:
    calls = [
        node
        for path in sorted((_APPLIANCE / "core").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Invalid"
    ]
    said = {ast.unparse(node.args[1]) for node in calls if _own(node.args[1])}
    assert len(said) > 100
    assert {text for text in said if not names_a_cure(text)} == set()


def _fields(kind: object, seen: set[object]) -> Iterator[str]:
    """The names of all fields that a value of `kind` can hold."""
    for part in typing.get_args(kind):
        yield from _fields(part, seen)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for name, hint in typing.get_type_hints(kind).items():
            yield name
            yield from _fields(hint, seen)


def test_every_field_has_a_name_in_russian() -> None:
    fields = set(_fields(Config, set()))
    assert len(fields) > 100
    kept = gather.kept("ru")
    assert {each for each in fields if each.replace("_", " ") not in kept} == set()


def test_a_path_is_named_step_by_step() -> None:
    assert sentences.named("devices[0].ring_seconds", "ru") == "аппараты[0].время звонка, с"
    assert sentences.named("devices[0].ring_seconds", "en") == "devices[0].ring seconds"
    assert sentences.refusal("number", "'x' is not 2 to 6 digits", "ru") == (
        "номер: 'x' — не от 2 до 6 цифр"
    )


def test_a_remedy_is_something_that_an_office_can_do() -> None:
    assert [text for text in _texts() if _BEYOND.search(text)] == []


def test_what_is_good_to_know_of_a_card_is_said_in_russian() -> None:
    quirks = {quirk for model in catalogue.models() for quirk in model.quirks}
    assert {quirk for quirk in quirks if sentences.said(quirk, "ru") == quirk} == set()


@pytest.mark.parametrize(
    "text",
    [
        "settings of another version taken over",
        "other answers of test calls accepted",
        "took on the box without cards",
        "took on Wildcard TDM400P",
        "revision 3 restored",
        "back to revision 3",
    ],
)
def test_what_the_box_says_of_its_own_revisions_is_said_in_russian(text: str) -> None:
    assert sentences.message(text, "ru") != text


def test_each_step_of_a_revision_is_a_sentence() -> None:
    steps = "added role Анна; back to revision 3; …"
    assert sentences.message(steps, "ru") == "роль Анна: добавлено; возврат к ревизии 3; …"


def test_a_sentence_within_a_sentence_is_said_too() -> None:
    text = "Version 2 was tried and taken back to 1: The web page does not answer."
    said = "Версия 2 испытана, возвращена 1: Веб-страница не отвечает."
    assert sentences.said(text, "ru") == said
    assert sentences.said(text, "en") == text
    assert sentences.said("Never heard of 100%(x)s", "ru") == "Never heard of 100%(x)s"
    assert sentences.said("", "ru") == ""


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ({"LC_ALL": "ru", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "C"}, "ru"),
        ({"LC_ALL": "", "LANG": "ru_RU"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_a_shell_says_its_language(variables: dict[str, str], language: str) -> None:
    assert of_locale(variables) == language


def test_what_a_new_sentence_looks_like_in_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        'AGAIN = "Try again."\n'
        "def f(a):\n"
        '    raise Fault(f"{a.name!r} is {len(a)} of {a.name}, 5 %", AGAIN)\n'
        '    raise Invalid("field", "one" if a else "other")\n'
    )
    found = {str(message.id) for message in gather.template(tmp_path) if message.id}
    assert found == {
        "%(name)s is %(a)s of %(name2)s, 5 %%",
        "Try again.",
        "field",
        "one",
        "other",
    }


def test_a_remedy_is_that_of_its_own_module(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.py").write_text(
            f'_REMEDY = "Do what is {name}."\nraise Fault("It is not so.", _REMEDY)\n'
        )
    found = {str(message.id) for message in gather.template(tmp_path) if message.id}
    assert found == {"It is not so.", "Do what is first.", "Do what is second."}
