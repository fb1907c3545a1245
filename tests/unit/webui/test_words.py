"""Both languages say everything, and the supervisor's sentences are among it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from drivers import catalogue
from tests.unit.tree import TREE
from webui import language, messages, sentences

_GAP = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
# What the page shows of the supervisor's own words, by the modules that say it.
_SPEAKING = ("apply", "asterisk", "daemon", "flows", "hardware", "health", "host", "store", "wire")
_WORDS = {"Fault": slice(0, 2), "Issue": slice(2, 4)}  # which arguments are text and remedy


def _texts(message: Message) -> tuple[str, ...]:
    given = message.string
    return tuple(given) if isinstance(given, (list, tuple)) else (given or "",)


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_every_text_is_translated_with_all_its_gaps(spoken: str) -> None:
    kept = messages.catalogue(spoken)
    for wanted in messages.template():
        if not wanted.id:
            continue
        found = kept.get(wanted.id)
        assert found is not None, f"{wanted.id}: run python3 -m webui.messages"
        texts = _texts(found)
        assert all(texts), wanted.id
        first = wanted.id[0] if isinstance(wanted.id, (list, tuple)) else wanted.id
        for text in texts:
            assert sorted(_GAP.findall(text)) == sorted(_GAP.findall(first)), text


def test_no_translation_is_left_over() -> None:
    wanted = {str(message.id) for message in messages.template()}
    for spoken in language.LANGUAGES:
        assert {str(m.id) for m in messages.catalogue(spoken) if m.id} <= wanted


def _said_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        called = getattr(node, "func", None)
        kind = getattr(called, "id", "")
        if isinstance(node, ast.Call) and kind in _WORDS:
            for given in node.args[_WORDS[kind]]:
                yield from _sample(given)


def _sample(given: ast.expr) -> Iterator[str]:
    """A sentence as it could be said, its gaps filled with a word."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str) and " " in given.value:
        yield given.value
    elif isinstance(given, ast.JoinedStr):
        parts = (p.value if isinstance(p, ast.Constant) else "gap" for p in given.values)
        yield "".join(str(part) for part in parts)


def _speaking() -> Iterator[Path]:
    for name in _SPEAKING:
        place = TREE / "appliance" / name
        yield from place.rglob("*.py") if place.is_dir() else [place]


def test_the_supervisors_sentences_are_known() -> None:
    russian = language.translations("ru")
    spoken = [text for path in _speaking() for text in _said_by(path)]
    assert len(spoken) > 30
    assert [text for text in spoken if sentences.said(text, russian) == text] == []


# Nobody at an office can do these: there is no such button, program or person.
_BEYOND = re.compile(
    r"(?i)restart the box|the maker the|support bundle|free space|delete|restore|undo"
)


def test_a_remedy_is_something_that_an_office_can_do() -> None:
    spoken = [text for path in (TREE / "appliance").rglob("*.py") for text in _said_by(path)]
    assert len(spoken) > 60
    assert [text for text in spoken if _BEYOND.search(text)] == []


def test_what_is_good_to_know_of_a_card_is_said_in_russian() -> None:
    russian = language.translations("ru")
    quirks = {quirk for model in catalogue.models() for quirk in model.quirks}
    assert {quirk for quirk in quirks if sentences.said(quirk, russian) == quirk} == set()


def test_a_sentence_within_a_sentence_is_said_too() -> None:
    russian = language.translations("ru")
    text = "Version 2 was tried and taken back to 1: The web page does not answer."
    said = "Версия 2 испытана, возвращена 1: Веб-страница не отвечает."
    assert sentences.said(text, russian) == said
    assert sentences.said(text, language.translations("en")) == text
    assert sentences.said("Never heard of 100%(x)s", russian) == "Never heard of 100%(x)s"
    assert sentences.said("", russian) == ""


@pytest.mark.parametrize(
    ("cookies", "asked", "wanted"),
    [
        ({}, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ({}, "de,en;q=0.5,ru;q=0.4", "en"),
        ({}, "fr", "en"),
        ({}, "ru;q=0,en;q=0.1", "en"),
        ({}, "ru;q=high", "en"),
        ({language.COOKIE: "en"}, "ru", "en"),
        ({language.COOKIE: "../x"}, "ru", "ru"),
    ],
)
def test_the_language_is_what_was_chosen_or_asked_for(
    cookies: dict[str, str], asked: str, wanted: str
) -> None:
    assert language.chosen(cookies, asked) == wanted
